"""A desk, a ticket and drafts to write mails from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from desk.address import Address
from desk.desks import Desk
from desk.letters import FOR_STAFF, WRITTEN_BY_AGENTS, Audience, Draft, Letter, Template
from desk.mail import Language
from desk.request import RequestKind
from desk.states import State
from desk.ticket import Author, Circle, Message, Ticket
from responders.compose import compose
from responders.render import Texts, load

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
KEYS = {
    Audience.CUSTOMER: "c" * 26,
    Audience.PUBLIC: "p" * 26,
    Audience.INTERNAL: "n" * 26,
    Audience.RELEASE: "r" * 26,
}

Make = Callable[..., Draft]
Read = Callable[[Draft], EmailMessage]


@pytest.fixture(scope="session")
def desk() -> Desk:
    """A desk in Moscow."""
    return Desk(address="support@example.org", name="Support", time_zone="Europe/Moscow")


@pytest.fixture(scope="session")
def ticket(desk: Desk) -> Ticket:
    """An incident of two customers, three days after its solution."""
    return Ticket(
        id=1,
        desk=desk.address,
        number="SUP-1042",
        subject="Printer in room 5",
        state=State.OPEN,
        requester=Address("ivan@firma.example", "Ivan Petrov"),
        participants=(Address("olga@firma.example", "Olga"),),
        language=Language.EN,
        created_at=NOW - timedelta(days=4),
        changed_at=NOW,
        resolved_at=NOW - timedelta(days=3),
        kind=RequestKind.INCIDENT,
        organisation="Firma Ltd",
        assignees=("Ann Smith",),
    )


@pytest.fixture(scope="session")
def question() -> Message:
    """What the customer said last."""
    return Message(
        author=Author.CUSTOMER,
        circle=Circle.PUBLIC,
        name="Ivan Petrov",
        addr="ivan@firma.example",
        text="Good morning,\n\nthe printer is silent.",
        at=NOW - timedelta(hours=2),
    )


@pytest.fixture(scope="session")
def make(desk: Desk, ticket: Ticket) -> Make:
    """Make a draft: `of_ticket`, `of_desk` and `of_draft` replace fields there, all else is the letter's."""

    def made(
        template: Template,
        language: Language = Language.EN,
        *,
        of_ticket: dict[str, Any] | None = None,
        of_desk: dict[str, Any] | None = None,
        of_draft: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Draft:
        staff = template in FOR_STAFF
        letter = {
            "to": (Address("ann@corp.example", "Ann Smith") if staff else ticket.requester,),
            "audience": Audience.PUBLIC if staff else Audience.CUSTOMER,
            "author": "Ann Smith" if template in WRITTEN_BY_AGENTS else "",
            "text": "It is on again." if template in WRITTEN_BY_AGENTS else "",
        } | fields
        draft = Draft(
            letter=Letter(template=template, language=language, **letter),
            desk=replace(desk, **(of_desk or {})),
            message_id="k3v9.1@example.org",
            date=NOW,
            ticket=replace(ticket, **(of_ticket or {})),
            keys=KEYS,
            in_reply_to="last@firma.example",
            references=("first@firma.example", "last@firma.example"),
        )
        return replace(draft, **(of_draft or {}))

    return made


@pytest.fixture(scope="session")
def texts(desk: Desk) -> Texts:
    """The built-in texts."""
    return load({desk.address: None})


@pytest.fixture(scope="session")
def read(texts: Texts) -> Read:
    """Compose a draft and read the mail back as a strict stranger would: with the standard library."""

    def readable(draft: Draft) -> EmailMessage:
        mail = message_from_bytes(compose(draft, texts), policy=default)
        assert isinstance(mail, EmailMessage)
        return mail

    return readable


@pytest.fixture(scope="session")
def text(read: Read) -> Callable[[Draft], str]:
    """Compose a draft and return its text part."""
    return lambda draft: part(read(draft), "plain")


@pytest.fixture(scope="session")
def html(read: Read) -> Callable[[Draft], str]:
    """Compose a draft and return its HTML part."""
    return lambda draft: part(read(draft), "html")


def part(mail: EmailMessage, subtype: str) -> str:
    """Return the body of this subtype with plain line ends."""
    body = mail.get_body((subtype,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")
