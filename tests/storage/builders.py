"""Mails, decisions and letters for the tests of the store; each test changes what it is about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import text

from desk.address import Address
from desk.decisions import Decision, Opening
from desk.desks import Desk
from desk.envelope import Envelope, Source
from desk.facts import Facts
from desk.letters import Audience, Letter, Template
from desk.mail import Attachment, Language, Mail, MailKind
from desk.request import RequestKind
from desk.ticket import Author, Circle, Event, Message
from desk.topics import Topic
from desk.verdicts import Verdict
from storage.carrying import Outcome, carry_out
from storage.engine import Connection, Store
from storage.facts import facts_of
from storage.inbox import accept
from storage.prepared import prepare

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DESK = Desk(address="support@example.org", aliases=("help@example.org",))
OTHER = Desk(address="sales@example.org", prefix="SAL")
IVAN = Address("ivan@customer.example", "Иван Петров")
OLGA = Address("olga@customer.example", "Ольга")
ANN = Address("ann@staff.example", "Ann Lee")
ENVELOPE = Envelope(
    return_path=IVAN.addr,
    recipients=(DESK.address,),
    source=Source.SMTP,
    peer="192.0.2.1",
    received_at=NOW,
)
FILE = Attachment(name="отчёт.pdf", type="application/pdf", size=3, sha256="ab" * 32, part=2)


def do(store: Store, job: Callable[[Connection], T]) -> T:
    """Run a writing job and return what came of it."""
    return store.write(job).result(timeout=30)


def arrive(
    store: Store, raw: bytes = b"Subject: x\r\n\r\nbody\r\n", desk: Desk = DESK, envelope: Envelope = ENVELOPE
) -> int:
    """Accept a mail at one desk and return its number in the inbox."""
    return do(store, lambda c: accept(c, prepare(raw), envelope, [desk.address]))[0]


def a_mail(message_id: str = "first@customer.example", sender: Address | None = IVAN, **more: object) -> Mail:
    """Return a customer's mail as the parsers read it."""
    mail = Mail(
        kind=MailKind.REQUEST,
        subject="Принтер",
        sender=sender,
        message_id=message_id,
        visible_text="Помогите",
    )
    return replace(mail, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def a_message(text: str = "Помогите", author: Author = Author.CUSTOMER, **more: object) -> Message:
    """Return a public entry of a thread."""
    message = Message(author=author, circle=Circle.PUBLIC, name=IVAN.name, addr=IVAN.addr, text=text, at=NOW)
    return replace(message, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def a_letter(
    template: Template = Template.ACKNOWLEDGEMENT, to: tuple[Address, ...] = (IVAN,), **more: object
) -> Letter:
    """Return a letter to one customer."""
    letter = Letter(
        template=template,
        language=Language.RU,
        to=to,
        audience=Audience.CUSTOMER,
        person=to[0].addr if len(to) == 1 else "",
    )
    return replace(letter, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def to_ann(template: Template = Template.NOTIFICATION, **more: object) -> Letter:
    """Return a letter to an agent about a ticket."""
    letter = a_letter(template, (ANN,), topic=Topic.NEW_TICKET, audience=Audience.PUBLIC)
    return replace(letter, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def opening(**more: object) -> Decision:
    """Return the decision that makes a ticket of a mail."""
    made = Opening(
        subject="Принтер",
        kind=RequestKind.INCIDENT,
        requester=IVAN,
        language=Language.RU,
        participants=(OLGA,),
    )
    decision = Decision(
        verdict=Verdict.TICKET,
        rule="no ticket",
        opening=made,
        messages=(a_message(),),
        events=(Event(what="opened"),),
        chain="",
    )
    return replace(decision, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def going_on(ticket_id: int, **more: object) -> Decision:
    """Return a decision about a ticket that stands."""
    decision = Decision(verdict=Verdict.REPLY, rule="key in the address", ticket_id=ticket_id)
    return replace(decision, **more)  # type: ignore[arg-type]  # Names of fields, spelled by each test.


def carry(
    store: Store,
    decision: Decision,
    *,
    mail: Mail | None = None,
    inbox_id: int | None = None,
    desk: Desk = DESK,
    now: datetime = NOW,
) -> Outcome:
    """Carry out a decision about a mail; one that was accepted for it, where none is given."""
    return do(store, lambda c: carry_out(c, decision, desk=desk, mail=mail, inbox_id=inbox_id, now=now))


def open_ticket(store: Store, *, desk: Desk = DESK, now: datetime = NOW, **more: object) -> int:
    """Register a ticket out of a new mail and return its id."""
    mail = a_mail(f"{id(more)}-{now.timestamp()}@customer.example")
    found = carry(store, opening(**more), mail=mail, inbox_id=arrive(store, desk=desk), desk=desk, now=now)
    assert found.ticket_id is not None
    return found.ticket_id


def facts(
    store: Store,
    inbox_id: int,
    mail: Mail,
    *,
    envelope: Envelope = ENVELOPE,
    desk: Desk = DESK,
    now: datetime = NOW,
) -> Facts:
    """Return what the store knows of a mail."""
    return do(store, lambda c: facts_of(c, desk, inbox_id, envelope, mail, now))


def damage(store: Store, table: str, row: int) -> None:
    """Make the stored bytes of a row such that nobody can read them."""
    name = {"raws": "id", "composed": "outbox_id"}[table]
    statement = text(f"UPDATE {table} SET data = :bad WHERE {name} = {row}")  # noqa: S608 - our own names.
    do(store, lambda c: c.execute(statement, {"bad": b"bad"}))
