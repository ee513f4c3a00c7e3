"""``postdesk read``: what Postdesk reads out of a mail, without any configuration."""

import json
import sys
from pathlib import Path

import click

from desk.mail import Mail
from parsers.mail import read
from parsers.report import as_record, unreadable


@click.command(
    "read",
    epilog="Example: postdesk read mail.eml    Example: postdesk read --jsonl maildir/new/* > read.jsonl",
)
@click.option("--jsonl", is_flag=True, help="One JSON object a file, one a line.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_files(files: tuple[Path, ...], *, jsonl: bool) -> None:
    """Show what is read out of each mail FILE (``-`` is standard input).

    No file makes it fail: what cannot be read says so in its own line.
    """
    for file in files:
        record = _record(file)
        click.echo(json.dumps(record, ensure_ascii=False) if jsonl else _shown(record))


def _record(file: Path) -> dict[str, object]:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        return unreadable(str(file), error.strerror or "cannot be read")
    mail: Mail = read(raw)
    return as_record(str(file), mail)


def _shown(record: dict[str, object]) -> str:
    lines = []
    for key, value in record.items():
        if value in (None, "", [], {}):
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        indented = text.replace("\n", "\n" + " " * 20)
        lines.append(f"{key + ':':<20}{indented}")
    return "\n".join(lines) + "\n"
