"""Muted senders: those of whom staff said that their mail to a desk is no request."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete

from desk.address import fold
from storage.rivals import insert_first
from storage.staff_tables import muted
from storage.tables import ADDR_LENGTH

# Built once: making a statement costs more than running it.
_REMOVE = delete(muted).where(muted.c.desk == bindparam("at"), muted.c.addr == bindparam("sought"))


def mute(c: Connection, desk: str, addr: str, now: datetime) -> None:
    """Write down that this sender's mail is no request; of one who is muted, the first time stays."""
    insert_first(c, muted, {"desk": desk, "addr": key(addr), "at": now})


def unmute(c: Connection, desk: str, addr: str) -> None:
    """Let a sender be heard again, muted or not."""
    c.execute(_REMOVE, {"at": desk, "sought": key(addr)})


def key(addr: str) -> str:
    """Return an address as it is kept."""
    return fold(addr)[:ADDR_LENGTH]
