"""The outbox as a person looks at it: which deliveries there are, and how each stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from desk.letters import Template
from storage.outbox_tables import WAITING, DeliveryState, deliveries, outbox
from storage.tables import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A delivery as it is listed. ``due_at`` is the time of the next attempt, ``reply`` the last answer."""

    id: int
    outbox_id: int
    desk: str
    ticket: str
    template: Template
    recipient: str
    message_id: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime
    reply: str = ""
    finished_at: datetime | None = None


def record(c: Connection, delivery_id: int) -> Record | None:
    """Return one delivery."""
    row = c.execute(_query().where(deliveries.c.id == delivery_id)).first()
    return _record(row) if row is not None else None


def listing(
    c: Connection, *, state: DeliveryState | None = None, ticket_id: int | None = None, limit: int = 50
) -> list[Record]:
    """Return the newest deliveries, newest first."""
    query = _query().order_by(deliveries.c.id.desc()).limit(limit)
    if state is not None:
        # What waits has an index of its own, which is found by these words alone.
        query = query.where(WAITING if state is DeliveryState.WAITING else deliveries.c.state == state)
    if ticket_id is not None:
        query = query.where(outbox.c.ticket_id == ticket_id)
    return [_record(row) for row in c.execute(query)]


def oldest(c: Connection) -> Record | None:
    """Return the oldest of the deliveries that wait."""
    row = c.execute(_query().where(WAITING).order_by(deliveries.c.created_at).limit(1)).first()
    return _record(row) if row is not None else None


def oldest_waiting(c: Connection) -> datetime | None:
    """Return when the oldest waiting delivery was written, or None where nothing waits."""
    oldest: datetime | None = c.scalar(select(func.min(deliveries.c.created_at)).where(WAITING))
    return oldest


def _query() -> Select[Any]:
    return (
        select(deliveries, outbox.c.template, outbox.c.message_id, tickets.c.number)
        .join(outbox, outbox.c.id == deliveries.c.outbox_id)
        .outerjoin(tickets, tickets.c.id == deliveries.c.ticket_id)
    )


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        outbox_id=row.outbox_id,
        desk=row.desk,
        ticket=row.number or "",
        template=row.template,
        recipient=row.recipient,
        message_id=row.message_id,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        reply=row.reply,
        finished_at=row.finished_at,
    )
