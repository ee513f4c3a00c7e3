"""SQLite as we use it: where the file is, how it is opened, who alone may run on it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event

from storage.faults import StoreInUse, StoreUnavailable
from storage.local_disk import require_local

# SQLite of Debian 12 can lose commits when two connections checkpoint at one instant (mended in 3.51.3),
# so ours comes with its own module, and an older one is refused (sqlite.org/wal.html, "The WAL-Reset Bug").
SQLITE_VERSION: str = dbapi2.sqlite_version
OLDEST_VERSION = (3, 51, 3)

# Each reading connection remembers no more of the file: the system does that once for all of them.
_CACHE_KILOBYTES = 500

# To this size the write-ahead log shrinks again, after a long reading has let it grow.
LOG_BYTES = 16_000_000


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
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
    elif connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        message = "The store's file system cannot keep a write-ahead log; put the store on a local disk."
        raise StoreUnavailable(message)
    connection.execute(f"PRAGMA journal_size_limit={LOG_BYTES}")
    # NORMAL may lose the last commits when the power fails: mail that was answered with 250.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def require_safe_version(version: tuple[int, ...] = dbapi2.sqlite_version_info) -> None:
    """Refuse a SQLite that can lose commits. Raises StoreUnavailable."""
    if version < OLDEST_VERSION:
        oldest, found = (".".join(map(str, each)) for each in (OLDEST_VERSION, version))
        message = f"SQLite {found} can lose mail; install the module pysqlite3 with SQLite {oldest} or later."
        raise StoreUnavailable(message)


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

    def __enter__(self) -> None:
        return

    def __exit__(self, *_fault: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go. The file stays: removing it would let two daemons lock two files of one name."""
        with suppress(OSError):
            os.close(self._file)


class SqliteFile:
    """A store in one file, on which one daemon works at a time."""

    engine_version = f"SQLite {SQLITE_VERSION}"

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        """Return the file's path."""
        return str(self.path)

    def exists(self) -> bool:
        """Tell whether the file is there."""
        return self.path.exists()

    def require_usable(self) -> None:
        """Refuse a file on a network, and a SQLite that can lose commits. Raises StoreUnavailable."""
        require_safe_version()
        require_local(self.path)

    def make(self) -> None:
        """Make the file. Raises StoreUnavailable."""
        self.require_usable()
        make_file(self.path)

    def connect(self, *, busy_seconds: float, reading: bool = False) -> Engine:
        """Return an engine on the file; ``busy_seconds`` is the longest wait for a lock.

        Raises StoreUnavailable: the file lies on a network, or SQLite is too old.
        """
        self.require_usable()
        return connect_to(self.path, busy_seconds=busy_seconds, reading=reading)

    def held_by_daemon(self) -> "Lock":
        """Return a daemon's hold on the file. Raises StoreInUse."""
        return Lock(self.path)

    def held_for_migration(self) -> "Lock":
        """Return the same hold: nobody changes tables under a daemon. Raises StoreInUse."""
        return Lock(self.path)

    def has_daemon(self) -> bool:
        """Tell whether a daemon seems to work on the store, or did so in this process."""
        return is_held(self.path)
