"""Whether a file of SQLite is sound: its pages and indexes, and what its rows refer to."""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage.faults import StorageError

# Of a torn file SQLite can name thousands of faults; the first say enough.
_MOST = 20


def require_sound(c: Connection, name: object) -> None:
    """Raise StorageError where a database is not sound; ``name`` is what it is called."""
    faults = [*torn(c), *strays(c)]
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise StorageError(f"{name} is not sound: {'; '.join(faults[:3])}{more}.")


def torn(c: Connection, table: str = "") -> Iterator[str]:
    """Return what is wrong with the pages and the indexes, of one table or of all."""
    of = f"'{table}'" if table else str(_MOST)
    said = c.exec_driver_sql(f"PRAGMA integrity_check({of})").scalars().all()
    # A value can be of several lines, the first of which is a heading.
    return (" ".join(str(each).split()) for each in said[:_MOST] if each != "ok")


def strays(c: Connection, table: str = "") -> Iterator[str]:
    """Return the rows that refer to one that is not there, of one table or of all."""
    of = f"('{table}')" if table else ""
    for row in c.exec_driver_sql(f"PRAGMA foreign_key_check{of}").all()[:_MOST]:
        yield f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
