"""What can go wrong with the store, as conditions that a person can act on."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desk.errors import PostdeskError


class StorageError(PostdeskError):
    """The store refused a piece of work; the log names the fault."""


class StoreUnavailable(StorageError):
    """The store cannot be reached now: locked, unreadable or out of order. Try again later."""


class StoreFull(StorageError):
    """The store has no room left; free space on its disk, the work goes on by itself."""


class StoreInUse(StorageError):
    """Another Postdesk works on this store already."""


class NoSuchMail(StorageError):
    """The inbox or the outbox holds no mail of this number."""


class NotAllowed(StorageError):
    """What became of this mail does not allow that."""


def as_condition(error: DBAPIError, path: Path | None = None) -> StorageError:
    """Return the condition behind a database error; ``path`` is told where it is known.

    Only SQLite's own words are kept: the statement and its parameters are a mail's text.
    """
    said = str(error.orig)
    store = f"The store {path}" if path else "The store"
    if "full" in said:
        return StoreFull(f"{store} is full ({said}); free space on its disk.")
    name = type(error.orig).__name__
    if name in {"OperationalError", "DatabaseError"}:
        return StoreUnavailable(f"{store} cannot be used now: {said}.")
    return StorageError(f"{store} refused a piece of work: {said}.")
