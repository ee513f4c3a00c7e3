"""SQLite as we use it: where the file is, how it is opened, who alone may run on it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.faults import StorageError, StoreInUse, StoreUnavailable

# SQLite of Debian 12 can lose commits when two connections checkpoint at one instant (mended in 3.51.3),
# so ours comes with its own module.
SQLITE_VERSION: str = dbapi2.sqlite_version


def path_of(url: str) -> Path:
    """Return the file of a URL such as ``sqlite:////var/lib/postdesk/postdesk.db``.

    Raises StorageError: the URL names no SQLite file.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername != "sqlite" or parsed.database in {None, "", ":memory:"}:
        message = "The store's URL must name a SQLite file: sqlite:////absolute/path or sqlite:///relative."
        raise StorageError(message)
    return Path(str(parsed.database))


def connect_to(path: Path, *, busy_seconds: float, reading: bool = False) -> Engine:
    """Return an engine on an existing file; its transactions are durable once they are committed.

    A writing engine keeps no pool: its one connection is closed for good after a fault. A reading one
    refuses every write.
    """

    def creator() -> object:
        # The driver must begin no transaction of its own; see `_begin`.
        connection = dbapi2.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=busy_seconds,
        )
        try:
            _set_up(connection, reading=reading)
        except BaseException:
            connection.close()
            raise
        return connection

    # No reader waits for another; each of them is short.
    pool: dict[str, Any] = (
        {"poolclass": QueuePool, "max_overflow": -1} if reading else {"poolclass": NullPool}
    )
    # Statements are never shown with their parameters: those are people's mail.
    engine = create_engine("sqlite://", module=dbapi2, creator=creator, hide_parameters=True, **pool)
    # A transaction that reads first and writes later fails at once when another wrote between.
    begin = "BEGIN" if reading else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _set_up(connection: dbapi2.Connection, *, reading: bool) -> None:
    if reading:
        connection.execute("PRAGMA query_only=ON")
    elif connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        message = "The store's file system cannot keep a write-ahead log; put the store on a local disk."
        raise StoreUnavailable(message)
    # NORMAL may lose the last commits when the power fails: mail that was answered with 250.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def make_file(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none; SQLite's others follow it.

    Raises StoreUnavailable: the file cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        message = f"The store {path} cannot be made: {error.strerror}."
        raise StoreUnavailable(message) from error


def lock_file_of(path: Path) -> Path:
    """Return the file on which a store's daemon holds its lock, and in which its process number stands."""
    return path.with_name(path.name + ".lock")


def is_held(path: Path) -> bool:
    """Tell whether a daemon seems to work on a store: the last one to hold its lock still lives.

    The lock itself is not tried: a daemon that starts in that moment would find it taken.
    """
    try:
        return Path("/proc", str(int(lock_file_of(path).read_text()))).exists()
    except (OSError, ValueError):
        return False


class Lock:
    """A daemon's hold on a store: a lock on a file beside it, let go when the process ends in any way."""

    def __init__(self, path: Path) -> None:
        self._path = lock_file_of(path)
        try:
            self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            message = f"The store's lock {self._path} cannot be made: {error.strerror}."
            raise StoreUnavailable(message) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            message = f"Another Postdesk (process {holder}) works on the store {path}; stop it first."
            raise StoreInUse(message) from error
        os.truncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let go. The file stays: removing it would let two daemons lock two files of one name."""
        with suppress(OSError):
            os.close(self._file)
