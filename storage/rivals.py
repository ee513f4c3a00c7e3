"""Rows that two daemons over one store may make at the same moment: the first one's stands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_first(c: Connection, table: Table, row: Mapping[str, Any]) -> CursorResult[Any] | None:
    """Insert a row and return what came of it, or None where there is one of its key already.

    Where another daemon is about to insert that, this waits for its commit; a query afterwards sees its row.
    """
    inserted = c.execute(_insert(table, c.dialect.name), row)
    return inserted if inserted.rowcount else None


# Built once for each table: making a statement costs more than running it.
@cache
def _insert(table: Table, dialect: str) -> Insert:
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    # Where PostgreSQL returns the number of a new row, how many there are is else forgotten with its cursor.
    return statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
