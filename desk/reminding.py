"""Reminders: when a customer who owes a word is reminded, and what follows the last reminder."""

from datetime import datetime

from desk import gate
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.letters import Audience, Letter, Template, Topic
from desk.office import Office
from desk.states import Condition, Happening, State, Transition, transition
from desk.telling import to_agent, to_customer, to_customers
from desk.ticket import Event, Ticket

# In these states the next word is the customer's.
REMINDED = frozenset({State.WAITING, State.RESOLVED})


def first_reminder(state: State | None, desk: Desk, now: datetime) -> datetime | None:
    """Return when the first reminder is due after a ticket came into this state, or None."""
    return now + desk.reminders[0] if state in REMINDED and desk.reminders else None


def decide_due(ticket: Ticket, office: Office, now: datetime, automatic_last_hour: int) -> Decision:
    """Return what a reached due time does: a reminder, or what follows when reminders have run out."""
    if ticket.state not in REMINDED:
        return Decision(verdict=None, rule="no reminder wanted", ticket_id=ticket.id)
    counts = gate.Counts.of(ticket, automatic_last_hour)
    if ticket.reminders_sent < len(office.desk.reminders):
        return _remind(ticket, office, now, counts)
    closes = frozenset({Condition.DESK_CLOSES} if office.desk.close_unconfirmed else ())
    row = transition(Happening.REMINDERS_OVER, ticket.state, closes)
    if row is None:
        return Decision(verdict=None, rule="no reminder wanted", ticket_id=ticket.id)
    return _run_out(ticket, office, now, row, counts)


def _remind(ticket: Ticket, office: Office, now: datetime, counts: gate.Counts) -> Decision:
    pauses, sent = office.desk.reminders, ticket.reminders_sent + 1
    letter = to_customer(
        ticket.requester, ticket.language, Template.REMINDER, facts={"state": ticket.state.value}
    )
    return Decision(
        verdict=None,
        rule="reminder due",
        ticket_id=ticket.id,
        change=Change(
            state=ticket.state, remind_at=now + pauses[min(sent, len(pauses) - 1)], reminders_sent=sent
        ),
        events=(Event(what="reminder", after=str(sent), at=now),),
        letters=_passed((letter,), office, counts),
    )


def _run_out(ticket: Ticket, office: Office, now: datetime, row: Transition, counts: gate.Counts) -> Decision:
    after = row.after or ticket.state
    letters: list[Letter] = [
        to_agent(agent, Template.NOTIFICATION, Topic.REMINDERS_OVER, audience=Audience.PUBLIC)
        for agent in office.assigned(ticket.assignees)
    ]
    if row.reason is not None:
        letters.append(to_customers(ticket, Template.CLOSED, facts={"reason": row.reason.value}))
    what = Happening.REMINDERS_OVER.value
    return Decision(
        verdict=None,
        rule=what,
        ticket_id=ticket.id,
        change=Change(state=after, reason=row.reason, reminders_sent=ticket.reminders_sent),
        events=(Event(what=what, before=ticket.state.value, after=after.value, at=now),),
        letters=_passed(tuple(letters), office, counts),
    )


def _passed(letters: tuple[Letter, ...], office: Office, counts: gate.Counts) -> tuple[Letter, ...]:
    return tuple(letter for letter in letters if gate.open_for(letter, office, counts))
