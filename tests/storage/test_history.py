"""History in the store: what is known of an old mail, and its writing down at its own date."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.decisions import Change, Decision
from desk.envelope import Source
from desk.history import Known
from desk.mail import BounceReport, Mail
from desk.states import Reason, State
from desk.ticket import Circle, Ticket
from desk.verdicts import Verdict
from storage import inbox_records, outbox, threads, tickets
from storage.engine import Store
from storage.history import known_contents, known_of, write_history
from storage.prepared import prepare
from tests.storage.builders import (
    DESK,
    ENVELOPE,
    NOW,
    OTHER,
    a_mail,
    a_message,
    arrive,
    carry,
    do,
    facts,
    going_on,
    open_ticket,
    opening,
)

THEN = datetime(2020, 2, 29, 12, 0, tzinfo=NOW.tzinfo)
CLOSED = Change(state=State.CLOSED, reason=Reason.UNCONFIRMED)
OLD = replace(ENVELOPE, source=Source.IMPORT, stale=True)


def written(store: Store, decision: Decision, mail: Mail, at: datetime = THEN) -> Ticket:
    """Write down what an old mail became, and return its ticket."""
    number = arrive(store, mail.message_id.encode(), envelope=OLD)
    decision = replace(decision, messages=tuple(replace(one, inbox_id=number) for one in decision.messages))
    found = do(
        store,
        lambda c: write_history(c, decision, desk=DESK, mail=mail, inbox_id=number, at=at, now=NOW),
    )
    assert found is not None
    ticket = store.read(lambda c: tickets.get(c, found, NOW))
    assert ticket is not None
    return ticket


def known(store: Store, mail: Mail) -> Known:
    """Return what is known of a mail."""
    return store.read(lambda c: known_of(c, DESK, mail, NOW))


def an_old_ticket(store: Store, message_id: str = "first@x") -> Ticket:
    """Write down an old mail that opened a ticket."""
    decision = opening(change=replace(CLOSED, answered=False), messages=(a_message(at=THEN),))
    return written(store, decision, a_mail(message_id))


def test_a_ticket_stands_as_of_the_date_of_its_mail(store: Store) -> None:
    """Only the verdict is of now; nothing is due, and nothing is to be sent."""
    ticket = an_old_ticket(store)
    assert (ticket.state, ticket.reason) == (State.CLOSED, Reason.UNCONFIRMED)
    assert ticket.created_at == ticket.changed_at == ticket.closed_at == THEN
    assert (ticket.remind_at, ticket.first_response_at, ticket.answered) == (None, None, False)
    assert [event.at for event in store.read(lambda c: threads.history(c, ticket.id))] == [THEN]
    record = store.read(lambda c: inbox_records.record(c, 1))
    assert record is not None
    assert (record.verdict, record.ticket, record.decided_at) == (Verdict.TICKET, ticket.number, NOW)
    assert store.read(lambda c: outbox.listing(c)) == []


def test_the_first_answer_keeps_its_date(store: Store) -> None:
    """Later ones move the ticket's end alone."""
    ticket = an_old_ticket(store)
    for hours in (1, 2):
        decision = going_on(ticket.id, change=replace(CLOSED, answered=True), chain="")
        ticket = written(store, decision, a_mail(f"answer-{hours}@x"), THEN + timedelta(hours=hours))
    assert ticket.first_response_at == THEN + timedelta(hours=1)
    assert ticket.closed_at == ticket.changed_at == THEN + timedelta(hours=2)
    assert ticket.answered


def test_what_changes_nothing_leaves_the_dates(store: Store) -> None:
    """An old answer says only that there was one."""
    ticket = an_old_ticket(store)
    after = written(store, going_on(ticket.id, change=Change(answered=True)), a_mail("late@x"), NOW)
    assert (after.closed_at, after.changed_at, after.answered) == (THEN, THEN, True)


def test_an_open_ticket_is_open_and_not_closed(store: Store) -> None:
    """Its last mail is of the days that count."""
    ticket = an_old_ticket(store)
    after = written(store, going_on(ticket.id, change=Change(state=State.OPEN)), a_mail("late@x"), NOW)
    assert (after.state, after.reason, after.closed_at) == (State.OPEN, None, None)


@pytest.mark.parametrize("circle", Circle)
def test_an_old_note_is_answered_by_notes(store: Store, circle: Circle) -> None:
    """An agent's answer to it stays among the staff, as if it had been written yesterday."""
    ticket = an_old_ticket(store)
    message = replace(a_message(at=THEN), circle=circle)
    chain = "ann@staff.example" if circle is Circle.INTERNAL else ""
    written(store, going_on(ticket.id, messages=(message,), chain=chain), a_mail("said@x"))
    number = arrive(store)
    answering = facts(store, number, replace(a_mail("new@x"), in_reply_to="said@x"))
    assert [pointer.internal for pointer in answering.pointers] == [circle is Circle.INTERNAL]


def test_threads_are_known_nearest_first(store: Store) -> None:
    """In-Reply-To before References, those from the last; each ticket once."""
    one, two = an_old_ticket(store, "one@x"), an_old_ticket(store, "two@x")
    mail = a_mail("new@x", references=("one@x", "two@x", "nobody@x"))
    assert [ticket.id for ticket in known(store, mail).thread] == [two.id, one.id]
    near = replace(mail, in_reply_to="one@x")
    assert [ticket.id for ticket in known(store, near).thread] == [one.id, two.id]


def test_a_bounce_is_known_by_the_mail_that_it_returns(store: Store) -> None:
    """It names no other id."""
    ticket = an_old_ticket(store)
    bounce = BounceReport(None, None, None, "first@x")
    assert [one.id for one in known(store, a_mail("bounce@x", bounce=bounce)).thread] == [ticket.id]


def test_a_mail_that_stands_in_no_chain_is_known_by_its_ticket(store: Store) -> None:
    """A stranger's words are shown in a thread, and what answers them belongs there."""
    ticket = an_old_ticket(store)
    written(store, going_on(ticket.id, chain=None), a_mail("stranger@x"))
    assert [one.id for one in known(store, a_mail("new@x", in_reply_to="stranger@x")).thread] == [ticket.id]


def test_living_mail_makes_a_ticket_alive(store: Store) -> None:
    """One message or one line of its history that did not come by an import."""
    old, named = an_old_ticket(store), a_mail("new@x", in_reply_to="first@x")
    assert known(store, named).alive == frozenset()
    event = opening().events[0]
    carry(store, going_on(old.id, events=(event,)), mail=a_mail("live@x"), inbox_id=arrive(store))
    assert known(store, named).alive == {old.id}
    living = open_ticket(store)
    carry(store, going_on(living, chain=""), mail=a_mail("living@x"), inbox_id=arrive(store, b"living"))
    assert known(store, a_mail("other@x", in_reply_to="living@x")).alive == {living}


def test_namesakes_are_those_that_stand_in_a_ticket(store: Store) -> None:
    """A mail that was put aside stands in nobody's way: the next copy may be whole."""
    an_old_ticket(store)
    assert [one.inbox_id for one in known(store, a_mail("first@x")).namesakes] == [1]
    quarantined = Decision(verdict=Verdict.QUARANTINED, rule="broken")
    carry(store, quarantined, mail=a_mail("broken@x"), inbox_id=arrive(store, b"broken"))
    assert known(store, a_mail("broken@x")).namesakes == ()
    assert known(store, a_mail("")).namesakes == ()


def test_other_desks_mail_is_none_of_this_desks(store: Store) -> None:
    """Neither by content nor by id."""
    raw = b"From: a@b.example\r\n\r\nx\r\n"
    key = prepare(raw).content_key
    arrive(store, raw, desk=OTHER)
    assert store.read(lambda c: known_contents(c, OTHER.address, [key, "0" * 64])) == {key}
    assert store.read(lambda c: known_contents(c, DESK.address, [key])) == set()
    open_ticket(store, desk=OTHER)
    an_old_ticket(store)
    found = store.read(lambda c: known_of(c, OTHER, a_mail("new@x", in_reply_to="first@x"), NOW))
    assert found == Known()


def test_a_mail_that_names_many_ids_costs_no_more(store: Store) -> None:
    """A forger can name any number of them."""
    an_old_ticket(store)
    many = tuple(f"{number}@nowhere.example" for number in range(5000))
    mail = a_mail("new@x", references=("first@x", *many), in_reply_to="first@x")
    assert len(known(store, mail).thread) == 1
