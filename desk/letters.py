"""Letters: the mails that a decision wants sent, before they have a key, a Message-ID or a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desk.address import Address
from desk.desks import Desk
from desk.mail import Attachment, Language
from desk.request import Priority
from desk.states import State
from desk.ticket import Event, Message, Question, Ticket
from desk.topics import Topic


class Template(StrEnum):
    """What kind of mail a letter becomes; each has a text of its own in every language."""

    ACKNOWLEDGEMENT = "acknowledgement"
    NOTIFICATION = "notification"
    REPLY = "reply"
    QUESTION = "question"
    SOLUTION = "solution"
    CLOSED = "closed"
    REOPENED = "reopened"
    REMINDER = "reminder"
    ASKED_AGAIN = "asked_again"
    STATUS = "status"
    RECEIPT = "receipt"
    HELD = "held"
    RETURNED = "returned"
    REFUSAL = "refusal"
    NOTICE = "notice"
    LISTING = "listing"
    MANUAL = "manual"


# An agent's own words, and the only mails that are not marked as automatic (RFC 3834, 5).
WRITTEN_BY_AGENTS = frozenset({Template.REPLY, Template.QUESTION, Template.SOLUTION})

# Mails that go to staff, each to one person with that person's own keys.
FOR_STAFF = frozenset(
    {
        Template.NOTIFICATION,
        Template.RECEIPT,
        Template.HELD,
        Template.RETURNED,
        Template.REFUSAL,
        Template.NOTICE,
        Template.LISTING,
        Template.MANUAL,
    }
)


class Audience(StrEnum):
    """Where the words go that are sent to a key.

    ``customer`` is a customer's own key. ``public`` and ``internal`` are one agent's: what is sent there
    reaches the customers, or only the staff. ``release`` frees one held mail of one agent.
    """

    CUSTOMER = "customer"
    PUBLIC = "public"
    INTERNAL = "internal"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class FileRef:
    """An attachment of a mail in the inbox."""

    inbox_id: int
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A ticket as one line of a list."""

    number: str
    subject: str
    state: State
    priority: Priority
    requester: str
    assignees: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail that is to be sent: one Message-ID, one delivery for each recipient.

    ``audience`` names the key its Reply-To carries; None means the desk's plain address. ``person`` is
    the folded address the key belongs to, empty where one mail goes to all customers of a ticket.
    ``author`` is the agent's name that stands over the desk's address. ``text`` is what a person wrote,
    ``signature`` how the person signed it, ``quote`` the message it answers. ``whole`` is false where nothing
    of the sender's may be repeated.
    ``files`` are carried along, ``listed`` only named. ``thread`` are messages of before, newest last,
    ``changes`` what an agent's mail changed, ``tickets`` those of a list, ``questions`` the numbered
    ones with their answers. ``frees`` is the mail that a key of
    the audience release frees, where it is not the one that caused the letter. ``ticket_id`` is the ticket it
    is about, where it is not the one of the decision. ``reads`` tells that it goes to one who only reads and
    asks. ``facts`` are small named texts of the topic, among them ``inbox`` (a mail's number), ``sender``,
    ``recipient``, ``fault``, ``word``, ``nearest`` (what may have been meant), ``count``, ``related`` (a
    ticket's number), ``why``, ``day``.
    """

    template: Template
    language: Language
    to: tuple[Address, ...]
    topic: Topic | None = None
    audience: Audience | None = None
    person: str = ""
    author: str = ""
    text: str = ""
    signature: str = ""
    quote: Message | None = None
    whole: bool = True
    files: tuple[FileRef, ...] = ()
    listed: tuple[FileRef, ...] = ()
    thread: tuple[Message, ...] = ()
    changes: tuple[Event, ...] = ()
    tickets: tuple[TicketLine, ...] = ()
    questions: tuple[Question, ...] = ()
    frees: int | None = None
    ticket_id: int | None = None
    reads: bool = False
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def automatic(self) -> bool:
        """Tell whether no person wrote this mail (RFC 3834)."""
        return self.template not in WRITTEN_BY_AGENTS

    @property
    def for_staff(self) -> bool:
        """Tell whether this mail goes to a member of staff."""
        return self.template in FOR_STAFF


@dataclass(frozen=True, slots=True)
class File:
    """A file to be carried along: a safe name, a MIME type, the true bytes.

    ``inline`` tells an image that its writer has set into the text.
    """

    name: str
    type: str
    data: bytes
    inline: bool = False


class Style(StrEnum):
    """How words stand out."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINED = "underlined"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Styled:
    """Words that their writer has set in a style or led somewhere; ``target`` is a web address or empty."""

    text: str
    styles: tuple[Style, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter with everything its bytes need. Ids are held without angle brackets.

    ``inbox_id`` is the mail that caused it; ``styled`` is what stands out in the letter's text, in order.

    ``keys`` holds the reply keys this letter may show: the one of ``letter.audience``, and for a
    notification to an agent both the public and the internal one.
    """

    letter: Letter
    desk: Desk
    message_id: str
    date: datetime
    ticket: Ticket | None = None
    keys: Mapping[Audience, str] = field(default_factory=lambda: MappingProxyType({}))
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    inbox_id: int | None = None
    styled: tuple[Styled, ...] = ()
