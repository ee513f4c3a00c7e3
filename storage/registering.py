"""Registering: a new ticket gets its number and its people; a ticket that stands is changed."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from desk.address import Address, fold
from desk.decisions import Change, Opening
from desk.desks import Desk
from desk.request import Priority
from desk.states import State
from storage.columns import new_id
from storage.numbers import next_number
from storage.tables import assignees, customers, tickets

# Built once: making a statement costs more than running it.
_NEW = insert(tickets)
_CUSTOMERS = insert(customers)
_ASSIGNEES = insert(assignees)
_CHANGED = update(tickets).where(tickets.c.id == bindparam("this"))
_FIELDS = select(tickets.c.fields).where(tickets.c.id == bindparam("this"))
# What stands in a ticket as it stands in a change.
_PLAIN = ("kind", "priority", "subject", "organisation", "watchers", "answered", "acknowledged")
_STATE = select(tickets.c.state).where(tickets.c.id == bindparam("this"))


def register(c: Connection, opening: Opening, desk: Desk, now: datetime) -> tuple[int, str]:
    """Make a ticket in state new and return its id and its number."""
    number = next_number(c, desk)
    values = {
        "desk": desk.address,
        "number": number,
        "subject": opening.subject,
        "state": State.NEW,
        "kind": opening.kind,
        "priority": Priority.NORMAL,
        "language": opening.language,
        "organisation": opening.organisation,
        "answered": False,
        "acknowledged": False,
        "created_at": now,
        "changed_at": now,
        "reminders_sent": 0,
        "previous_id": opening.previous,
        "fields": dict(opening.fields),
        "asked": list(opening.asked),
    }
    ticket_id = new_id(c.execute(_NEW, values))
    _add_customers(c, ticket_id, (opening.requester, *opening.participants))
    _add_assignees(c, ticket_id, opening.assignees)
    return ticket_id, number


def change_ticket(c: Connection, ticket_id: int, change: Change, now: datetime) -> None:
    """Change a ticket; a change of nothing still says that the ticket changed now."""
    if change.assignees is not None:
        c.execute(delete(assignees).where(assignees.c.ticket_id == ticket_id))
        _add_assignees(c, ticket_id, change.assignees)
    if change.customers is not None:
        c.execute(delete(customers).where(customers.c.ticket_id == ticket_id))
        _add_customers(c, ticket_id, change.customers)
    c.execute(_CHANGED, {"this": ticket_id, **_values(c, ticket_id, change, now)})


def _values(c: Connection, ticket_id: int, change: Change, now: datetime) -> dict[str, Any]:
    """Return the columns that change; the time of a state is kept while the ticket stays in it."""
    plain = ((name, getattr(change, name)) for name in _PLAIN)
    values: dict[str, Any] = {"changed_at": now, **{name: to for name, to in plain if to is not None}}
    if change.questions is not None:
        values["questions"] = [astuple(question) for question in change.questions]
    if change.variants is not None:
        values["variants"] = [astuple(variant) for variant in change.variants]
    if change.fields:
        values["fields"] = {**c.execute(_FIELDS, {"this": ticket_id}).scalar_one(), **change.fields}
    if change.state is None:
        return values
    values |= {"state": change.state, "reason": change.reason}
    values |= {"remind_at": change.remind_at, "reminders_sent": change.reminders_sent}
    before = c.scalar(_STATE, {"this": ticket_id})
    if change.state is not before:
        values["resolved_at"] = now if change.state is State.RESOLVED else None
        values["closed_at"] = now if change.state is State.CLOSED else None
    return values


def _add_customers(c: Connection, ticket_id: int, people: Sequence[Address]) -> None:
    """Write down the requester and the participants, each address once; the requester stands first."""
    once = {fold(person.addr): person for person in reversed(people)}
    rows = [
        {"ticket_id": ticket_id, "position": place, "addr": who.addr, "name": who.name, "folded": folded}
        for place, (folded, who) in enumerate(reversed(once.items()))
    ]
    c.execute(_CUSTOMERS, rows)


def _add_assignees(c: Connection, ticket_id: int, names: Sequence[str]) -> None:
    rows = [
        {"ticket_id": ticket_id, "position": place, "agent": name}
        for place, name in enumerate(dict.fromkeys(names))
    ]
    if rows:
        c.execute(_ASSIGNEES, rows)
