"""What the listing commands print: a table for people, tab-separated lines when piped, JSON on request."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import click


def as_json(value: object) -> str:
    """Return a value of ours as JSON, its fields by their names."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


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
            click.echo("\t".join(_one_line(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        shown.add_row(*(Text(_one_line(cell)) for cell in row))
    Console().print(shown)


def _one_line(cell: str) -> str:
    """Return a cell without control characters: a subject must not move the cursor."""
    return "".join(c if c.isprintable() else " " for c in cell)
