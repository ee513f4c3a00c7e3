"""Dead addresses: those that are not written to before a person, or a mail from there, says so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from desk.address import fold
from storage.mailbox_tables import dead_addresses
from storage.rivals import insert_first
from storage.tables import ADDR_LENGTH, events

# Built once: making a statement costs more than running it.
_AMONG = select(dead_addresses).where(dead_addresses.c.addr.in_(bindparam("sought", expanding=True)))
_REMOVE = delete(dead_addresses).where(dead_addresses.c.addr == bindparam("sought"))
_TOLD = (
    select(events.c.id)
    .where(
        events.c.ticket_id == bindparam("ticket"),
        events.c.what.in_(("dead_address", "unsent")),
        events.c.before == bindparam("sought"),
        events.c.at >= bindparam("since", type_=events.c.at.type),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadAddress:
    """A folded address, what the mail system said of it, and when."""

    addr: str
    why: str
    at: datetime


def add(c: Connection, addr: str, why: str, now: datetime) -> None:
    """Write down that an address is dead; of one that is so already, the first word stays."""
    insert_first(c, dead_addresses, {"addr": _key(addr), "why": why, "at": now})


def revive(c: Connection, addr: str) -> bool:
    """Let an address be written to again; return whether it was dead."""
    return c.execute(_REMOVE, {"sought": _key(addr)}).rowcount > 0


def among(c: Connection, addrs: Collection[str]) -> dict[str, DeadAddress]:
    """Return those of the addresses that are dead, by the address as it was given."""
    if not addrs:
        return {}
    found = {row.addr: row for row in c.execute(_AMONG, {"sought": [_key(addr) for addr in addrs]})}
    return {
        addr: DeadAddress(addr=row.addr, why=row.why, at=row.at)
        for addr in addrs
        if (row := found.get(_key(addr))) is not None
    }


def told_in(c: Connection, ticket_id: int, addr: str, since: datetime) -> bool:
    """Tell whether a ticket's history says already that this address is dead since then."""
    return c.scalar(_TOLD, {"ticket": ticket_id, "sought": addr, "since": since}) is not None


def listing(c: Connection, *, limit: int | None = None) -> Sequence[DeadAddress]:
    """Return the dead addresses, those that died last first."""
    query = select(dead_addresses).order_by(dead_addresses.c.at.desc(), dead_addresses.c.addr).limit(limit)
    return [DeadAddress(addr=row.addr, why=row.why, at=row.at) for row in c.execute(query)]


def _key(addr: str) -> str:
    return fold(addr)[:ADDR_LENGTH]
