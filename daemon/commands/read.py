"""``postdesk read``: what Postdesk reads out of a mail, without any configuration."""

import json
import sys
from pathlib import Path

import click

from daemon.commands.output import print_json
from daemon.explanation import verdicts
from daemon.terminal import block, colours, one_line, width
from daemon.verdict_lines import lines
from desk.mail import Mail
from parsers.mail import read
from parsers.report import as_record, unreadable

# A mail is held in memory while it is read; a file beyond this is none, and a device may never end.
LARGEST = 500_000_000

_LABEL = 26


@click.command(
    "read",
    epilog="\b\nExample: postdesk read mail.eml\nExample: postdesk read --explain mail.eml\n"
    "Example: postdesk read --jsonl maildir/new/* > read.jsonl",
)
@click.option("--jsonl", is_flag=True, help="One JSON object a file, one a line.")
@click.option("--explain", is_flag=True, help="Each verdict with the line, header or words that decided it.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_files(files: tuple[Path, ...], *, jsonl: bool, explain: bool) -> None:
    """Show what is read out of each mail FILE (``-`` is standard input).

    No file makes it fail: what cannot be read says so in its own line.
    """
    if jsonl and explain:
        raise click.UsageError("--jsonl and --explain cannot go together.")
    for file in files:
        raw, mail = _read(file)
        if jsonl:
            print_json(as_record(str(file), mail), indent=None)
        elif explain:
            # click takes the colours out where the output is no terminal.
            click.echo(f"{one_line(str(file))}\n{lines(verdicts(raw, mail), width())}", color=colours())
        else:
            click.echo(_shown(as_record(str(file), mail)))


def _read(file: Path) -> tuple[bytes, Mail]:
    try:
        raw = _bytes(file)
    except OSError as error:
        return b"", unreadable(error.strerror or "cannot be read")
    if len(raw) > LARGEST:
        return b"", unreadable(f"more than {LARGEST} bytes")
    return raw, read(raw)


def _bytes(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _shown(record: dict[str, object]) -> str:
    """Return the record for a person: what is absent is left out, long texts stand below their name."""
    rows = []
    for key, value in record.items():
        if value in (None, "", [], {}, 0.0):
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        label = f"{key.replace('_', ' ')}:"
        long = len(text.splitlines()) > 1
        rows.append(f"{label}\n{block(text, '    ')}" if long else f"{label:<{_LABEL}}{one_line(text)}")
    return "\n".join(rows) + "\n"
