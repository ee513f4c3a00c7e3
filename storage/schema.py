"""The schema's state: whether the tables are those that this Postdesk needs, and how they become so."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.backup import copy_file
from storage.database import Database, database_at
from storage.faults import StoreInUse, StoreUnavailable, as_condition
from storage.sqlite import SqliteFile

# The last migration's name; a test proves that it is the end of the chain. Asking the migrations
# themselves would cost a second at every start.
HEAD = "0007"


class SchemaState(StrEnum):
    """How a store's tables stand to this Postdesk; outdated are also those of a newer one."""

    CURRENT = "current"
    OUTDATED = "outdated"
    EMPTY = "empty"


def state(url: str) -> SchemaState:
    """Return how the tables of this store stand; a file that is not there is empty.

    Raises StoreUnavailable: the store cannot be read, or is no store.
    """
    database = database_at(url)
    if not database.exists():
        return SchemaState.EMPTY
    with _connected(database, reading=True) as connection, connection.begin():
        return _state(connection)


def _state(c: Connection) -> SchemaState:
    tables = inspect(c).get_table_names()
    if not tables:
        return SchemaState.EMPTY
    if "alembic_version" not in tables:
        raise StoreUnavailable("The database holds tables of something else; name another for the store.")
    versions = _versions(c)
    if not versions:
        return SchemaState.EMPTY
    return SchemaState.CURRENT if versions == [HEAD] else SchemaState.OUTDATED


def _versions(c: Connection) -> list[str]:
    return list(c.execute(text("SELECT version_num FROM alembic_version")).scalars())


def migrate(url: str) -> Path | None:
    """Bring the tables to this Postdesk's form, in one transaction; makes the file where there is none.

    Before the tables of a file are changed, a whole and checked copy of it is put beside it, under a name
    that nothing has: ``postdesk.sqlite3.before-0006``. Returns its path, or None where none was needed or
    the store is on a database server, whose administrator makes the copies.

    Raises StoreInUse: a daemon works on the store.
    Raises StoreUnavailable: the store cannot be made or changed, or belongs to something else.
    Raises StorageError: the copy cannot be made; then nothing is changed.
    """
    database = database_at(url)
    if state(url) is SchemaState.EMPTY:
        database.make()
    with database.held_for_migration():
        # Asked again: another may have done it before it was our turn.
        found = state(url)
        if found is SchemaState.OUTDATED:
            return _upgrade_with_copy(database)
        if found is SchemaState.EMPTY:
            _upgrade(database)
        return None


def _upgrade_with_copy(database: Database) -> Path | None:
    _require_known(database)
    if not isinstance(database, SqliteFile):
        if database.has_daemon():
            message = f"Daemons work on the store {database}; stop them all before its tables are changed."
            raise StoreInUse(message)
        _upgrade(database)
        return None
    copy = next(name for name in _names(database.path) if not name.exists())
    copy_file(database.path, copy)
    try:
        _upgrade(database)
    except BaseException:
        # Nothing was changed. A service that is started again and again must not fill the disk with copies.
        copy.unlink()
        raise
    return copy


def _names(path: Path) -> Iterator[Path]:
    first = f"{path.name}.before-{HEAD}"
    yield path.with_name(first)
    yield from (path.with_name(f"{first}-{number}") for number in count(2))


def _require_known(database: Database) -> None:
    from storage.migrations.running import known_versions

    with _connected(database) as connection, connection.begin():
        versions = _versions(connection)
    if not known_versions().issuperset(versions):
        raise StoreUnavailable(f"The store {database} was made by a newer Postdesk; install that.")


def _upgrade(database: Database) -> None:
    # Alembic takes a second to import; only this needs it.
    from storage.migrations.running import upgrade

    with _connected(database) as connection:
        upgrade(connection)


@contextmanager
def _connected(database: Database, *, reading: bool = False) -> Iterator[Connection]:
    engine = database.connect(busy_seconds=5.0, reading=reading)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise as_condition(error, database) from error
    finally:
        engine.dispose()
