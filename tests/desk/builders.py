"""Small, ordinary values for the tests of the rules; each test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.address import Address
from desk.case import Case
from desk.decisions import Decision
from desk.desks import Desk
from desk.envelope import Envelope, Source
from desk.facts import EarlierMail, Facts, KnownDelivery, KnownKey, Pointer
from desk.letters import Audience, Letter, Template
from desk.mail import Attachment, AuthenticationResult, CommandLine, Intent, Language, Mail, MailKind
from desk.office import Office
from desk.people import Agent, Directory, Organisation, Role
from desk.states import Reason, State
from desk.ticket import Ticket

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOST = "mx.example.org"
KEY = "abcdefghijklmnopqrstuvwxyz"

CUSTOMER = Address("ivan@customer.example", "Иван Петров")
COLLEAGUE = Address("olga@customer.example", "Ольга Иванова")
STRANGER = Address("eve@evil.example", "Eve")
CHIEF = Address("chief@customer.example", "Chief")

ANN = Agent(name="Ann Lee", addresses=("ann@staff.example",), role=Role.OPERATOR)
BOB = Agent(name="Bob Ray", addresses=("bob@staff.example", "b.ray@home.example"), language=Language.RU)

DESK = Desk(address="support@example.org", authentication_hosts=(HOST,), outgoing_hold=timedelta(0))
SALES = Desk(address="sales@example.org", aliases=("shop@example.org",), prefix="SAL")
ROMASHKA = Organisation(
    name="Romashka", domains=("customer.example",), representatives=("chief@customer.example",)
)
OFFICE = Office(DESK, (DESK, SALES), Directory((ANN, BOB), (ROMASHKA,)))


def believed(addr: str) -> AuthenticationResult:
    """Return what our own host says of a mail that passed DMARC."""
    return AuthenticationResult(host=HOST, dmarc=(("pass", addr.rpartition("@")[2]),), above=HOST)


def a_mail(
    sender: Address | None = CUSTOMER,
    text: str = "Принтер не печатает.",
    *,
    passed: bool = False,
    intent: Intent = Intent.NONE,
    confidence: float = 0.0,
    explicit: bool = True,
    kind: MailKind = MailKind.REQUEST,
    commands: tuple[CommandLine, ...] = (),
    subject: str = "Принтер",
) -> Mail:
    """Return a person's mail."""
    return Mail(
        kind=kind,
        subject=subject,
        sender=sender,
        to=(Address(DESK.address),),
        message_id="id-1@customer.example",
        language=Language.RU,
        visible_text=text,
        text_after_commands=text,
        intent=intent,
        intent_confidence=confidence,
        explicit=explicit,
        commands=commands,
        authentication=(believed(sender.addr),) if passed and sender else (),
    )


def a_ticket(state: State = State.OPEN, *, answered: bool = True, closed_days_ago: int = 1) -> Ticket:
    """Return the customer's ticket, assigned to Ann."""
    closed = state is State.CLOSED
    return Ticket(
        id=7,
        desk=DESK.address,
        number="SUP-1042",
        subject="Принтер",
        state=state,
        reason=Reason.CONFIRMED if closed else None,
        requester=CUSTOMER,
        language=Language.RU,
        created_at=NOW - timedelta(days=40),
        changed_at=NOW - timedelta(days=closed_days_ago),
        closed_at=NOW - timedelta(days=closed_days_ago) if closed else None,
        assignees=(ANN.name,),
        answered=answered,
    )


def a_key(ticket: Ticket, audience: Audience, person: str) -> KnownKey:
    """Return a reply key of this ticket."""
    return KnownKey(key=KEY, audience=audience, person=person, ticket=ticket)


def a_pointer(ticket: Ticket, chain: str = "", *, ours: bool = True) -> Pointer:
    """Return an id in References that stands in this ticket: of a mail that we sent, or received."""
    return Pointer(message_id="old@example.org", ticket=ticket, chain=chain, ours=ours)


def an_agents_mail(
    text: str = "Смотрю.",
    *,
    agent: Agent = ANN,
    passed: bool = False,
    commands: tuple[CommandLine, ...] = (),
    subject: str = "Re: Принтер",
) -> Mail:
    """Return a mail that an agent writes, or somebody who says so."""
    return a_mail(
        Address(agent.address, agent.name),
        text,
        passed=passed,
        kind=MailKind.REPLY,
        commands=commands,
        subject=subject,
    )


def a_case(
    mail: Mail,
    facts: Facts | None = None,
    office: Office = OFFICE,
    *,
    return_path: str | None = None,
    recipients: tuple[str, ...] | None = None,
) -> Case:
    """Return the case of this mail, sent by its author to the desk unless the envelope says otherwise."""
    own = mail.sender.addr if mail.sender else "who@knows.example"
    return Case(
        mail=mail,
        envelope=Envelope(
            return_path=own if return_path is None else return_path,
            recipients=(office.desk.address,) if recipients is None else recipients,
            source=Source.SMTP,
            peer="192.0.2.1",
            received_at=NOW,
        ),
        facts=facts or Facts(),
        office=office,
        inbox_id=1,
        now=NOW,
    )


def an_office(**settings: object) -> Office:
    """Return the office with other settings of its desk."""
    desk = replace(DESK, **settings)  # type: ignore[arg-type]  # Names of settings, spelled by each test.
    return replace(OFFICE, desk=desk, desks=(desk, SALES))


def order(word: str, argument: str = "") -> tuple[CommandLine, ...]:
    """Return one command line."""
    return (CommandLine(word, argument),)


def key_facts(ticket: Ticket, audience: Audience, person: str, **more: object) -> Facts:
    """Return what the store knows of a mail that came to a key."""
    facts = Facts(keys=(a_key(ticket, audience, person),))
    return replace(facts, **more)  # type: ignore[arg-type]  # Names of facts, spelled by each test.


def a_file(size: int = 1000, type_: str = "application/pdf", name: str = "log.pdf") -> Attachment:
    """Return an attachment of this size in bytes."""
    return Attachment(name=name, type=type_, size=size, sha256="0" * 64, part=1)


def sent(decision: Decision) -> list[str]:
    """Return each letter in words: what it is about, and to whom it goes."""
    return [
        f"{(letter.topic or letter.template).value} {', '.join(to.addr for to in letter.to)}"
        for letter in decision.letters
    ]


def letter_of(decision: Decision, template: Template) -> Letter:
    """Return the decision's one letter of this form."""
    [letter] = [letter for letter in decision.letters if letter.template is template]
    return letter


def a_delivery(
    *,
    proved: bool = True,
    failed: bool = False,
    recipient: str = CUSTOMER.addr,
    ticket: Ticket | None = None,
    template: Template = Template.ACKNOWLEDGEMENT,
    lone: bool = False,
) -> KnownDelivery:
    """Return a delivery of a mail of ours, in the customer's ticket unless it is ``lone``."""
    return KnownDelivery(
        id=5,
        recipient=recipient,
        template=template,
        ticket=None if lone else ticket or a_ticket(),
        failed=failed,
        proved=proved,
    )


def before(sender: str = CUSTOMER.addr, *, same: bool = False, with_ticket: bool = True) -> Facts:
    """Return the facts of a mail whose content or Message-ID came before, as mail 5."""
    earlier = EarlierMail(
        inbox_id=5,
        ticket_id=7 if with_ticket else None,
        sender=sender,
        same_content=same,
        ticket=a_ticket(State.RESOLVED) if with_ticket else None,
    )
    return Facts(earlier=(earlier,))
