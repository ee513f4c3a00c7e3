"""Reminders: the tickets whose due time is reached."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from desk.ticket import Ticket
from storage.tables import TO_REMIND, tickets
from storage.tickets import load


def due(c: Connection, now: datetime, limit: int, desks: Collection[str]) -> list[Ticket]:
    """Return tickets of these desks to be reminded of, longest due first."""
    query = select(tickets.c.id).where(TO_REMIND, tickets.c.remind_at <= now, tickets.c.desk.in_(desks))
    ids = c.execute(query.order_by(tickets.c.remind_at).limit(limit)).scalars().all()
    return list(load(c, ids, now).values())
