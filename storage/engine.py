"""The store as a whole: one writer thread, a pool of readers, one daemon at a time."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from storage import schema
from storage.database import Database, database_at
from storage.faults import StoreUnavailable, as_condition
from storage.restored import skip_ahead
from storage.sqlite import SQLITE_VERSION, SqliteFile
from storage.writer import Writer

__all__ = ["SQLITE_VERSION", "Connection", "Store", "open_store"]

T = TypeVar("T")


class Store:
    """An open store; made by `open_store`, safe to be used from any thread."""

    def __init__(self, database: Database, *, exclusive: bool, busy_seconds: float) -> None:
        self._database = database
        self._hold = ExitStack()
        hold = database.held_by_daemon() if exclusive else None
        if hold is not None:
            self._hold.enter_context(hold)
        self._reading = database.connect(busy_seconds=busy_seconds, reading=True)
        self._writing = database.connect(busy_seconds=busy_seconds)
        self._writer = Writer(self._writing)

    @property
    def shared(self) -> bool:
        """Tell whether other daemons may work on the same store."""
        return not isinstance(self._database, SqliteFile)

    def now(self) -> datetime:
        """Return the time that all go by who share the store: this machine's, or the database server's.

        Raises StoreUnavailable: the server cannot be asked.
        """
        if not self.shared:
            return datetime.now(UTC)
        told: datetime = self.read(lambda c: c.execute(select(func.clock_timestamp())).scalar_one())
        return told.astimezone(UTC)

    @cached_property
    def engine_version(self) -> str:
        """The database engine and its version, as ``SQLite 3.53.4``. Raises StoreUnavailable."""
        return self._database.engine_version

    def write(self, fn: Callable[[Connection], T]) -> "Future[T]":
        """Run a job in the writer's next transaction; the future resolves only after its commit.

        A job that fails is undone alone. It may read and write, and must neither commit nor wait.
        The future raises StoreFull or StoreUnavailable where the store could not keep it, else what the
        job raised.
        """
        return self._writer.submit(fn)

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Run a reading job now, in this thread, on one consistent state of the store.

        Raises StoreUnavailable: the store cannot be read.
        """
        try:
            with self._reading.connect() as connection, connection.begin():
                return fn(connection)
        except DBAPIError as error:
            raise as_condition(error) from error
        except NoConnection as error:
            raise StoreUnavailable("Too many ask the store at once.") from error

    def on_commit(self, tell: Callable[[int], None]) -> None:
        """Have every commit told, in the writer's thread, by the number of its jobs; it never raises."""
        self._writer.on_commit = tell

    @property
    def has_daemon(self) -> bool:
        """Tell whether a daemon seems to work on this store, or did so in this process."""
        return self._database.has_daemon()

    def close(self) -> None:
        """Finish the jobs that were given, then let go of the file."""
        self._writer.close()
        self._reading.dispose()
        self._writing.dispose()
        self._hold.close()


def open_store(url: str, *, exclusive: bool = False, busy_seconds: float = 5.0) -> Store:
    """Open the store at a URL such as ``sqlite:////var/lib/postdesk/postdesk.db``.

    ``exclusive`` is the daemon's way: a second daemon on the same file is refused (a database server they
    share), and a store that comes from a backup goes on with higher numbers. Command-line programs open
    without it; they read and write beside the daemon, and wait ``busy_seconds`` for a lock.

    Raises StoreInUse: another daemon holds the store.
    Raises StoreUnavailable: there is no store, its tables are not this Postdesk's, or it cannot be read.
    """
    found, database = schema.state(url), database_at(url)
    if found is not schema.SchemaState.CURRENT:
        message = f"The store {database} is {found}; run `postdesk migrate` first."
        raise StoreUnavailable(message)
    store = Store(database, exclusive=exclusive, busy_seconds=busy_seconds)
    if exclusive:
        try:
            store.write(skip_ahead).result()
        except BaseException:
            store.close()
            raise
    return store
