"""A ticket's whole history in words."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.sentences import EVENTS, LETTERS, REASONS, sentence
from daemon.story import Past, story
from daemon.terminal import block, one_line
from desk.address import Address
from desk.desks import Limits
from desk.envelope import Source
from desk.facts import KnownDelivery
from desk.fields import Field
from desk.letters import Template
from desk.office import Office
from desk.people import Directory
from desk.reminding import decide_due
from desk.states import Happening, Reason, State
from desk.ticket import Author, Circle, Event
from desk.undelivered import decide_undelivered
from storage import outbox
from storage.engine import Store
from storage.inbox_records import Record as InboxRecord
from storage.tickets import Links
from tests.daemon.home import Home, furnished
from tests.desk.builders import a_ticket
from tests.storage.builders import (
    ANN,
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
    going_on,
    opening,
    to_ann,
)

OFFICE = Office(DESK, (DESK,), Directory(), Limits())
TICKET = replace(a_ticket(), created_at=NOW)


def past(**more: object) -> Past:
    """Return a ticket of which nothing is known, but for this."""
    empty = Past(ticket=TICKET, links=Links(), thread=(), history=(), inbox=(), outbox=())
    return replace(empty, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def lines(**more: object) -> list[str]:
    """Return the lines of the history below the head, without their times."""
    told = story(past(**more)).partition("\n\n")[2]
    return [re.sub(r"^[-0-9]{10} [:0-9]{8}  ", "", line) for line in told.split("\n")]


def event(what: str, before: str = "", after: str = "", **more: object) -> Event:
    """Return a line of history."""
    found = Event(what=what, before=before, after=after, at=NOW)
    return replace(found, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def test_every_happening_reason_and_letter_has_words() -> None:
    """Nothing is told by the name that the code has for it."""
    assert EVENTS.keys() == {happening.value for happening in Happening} | {
        "opened",
        "reminder",
        "undelivered",
        "delayed",
        "dead_address",
        "unsent",
        "revived",
        "told",
        "imported",
        "moved",
        "merged",
        "goes_on_in",
        "reason",
        "finding",
        "muted",
        "spared",
        "heard",
        "chose",
        "until",
        "watchers",
        "kind",
        "priority",
        "subject",
        "organisation",
        "requester",
        "participants",
    }
    assert REASONS.keys() == set(Reason)
    assert LETTERS.keys() == set(Template)
    assert not [said for said in EVENTS.values() if said in {happening.value for happening in Happening}]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (event("confirms", "resolved", "closed"), "the customer confirmed: resolved -> closed"),
        (event("writes anything else", "waiting", "open"), "the customer wrote: waiting -> open"),
        (event("agent puts on hold", "open", "on_hold"), "the staff put it on hold: open -> on hold"),
        (event("only says thanks"), "the customer only said thanks"),
        (event("opened"), "the request was registered"),
        (event("reminder", after="2"), "reminder number 2 to the customer"),
        (event("agent takes or is assigned", after="Ann Lee"), "assigned to Ann Lee"),
        (event("agent takes or is assigned", "Bob Ray", "Ann_Lee"), "assigned to Ann_Lee (before: Bob Ray)"),
        (
            event("undelivered", "a@x.example", "550 no"),
            "a mail to a@x.example could not be delivered: 550 no",
        ),
        (
            event("undelivered", "a@x.example"),
            "a mail to a@x.example could not be delivered: no reason is known",
        ),
        (
            event("reminders have run out", "waiting", "waiting"),
            "the customer did not answer the reminders: still waiting",
        ),
        (event("told", after="version: 2.5"), "the customer told version: 2.5"),
        (event("of a later version", "one", "two"), "of a later version: one -> two"),
        (event("{before.__class__}", "x", "y"), "{before.__class__}: x -> y"),
    ],
    ids=lambda value: value.what if isinstance(value, Event) else "",
)
def test_an_event_is_a_sentence(told: Event, words: str) -> None:
    """What happened, and what it changed."""
    assert sentence(told) == words


def test_an_event_tells_who_and_which_mail() -> None:
    """The history leads to the mail that made it."""
    told = event("confirms", "resolved", "closed", by="ivan@customer.example", inbox_id=7)
    assert lines(history=(told,)) == [
        "* the customer confirmed: resolved -> closed, by ivan@customer.example (mail 7)"
    ]


def test_the_head_tells_how_the_ticket_stands() -> None:
    """State and reason in words, who asked, who works on it, where it goes on."""
    ticket = replace(
        a_ticket(State.CLOSED),
        participants=(OLGA,),
        organisation="Romashka",
        remind_at=NOW,
        requester=Address("ivan@customer.example", "Иван Петров"),
    )
    told = story(past(ticket=ticket, links=Links("SUP-1", ("SUP-2001", "SUP-2002"))))
    assert told.startswith("SUP-1042  Принтер\n")
    for label, value in (
        ("state", "closed: confirmed by the customer"),
        ("requester", "Иван Петров <ivan@customer.example>"),
        ("participants", OLGA.addr),
        ("organisation", "Romashka"),
        ("assignees", "Ann Lee"),
        ("next reminder", "2026-11-20 12:00:00"),
        ("goes on from", "SUP-1"),
        ("went on in", "SUP-2001, SUP-2002"),
    ):
        assert f"  {label:<15}{value}\n" in told + "\n"


def test_a_message_is_quoted_line_by_line() -> None:
    """Empty lines within a text keep the bar, whatever ends its lines; files are named below it."""
    message = a_message("one\n\n \r\nthree\u2028four\x0bfive", attachments=(FILE,), inbox_id=3)
    assert lines(thread=(message,)) == [
        "Иван Петров wrote (mail 3):",
        "    | one",
        "    | ",
        "    |  ",
        "    | three",
        "    | four",
        "    | five",
        "    | [отчёт.pdf, 3 bytes]",
    ]


def test_a_message_without_text_says_so() -> None:
    """Nothing looks like a piece that got lost."""
    assert lines(thread=(a_message(" \n "),)) == ["Иван Петров wrote, without text"]


def test_notes_and_doubtful_words_are_marked() -> None:
    """Who reads a history sees what the customer does not, and what is not proved."""
    note = a_message("psst", Author.AGENT, circle=Circle.INTERNAL, name="Ann Lee")
    forged = a_message("close it", Author.UNKNOWN, mark="takes no part in this ticket")
    assert lines(thread=(note, forged))[::2] == [
        "Ann Lee wrote for the staff only:",
        "Иван Петров wrote [takes no part in this ticket]:",
    ]


def test_a_mail_that_was_held_tells_its_release() -> None:
    """When it came, and who let it go on."""
    came = NOW - timedelta(hours=2)
    mail = _mail(received_at=came, released="ann@staff.example")
    assert lines(thread=(a_message("late", inbox_id=3),), inbox=(mail,))[0] == (
        "Иван Петров wrote (mail 3, came 2026-11-20 10:00:00, let go on by ann@staff.example):"
    )


def test_a_missing_acknowledgement_has_its_reason() -> None:
    """The history tells why the customer heard nothing."""
    assert lines(inbox=(_mail(silence="null return path"),)) == [
        "* no acknowledgement of mail 3: null return path"
    ]


def _mail(**more: object) -> InboxRecord:
    mail = InboxRecord(
        id=3,
        desk=DESK.address,
        return_path=IVAN.addr,
        recipients=(DESK.address,),
        source=Source.SMTP,
        peer="192.0.2.1",
        received_at=NOW,
        size=1,
        decided_at=NOW,
    )
    return replace(mail, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a configured Postdesk with an empty store."""
    return furnished(tmp_path)


def _ticket(store: Store, *letters: object) -> None:
    carry(store, opening(letters=letters), mail=a_mail(), inbox_id=arrive(store))


def test_a_delivery_tells_how_it_stands(home: Home) -> None:
    """Sent, waiting with the last answer and the next attempt, or given up with the relay's words."""
    later = NOW + timedelta(minutes=5)
    with home.store() as store:
        _ticket(store, *(a_letter(template) for template in (Template.REPLY, Template.CLOSED)), to_ann())
        for end in (
            lambda c: outbox.sent(c, 1, "250 taken", later),
            lambda c: outbox.failed(c, 2, "550 5.1.1 no such user", NOW),
            lambda c: outbox.later(c, 3, "451 4.3.0 come again", later),
        ):
            do(store, lambda c: outbox.claim(c, NOW, 3, timedelta(minutes=15)))
            do(store, end)
    told = home.told("ticket", "show", "SUP-1001")
    assert f"> answer to {IVAN.addr}: sent 2026-11-20 12:05:00\n" in told
    assert (
        f"> closing note to {IVAN.addr}: not delivered, tried once, given up 2026-11-20 12:00:00;"
        " the answer was: 550 5.1.1 no such user\n"
    ) in told
    assert (
        f"> notification to {ANN.addr}: waits, tried once, next at 2026-11-20 12:05:00;"
        " the answer was: 451 4.3.0 come again\n"
    ) in told


def test_a_delivery_that_failed_is_told_with_the_relays_answer(home: Home) -> None:
    """What the rules make of a refusal is a sentence of the history."""
    with home.store() as store:
        _ticket(store, a_letter())
        known: KnownDelivery = store.read(lambda c: outbox.known(c, 1, NOW))
        carry(store, decide_undelivered(known, OFFICE, NOW, why="550 5.1.1 no such user"))
    assert (
        f"* a mail to {IVAN.addr} could not be delivered: 550 5.1.1 no such user, by mail system\n"
    ) in home.told("ticket", "show", "SUP-1001") + "\n"


def test_reminders_are_told_to_their_end() -> None:
    """Each reminder, and that they have run out."""
    waiting = a_ticket(State.WAITING)
    desk = replace(DESK, reminders=(timedelta(days=3), timedelta(days=4)))
    office = replace(OFFICE, desk=desk)
    events = [
        found
        for sent in range(3)
        for found in decide_due(replace(waiting, reminders_sent=sent), office, NOW, 0).events
    ]
    assert lines(history=tuple(events)) == [
        "* reminder number 1 to the customer",
        "* reminder number 2 to the customer",
        "* the customer did not answer the reminders: still waiting",
    ]


def test_what_happened_in_one_instant_is_told_in_order() -> None:
    """The words first, then what they changed; and time goes downwards."""
    early, late = NOW - timedelta(days=1), NOW
    thread = (a_message("second", at=late), a_message("first", at=early))
    told = story(past(thread=thread, history=(event("confirms"),)))
    assert [told.index(words) for words in ("first", "second", "confirmed")] == sorted(
        told.index(words) for words in ("first", "second", "confirmed")
    )


HOSTILE = "\x1b[2Ja\rb\x08\x9b31mc\u202ed\ud800e\x00"


def test_nothing_of_a_mail_moves_the_cursor() -> None:
    """No control character, sign of direction or lone surrogate of any text reaches the terminal."""
    told = story(
        past(
            ticket=replace(
                TICKET, subject=HOSTILE, organisation=HOSTILE, requester=Address("a@b.c", HOSTILE)
            ),
            links=Links(HOSTILE, (HOSTILE,)),
            thread=(
                a_message(HOSTILE, name=HOSTILE, mark=HOSTILE, attachments=(replace(FILE, name=HOSTILE),)),
            ),
            history=(event(HOSTILE, HOSTILE, HOSTILE, by=HOSTILE),),
            inbox=(_mail(silence=HOSTILE, released=HOSTILE),),
        )
    )
    assert [line for line in told.split("\n") if not line.isprintable()] == []
    assert told.encode()


def test_text_for_a_terminal_keeps_its_letters() -> None:
    """What is harmless stays; other spaces become spaces, unseen signs go, the rest is shown as unknown."""
    assert one_line("Привет, 😀 a\u00a0b\tc\u200d\u00add\x07") == "Привет, 😀 a b cd\ufffd"
    assert block("a\tb\n", "> ") == "> a   b"


def test_a_replayed_mail_is_told_once(home: Home) -> None:
    """A mail that caused both words and changes is looked up once and stands at its place."""
    with home.store() as store:
        _ticket(store)
        first = arrive(store, b"again")
        mail = a_mail("second@customer.example")
        carry(
            store,
            going_on(1, messages=(a_message("more", inbox_id=first),), events=(Event(what="confirms"),)),
            mail=mail,
            inbox_id=first,
        )
    told = home.told("ticket", "show", "SUP-1001")
    assert told.count(f"(mail {first})") == 2


def test_the_head_holds_what_the_customer_told_and_was_asked_for() -> None:
    """Each field of a ticket, and what of those asked for is missing; nothing where there is none."""
    told = {Field.CUSTOMER_ID: "77\x1b[2J", Field.PRODUCT: "1С"}
    ticket = replace(TICKET, fields=told, asked=(Field.PRODUCT, Field.SERIAL_NUMBER))
    head = story(past(ticket=ticket)).partition("\n\n")[0]
    assert "  told           product: 1С" in head
    assert "  told           customer id: 77" in head
    assert "\x1b" not in head
    assert "  asked for      serial number" in head
    assert "told" not in story(past())
