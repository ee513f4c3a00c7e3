"""Restoring: a backup in the place of the store, which stays beside it."""

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from storage.database import database_at
from storage.faults import StorageError, StoreInUse, as_condition
from storage.restored import mark_as_copy
from storage.soundness import require_sound
from storage.sqlite import Lock, SqliteFile, connect_to, is_held
from storage.swapping import closed_to_others, files_of, incoming, put_in_place, remove
from storage.tables import inbox

KEPT_AS = "before-restore"

_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Restored:
    """How many mails came in until the backup was made, and when the last; where the old store is now."""

    mails: int
    newest: datetime | None
    kept: Path | None


def restore(url: str, backup: Path) -> Restored:
    """Put a backup in the store's place, where there may be none; no daemon may work on it.

    The backup is only read. It is copied beside the store and checked there, and takes its place at one
    stroke. A daemon that opens it goes on with higher numbers, and brings older tables up to date.

    Raises StoreInUse: a daemon or another program works on the store, or on the backup.
    Raises StorageError: the backup is not sound, not of Postdesk or of a newer one, or cannot be put there;
    or the store is on a database server. Then nothing is changed.
    """
    database = database_at(url)
    if not isinstance(database, SqliteFile):
        raise StorageError(f"The store {database} is on a server: restore it with pg_restore.")
    database.require_usable()
    # Where the store's name is a link, the file behind it is replaced.
    path = database.path.resolve()
    _require_file(backup, path)
    with Lock(database.path):
        try:
            _copy(backup, incoming(path))
            mails, newest = _checked(incoming(path), backup)
            with closed_to_others(path) as old:
                return Restored(
                    mails, newest, put_in_place(path, kept_as=KEPT_AS, log_is_folded=old is not None)
                )
        finally:
            remove(incoming(path))


def _require_file(backup: Path, path: Path) -> None:
    if not backup.is_file():
        raise StorageError(f"There is no backup {backup}.")
    if path.exists() and backup.samefile(path):
        raise StorageError(f"{backup} is the store itself.")
    if is_held(backup):
        raise StoreInUse(f"A Postdesk works on {backup}; take a backup of it and restore that.")


def _copy(backup: Path, target: Path) -> None:
    remove(target)
    try:
        for source, copy in zip(files_of(backup)[:2], files_of(target)[:2], strict=True):
            if source.exists():
                # Nobody but its owner may read it.
                os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
                shutil.copyfile(source, copy)
    except OSError as error:
        raise StorageError(f"{backup} cannot be copied to {target}: {error.strerror}.") from error


def _checked(copy: Path, backup: Path) -> tuple[int, datetime | None]:
    """Mark a copy as what it is, if it can be used; return how many mails it holds, when the last came."""
    try:
        with closing(connect_to(copy, busy_seconds=_BUSY_SECONDS).connect()) as c, c.begin():
            _require_known(c, backup)
            require_sound(c, backup)
            mark_as_copy(c)
            # The columns of an older store may be others, but these two it has.
            mails, newest = c.execute(select(func.count(), func.max(inbox.c.received_at))).one()
    except DBAPIError as error:
        raise as_condition(error, backup) from error
    return mails, newest


def _require_known(c: Connection, backup: Path) -> None:
    # Alembic takes a second to import; only this and a migration need it.
    from storage.migrations.running import known_versions

    if "alembic_version" not in inspect(c).get_table_names():
        raise StorageError(f"{backup} is no store of Postdesk's.")
    versions = c.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if not versions:
        raise StorageError(f"{backup} is no store of Postdesk's: it has no tables.")
    if not known_versions().issuperset(versions):
        raise StorageError(f"{backup} was made by a newer Postdesk; install that first.")
