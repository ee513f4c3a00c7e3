"""Reminders: the tickets whose due time is reached."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from desk.ticket import Ticket
from storage.tables import TO_REMIND, tickets
from storage.tickets import get


def due(c: Connection, now: datetime, limit: int, desks: Collection[str]) -> list[int]:
    """Return the ids of tickets of these desks to be reminded of, longest due first."""
    query = select(tickets.c.id).where(TO_REMIND, tickets.c.remind_at <= now, tickets.c.desk.in_(desks))
    return list(c.execute(query.order_by(tickets.c.remind_at).limit(limit)).scalars())


def still_due(c: Connection, now: datetime, ticket_id: int) -> Ticket | None:
    """Return a ticket, or None where it is not to be reminded of any more."""
    if c.scalar(_STILL_DUE, {"this": ticket_id, "now": now}) is None:
        return None
    return get(c, ticket_id, now)


# Built once: making a statement costs more than running it.
_STILL_DUE = select(tickets.c.id).where(
    tickets.c.id == bindparam("this"),
    TO_REMIND,
    tickets.c.remind_at <= bindparam("now", type_=tickets.c.remind_at.type),
)
