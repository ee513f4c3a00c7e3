"""A copy of the store for a trial: whatever is done to it, the store stays as it is."""

from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert, select

from storage import schema
from storage.backup import backup
from storage.database import database_at
from storage.engine import Store, open_store
from storage.sqlite import SqliteFile
from storage.tables import leases, metadata

# So many rows are held in memory at a time.
_AT_ONCE = 500


def copy_for_trial(url: str, target: Path) -> None:
    """Copy all that a store holds, on a server too, into a new file of SQLite. Daemons may work meanwhile.

    Raises StorageError: the store cannot be read, or the file cannot be written.
    """
    if isinstance(database_at(url), SqliteFile):
        backup(url, target)
        return
    schema.migrate(f"sqlite:///{target}")
    store, copy = open_store(url), open_store(f"sqlite:///{target}")
    try:
        store.read(lambda c: _copy_rows(c, copy))
    finally:
        copy.close()
        store.close()


def _copy_rows(c: Connection, copy: Store) -> None:
    for table in metadata.sorted_tables:
        # Nobody else works on a copy.
        if table is leases:
            continue
        # In the order in which they were made: a row may refer to an earlier one.
        found = c.execute(select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE))
        for rows in found.mappings().partitions():
            values = [dict(row) for row in rows]
            copy.write(partial(Connection.execute, statement=insert(table), parameters=values)).result()
