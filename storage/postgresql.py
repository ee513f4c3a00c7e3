"""PostgreSQL as we use it: how a database is opened, and what many daemons over it need."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import URL, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from storage.faults import StoreUnavailable, as_condition, without_values

OLDEST_VERSION = 15

# Where the cable is cut nobody is told: without these a writer would hang for a quarter of an hour.
_CONNECT_SECONDS = 5
_NETWORK_SECONDS = 10

# A daemon that stopped in the middle of a transaction must not hold up the others for ever.
_IDLE_SECONDS = 30

# No statement of ours takes longer but a migration's and an import's.
_STATEMENT_SECONDS = 60

# Any number will do, so long as nobody else takes it: the lock under which tables are made and changed.
_MIGRATION_LOCK = 0x706F7374

# Readers at one time; more wait for their turn.
_READERS = 10

_FOR_READERS: Mapping[str, Any] = {
    "pool_size": _READERS,
    "max_overflow": 0,
    "pool_timeout": _STATEMENT_SECONDS,
    # A server that was started anew has forgotten the connections of before.
    "pool_pre_ping": True,
    "isolation_level": "REPEATABLE READ",
    "execution_options": {"postgresql_readonly": True},
}
_FOR_WRITERS: Mapping[str, Any] = {
    "poolclass": NullPool,
    # A duplicate is met where it is looked for, not by a lock on all that was read.
    "isolation_level": "READ COMMITTED",
}


class PostgresqlDatabase:
    """A database of PostgreSQL 15 or later, over which any number of daemons may work."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")

    def __str__(self) -> str:
        """Return its URL without passwords, wherever they stand in it."""
        shown = self._url.set(drivername="postgresql").difference_update_query(["password", "sslpassword"])
        return shown.render_as_string(hide_password=True)

    @property
    def engine_version(self) -> str:
        """The server's version. Raises StoreUnavailable."""
        with self._connected() as engine, engine.connect() as connection:
            return f"PostgreSQL {_version(connection.exec_driver_sql('SHOW server_version').scalar_one())}"

    def exists(self) -> bool:
        """Tell whether the database is there: it must be, only a server's administrator can make it."""
        return True

    def make(self) -> None:
        """Refuse a server that is too old, and a database that cannot hold every text.

        Raises StoreUnavailable.
        """
        with self._connected() as engine, engine.connect() as connection:
            number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if number < OLDEST_VERSION * 10_000:
            message = (
                f"The store {self} is on PostgreSQL {number // 10_000}; it needs {OLDEST_VERSION} or later."
            )
            raise StoreUnavailable(message)
        if encoding != "UTF8":
            message = (
                f"The store {self} is kept in {encoding}, which does not know all letters."
                " Make its database anew: createdb --encoding UTF8 --template template0 NAME"
            )
            raise StoreUnavailable(message)

    def connect(self, *, busy_seconds: float, reading: bool = False) -> Engine:
        """Return an engine; ``busy_seconds`` is the longest wait for a lock."""
        seconds = {
            "lock_timeout": busy_seconds,
            "statement_timeout": _STATEMENT_SECONDS,
            "idle_in_transaction_session_timeout": _IDLE_SECONDS,
            "tcp_user_timeout": _NETWORK_SECONDS,
        }
        settings = {name: str(int(value * 1000)) for name, value in seconds.items()}
        settings |= {
            # An answer of 250 stands for a commit on the disk, whatever the server's default is.
            "synchronous_commit": "on",
            "timezone": "UTC",
            "tcp_keepalives_idle": str(_NETWORK_SECONDS),
            "tcp_keepalives_interval": str(_NETWORK_SECONDS // 2),
            "tcp_keepalives_count": "2",
            # The statements are few, and their parameters say little of how they are best carried out.
            "plan_cache_mode": "force_generic_plan",
        }
        arguments = {
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": _NETWORK_SECONDS * 1000,
            "keepalives_idle": _NETWORK_SECONDS,
            "application_name": "postdesk",
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        }
        engine = create_engine(
            self._url,
            connect_args=arguments,
            hide_parameters=True,
            **(_FOR_READERS if reading else _FOR_WRITERS),
        )
        event.listen(engine, "handle_error", without_values)
        return engine

    def held_by_daemon(self) -> AbstractContextManager[None] | None:
        """Return None: daemons share the store, by leases."""
        return None

    @contextmanager
    def held_for_migration(self) -> Iterator[None]:
        """Keep others from changing the tables until this ends; they wait. Raises StoreUnavailable."""
        with self._connected() as engine, engine.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield
            connection.rollback()

    def has_daemon(self) -> bool:
        """Tell whether any daemon holds a lease that has not run out. Raises StoreUnavailable."""
        with self._connected() as engine, engine.connect() as connection:
            if connection.execute(text("SELECT to_regclass('leases')")).scalar_one() is None:
                return False
            living = text("SELECT 1 FROM leases WHERE until > clock_timestamp() LIMIT 1")
            return connection.execute(living).first() is not None

    @contextmanager
    def _connected(self) -> Iterator[Engine]:
        engine = self.connect(busy_seconds=_NETWORK_SECONDS)
        try:
            yield engine
        except DBAPIError as error:
            raise as_condition(error, str(self)) from error
        finally:
            engine.dispose()


def _version(said: str) -> str:
    """Return the number alone: distributions add their own to it."""
    return said.split()[0]
