"""What the listing commands print: a table for people, tab-separated lines when piped, JSON on request."""

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import click

from daemon.terminal import one_line

# What a terminal obeys instead of showing it, and what no bytes can be made of: C1 controls, signs that
# turn the direction of writing, lone surrogates. JSON itself escapes the rest.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value of ours as JSON, its fields by their names; always in UTF-8 (RFC 8259, 8.1)."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=indent)
    escaped = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(escaped.encode())


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows: as a table on a terminal, else one line a row, its cells separated by tabs."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(map(one_line, row)))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(Text(one_line(cell)) for cell in row))
    Console().print(shown)
