"""A ticket, its thread and its history, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desk.address import Address, fold
from desk.fields import Field, missing
from desk.mail import Attachment, Language, Numbered
from desk.request import Priority, RequestKind
from desk.states import Reason, State


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the staff's by its number, what was answered to it, and whether it was asked again."""

    number: int
    text: str
    answer: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A registered request as it stands now.

    ``assignees`` and ``watchers`` are agents' names. ``answered`` tells that a public reply exists.
    ``automatic_last_day`` and ``notices_last_day`` count the automatic mails of the last 24 hours: to
    customers, and to staff. ``fields`` are what the customers' mails told, ``asked`` is what the
    acknowledgement asked for. ``questions`` are the numbered ones that were asked last, ``variants`` the
    numbered solutions of which the customer is to choose one. ``merged_into`` is the id of the ticket in
    which the conversation goes on.
    """

    id: int
    desk: str
    number: str
    subject: str
    state: State
    requester: Address
    language: Language
    created_at: datetime
    changed_at: datetime
    kind: RequestKind = RequestKind.UNSORTED
    priority: Priority = Priority.NORMAL
    reason: Reason | None = None
    organisation: str = ""
    participants: tuple[Address, ...] = ()
    assignees: tuple[str, ...] = ()
    watchers: tuple[str, ...] = ()
    answered: bool = False
    acknowledged: bool = False
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    remind_at: datetime | None = None
    reminders_sent: int = 0
    automatic_last_day: int = 0
    notices_last_day: int = 0
    fields: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    asked: tuple[Field, ...] = ()
    questions: tuple[Question, ...] = ()
    variants: tuple[Numbered, ...] = ()
    merged_into: int | None = None

    @property
    def customers(self) -> tuple[Address, ...]:
        """The requester and the participants, the requester first."""
        return (self.requester, *self.participants)

    @property
    def missing(self) -> tuple[Field, ...]:
        """What the requester was asked for and nobody has told yet."""
        return missing(self.asked, self.fields)

    def takes_part(self, addr: str) -> bool:
        """Tell whether this address is the requester's or a participant's."""
        return fold(addr) in {fold(customer.addr) for customer in self.customers}


def joined(before: Ticket, after: Ticket) -> tuple[Address, ...]:
    """Return those who take part in ``after`` and did not in ``before``."""
    return tuple(who for who in after.customers if not before.takes_part(who.addr))


class Author(StrEnum):
    """Whose words a message is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    UNKNOWN = "unknown"
    SYSTEM = "system"


class Circle(StrEnum):
    """Who may read a message: the customers and the staff, or the staff alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One entry in a ticket's thread. ``mark`` is shown to staff: why these words need care.

    ``origin`` is the number of the ticket in which it stood before that was merged into this one.
    """

    author: Author
    circle: Circle
    name: str
    addr: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    inbox_id: int | None = None
    mark: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a ticket's history: what changed, from what to what, by whom."""

    what: str
    before: str = ""
    after: str = ""
    by: str = ""
    at: datetime | None = None
    inbox_id: int | None = None
