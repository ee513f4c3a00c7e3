"""Reminders: when a customer who owes a word is reminded, and what follows the last reminder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk import gate
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.letters import Audience, Letter, Template
from desk.office import Office
from desk.states import Condition, Happening, State, Transition, transition
from desk.telling import to_agent, to_customer, to_customers
from desk.ticket import Author, Event, Message, Ticket
from desk.topics import Topic

# In these states the next word is the customer's.
REMINDED = frozenset({State.WAITING, State.RESOLVED})

# A reminder that may not leave, because a limit of automatic mail is reached, is tried again after this.
PUT_OFF = timedelta(hours=1)


def first_reminder(state: State | None, desk: Desk, now: datetime) -> datetime | None:
    """Return when the first reminder is due after a ticket came into this state, or None."""
    return now + desk.reminders[0] if state in REMINDED and desk.reminders else None


def moved_by(row: Transition, desk: Desk, now: datetime) -> Change:
    """Return the change that a transition makes; into a state that waits, reminders begin anew."""
    return Change(state=row.after, reason=row.reason, remind_at=first_reminder(row.after, desk, now))


def moved(ticket: Ticket, row: Transition, desk: Desk, now: datetime) -> Ticket:
    """Return the ticket that a transition makes, as `moved_by` says; without a state after, as it is."""
    if row.after is None:
        return ticket
    reminder = first_reminder(row.after, desk, now)
    return replace(ticket, state=row.after, reason=row.reason, remind_at=reminder, reminders_sent=0)


def decide_due(
    ticket: Ticket,
    office: Office,
    now: datetime,
    automatic_last_hour: int,
    thread: tuple[Message, ...] = (),
    asked: Message | None = None,
) -> Decision:
    """Return what a reached due time does: a reminder, what follows the last one, or the end of a hold.

    A reminder repeats what was ``asked``; the staff who are told of an end are shown ``thread``, the last
    messages.
    """
    if ticket.state is State.ON_HOLD:
        return _end_hold(ticket, office, now, thread)
    closes = frozenset({Condition.DESK_CLOSES} if office.desk.close_unconfirmed else ())
    row = transition(Happening.REMINDERS_OVER, ticket.state, closes)
    if row is None:
        # The due time goes with the change, else it would come up again at every tick.
        change = Change(state=ticket.state, reason=ticket.reason)
        return Decision(verdict=None, rule="no reminder wanted", ticket_id=ticket.id, change=change)
    counts = gate.Counts.of(ticket, automatic_last_hour)
    if ticket.reminders_sent < len(office.desk.reminders):
        return _remind(ticket, office, now, counts, asked)
    return _run_out(ticket, office, now, row, counts, thread)


def last_asked(public: Sequence[Message], joined: datetime | None) -> Message | None:
    """Return the last public words of the staff, where nobody has come to take part since.

    Who joins is not sent what was said before.
    """
    last = next((message for message in reversed(public) if message.author is Author.AGENT), None)
    return None if last is None or (joined is not None and last.at <= joined) else last


def _end_hold(ticket: Ticket, office: Office, now: datetime, thread: tuple[Message, ...]) -> Decision:
    """Return the decision that brings a ticket back on the day that an agent named."""
    what = Happening.HOLD_OVER
    row = transition(what, ticket.state, frozenset())
    after = ticket.state if row is None or row.after is None else row.after
    letters = _told(ticket, office, Topic.HOLD_OVER, thread)
    return Decision(
        verdict=None,
        rule=what.value,
        ticket_id=ticket.id,
        change=Change(state=after),
        events=(Event(what=what.value, before=ticket.state.value, after=after.value, at=now),),
        letters=gate.passed(letters, office, gate.Counts.of(ticket, 0)),
    )


def _told(ticket: Ticket, office: Office, topic: Topic, thread: tuple[Message, ...]) -> tuple[Letter, ...]:
    return tuple(
        replace(to_agent(agent, Template.NOTIFICATION, topic, audience=Audience.PUBLIC), thread=thread)
        for agent in office.concerned(ticket)
    )


def _remind(
    ticket: Ticket, office: Office, now: datetime, counts: gate.Counts, asked: Message | None
) -> Decision:
    pauses, sent = office.desk.reminders, ticket.reminders_sent + 1
    letter = to_customer(
        ticket.requester, ticket.language, Template.REMINDER, facts={"state": ticket.state.value}
    )
    letter = replace(letter, quote=asked)
    if not gate.within_limits(letter, office, counts):
        change = Change(state=ticket.state, remind_at=now + PUT_OFF, reminders_sent=ticket.reminders_sent)
        return Decision(verdict=None, rule="reminder put off", ticket_id=ticket.id, change=change)
    return Decision(
        verdict=None,
        rule="reminder due",
        ticket_id=ticket.id,
        change=Change(
            state=ticket.state, remind_at=now + pauses[min(sent, len(pauses) - 1)], reminders_sent=sent
        ),
        events=(Event(what="reminder", after=str(sent), at=now),),
        letters=gate.passed((letter,), office, counts),
    )


def _run_out(
    ticket: Ticket,
    office: Office,
    now: datetime,
    row: Transition,
    counts: gate.Counts,
    thread: tuple[Message, ...],
) -> Decision:
    after = row.after or ticket.state
    letters: list[Letter] = [*_told(ticket, office, Topic.REMINDERS_OVER, thread)]
    if row.reason is not None:
        letters.append(to_customers(ticket, Template.CLOSED, facts={"reason": row.reason.value}))
    what = Happening.REMINDERS_OVER.value
    return Decision(
        verdict=None,
        rule=what,
        ticket_id=ticket.id,
        change=Change(state=after, reason=row.reason, reminders_sent=ticket.reminders_sent),
        events=(Event(what=what, before=ticket.state.value, after=after.value, at=now),),
        letters=gate.passed(letters, office, counts),
    )
