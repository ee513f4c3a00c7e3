"""The manual pages postdesk(1) and postdesk.toml(5), out of ``--help`` and of the example file."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from daemon.cli import postdesk

EXAMPLE = Path(__file__).parents[1] / "config" / "example.toml"

_MAIN = click.Context(postdesk, **postdesk.context_settings)

_DESCRIPTION = (
    "Postdesk is a help desk that lives in the mail: customers write to a support address, staff answer from "
    "their ordinary mail programs, and the daemon carries the conversation until the customer confirms that "
    "the ticket may be closed. Started by root, this program becomes the user postdesk first."
)
_EXITS = (
    ("0", "It is done, or it is as asked."),
    ("1", "It is not; the sentence says why."),
    ("2", "The call was not understood."),
    ("69", "The daemon cannot be reached, or refuses a mail."),
    ("75", "A mail could not be taken now: try again later."),
    ("77", "This user may not do it."),
    ("78", "The configuration has faults; each is told with its line."),
)
_FILES = (
    ("/etc/postdesk/postdesk.toml", "The configuration; conf.d/*.toml beside it is read as well."),
    ("/var/lib/postdesk/postdesk.sqlite3", "The store: all mails, tickets and letters."),
    ("/run/postdesk/control.sock", "Where the daemon is asked by status and reload."),
)


def program() -> str:
    """Return postdesk(1) in the man macros."""
    lines = [
        _head("POSTDESK", 1),
        ".SH NAME",
        "postdesk \\- the help desk that lives in the mail",
        ".SH SYNOPSIS",
        ".B postdesk",
        "[\\fB\\-\\-config\\fR \\fIFILE\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        _text(_DESCRIPTION),
        ".SH OPTIONS",
        *_options(postdesk.get_params(_MAIN), _MAIN),
        ".SH COMMANDS",
    ]
    for words, command in _commands(postdesk):
        lines += _command(words, command)
    lines += [".SH EXIT STATUS", *_list(_EXITS), ".SH FILES", *_list(_FILES)]
    lines += [".SH SEE ALSO", ".BR postdesk.toml (5)"]
    return "\n".join(lines) + "\n"


def configuration() -> str:
    """Return postdesk.toml(5) in the man macros: the example file, as text."""
    lines = [
        _head("POSTDESK.TOML", 5),
        ".SH NAME",
        "postdesk.toml \\- the configuration of postdesk",
        ".SH DESCRIPTION",
    ]
    lines += _settings(EXAMPLE.read_text(encoding="utf-8"))
    lines += [".SH FILES", ".I /etc/postdesk/postdesk.toml", ".SH SEE ALSO", ".BR postdesk (1)"]
    return "\n".join(lines) + "\n"


def _settings(text: str) -> Iterator[str]:
    told: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            told.append(line.removeprefix("#").strip())
        elif line.startswith("["):
            yield f".SH {_escaped(line)}"
            yield from _paragraph(told)
        elif line:
            yield ".TP"
            yield f"\\fB{_escaped(line)}\\fR"
            yield from _paragraph(told)
        else:
            yield from _paragraph(told)
        if not line.startswith("#"):
            told = []


def _paragraph(told: list[str]) -> Iterator[str]:
    first, *more = " ".join(each or "\0" for each in told).split("\0")
    yield from (_text(first.strip()),) if first.strip() else ()
    for part in more:
        yield from (".PP", _text(part.strip()))


def _commands(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name="postdesk")
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)
        elif command is not None:
            yield " ".join((*path, name)), command


def _command(words: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=words)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_escaped(words)} {_escaped(usage)}"
    for number, part in enumerate((command.help or "").split("\n\n")):
        if number:
            yield ".PP"
        yield _text(part)
    # Each has --help; that is said once, of the program.
    yield from _options(command.params, context)
    if command.epilog:
        yield from (".PP", _text(command.epilog))


def _options(parameters: list[click.Parameter], context: click.Context) -> Iterator[str]:
    for parameter in parameters:
        record = parameter.get_help_record(context)
        if record is not None:
            names, told = record
            yield from (".TP", f"\\fB{_escaped(names)}\\fR", _text(told or "no help"))


def _list(items: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, told in items:
        yield from (".TP", f".B {_escaped(name)}", _text(told))


def _head(name: str, section: int) -> str:
    return f'.TH {name} {section} "" "Postdesk" "Postdesk"'


def _text(text: str) -> str:
    # click marks with a backspace what it is not to fill.
    filled = _escaped(" ".join(text.replace("\b", "").split()))
    # What stands between backquotes is typed as it stands.
    return re.sub(r"(`+)(.+?)\1", r"\\fB\2\\fR", filled)


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    # A line that begins with a dot or an apostrophe would be a request.
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.stdout.write({"1": program, "5": configuration}[sys.argv[1]]())
