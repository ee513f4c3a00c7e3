"""Another file in the place of a store's: at every instant one of the two is there, whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote

from pysqlite3 import dbapi2

from storage.faults import StorageError, StoreFull, StoreInUse, StoreUnavailable

# So long another program may have the store open before this gives up.
_BUSY_SECONDS = 5.0

# What SQLite says of a file that it cannot make sense of: there is nothing to fold into it.
_UNREADABLE = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})


def incoming(path: Path) -> Path:
    """Return where a file is made ready that is to take a store's place.

    One name for all: whoever holds the daemon's lock is alone, and what a killed one left is made anew.
    """
    return path.with_name(f"{path.name}.incoming")


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the file of a database and those that SQLite may keep beside it."""
    return (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal")))


def remove(path: Path) -> None:
    """Remove a database with the files beside it, as far as they are there."""
    for each in files_of(path):
        with suppress(FileNotFoundError):
            each.unlink()


@contextmanager
def closed_to_others(path: Path) -> Iterator[dbapi2.Connection | None]:
    """Fold a store's log into its file and keep all others out; give the one connection to it.

    None where there is no store, or SQLite can make no sense of it. Whoever opens the store meanwhile is
    refused to write even after another file has its name: SQLite sees that the file was moved.

    Raises StoreInUse: another program has the store open.
    """
    if not path.exists():
        yield None
        return
    connection = dbapi2.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
    )
    try:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            # In this mode a lock that was taken once stays.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except dbapi2.Error as error:
            if getattr(error, "sqlite_errorname", "") not in _UNREADABLE:
                raise _condition(path, error) from error
            yield None
        else:
            yield connection
    finally:
        connection.close()


def put_in_place(path: Path, *, kept_as: str = "", log_is_folded: bool = True) -> Path | None:
    """Put the `incoming` file in the place of a store that is `closed_to_others`.

    It gets the owner and the rights of the old one. That stays under the name that ``kept_as`` adds to its
    own, or one that nothing has yet, which is returned; without such a name it goes.

    Raises StorageError: a file cannot be changed; the old store is still in its place.
    """
    new = incoming(path)
    if _has_log(new):
        raise StorageError(f"The log of {new} could not be folded into it; look at the room on its disk.")
    kept = None
    try:
        if path.exists():
            _take_rights(path, new)
            kept = _keep(path, kept_as) if kept_as else None
        if not log_is_folded:
            # Left there, this log would be taken for the new file's.
            for beside in files_of(path)[1:]:
                beside.unlink(missing_ok=True)
        _sync(new)
        _sync(path.parent)
        new.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise StorageError(f"The store {path} cannot be replaced: {error.strerror}.") from error
    return kept


def _has_log(path: Path) -> bool:
    log = files_of(path)[1]
    return log.exists() and log.stat().st_size > 0


def _condition(path: Path, error: dbapi2.Error) -> StorageError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_BUSY"):
        return StoreInUse(f"Another program has the store {path} open; end it first.")
    if name == "SQLITE_FULL":
        return StoreFull(f"The disk of the store {path} is full; free some room.")
    return StoreUnavailable(f"The store {path} cannot be closed to others: {error}.")


def _keep(path: Path, kept_as: str) -> Path:
    """Give a store a second name, which nothing else has: a link is made only where there is nothing."""
    kept = next(each for each in _names(path, kept_as) if not each.exists() or each.samefile(path))
    for file, name in zip(files_of(path)[:2], files_of(kept)[:2], strict=True):
        # What a killed one has linked already stays.
        if file.exists() and not name.exists():
            os.link(file, name)
    return kept


def _names(path: Path, kept_as: str) -> Iterator[Path]:
    first = f"{path.name}.{kept_as}"
    yield path.with_name(first)
    yield from (path.with_name(f"{first}-{number}") for number in count(2))


def _take_rights(old: Path, new: Path) -> None:
    was, is_ = old.stat(), new.stat()
    if (was.st_uid, was.st_gid) != (is_.st_uid, is_.st_gid):
        os.chown(new, was.st_uid, was.st_gid)
    new.chmod(was.st_mode & 0o777)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
