"""How full the lists of the store are, and how old what waits in them: for those who look after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from storage.outbox_tables import WAITING, deliveries
from storage.tables import HELD, PENDING, QUARANTINED, TO_REMIND, inbox, tickets


@dataclass(frozen=True, slots=True)
class Gauge:
    """How many rows a list has, and the time of the oldest, or None where it is empty."""

    count: int
    oldest: datetime | None


# Each is served by an index that holds nothing but what waits.
_LISTS: Mapping[str, tuple[FromClause, ColumnElement[datetime], ColumnElement[bool]]] = {
    "inbox": (inbox, inbox.c.received_at, PENDING),
    "held": (inbox, inbox.c.received_at, HELD),
    "quarantine": (inbox, inbox.c.received_at, QUARANTINED),
    "outbox": (deliveries, deliveries.c.created_at, WAITING),
}


def gauges(c: Connection) -> dict[str, Gauge]:
    """Return the gauges of the inbox, of held and quarantined mail, and of the outbox."""
    return {name: _gauge(c, *parts) for name, parts in _LISTS.items()}


def reminders_late(c: Connection, since: datetime) -> int:
    """Return how many tickets were to be reminded of before that time, and were not."""
    query = select(func.count()).select_from(tickets).where(TO_REMIND, tickets.c.remind_at < since)
    return c.execute(query).scalar_one()


def _gauge(
    c: Connection, table: FromClause, at: ColumnElement[datetime], waits: ColumnElement[bool]
) -> Gauge:
    count, oldest = c.execute(select(func.count(), func.min(at)).select_from(table).where(waits)).one()
    return Gauge(count, oldest)
