"""The configuration that the Debian package installs: the example, with the paths of a Debian system."""

import sys
from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "config" / "example.toml"

# What stands in the example, and what in its place.
_PATHS = {
    'database = "sqlite:///var/postdesk.sqlite3"': 'database = "sqlite:////var/lib/postdesk/postdesk.sqlite3"',
    'socket = "var/lmtp.sock"': 'socket = "/run/postdesk/lmtp.sock"',
    'socket = "var/control.sock"': 'socket = "/run/postdesk/control.sock"',
    'passwords_file = ""': 'passwords_file = "/var/lib/postdesk/agent.passwords"',
    'maildir = "var/outgoing"': 'maildir = "/var/lib/postdesk/outgoing"',
}

# There must be a desk; whose it is must be changed.
_DESK = 'address = "support@example.org"'

# These tables are shown with examples that are nobody's.
_EXAMPLES = ("[[agent]]", "[[organisation]]", "[[mailbox]]", "[mailbox.oauth]")

_HEAD = """\
# Every setting of Postdesk with its default. Those that begin with # are in force as they stand; to change
# one, take its # away. All you must change is the address of the [[desk]], the [[agent]] below it, and
# [delivery]: until then mail goes nowhere but into /var/lib/postdesk/outgoing.
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
    return _HEAD + "#\n" + "".join(f"{line}\n" for line in _as_comments(body.splitlines()))


def _as_comments(lines: list[str]) -> Iterator[str]:
    """Take defaults and examples out of force: later defaults then hold, and conf.d may set them."""
    example = False
    for line in lines:
        if line.startswith("["):
            example = line in _EXAMPLES
        told = not line or line.startswith("#")
        stands = line.startswith("[") or line == _DESK or line in _PATHS.values()
        yield line if told or (stands and not example) else f"#{line}"


if __name__ == "__main__":
    sys.stdout.write(configuration())
