"""Compacting: the store's file without the room that nothing uses any more."""

import os
import shutil
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from storage.database import database_at
from storage.faults import StorageError, StoreFull, StoreUnavailable, as_condition
from storage.soundness import require_sound
from storage.sqlite import Lock, SqliteFile, connect_to
from storage.swapping import closed_to_others, incoming, put_in_place, remove

# So long another program may write before this gives up.
_BUSY_SECONDS = 5.0


def compact(url: str) -> tuple[int, int]:
    """Write the store anew without unused room; return its size in bytes before and after.

    No daemon may work on it: nothing could be written meanwhile, so mail would be refused. What is
    written is checked, and takes the old file's place at one stroke.

    Raises StoreInUse: a daemon or another program works on the store.
    Raises StoreFull: the disk has no room for a second file; nothing is changed.
    Raises StorageError: the store is not sound, or on a database server; nothing is changed.
    """
    database = database_at(url)
    if not isinstance(database, SqliteFile):
        raise StorageError(
            f"The store {database} is on a server, which sees to its room by itself (autovacuum)."
        )
    if not database.exists():
        raise StoreUnavailable(f"There is no store {database}.")
    database.require_usable()
    # Where the store's name is a link, the file behind it is replaced.
    path = database.path.resolve()
    # Closed from before the copy until it is in place: what is written in between would be lost.
    with Lock(database.path), closed_to_others(path) as store:
        if store is None:
            raise StorageError(f"The store {path} cannot be read; restore a backup.")
        try:
            before = _written_anew(store, path)
            _check(incoming(path))
            put_in_place(path)
        finally:
            remove(incoming(path))
    return before, path.stat().st_size


def _written_anew(store: dbapi2.Connection, path: Path) -> int:
    """Write a store without unused room beside it; return its size in bytes."""
    new = incoming(path)
    remove(new)
    try:
        before, needed = _sizes(store)
        free = shutil.disk_usage(path.parent).free
        if free < needed:
            message = (
                f"Compacting {path} needs {_megabytes(needed)} beside it, and {_megabytes(free)} are free."
            )
            raise StoreFull(message)
        # Nobody but its owner may read it.
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        store.execute("VACUUM INTO ?", (str(new),))
    except dbapi2.Error as error:
        raise StorageError(f"The store {path} was not compacted: {error}.") from error
    except OSError as error:
        raise StorageError(f"The store {path} was not compacted: {error.strerror}.") from error
    return before


def _sizes(connection: dbapi2.Connection) -> tuple[int, int]:
    """Return how many bytes a store has, and how many of them are used."""
    pages, unused, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return pages * size, (pages - unused) * size


def _check(new: Path) -> None:
    try:
        with closing(connect_to(new, busy_seconds=_BUSY_SECONDS).connect()) as c, c.begin():
            require_sound(c, "The compacted store")
    except DBAPIError as error:
        raise as_condition(error, new) from error


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
