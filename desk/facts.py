"""What the store knows of a mail, fetched in the transaction that decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from desk.letters import Audience, FileRef, Template
from desk.mail import Language
from desk.ticket import Message, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMail:
    """A mail accepted before at the same desk with the same content key or the same Message-ID."""

    inbox_id: int
    ticket_id: int | None
    sender: str
    same_content: bool
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key found in a recipient address.

    ``held`` is the inbox number a release key frees, ``held_in`` the ticket in which that mail stands.
    """

    key: str
    audience: Audience
    person: str
    ticket: Ticket | None
    held: int | None = None
    held_in: Ticket | None = None
    replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A Message-ID from In-Reply-To or References that this desk sent or received in a ticket.

    ``chain`` is empty for the customers' chain, else the folded address of the agent whose chain it is.
    ``ours`` tells that it is of a mail that we sent, ``internal`` that an answer to that one is a note.
    ``frees`` is the mail that an answer to it may free.
    """

    message_id: str
    ticket: Ticket
    chain: str
    ours: bool
    internal: bool = False
    frees: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDelivery:
    """A delivery of ours that a bounce speaks of. ``proved`` tells that its own return path was used."""

    id: int
    recipient: str
    template: Template
    ticket: Ticket | None
    failed: bool
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An agent's mail that waits until ``due_at`` before it reaches the customers of a ticket."""

    inbox_id: int
    agent: str
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the rules may ask of the store about one mail at one desk.

    ``ours`` tells that the mail's Message-ID is of a mail that we sent, ``answers_notice`` that it
    answers one of the operator's notices, ``answers_ticketless`` one of ours that belongs to no ticket,
    such as a list, ``answers_unread`` one that said just that of such an answer. ``pointers`` stand in
    the order In-Reply-To, then References from the last. ``numbered`` are the tickets whose number stands
    in the subject. ``history`` holds the last public messages of each candidate ticket, newest last;
    ``files`` the attachments of its last customer message that had any, and newer ones of the staff's
    where an agent asks for files. ``released`` names who freed a held mail, ``held_by`` the rule that had
    held it, ``held_at`` when its author or the operator was last asked; ``held`` are those mails that
    this one's keys, or the letters it answers, can still free. ``acknowledgements_last_hour`` counts
    those to this sender, ``automatic_last_hour`` those of the desk. ``spoken_before`` is the language of
    the last ticket that the sender opened, at whatever desk, or the customer for whom an agent writes.
    ``muted`` tells that an agent found this sender's mail to be no request, ``muted_proved`` that it was
    the sender's. ``listing`` are the tickets that an agent's mail asks for; ``shown`` is the one whose
    thread it asks for, ``thread`` its last messages, notes among them, newest last; ``target`` is the one
    into which it wants another merged. ``waiting`` are the mails of agents that wait in the outgoing
    hold, by ticket. Of an agent's mail: ``notes`` are the last notes of each ticket it may reach,
    ``joined`` tells when its customers were last changed by an agent, ``mentioned`` are the tickets whose
    numbers stand in its text, and ``known_customers`` those of the addresses in it that take part in any
    ticket.
    """

    earlier: tuple[EarlierMail, ...] = ()
    ours: bool = False
    answers_notice: bool = False
    answers_ticketless: bool = False
    answers_unread: bool = False
    keys: tuple[KnownKey, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    numbered: tuple[Ticket, ...] = ()
    deliveries: tuple[KnownDelivery, ...] = ()
    history: Mapping[int, tuple[Message, ...]] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[int, tuple[FileRef, ...]] = field(default_factory=lambda: MappingProxyType({}))
    acknowledgements_last_hour: int = 0
    automatic_last_hour: int = 0
    held_letters_last_day: int = 0
    released: str = ""
    held_by: str = ""
    held_at: datetime | None = None
    held: frozenset[int] = frozenset()
    spoken_before: Language | None = None
    muted: bool = False
    muted_proved: bool = False
    listing: tuple[Ticket, ...] = ()
    shown: Ticket | None = None
    thread: tuple[Message, ...] = ()
    target: Ticket | None = None
    waiting: Mapping[int, tuple[Waiting, ...]] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    joined: Mapping[int, datetime] = field(default_factory=lambda: MappingProxyType({}))
    mentioned: tuple[Ticket, ...] = ()
    known_customers: frozenset[str] = frozenset()
