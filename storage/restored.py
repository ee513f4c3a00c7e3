"""After a restore numbers skip ahead: those given since the backup was taken must not be given twice."""

import logging

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import counters, settings

_log = logging.getLogger("postdesk.storage")

MARK = "restored"
SKIPPED = 1000


def mark_as_copy(c: Connection) -> None:
    """Mark a backup, so that a daemon which opens it knows that it is one."""
    c.execute(delete(settings).where(settings.c.name == MARK))
    c.execute(insert(settings).values(name=MARK, value="1"))


def skip_ahead(c: Connection) -> bool:
    """Add 1000 to every counter of a marked store, once; return whether it was marked."""
    if c.execute(select(settings.c.value).where(settings.c.name == MARK)).first() is None:
        return False
    c.execute(update(counters).values(value=counters.c.value + SKIPPED))
    c.execute(delete(settings).where(settings.c.name == MARK))
    _log.warning("this store comes from a backup: ticket numbers go on %d higher", SKIPPED)
    return True
