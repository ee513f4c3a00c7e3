"""The configuration that the Debian package installs: the example, with the paths of a Debian system."""

import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "config" / "example.toml"

# What stands in the example, and what in its place.
_PATHS = {
    'url = "sqlite:///var/postdesk.sqlite3"': 'url = "sqlite:////var/lib/postdesk/postdesk.sqlite3"',
    'socket = "var/lmtp.sock"': 'socket = "/run/postdesk/lmtp.sock"',
    'socket = "var/control.sock"': 'socket = "/run/postdesk/control.sock"',
    'maildir = "var/outgoing"': 'maildir = "/var/lib/postdesk/outgoing"',
}

# These tables are shown with examples that are nobody's; a desk there must be.
_EXAMPLES = ("[[agent]]", "[[organisation]]", "[[mailbox]]", "[mailbox.oauth]")

_HEAD = """\
# Every setting of Postdesk, each with its default. All you must change is the address of the [[desk]], the
# [[agent]] below it, and [delivery]: until then mail goes nowhere but into /var/lib/postdesk/outgoing.
# Afterwards: postdesk check, then postdesk reload.
"""


def configuration() -> str:
    """Return the text of /etc/postdesk/postdesk.toml. Raises ValueError where the example has changed."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for example, path in _PATHS.items():
        if text.count(example) != 1:
            raise ValueError(f"the example does not say {example} once")
        text = text.replace(example, path)
    _, _, body = text.partition("\n#\n")
    return _HEAD + "#\n" + "\n".join(_without_examples(body.splitlines())) + "\n"


def _without_examples(lines: list[str]) -> list[str]:
    kept, example = [], False
    for line in lines:
        if line.startswith("["):
            example = line in _EXAMPLES
        kept.append(f"#{line}" if example and line and not line.startswith("#") else line)
    return kept


if __name__ == "__main__":
    sys.stdout.write(configuration())
