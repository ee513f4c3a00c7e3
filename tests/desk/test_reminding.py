"""Reminders: when they come, when they end, what follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.decisions import Change, Decision
from desk.desks import Desk, Limits
from desk.letters import Audience, Template
from desk.reminding import decide_due, first_reminder, last_asked
from desk.states import Reason, State
from desk.ticket import Author, Circle, Event, Message
from tests.desk.builders import (
    ANN,
    BOB,
    COLLEAGUE,
    CUSTOMER,
    NOW,
    OFFICE,
    a_ticket,
    an_office,
    letter_of,
    sent,
)

WAITING_STATES = (State.WAITING, State.RESOLVED)
DAYS = tuple(timedelta(days=days) for days in (1, 2, 5))


@pytest.mark.parametrize("state", [*State, None])
def test_only_a_state_that_waits_for_the_customer_is_reminded_of(state: State | None) -> None:
    """The first reminder comes after the first pause, where the desk has one."""
    due = first_reminder(state, Desk(address="a@b.example", reminders=DAYS), NOW)
    assert due == (NOW + DAYS[0] if state in WAITING_STATES else None)
    assert first_reminder(state, Desk(address="a@b.example", reminders=()), NOW) is None


@pytest.mark.parametrize("state", WAITING_STATES)
@pytest.mark.parametrize(("before", "pause"), [(0, DAYS[1]), (1, DAYS[2]), (2, DAYS[2])])
def test_each_reminder_goes_to_the_requester_and_sets_the_next(
    before: int, pause: timedelta, state: State
) -> None:
    """Pauses count from the mail before; after the last reminder the last pause passes once more."""
    ticket = replace(a_ticket(state), reminders_sent=before, participants=(COLLEAGUE,))
    decision = decide_due(ticket, an_office(reminders=DAYS), NOW, 0)
    assert decision.change == Change(state=state, remind_at=NOW + pause, reminders_sent=before + 1)
    assert sent(decision) == [f"reminder {CUSTOMER.addr}"]
    letter = letter_of(decision, Template.REMINDER)
    assert (letter.person, letter.language) == (CUSTOMER.addr, ticket.language)
    assert letter.facts["state"] == state.value
    assert decision.events == (Event(what="reminder", after=str(before + 1), at=NOW),)
    assert (decision.verdict, decision.ticket_id) == (None, ticket.id)


def over(state: State, *, closes: bool) -> Decision:
    """Return what follows when all reminders were sent."""
    ticket = replace(a_ticket(state), reminders_sent=3, participants=(COLLEAGUE,))
    return decide_due(ticket, an_office(reminders=DAYS, close_unconfirmed=closes), NOW, 0)


@pytest.mark.parametrize("state", WAITING_STATES)
def test_reminders_that_have_run_out_are_told_to_the_assignees(state: State) -> None:
    """The ticket stays as it is: only the customer closes. It does not come up again."""
    decision = over(state, closes=False)
    assert decision.change == Change(state=state, remind_at=None, reminders_sent=3)
    assert sent(decision) == [f"reminders_over {ANN.address}"]
    assert decision.letters[0].audience is Audience.PUBLIC
    assert decision.ticket_id == 7


@pytest.mark.parametrize("state", WAITING_STATES)
def test_where_the_desk_says_so_the_ticket_is_closed_unconfirmed(state: State) -> None:
    """It is shown as such, to the customers as well."""
    decision = over(state, closes=True)
    assert decision.change is not None
    assert (decision.change.state, decision.change.reason) == (State.CLOSED, Reason.UNCONFIRMED)
    assert decision.change.remind_at is None
    assert sent(decision) == [
        f"reminders_over {ANN.address}",
        f"closed {CUSTOMER.addr}, {COLLEAGUE.addr}",
    ]
    assert letter_of(decision, Template.CLOSED).facts["reason"] == "unconfirmed"
    what = "reminders have run out"
    assert decision.events == (Event(what=what, before=state.value, after="closed", at=NOW),)


@pytest.mark.parametrize("state", sorted({*State} - {*WAITING_STATES, State.ON_HOLD}))
def test_a_due_time_in_another_state_is_taken_away(state: State) -> None:
    """Nobody is reminded of what they do not owe, and the time does not come up at every tick."""
    ticket = a_ticket(state)
    decision = decide_due(ticket, OFFICE, NOW, 0)
    assert decision.change == Change(state=state, reason=ticket.reason, remind_at=None)
    assert (decision.letters, decision.events, decision.ticket_id) == ((), (), 7)


def test_a_ticket_comes_back_from_hold_and_whom_it_concerns_is_told() -> None:
    """An answer to the notice goes to the customer, who is not written to."""
    ticket = replace(a_ticket(State.ON_HOLD), watchers=(BOB.name,))
    decision = decide_due(ticket, OFFICE, NOW, 0)
    assert decision.change == Change(state=State.OPEN)
    assert sent(decision) == [f"hold_over {ANN.address}", f"hold_over {BOB.address}"]
    assert {letter.audience for letter in decision.letters} == {Audience.PUBLIC}


def _said(author: Author, days_ago: int) -> Message:
    at = NOW - timedelta(days=days_ago)
    return Message(author=author, circle=Circle.PUBLIC, name="", addr="", text="Какая модель?", at=at)


def test_a_reminder_repeats_what_was_asked() -> None:
    """The staff's last words to the customers; who joined after them is not sent them."""
    asked = _said(Author.AGENT, 4)
    public = (_said(Author.AGENT, 5), asked, _said(Author.CUSTOMER, 3))
    assert last_asked(public, None) == last_asked(public, NOW - timedelta(days=5)) == asked
    assert last_asked(public, asked.at) is None
    assert last_asked(public[2:], None) is None
    decision = decide_due(a_ticket(State.WAITING), OFFICE, NOW, 0, asked=asked)
    assert letter_of(decision, Template.REMINDER).quote == asked


def test_the_end_of_reminders_is_told_with_the_last_messages() -> None:
    """Whoever reads it sees what the customer did not answer."""
    thread = (_said(Author.AGENT, 4),)
    decision = decide_due(a_ticket(State.WAITING), an_office(reminders=()), NOW, 0, thread)
    assert letter_of(decision, Template.NOTIFICATION).thread == thread


@pytest.mark.parametrize(("in_ticket", "in_desk"), [(20, 0), (0, 300)])
def test_a_reminder_over_a_limit_is_put_off_and_not_counted(in_ticket: int, in_desk: int) -> None:
    """What was not sent is not told as sent; it is tried again an hour later."""
    ticket = replace(a_ticket(State.WAITING), automatic_last_day=in_ticket, reminders_sent=1)
    decision = decide_due(ticket, OFFICE, NOW, in_desk)
    soon = NOW + timedelta(hours=1)
    assert decision.change == Change(state=State.WAITING, remind_at=soon, reminders_sent=1)
    assert (decision.letters, decision.events, decision.ticket_id) == ((), (), 7)


def test_a_requester_who_cannot_be_written_to_is_not_reminded_for_ever() -> None:
    """Reminders to nobody run out like others."""
    ticket = replace(a_ticket(State.WAITING), requester=replace(CUSTOMER, addr=""))
    decision = decide_due(ticket, OFFICE, NOW, 0)
    assert decision.letters == ()
    assert decision.change is not None
    assert decision.change.reminders_sent == 1


def test_the_end_of_reminders_is_told_under_the_limit_of_notices() -> None:
    """Even this notice passes the gate."""
    office = replace(an_office(reminders=()), limits=Limits(notices_per_ticket_day=0))
    assert decide_due(a_ticket(State.WAITING), office, NOW, 0).letters == ()
