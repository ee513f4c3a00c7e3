"""Muted senders: those of whom staff said that their mail to a desk is no request."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, true

from desk.address import fold
from storage.staff_tables import muted
from storage.tables import ADDR_LENGTH, inbox, messages

# Built once: making a statement costs more than running it.
_ADD = insert(muted)
_PROVED = (
    select(inbox.c.id)
    .join(messages, messages.c.inbox_id == inbox.c.id)
    .where(
        messages.c.ticket_id == bindparam("ticket"),
        inbox.c.sender == bindparam("sender"),
        inbox.c.proved.is_(true()),
    )
    .limit(1)
)
_REMOVE = delete(muted).where(muted.c.desk == bindparam("at"), muted.c.addr == bindparam("sought"))


def mute(c: Connection, desk: str, addr: str, ticket_id: int | None, now: datetime) -> None:
    """Write down that this sender's mail is no request, as this ticket shows.

    Where nothing in it proved the sender, somebody else may have written in that name.
    """
    unmute(c, desk, addr)
    proved = c.scalar(_PROVED, {"ticket": ticket_id, "sender": fold(addr)}) is not None
    c.execute(_ADD, {"desk": desk, "addr": key(addr), "at": now, "proved": proved})


def unmute(c: Connection, desk: str, addr: str) -> None:
    """Let a sender be heard again, muted or not."""
    c.execute(_REMOVE, {"at": desk, "sought": key(addr)})


def key(addr: str) -> str:
    """Return an address as it is kept."""
    return fold(addr)[:ADDR_LENGTH]
