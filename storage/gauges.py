"""How full the lists of the store are, and how old what waits in them: for those who look after it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, select

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


def left_at(c: Connection, desks: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return, for those of these desks that have any, how many mails wait for a verdict, and to be sent."""
    undecided = _by_desk(c, inbox, PENDING, desks)
    unsent = _by_desk(c, deliveries, WAITING, desks)
    return {desk: (undecided.get(desk, 0), unsent.get(desk, 0)) for desk in {*undecided, *unsent}}


def reminders_late(c: Connection, since: datetime, desks: Collection[str]) -> int:
    """Return how many tickets of these desks were to be reminded of before that time, and were not."""
    late = TO_REMIND, tickets.c.remind_at < since, tickets.c.desk.in_(desks)
    return c.execute(select(func.count()).select_from(tickets).where(*late)).scalar_one()


def _by_desk(
    c: Connection, table: Table, waits: ColumnElement[bool], desks: Collection[str]
) -> dict[str, int]:
    desk = table.c.desk
    rows = c.execute(select(desk, func.count()).where(waits, desk.in_(desks)).group_by(desk))
    return {row[0]: row[1] for row in rows}


def _gauge(
    c: Connection, table: FromClause, at: ColumnElement[datetime], waits: ColumnElement[bool]
) -> Gauge:
    count, oldest = c.execute(select(func.count(), func.min(at)).select_from(table).where(waits)).one()
    return Gauge(count, oldest)
