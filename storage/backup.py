"""Backups: a whole copy of the store, taken while it works."""

import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from storage.database import database_at
from storage.faults import StorageError, StoreUnavailable, as_condition
from storage.restored import mark_as_copy
from storage.soundness import require_sound
from storage.sqlite import SqliteFile, connect_to

BUSY_SECONDS = 30.0


def backup(url: str, target: Path) -> None:
    """Copy the store into a new file and check the copy; what was committed before the start is in it.

    The file appears under its name only when it is whole and sound. A daemon that opens it later goes on
    with higher numbers.

    Raises StorageError: the target is there already, cannot be written, or the copy is not sound; or the
    store is on a database server, which has its own ways.
    """
    database = database_at(url)
    if not isinstance(database, SqliteFile):
        raise StorageError(f"The store {database} is on a server: back it up with pg_dump or pg_basebackup.")
    copy_file(database.path, target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a store's file as `backup` does. Raises StorageError."""
    if not source.exists():
        raise StoreUnavailable(f"There is no store {source}.")
    _refuse_existing(target)
    try:
        # Nobody but its owner may read it, and no other file of this name is touched.
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".partial", dir=target.parent)
    except OSError as error:
        raise _not_written(target, error) from error
    os.close(handle)
    partial = Path(name)
    try:
        _copy(source, partial)
        _mark_and_check(partial)
        _refuse_existing(target)
        _publish(partial, target)
    except DBAPIError as error:
        raise as_condition(error) from error
    except dbapi2.Error as error:
        raise StorageError(f"The backup {target} was not made: {error}.") from error
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        for leftover in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm")):
            with suppress(FileNotFoundError):
                leftover.unlink()


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise StorageError(f"{target} is there already; a backup never overwrites a file.")


def _not_written(target: Path, error: OSError) -> StorageError:
    return StorageError(f"The backup {target} cannot be written: {error.strerror}.")


def _copy(source: Path, partial: Path) -> None:
    with closing(dbapi2.connect(str(source), isolation_level=None, timeout=BUSY_SECONDS)) as connection:
        connection.execute("VACUUM INTO ?", (str(partial),))


def _mark_and_check(partial: Path) -> None:
    engine = connect_to(partial, busy_seconds=BUSY_SECONDS)
    with engine.connect() as c, c.begin():
        mark_as_copy(c)
        require_sound(c, "The copy")


def _publish(partial: Path, target: Path) -> None:
    for path in (partial, partial.parent):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    partial.rename(target)
