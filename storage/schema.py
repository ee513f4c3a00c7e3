"""The schema's state: whether the tables are those that this Postdesk needs, and how they become so."""

from enum import StrEnum

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

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
    versions = c.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return SchemaState.CURRENT if versions == [HEAD] else SchemaState.OUTDATED


def migrate(url: str) -> None:
    """Bring the tables to this Postdesk's form, in one transaction; makes the file where there is none.

    Raises StoreInUse: a daemon works on the store.
    Raises StoreUnavailable: the store cannot be made or changed, or belongs to something else.
    """
    state(url)
    # Alembic takes a second to import; only this needs it.
    from storage.migrations.running import UnknownVersion, upgrade

    path = path_of(url)
    make_file(path)
    lock = Lock(path)
    engine = connect_to(path, busy_seconds=5.0)
    try:
        with engine.connect() as connection:
            upgrade(connection)
    except DBAPIError as error:
        raise as_condition(error, path) from error
    except UnknownVersion as error:
        raise StoreUnavailable(f"The store {path} was made by a newer Postdesk; install that.") from error
    finally:
        engine.dispose()
        lock.release()
