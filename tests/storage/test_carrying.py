"""Carrying out: each field of a decision is done, in one transaction with all the others."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from desk.address import Address
from desk.decisions import Alarm, Change, Decision
from desk.letters import Template
from desk.mail import Language
from desk.request import Priority, RequestKind
from desk.states import Reason, State
from desk.ticket import Author, Circle, Event, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict
from storage import outbox, reminders, threads, tickets
from storage.carrying import Outcome, carry_out
from storage.engine import Connection, Store
from storage.faults import AlreadyDecided, StorageError
from storage.inbox_records import record
from tests.storage.builders import (
    ANN,
    DESK,
    FILE,
    IVAN,
    NOW,
    OLGA,
    OTHER,
    a_letter,
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

LATER = NOW + timedelta(hours=1)


def _ticket(store: Store, ticket_id: int, now: object = NOW) -> Ticket:
    found = store.read(lambda c: tickets.get(c, ticket_id, now))  # type: ignore[arg-type]  # A datetime.
    assert found is not None
    return found


def _change(store: Store, ticket_id: int, **fields: object) -> Ticket:
    change = Change(**fields)  # type: ignore[arg-type]  # Names of fields, spelled by each test.
    carry(store, going_on(ticket_id, change=change), now=LATER)
    return _ticket(store, ticket_id, LATER)


def test_an_opening_makes_a_whole_ticket(store: Store) -> None:
    """A new ticket has its number, its people, its assignees and the state new."""
    base = opening().opening
    assert base is not None
    made = replace(base, organisation="Romashka", assignees=("Ann Lee", "Bob Ray", "Ann Lee"))
    number = arrive(store)
    found = carry(store, opening(opening=made), mail=a_mail(), inbox_id=number)
    assert found == Outcome(1, "SUP-1001")
    assert _ticket(store, 1) == Ticket(
        id=1,
        desk=DESK.address,
        number="SUP-1001",
        subject="Принтер",
        state=State.NEW,
        requester=IVAN,
        language=Language.RU,
        created_at=NOW,
        changed_at=NOW,
        kind=RequestKind.INCIDENT,
        priority=Priority.NORMAL,
        organisation="Romashka",
        participants=(OLGA,),
        assignees=("Ann Lee", "Bob Ray"),
    )


def test_nobody_takes_part_twice(store: Store) -> None:
    """The requester named again among the participants, in other letters, stays the requester alone."""
    base = opening().opening
    assert base is not None
    people = (Address("IVAN@customer.EXAMPLE", "Again"), OLGA, Address("Olga@customer.example"))
    ticket_id = open_ticket(store, opening=replace(base, participants=people))
    found = _ticket(store, ticket_id)
    assert found.requester == IVAN
    assert [person.addr for person in found.participants] == ["olga@customer.example"]


def test_an_opening_with_a_change_is_changed_at_once(store: Store) -> None:
    """What a decision changes besides opening holds for the new ticket."""
    ticket_id = open_ticket(store, change=Change(acknowledged=True, state=State.OPEN))
    found = _ticket(store, ticket_id)
    assert (found.acknowledged, found.state, found.answered) == (True, State.OPEN, False)


def test_an_opening_links_the_ticket_it_goes_on_from(store: Store) -> None:
    """A ticket that goes on from another is found from both sides."""
    first = open_ticket(store)
    base = opening().opening
    assert base is not None
    second = open_ticket(store, opening=replace(base, previous=first))
    third = open_ticket(store, opening=replace(base, previous=first))
    assert store.read(lambda c: tickets.links(c, first)) == tickets.Links("", ("SUP-1002", "SUP-1003"))
    assert store.read(lambda c: tickets.links(c, second)) == tickets.Links("SUP-1001", ())
    assert store.read(lambda c: tickets.links(c, third)).previous == "SUP-1001"


def test_messages_and_events_are_kept_in_order(store: Store) -> None:
    """The thread and the history come back as they were, with attachments and marks."""
    number = arrive(store)
    messages = (
        a_message("one", attachments=(FILE, replace(FILE, part=3)), inbox_id=number, mark="odd"),
        a_message("two", Author.SYSTEM, circle=Circle.INTERNAL, name="", addr=""),
        a_message("three", Author.AGENT, at=LATER),
    )
    events = (
        Event(what="opened", by="ivan", at=NOW, inbox_id=number),
        Event(what="agent takes or is assigned", before="new", after="open", at=LATER, inbox_id=number),
    )
    carry(store, opening(messages=messages, events=events), mail=a_mail(), inbox_id=number)
    assert tuple(store.read(lambda c: threads.thread(c, 1))) == messages
    assert tuple(store.read(lambda c: threads.history(c, 1))) == events


def test_an_event_without_time_and_mail_gets_those_of_the_decision(store: Store) -> None:
    """Every line of history says when and because of which mail."""
    number = arrive(store)
    carry(store, opening(), mail=a_mail(), inbox_id=number)
    event = store.read(lambda c: threads.history(c, 1))[0]
    assert (event.at, event.inbox_id) == (NOW, number)


def test_a_change_of_nothing_changes_nothing_but_the_time(store: Store) -> None:
    """None leaves a field as it is."""
    ticket_id = open_ticket(store, change=Change(state=State.WAITING, remind_at=LATER, reminders_sent=1))
    before = _ticket(store, ticket_id)
    assert _change(store, ticket_id) == replace(before, changed_at=LATER)


def test_assignees_and_marks_change_alone(store: Store) -> None:
    """Assignees are replaced as a whole, answered and acknowledged set, and the state stays."""
    ticket_id = open_ticket(store, change=Change(state=State.WAITING, remind_at=LATER))
    found = _change(store, ticket_id, assignees=("Bob Ray",), answered=True, acknowledged=True)
    assert (found.assignees, found.answered, found.acknowledged) == (("Bob Ray",), True, True)
    assert (found.state, found.remind_at) == (State.WAITING, LATER)
    assert _change(store, ticket_id, assignees=()).assignees == ()


def test_reminders_are_set_as_they_stand_with_every_state(store: Store) -> None:
    """A state comes with its next reminder or with none."""
    ticket_id = open_ticket(store)
    found = _change(store, ticket_id, state=State.WAITING, remind_at=LATER, reminders_sent=2)
    assert (found.remind_at, found.reminders_sent) == (LATER, 2)
    found = _change(store, ticket_id, state=State.OPEN)
    assert (found.remind_at, found.reminders_sent) == (None, 0)


def test_the_times_of_resolved_and_closed_follow_the_state(store: Store) -> None:
    """They are stamped on entering, kept while the state stays, cleared on leaving."""
    ticket_id = open_ticket(store)
    found = _change(store, ticket_id, state=State.RESOLVED)
    assert (found.resolved_at, found.closed_at) == (LATER, None)
    again = Change(state=State.RESOLVED, reminders_sent=1)
    carry(store, going_on(ticket_id, change=again), now=LATER + timedelta(days=3))
    assert _ticket(store, ticket_id).resolved_at == LATER
    found = _change(store, ticket_id, state=State.CLOSED, reason=Reason.CONFIRMED)
    assert (found.resolved_at, found.closed_at, found.reason) == (None, LATER, Reason.CONFIRMED)
    found = _change(store, ticket_id, state=State.OPEN)
    assert (found.resolved_at, found.closed_at, found.reason) == (None, None, None)


def test_the_mail_s_id_stands_in_the_chain_named(store: Store) -> None:
    """A mail's Message-ID leads to the ticket by its chain; with no chain, or no id, it leads nowhere."""
    ticket_id = open_ticket(store)
    for message_id, chain in (("agent@x", ANN.addr), ("stranger@x", None), ("", "")):
        carry(store, going_on(ticket_id, chain=chain), mail=a_mail(message_id), inbox_id=arrive(store))
    mail = a_mail("n@x", references=("agent@x", "stranger@x", ""))
    pointers = facts(store, arrive(store), mail).pointers
    assert [(pointer.message_id, pointer.chain) for pointer in pointers] == [("agent@x", ANN.addr)]


def test_releasing_frees_the_held_mail_by_the_sender_s_name(store: Store) -> None:
    """The mail that says "send" puts the held one back among those that wait, once."""
    held = arrive(store)
    carry(store, Decision(verdict=Verdict.HELD, rule="agent not proved"), mail=a_mail(), inbox_id=held)
    order = Decision(verdict=Verdict.COMMAND, rule="release", releases=held)
    carry(store, order, mail=a_mail(sender=ANN), inbox_id=arrive(store))
    found = store.read(lambda c: record(c, held))
    assert found is not None
    assert (found.verdict, found.released) == (None, ANN.addr)
    done = Decision(verdict=Verdict.REPLY, rule="key")
    carry(store, done, mail=a_mail(), inbox_id=held)
    carry(store, order, mail=a_mail(sender=ANN), inbox_id=arrive(store))
    after = store.read(lambda c: record(c, held))
    assert after is not None
    assert after.verdict is Verdict.REPLY


def test_an_undelivered_mail_ends_its_delivery(store: Store) -> None:
    """A bounce turns a delivery that was sent, or that still waits, into a failed one."""
    ticket_id = open_ticket(store, letters=(a_letter(),))
    do(store, lambda c: outbox.claim(c, NOW, 10, timedelta(minutes=1)))
    do(store, lambda c: outbox.sent(c, 1, "250 ok", NOW))
    event = Event(what="undelivered", before=IVAN.addr, after="5.1.1")
    bounce = Decision(verdict=Verdict.BOUNCE, rule="b", ticket_id=ticket_id, undelivered=1, events=(event,))
    carry(store, bounce, mail=a_mail(), inbox_id=arrive(store), now=LATER)
    found = store.read(lambda c: outbox.record(c, 1))
    assert found is not None
    assert (found.state, found.reply, found.finished_at) == (outbox.DeliveryState.FAILED, "5.1.1", LATER)
    assert store.read(lambda c: outbox.known(c, 1, NOW)).failed


def test_alarms_are_left_to_the_caller(store: Store) -> None:
    """Only the daemon knows the operators; carrying out writes no letter of its own."""
    alarm = Alarm(topic=Topic.LIMIT_REACHED, once="x", facts={})
    found = carry(store, opening(alarms=(alarm,)), mail=a_mail(), inbox_id=arrive(store))
    assert found.letters == ()
    assert store.read(lambda c: outbox.listing(c)) == []


def test_a_due_time_has_no_verdict(store: Store) -> None:
    """A reminder's decision changes the ticket and touches no mail."""
    ticket_id = open_ticket(store)
    number = arrive(store)
    decision = Decision(
        verdict=None,
        rule="reminder due",
        ticket_id=ticket_id,
        change=Change(state=State.WAITING, remind_at=LATER, reminders_sent=1),
        letters=(a_letter(Template.REMINDER),),
    )
    assert carry(store, decision).letters == (1,)
    found = store.read(lambda c: record(c, number))
    assert found is not None
    assert found.verdict is None


def test_a_letter_to_nobody_is_not_written(store: Store) -> None:
    """A letter without recipients leaves no trace."""
    decision = opening(letters=(replace(a_letter(), to=()),))
    assert carry(store, decision, mail=a_mail(), inbox_id=arrive(store)).letters == ()


def test_half_a_decision_is_never_kept(store: Store) -> None:
    """Where one part fails, nothing is: no number is used up, no letter written, the mail still waits."""
    number = arrive(store)

    def job(c: Connection) -> None:
        decision = opening(letters=(a_letter(),))
        carry_out(c, decision, desk=DESK, mail=a_mail(), inbox_id=number, now=NOW)
        carry_out(c, going_on(4711, messages=(a_message(),)), desk=DESK, mail=None, inbox_id=None, now=NOW)

    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        do(store, job)
    assert store.read(lambda c: outbox.listing(c)) == []
    assert store.read(lambda c: tickets.listing(c, NOW)) == []
    found = carry(store, opening(), mail=a_mail(), inbox_id=number)
    assert found.number == "SUP-1001"


def test_due_reminders_come_longest_due_first(store: Store) -> None:
    """Tickets whose time is reached are found, no others, no more than asked for."""
    times = (NOW - timedelta(days=1), NOW - timedelta(days=2), NOW + timedelta(seconds=1), None)
    ids = [open_ticket(store, change=Change(state=State.WAITING, remind_at=at)) for at in times]

    def due(most: int, *desks: str) -> list[int]:
        return store.read(lambda c: reminders.due(c, NOW, most, desks))

    assert due(10, DESK.address) == [ids[1], ids[0]]
    assert due(1, DESK.address, OTHER.address) == [ids[1]]
    assert due(10, OTHER.address) == []


def test_tickets_are_listed_by_what_is_asked(store: Store) -> None:
    """Lists show what changed last first, by desk, state, assignee, or any customer of the ticket."""
    base = opening().opening
    assert base is not None
    first = open_ticket(store, opening=replace(base, assignees=("Ann Lee",)))
    second = open_ticket(store, desk=OTHER, now=LATER, change=Change(state=State.OPEN))

    def ids(**asked: object) -> list[int]:
        found = store.read(lambda c: tickets.listing(c, NOW, **asked))  # type: ignore[arg-type]  # By name.
        return [ticket.id for ticket in found]

    assert ids() == [second, first]
    assert ids(limit=1) == [second]
    assert ids(desk=DESK.address) == [first]
    assert ids(states=(State.OPEN, State.WAITING, State.OPEN)) == [second]
    assert ids(assignee="Ann Lee") == [first]
    assert ids(customer="OLGA@customer.example") == [second, first]
    assert ids(customer="eve@evil.example") == []


def test_a_ticket_is_found_by_its_number(store: Store) -> None:
    """Small letters do as well; what is no number finds nothing and raises nothing."""
    open_ticket(store)
    for number in ("SUP-1001", "sup-1001"):
        assert store.read(partial(tickets.by_number, number=number, now=NOW)) is not None
    for number in ("SUP-1", "", "SUP-" + "9" * 5000, "\0", "SUP-١٠٠١"):
        assert store.read(partial(tickets.by_number, number=number, now=NOW)) is None
    assert store.read(lambda c: tickets.get(c, 4711, NOW)) is None


def test_a_mail_that_waits_no_more_is_not_decided_again(store: Store) -> None:
    """A second decision on the same mail is refused, and nothing of it stays."""
    number = arrive(store)
    carry(store, opening(), inbox_id=number)
    with pytest.raises(AlreadyDecided):
        carry(store, opening(), inbox_id=number)
    assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM tickets").scalar()) == 1
