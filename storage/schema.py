"""The schema's state: whether the tables are those that this Postdesk needs, and how they become so."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.backup import backup
from storage.faults import StoreUnavailable, as_condition
from storage.sqlite import Lock, connect_to, make_file, path_of

# The last migration's name; a test proves that it is the end of the chain. Asking the migrations
# themselves would cost a second at every start.
HEAD = "0002"


class SchemaState(StrEnum):
    """How a store's tables stand to this Postdesk; outdated are also those of a newer one."""

    CURRENT = "current"
    OUTDATED = "outdated"
    EMPTY = "empty"


def state(url: str) -> SchemaState:
    """Return how the tables of this store stand; a file that is not there is empty.

    Raises StoreUnavailable: the file cannot be read, or is no store.
    """
    path = path_of(url)
    if not path.exists():
        return SchemaState.EMPTY
    engine = connect_to(path, busy_seconds=5.0, reading=True)
    try:
        with engine.connect() as connection, connection.begin():
            return _state(connection)
    except DBAPIError as error:
        raise as_condition(error, path) from error
    finally:
        engine.dispose()


def _state(c: Connection) -> SchemaState:
    tables = inspect(c).get_table_names()
    if not tables:
        return SchemaState.EMPTY
    if "alembic_version" not in tables:
        raise StoreUnavailable("The file holds tables of something else; name another file for the store.")
    versions = _versions(c)
    if not versions:
        return SchemaState.EMPTY
    return SchemaState.CURRENT if versions == [HEAD] else SchemaState.OUTDATED


def _versions(c: Connection) -> list[str]:
    return list(c.execute(text("SELECT version_num FROM alembic_version")).scalars())


def migrate(url: str) -> Path | None:
    """Bring the tables to this Postdesk's form, in one transaction; makes the file where there is none.

    Before the tables of a store are changed, a whole and checked copy of it is put beside it, under a name
    that nothing has: ``postdesk.sqlite3.before-0002``. Returns its path, or None where none was needed.

    Raises StoreInUse: a daemon works on the store.
    Raises StoreUnavailable: the store cannot be made or changed, or belongs to something else.
    Raises StorageError: the copy cannot be made; then nothing is changed.
    """
    path = path_of(url)
    if state(url) is SchemaState.EMPTY:
        make_file(path)
    lock = Lock(path)
    try:
        # Asked again: another may have done it before the lock was ours.
        found = state(url)
        if found is SchemaState.EMPTY:
            _upgrade(path)
            return None
        return None if found is SchemaState.CURRENT else _upgrade_with_copy(url, path)
    finally:
        lock.release()


def _upgrade_with_copy(url: str, path: Path) -> Path:
    _require_known(path)
    copy = next(name for name in _names(path) if not name.exists())
    backup(url, copy)
    try:
        _upgrade(path)
    except BaseException:
        # Nothing was changed. A service that is started again and again must not fill the disk with copies.
        copy.unlink()
        raise
    return copy


def _names(path: Path) -> Iterator[Path]:
    first = f"{path.name}.before-{HEAD}"
    yield path.with_name(first)
    yield from (path.with_name(f"{first}-{number}") for number in count(2))


def _require_known(path: Path) -> None:
    from storage.migrations.running import known_versions

    with _connected(path) as connection, connection.begin():
        versions = _versions(connection)
    if not known_versions().issuperset(versions):
        raise StoreUnavailable(f"The store {path} was made by a newer Postdesk; install that.")


def _upgrade(path: Path) -> None:
    # Alembic takes a second to import; only this needs it.
    from storage.migrations.running import upgrade

    with _connected(path) as connection:
        upgrade(connection)


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    engine = connect_to(path, busy_seconds=5.0)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise as_condition(error, path) from error
    finally:
        engine.dispose()
