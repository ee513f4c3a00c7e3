"""Chains: the Message-IDs of a ticket, one chain for the customers and one for each agent."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select

from desk.desks import Desk
from storage.outbox_tables import message_ids
from storage.tables import events

# How many ids of a chain a mail names besides the first (RFC 5322, 3.6.4, asks for all; few clients read
# more, and a header field must end somewhere).
LAST_IDS = 20

_ADD = insert(message_ids)
_own = message_ids.alias("own")
_OWN = select(_own.c.id).where(
    _own.c.ticket_id == bindparam("ticket"),
    _own.c.chain == bindparam("of"),
    _own.c.message_id == bindparam("own"),
)
# Whose ticket it was before, read those: their ids tell a program and a host, and are nobody else's.
_EARLIER_REQUESTER = exists().where(
    events.c.ticket_id == message_ids.c.ticket_id,
    events.c.what == "requester",
    events.c.at > message_ids.c.at,
    message_ids.c.chain == "",
)
_BEFORE = select(message_ids.c.message_id).where(
    message_ids.c.ticket_id == bindparam("ticket"),
    message_ids.c.chain == bindparam("of"),
    message_ids.c.id < _OWN.scalar_subquery(),
    ~_EARLIER_REQUESTER,
)
_FIRST = _BEFORE.order_by(message_ids.c.id).limit(1)
_LAST = _BEFORE.order_by(message_ids.c.id.desc()).limit(LAST_IDS)


def add_to_chain(
    c: Connection,
    desk: Desk,
    ticket_id: int,
    chain: str,
    message_id: str,
    now: datetime,
    *,
    internal: bool = False,
) -> None:
    """Write down that a mail of this id stands in a ticket's chain; a second time changes nothing.

    ``internal`` tells that it brought customers nothing, and so what answers it does not, either.
    """
    params = {"ticket": ticket_id, "of": chain, "own": message_id}
    if message_id and c.scalar(_OWN, params) is None:
        append_to_chain(c, desk, ticket_id, chain, message_id, now, internal=internal)


def append_to_chain(
    c: Connection,
    desk: Desk,
    ticket_id: int,
    chain: str,
    message_id: str,
    now: datetime,
    *,
    internal: bool = False,
) -> None:
    """Write down the same of an id that was made just now, and so stands nowhere yet."""
    values = {"desk": desk.address, "ticket_id": ticket_id, "chain": chain, "internal": internal}
    c.execute(_ADD, {**values, "message_id": message_id, "at": now})


def ids_before(c: Connection, ticket_id: int, chain: str, message_id: str) -> tuple[str, ...]:
    """Return the ids of a chain before this one, in order of time: the first and the last twenty."""
    params = {"ticket": ticket_id, "of": chain, "own": message_id}
    first = c.execute(_FIRST, params).scalars().all()
    last = c.execute(_LAST, params).scalars().all()
    return tuple(dict.fromkeys((*first, *reversed(last))))
