"""Where a store is: in a file of SQLite or in a database of PostgreSQL; all else is the same over both."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from storage.faults import StorageError
from storage.postgresql import PostgresqlDatabase
from storage.sqlite import SqliteFile


class Database(Protocol):
    """What differs between the two. ``str`` of it names it without its password."""

    @property
    def engine_version(self) -> str:
        """The engine and its version, as ``SQLite 3.53.4``."""

    def exists(self) -> bool:
        """Tell whether there is anything that could hold tables."""

    def make(self) -> None:
        """Make what can hold tables. Raises StoreUnavailable."""

    def connect(self, *, busy_seconds: float, reading: bool = False) -> Engine:
        """Return an engine; its transactions are durable once committed. A reading one refuses to write."""

    def held_by_daemon(self) -> AbstractContextManager[None] | None:
        """Return the hold that a daemon keeps while it runs, or None where daemons share a store.

        Raises StoreInUse: another daemon holds it.
        """

    def held_for_migration(self) -> AbstractContextManager[None]:
        """Keep others from changing the tables meanwhile. Raises StoreInUse: another does so."""

    def has_daemon(self) -> bool:
        """Tell whether a daemon seems to work on the store."""


def database_at(url: str) -> Database:
    """Return the database at a URL such as ``sqlite:////var/lib/postdesk/postdesk.db``.

    Raises StorageError: the URL names neither a SQLite file nor a database of PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername == "postgresql" and parsed.database:
        return PostgresqlDatabase(parsed)
    if parsed is None or parsed.drivername != "sqlite" or parsed.database in {None, "", ":memory:"}:
        message = (
            "The store's URL must name a SQLite file (sqlite:////absolute/path, sqlite:///relative) "
            "or a database of PostgreSQL (postgresql://user@host/database)."
        )
        raise StorageError(message)
    return SqliteFile(Path(str(parsed.database)))
