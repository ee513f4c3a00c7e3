"""What can go wrong with the store, as conditions that a person can act on."""

from sqlalchemy import ExceptionContext
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


class AlreadyDecided(StorageError):
    """Another decision on this mail was faster; this one is undone."""


class NotAllowed(StorageError):
    """What became of this mail does not allow that."""


# SQLite's names for what is the state of the file or its disk, by their beginnings (sqlite.org/rescode.html);
# any other is the fault of one statement, and comes again however often it is tried.
_OF_THE_FILE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
    "SQLITE_INTERRUPT",
    "SQLITE_IOERR",
    "SQLITE_CORRUPT",
    "SQLITE_CANTOPEN",
    "SQLITE_PROTOCOL",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
    "SQLITE_AUTH",
    "SQLITE_NOTADB",
    "SQLITE_SCHEMA",
)

# The same for PostgreSQL, by the classes of its SQLSTATE (its manual, appendix A): connection, authorization,
# no such database, rollback for a deadlock or the like, read-only or ended transaction, resources, object in
# use, stopped by the operator, the system around it, a broken index.
_OF_THE_SERVER = ("08", "25", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX")
_DISK_FULL = "53100"


def as_condition(error: DBAPIError, store: object = None) -> StorageError:
    """Return the condition behind a database error; ``store`` is its name, told where it is known.

    Only the engine's own words are kept: the statement and its parameters are a mail's text.
    """
    said, name = _said(error), f"The store {store}" if store else "The store"
    if _is_full(error):
        return StoreFull(f"{name} is full ({said}); free space on its disk.")
    if _is_of_the_store(error):
        return StoreUnavailable(f"{name} cannot be used now: {said}.")
    return StorageError(f"{name} refused a piece of work: {said}.")


def without_values(context: ExceptionContext) -> None:
    """Leave out of an error all but the engine's sentence: a log shows the whole of it, as a cause."""
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        said = _said(context.sqlalchemy_exception)
        context.sqlalchemy_exception.args = context.original_exception.args = (said,)


def _said(error: DBAPIError) -> str:
    """Return the engine's sentence, without the detail in which PostgreSQL shows values."""
    diagnostics = getattr(error.orig, "diag", None)
    said = getattr(diagnostics, "message_primary", None) or str(error.orig)
    return said.strip().splitlines()[0] if said.strip() else type(error.orig).__name__


def _is_full(error: DBAPIError) -> bool:
    return "SQLITE_FULL" in _code(error) or _code(error) == _DISK_FULL


def _is_of_the_store(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    code = _code(error)
    if code.startswith("SQLITE_"):
        return code.startswith(_OF_THE_FILE)
    if code:
        return code.startswith(_OF_THE_SERVER)
    # Without a code it never came so far as a statement: no file, no server, no connection any more.
    return type(error.orig).__name__ in {"OperationalError", "DatabaseError", "InterfaceError"}


def _code(error: DBAPIError) -> str:
    """Return the name of SQLite's code or PostgreSQL's SQLSTATE; empty where the driver knows none."""
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
