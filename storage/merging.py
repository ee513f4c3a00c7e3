"""Merging: a ticket's conversation goes on in another one; its number and keys lead there from then on."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, case, func, insert, select, update

from desk.merging import CAME_IN, Merging
from desk.ticket import Event
from storage.staff_tables import waiting
from storage.tables import customers, messages, tickets
from storage.threads import add_events

_FROM: BindParameter[int] = bindparam("from_id")
_INTO: BindParameter[int] = bindparam("into_id")

# Built once: making a statement costs more than running it.
_NUMBER = select(tickets.c.number).where(tickets.c.id == _FROM)
_MESSAGES = (
    update(messages)
    .where(messages.c.ticket_id == _FROM)
    .values(
        ticket_id=_INTO,
        origin=case((messages.c.origin == "", _NUMBER.scalar_subquery()), else_=messages.c.origin),
    )
)
_WAITING = update(waiting).where(waiting.c.ticket_id == _FROM).values(ticket_id=_INTO)
_FOLLOW = (
    update(tickets).where((tickets.c.id == _FROM) | (tickets.c.merged_id == _FROM)).values(merged_id=_INTO)
)
_PEOPLE = select(customers).where(customers.c.ticket_id == _FROM).order_by(customers.c.position)
_KNOWN = select(customers.c.folded).where(customers.c.ticket_id == _INTO)
_LAST = select(func.max(customers.c.position)).where(customers.c.ticket_id == _INTO)
_JOIN = insert(customers)
_CHANGED = update(tickets).where(tickets.c.id == _INTO)


def merge(c: Connection, from_id: int, merging: Merging, by: str, now: datetime) -> None:
    """Let a ticket go on in another: its words stand there with its number, its customers take part there.

    Tickets that were merged into it before follow.
    """
    into_id = merging.into
    ids = {"from_id": from_id, "into_id": into_id}
    number = str(c.execute(_NUMBER, ids).scalar_one())
    for statement in (_MESSAGES, _WAITING, _FOLLOW):
        c.execute(statement, ids)
    known, last = set(c.scalars(_KNOWN, ids)), c.scalar(_LAST, ids) or 0
    new = [row for row in c.execute(_PEOPLE, ids).all() if row.folded not in known]
    if new:
        c.execute(
            _JOIN,
            [
                {"ticket_id": into_id, "position": last + place, "addr": row.addr, "name": row.name}
                | {"folded": row.folded}
                for place, row in enumerate(new, 1)
            ],
        )
    asked: dict[str, list[Any]] = {"questions": [], "variants": []} if merging.joined else {}
    c.execute(_CHANGED.values(changed_at=now, watchers=list(merging.watchers), **asked), ids)
    add_events(c, into_id, (Event(what=CAME_IN, after=number, by=by),), now, None)
