"""What the store keeps for the staff: what waits, who is muted, merged tickets, lists, notes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.address import Address, with_tag
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.enquiries import MOST_MESSAGES, MOST_TICKETS
from desk.facts import Facts, Waiting
from desk.holding import TIME
from desk.letters import Audience, Template
from desk.mail import CommandLine, Numbered
from desk.merging import Merging
from desk.people import Agent
from desk.request import Priority, RequestKind
from desk.states import Reason, State
from desk.ticket import Author, Circle, Question
from desk.verdicts import Verdict
from storage import agent_facts, inbox, threads, tickets, waiting
from storage.engine import Store
from storage.outbox_tables import keys, outbox
from tests.storage.builders import (
    DESK,
    FILE,
    IVAN,
    NOW,
    OLGA,
    a_letter,
    a_mail,
    a_message,
    arrive,
    carry,
    do,
    facts,
    going_on,
    open_ticket,
    to_ann,
)

LEE = Agent(name="Ann Lee", addresses=("ann@staff.example",))
MINUTE = timedelta(minutes=1)


def held(store: Store, ticket_id: int) -> int:
    """Let an agent's mail wait in a ticket and return its number."""
    inbox_id = arrive(store)
    one = Waiting(inbox_id=inbox_id, agent=LEE.name, text="Заменил.", due_at=NOW + MINUTE)
    decision = Decision(verdict=Verdict.HELD, rule=f"{TIME}: x", ticket_id=ticket_id, waits=one)
    carry(store, decision, mail=a_mail("w@staff.example"), inbox_id=inbox_id)
    return inbox_id


def due(store: Store, later: timedelta, desk: str = DESK.address) -> list[int]:
    """Return the mails whose time has come by then."""
    return do(store, lambda c: waiting.due(c, NOW + later, 10, [desk]))


def test_what_waits_is_a_fact_until_its_time_has_come(store: Store) -> None:
    """Then it is pending once more, and waits no longer."""
    ticket_id = open_ticket(store)
    inbox_id = held(store, ticket_id)
    [one] = do(store, lambda c: waiting.of_tickets(c, [ticket_id]))[ticket_id]
    assert (one.inbox_id, one.agent, one.text) == (inbox_id, LEE.name, "Заменил.")
    assert (due(store, MINUTE / 2), due(store, MINUTE, "other@example.org")) == ([], [])
    assert due(store, MINUTE) == [inbox_id]
    do(store, lambda c: waiting.let_go(c, [inbox_id]))
    [pending] = do(store, lambda c: inbox.pending(c, 10, [DESK.address]))
    assert (pending.id, pending.released) == (inbox_id, TIME)
    assert do(store, lambda c: waiting.of_tickets(c, [ticket_id])) == {}


def test_what_waits_for_its_time_or_its_author_does_not_wait_for_the_operator(store: Store) -> None:
    """It is not among the held mails of which the operators are told; what nobody knows the author of is."""
    inbox_id = held(store, open_ticket(store))
    assert do(store, lambda c: inbox.held_count(c, DESK.address)) == 0
    do(store, lambda c: waiting.give_back(c, [inbox_id], NOW))
    assert do(store, lambda c: inbox.held_count(c, DESK.address)) == 0
    assert due(store, MINUTE) == []
    unproved = Decision(verdict=Verdict.HELD, rule="agent not proved")
    carry(store, unproved, mail=a_mail("u@staff.example"), inbox_id=arrive(store))
    assert do(store, lambda c: inbox.held_count(c, DESK.address)) == 1


@pytest.mark.parametrize("way", ["take_back", "release", "drop"])
def test_what_is_decided_otherwise_does_not_come_up_at_its_time(store: Store, way: str) -> None:
    """Taken back by its author, let go or dropped by the operator."""
    inbox_id = held(store, open_ticket(store))
    if way == "take_back":
        do(store, lambda c: waiting.take_back(c, [inbox_id]))
    elif way == "release":
        do(store, lambda c: inbox.release(c, inbox_id, "root"))
    else:
        do(store, lambda c: inbox.drop(c, inbox_id, "root", NOW))
    assert due(store, MINUTE) == []
    pending = do(store, lambda c: inbox.pending(c, 10, [DESK.address]))
    assert [row.id for row in pending] == ([inbox_id] if way == "release" else [])


def known_of(store: Store, *, sender: Address = IVAN, desk: Desk = DESK, **more: object) -> Facts:
    """Return the facts of a new mail."""
    mail = a_mail("new@customer.example", sender=sender, **more)
    return facts(store, arrive(store, desk=desk), mail, desk=desk)


def test_a_muted_sender_is_known_until_unmuted(store: Store) -> None:
    """At this desk alone, and however the address is written."""
    ticket_id = open_ticket(store)
    assert not known_of(store).muted
    carry(store, going_on(ticket_id, verdict=None, muted=IVAN.addr))
    carry(store, going_on(ticket_id, verdict=None, muted=IVAN.addr))
    assert known_of(store, sender=Address(IVAN.addr.upper())).muted
    assert not known_of(store, sender=OLGA).muted
    assert not known_of(store, desk=replace(DESK, address="other@example.org")).muted
    carry(store, going_on(ticket_id, verdict=None, unmuted=IVAN.addr))
    assert not known_of(store).muted


def test_all_that_an_agent_corrects_is_kept(store: Store) -> None:
    """And nothing else changes."""
    ticket_id = open_ticket(store)
    before = do(store, lambda c: tickets.get(c, ticket_id, NOW))
    change = Change(
        kind=RequestKind.DEVELOPMENT,
        priority=Priority.HIGH,
        subject="Другая тема",
        organisation="Ромашка",
        customers=(OLGA, Address("new@customer.example", "New")),
        watchers=("Ann Lee",),
        questions=(Question(1, "Модель?", "LX", again=True), Question(2, "Кабинет?")),
        variants=(Numbered(1, "Заменить"), Numbered(2, "Починить")),
    )
    carry(store, going_on(ticket_id, verdict=None, change=change))
    after = do(store, lambda c: tickets.get(c, ticket_id, NOW))
    assert before is not None
    assert after == replace(
        before,
        kind=RequestKind.DEVELOPMENT,
        priority=Priority.HIGH,
        subject="Другая тема",
        organisation="Ромашка",
        requester=OLGA,
        participants=(Address("new@customer.example", "New"),),
        watchers=("Ann Lee",),
        questions=change.questions or (),
        variants=change.variants or (),
    )


def merged(store: Store) -> tuple[int, int]:
    """Merge a second ticket into a first; return both ids."""
    first, second = (
        open_ticket(store),
        open_ticket(store, messages=(a_message("Второе"),), letters=(a_letter(),)),
    )
    closed = Change(state=State.CLOSED, reason=Reason.MERGED)
    joined = Change(customers=(IVAN, Address("new@customer.example")))
    carry(store, going_on(second, verdict=None, change=joined))
    carry(store, going_on(second, verdict=None, change=closed, merging=Merging(first, ("Ann Chen",))))
    return first, second


def test_the_words_of_a_merged_ticket_stand_in_the_other_with_their_origin(store: Store) -> None:
    """And its customers take part there."""
    first, second = merged(store)
    thread = do(store, lambda c: threads.thread(c, first))
    assert [(message.text, message.origin) for message in thread] == [
        ("Помогите", ""),
        ("Второе", "SUP-1002"),
    ]
    assert do(store, lambda c: threads.thread(c, second)) == []
    ticket = do(store, lambda c: tickets.get(c, first, NOW))
    assert ticket is not None
    assert [person.addr for person in ticket.participants] == [OLGA.addr, "new@customer.example"]
    assert [event.after for event in do(store, lambda c: threads.history(c, first))][-1] == "SUP-1002"


def test_the_number_and_the_keys_of_a_merged_ticket_lead_to_the_other(store: Store) -> None:
    """Also where that one is merged into a third later."""
    first, second = merged(store)
    third = open_ticket(store)
    carry(
        store,
        going_on(
            first,
            verdict=None,
            change=Change(state=State.CLOSED, reason=Reason.MERGED),
            merging=Merging(third, ()),
        ),
    )
    key = do(store, lambda c: c.scalar(select(keys.c.key).where(keys.c.ticket_id == second)))
    found = known_of(store, subject="Re: [SUP-1002]", to=(Address(with_tag(DESK.address, str(key))),))
    assert [ticket.id for ticket in found.numbered] == [third]
    assert [one.ticket.id for one in found.keys if one.ticket] == [third]
    assert [message.origin for message in found.history[third]] == ["SUP-1001", "SUP-1002", ""]


def test_a_merged_ticket_is_shown_as_the_one_in_which_it_goes_on(store: Store) -> None:
    """Its own thread is empty."""
    first, _ = merged(store)
    shown = asked(store, "show SUP-1002").shown
    assert shown is not None
    assert shown.id == first


def asked(store: Store, *commands: str, ticket_id: int | None = None, **more: object) -> Facts:
    """Return the facts of Ann's mail with these commands."""
    lines = tuple(CommandLine(*command.split(" ", 1)) for command in commands)
    mail = a_mail("ann@staff.example", sender=Address(LEE.address), commands=lines, **more)
    known = facts(store, arrive(store), mail)
    return do(store, lambda c: agent_facts.with_agent_s(c, known, mail, LEE, DESK, NOW))


def test_a_list_holds_what_its_word_says(store: Store) -> None:
    """Mine, all, open, waiting: none of them is closed, nor of another desk."""
    mine, waits, done = open_ticket(store), open_ticket(store), open_ticket(store)
    open_ticket(store, desk=replace(DESK, address="other@example.org", prefix="OTH"))
    carry(store, going_on(mine, verdict=None, change=Change(assignees=(LEE.name,))))
    carry(store, going_on(waits, verdict=None, change=Change(state=State.WAITING)))
    carry(store, going_on(done, verdict=None, change=Change(state=State.CLOSED, reason=Reason.CONFIRMED)))
    held_by = {words: {one.id for one in asked(store, words).listing} for words in LISTS}
    assert held_by == {
        "list": {mine},
        "список все": {mine, waits},
        "list open": {mine},
        "list waiting": {waits},
        "list nonsense": set(),
        "take": set(),
    }


LISTS = ("list", "список все", "list open", "list waiting", "list nonsense", "take")


def test_a_ticket_is_shown_with_its_notes(store: Store) -> None:
    """By its number in any case; one of another desk is none."""
    note = a_message("Не платит.", Author.AGENT, circle=Circle.INTERNAL)
    ticket_id = open_ticket(store, messages=(a_message(), note))
    found = asked(store, "show [sup-1001]")
    assert found.shown is not None
    assert found.shown.id == ticket_id
    assert [message.text for message in found.thread] == ["Помогите", "Не платит."]
    open_ticket(store, desk=replace(DESK, address="other@example.org", prefix="OTH"))
    assert asked(store, "show OTH-1001").shown is None
    assert asked(store, "show SUP-9").shown is None
    for written in ("show SUP 1001", "show sup1001", "show № SUP-01001"):
        assert asked(store, written).shown == found.shown
    assert asked(store, f"show {'9' * 9000}").shown is None
    by_number = (asked(store, "show 1001").shown, asked(store, "merge №1001").target)
    assert [None if one is None else one.id for one in by_number] == [ticket_id, ticket_id]


def test_the_last_files_are_those_of_the_customer_and_newer_ones_of_the_staff(store: Store) -> None:
    """By whoever, notes as well; what is older than the customer's is not asked for."""
    said = [
        a_message("Журнал", Author.AGENT, attachments=(FILE,), inbox_id=arrive(store)),
        a_message(attachments=(FILE,), inbox_id=arrive(store)),
        a_message("Ещё", Author.AGENT, circle=Circle.INTERNAL, attachments=(FILE,), inbox_id=arrive(store)),
    ]
    ids = [message.inbox_id for message in said]
    for number, last, wanted in ((1001, 2, [ids[1]]), (1002, 3, [ids[1], ids[2]])):
        ticket_id = open_ticket(store, messages=tuple(said[:last]))
        found = asked(store, "files", subject=f"Re: [SUP-{number}]").files
        assert [ref.inbox_id for ref in found[ticket_id]] == wanted


def test_one_more_than_is_told_is_handed_out(store: Store) -> None:
    """So the answer knows that there are more."""
    messages = tuple(a_message(str(number)) for number in range(MOST_MESSAGES + 2))
    open_ticket(store, messages=messages)
    for _ in range(MOST_TICKETS + 1):
        open_ticket(store)
    found = asked(store, "list all", "show SUP-1001")
    assert len(found.listing) == MOST_TICKETS + 1
    assert [message.text for message in found.thread] == [message.text for message in messages[1:]]


def test_what_must_not_be_told_is_known_where_an_agent_writes(store: Store) -> None:
    """Notes of the ticket, and nobody else's words that were kept from the others; numbers; addresses."""
    note = a_message("Не платит.", Author.AGENT, circle=Circle.INTERNAL)
    absence = a_message("Я в отпуске.", circle=Circle.INTERNAL)
    ticket_id = open_ticket(
        store, messages=(a_message(), note, absence), letters=(to_ann(Template.NOTIFICATION),)
    )
    other = open_ticket(store)
    found = asked(
        store,
        subject="Re: [SUP-1001] Принтер",
        text_after_commands="Как в SUP-1002 и sup-7 у olga@customer.example",
        mentioned=(OLGA.addr, "nobody@x.example"),
    )
    assert found.notes == {ticket_id: ("Не платит.",)}
    assert [ticket.id for ticket in found.mentioned] == [other]
    assert found.known_customers == {OLGA.addr}


def test_where_an_answer_goes_is_known_of_each_mail_of_ours(store: Store) -> None:
    """Who answers a mail about a note, by whatever address, writes a note."""
    letters = (to_ann(), to_ann(audience=Audience.INTERNAL))
    open_ticket(store, letters=letters)
    ids = do(store, lambda c: c.scalars(select(outbox.c.message_id).order_by(outbox.c.id)).all())
    found = facts(store, arrive(store), a_mail("x@staff.example", references=tuple(ids)))
    internal = {pointer.message_id: pointer.internal for pointer in found.pointers}
    assert internal == dict(zip(ids, (False, True), strict=True))
