"""Due times: what waits keeps its pause when the clock is set, and waits for no time too far ahead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Table,
    and_,
    func,
    literal,
    true,
    type_coerce,
    update,
)

from desk.states import State
from storage.outbox_tables import WAITING, deliveries
from storage.staff_tables import waiting
from storage.tables import TO_REMIND, leases, tickets, told

# What is counted from now on. Stamps of what has happened stay as they were written: but how long a mail has
# waited already decides when it is given up.
_PAUSES: Mapping[Table, tuple[tuple[str, ...], ColumnElement[bool]]] = {
    deliveries: (("due_at", "lease_until", "created_at"), WAITING),
    # A day that an agent named stays that day.
    tickets: (("remind_at",), and_(TO_REMIND, tickets.c.state != State.ON_HOLD)),
    leases: (("until",), true()),
    waiting: (("due_at",), true()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Longest:
    """The longest pauses that there can be; of ``reminder`` there may be none."""

    outgoing_hold: timedelta
    retry: timedelta
    claim: timedelta
    lease: timedelta
    reminder: timedelta | None


def shift(c: Connection, step: timedelta) -> None:
    """Move all that waits by the step by which the clock was set, so that no pause changes its length."""
    for table, (names, waits) in _PAUSES.items():
        values = {name: _moved(c, table.c[name], step) for name in names}
        c.execute(update(table).where(waits).values(values))


def bring_near(c: Connection, now: datetime, longest: Longest) -> int:
    """End pauses that are longer than can be: the clock was set back unseen. Return how many there were.

    A stamp of the past that lies ahead becomes ``now``: what counts from it would not begin before.
    """
    furthest = (
        (deliveries.c.due_at, WAITING, longest.retry),
        (deliveries.c.lease_until, WAITING, longest.claim),
        (deliveries.c.created_at, WAITING, timedelta()),
        (tickets.c.remind_at, and_(TO_REMIND, tickets.c.state != State.ON_HOLD), longest.reminder),
        (leases.c.until, true(), longest.lease),
        (waiting.c.due_at, true(), longest.outgoing_hold),
        (told.c.at, true(), timedelta()),
    )
    return sum(
        _no_later(c, column, waits, now + pause) for column, waits, pause in furthest if pause is not None
    )


def _no_later(c: Connection, column: Column[datetime], waits: ColumnElement[bool], end: datetime) -> int:
    late = update(column.table).where(waits, column > end)
    return c.execute(late.values({column.name: end})).rowcount


def _moved(c: Connection, column: Column[datetime], step: timedelta) -> ColumnElement[datetime]:
    """Return the expression of a time that is later by the step; in SQLite times are texts, of one width."""
    if c.dialect.name != "sqlite":
        return type_coerce(column, DateTime(timezone=True)) + step
    later = func.strftime("%Y-%m-%dT%H:%M:%f", column, f"{step.total_seconds():+f} seconds")
    return type_coerce(later.concat(literal("000+00:00")), column.type)
