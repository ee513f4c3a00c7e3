"""Tickets as values: as they stand, as lists, with their links."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
    union_all,
)

from desk.address import Address, fold
from desk.fields import Field
from desk.mail import Numbered
from desk.states import State
from desk.ticket import Question, Ticket
from storage.outbox_tables import Sort, outbox
from storage.subjects import holding
from storage.tables import assignees, customers, tickets

# A newer Postdesk may have written others.
_KNOWN = frozenset(Field)

LIMITED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Links:
    """The numbers of the tickets that a ticket goes on from, and that go on from it."""

    previous: str = ""
    next: tuple[str, ...] = ()


def get(c: Connection, ticket_id: int, now: datetime) -> Ticket | None:
    """Return a ticket; the mails of its last day are counted back from ``now``."""
    return load(c, (ticket_id,), now).get(ticket_id)


def by_number(c: Connection, number: str, now: datetime) -> Ticket | None:
    """Return the ticket of a number such as ``SUP-1042``; small letters do as well."""
    for spelling in dict.fromkeys((number, number.upper())):
        found = c.scalar(select(tickets.c.id).where(tickets.c.number == spelling))
        if found is not None:
            return get(c, found, now)
    return None


def listing(
    c: Connection,
    now: datetime,
    *,
    desk: str | None = None,
    states: Collection[State] = (),
    assignee: str | None = None,
    customer: str | None = None,
    words: Sequence[str] = (),
    limit: int = 50,
) -> list[Ticket]:
    """Return the tickets changed last, newest first.

    No states means every state. ``customer`` is an address of the requester or of a participant. ``words``
    are beginnings of words in the subject, every one of them, as `subjects.words_in` returns them.
    """
    query = select(tickets.c.id, tickets.c.changed_at)
    if desk is not None:
        query = query.where(tickets.c.desk == desk)
    if assignee is not None:
        own = select(assignees.c.ticket_id).where(assignees.c.agent == assignee)
        query = query.where(tickets.c.id.in_(own))
    if customer is not None:
        own = select(customers.c.ticket_id).where(customers.c.folded == fold(customer))
        query = query.where(tickets.c.id.in_(own))
    if words:
        query = query.where(tickets.c.state.in_(states)) if states else query
        return list(load(c, holding(c, query, words, limit), now).values())
    # One by one: an index has each state's tickets in their order, but not those of several.
    each = [
        _newest(query.where(tickets.c.state == state), limit).subquery() for state in dict.fromkeys(states)
    ]
    if each:
        query = select(union_all(*map(select, each)).subquery())
    return list(load(c, c.scalars(_newest(query, limit)).all(), now).values())


def _newest(query: Select[Any], limit: int) -> Select[Any]:
    """Return those that changed last of what a query finds, its first columns being their id and the time."""
    ids, changed_at = list(query.selected_columns)[:2]
    return query.order_by(changed_at.desc(), ids.desc()).limit(limit)


def links(c: Connection, ticket_id: int) -> Links:
    """Return the tickets before and after this one."""
    this = tickets.alias()
    before = select(tickets.c.number).join(this, this.c.previous_id == tickets.c.id)
    after = select(tickets.c.number).where(tickets.c.previous_id == ticket_id).order_by(tickets.c.id)
    previous = c.scalar(before.where(this.c.id == ticket_id))
    return Links(previous or "", tuple(c.execute(after).scalars()))


def load(c: Connection, ids: Collection[int], now: datetime) -> dict[int, Ticket]:
    """Return these tickets, in this order, with three queries however many they are."""
    if not ids:
        return {}
    names = _grouped(c, _ASSIGNEES, ids)
    people = _grouped(c, _CUSTOMERS, ids)
    rows = c.execute(_TICKETS, {"ids": list(ids), "since": now - LIMITED_FOR, "now": now})
    found = {row.id: _ticket(row, people, names) for row in rows}
    return {ticket_id: found[ticket_id] for ticket_id in ids if ticket_id in found}


def _count(sort: Sort) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            outbox.c.ticket_id == tickets.c.id,
            outbox.c.sort == sort,
            # Up to now: what was written while the clock went ahead must not count for years.
            outbox.c.created_at.between(
                bindparam("since", type_=outbox.c.created_at.type),
                bindparam("now", type_=outbox.c.created_at.type),
            ),
        )
        .scalar_subquery()
    )


# Built once: making a statement costs more than running it.
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_ASSIGNEES = (
    select(assignees.c.ticket_id, assignees.c.agent)
    .where(assignees.c.ticket_id.in_(_IDS))
    .order_by(assignees.c.ticket_id, assignees.c.position)
)
_CUSTOMERS = (
    select(customers.c.ticket_id, customers.c.addr, customers.c.name)
    .where(customers.c.ticket_id.in_(_IDS))
    .order_by(customers.c.ticket_id, customers.c.position)
)
_TICKETS = select(
    tickets, _count(Sort.AUTOMATIC).label("automatic"), _count(Sort.NOTICE).label("notices")
).where(tickets.c.id.in_(_IDS))


def _grouped(c: Connection, query: Select[Any], ids: Iterable[int]) -> Mapping[int, list[Row[Any]]]:
    groups: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in c.execute(query, {"ids": list(ids)}):
        groups[row.ticket_id].append(row)
    return groups


def _ticket(
    row: Row[Any], people: Mapping[int, list[Row[Any]]], names: Mapping[int, list[Row[Any]]]
) -> Ticket:
    requester, *participants = (Address(person.addr, person.name) for person in people[row.id])
    return Ticket(
        id=row.id,
        desk=row.desk,
        number=row.number,
        subject=row.subject,
        state=row.state,
        requester=requester,
        language=row.language,
        created_at=row.created_at,
        changed_at=row.changed_at,
        kind=row.kind,
        priority=row.priority,
        reason=row.reason,
        organisation=row.organisation,
        participants=tuple(participants),
        assignees=tuple(assigned.agent for assigned in names.get(row.id, ())),
        watchers=tuple(row.watchers),
        answered=row.answered,
        acknowledged=row.acknowledged,
        first_response_at=row.first_response_at,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        remind_at=row.remind_at,
        reminders_sent=row.reminders_sent,
        automatic_last_day=row.automatic,
        notices_last_day=row.notices,
        fields={Field(name): value for name, value in row.fields.items() if name in _KNOWN},
        questions=tuple(Question(*question) for question in row.questions),
        variants=tuple(Numbered(*variant) for variant in row.variants),
        merged_into=row.merged_id,
        asked=tuple(Field(name) for name in row.asked if name in _KNOWN),
    )
