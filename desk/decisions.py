"""What is to be done: a value that the store carries out in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from desk.address import Address
from desk.facts import Waiting
from desk.fields import Field
from desk.letters import Letter
from desk.mail import Language, Numbered
from desk.merging import Merging
from desk.request import Priority, RequestKind
from desk.states import Reason, State
from desk.ticket import Circle, Event, Message, Question
from desk.topics import Topic
from desk.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A ticket to be registered in state new.

    ``previous`` is the ticket it goes on from. ``fields`` are what the mail tells, ``asked`` is what its
    requester is asked for.
    """

    subject: str
    kind: RequestKind
    requester: Address
    language: Language
    participants: tuple[Address, ...] = ()
    organisation: str = ""
    assignees: tuple[str, ...] = ()
    previous: int | None = None
    fields: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    asked: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changes in a ticket; None leaves a field as it is.

    ``remind_at`` and ``reminders_sent`` are set as they stand whenever ``state`` is given. ``customers`` are
    the requester, then the participants. ``fields`` join those of the ticket, and replace them.
    """

    state: State | None = None
    reason: Reason | None = None
    kind: RequestKind | None = None
    priority: Priority | None = None
    subject: str | None = None
    organisation: str | None = None
    customers: tuple[Address, ...] | None = None
    assignees: tuple[str, ...] | None = None
    watchers: tuple[str, ...] | None = None
    answered: bool | None = None
    acknowledged: bool | None = None
    questions: tuple[Question, ...] | None = None
    variants: tuple[Numbered, ...] | None = None
    remind_at: datetime | None = None
    reminders_sent: int = 0
    fields: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something the operator must know; ``once`` is told again after a day, or never if not ``daily``."""

    topic: Topic
    once: str
    facts: Mapping[str, str]
    daily: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of one mail, or of one due time (then without verdict).

    ``rule`` says in a short phrase which rule decided. ``ticket_id`` is the ticket concerned, or
    ``opening`` makes a new one. ``chain`` tells in whose chain the mail's Message-ID stands: empty for the
    customers', an agent's folded address, None for none. ``silence`` says why no acknowledgement went
    out, where one might be expected. ``releases`` is the held mail to be decided anew. ``replaced_keys``
    are not to be handed out again. ``undelivered`` is the delivery a bounce ended. ``dead`` is a folded
    address that is not to be written to any more, ``revived`` one that is, in case it was dead. ``muted`` is
    a folded address whose mail is no request, ``unmuted`` one whose mail is, in case it was muted. ``waits``
    tells that the mail itself waits in the outgoing hold. ``takes_back`` are waiting mails that are never to
    be sent, ``gives_back`` those that wait for their author's word from now on. ``merging`` lets this
    ticket's conversation go on in another one. ``alarms``
    become letters to the operator unless they were told before. ``proved`` tells that the sender was.
    """

    verdict: Verdict | None
    rule: str
    ticket_id: int | None = None
    opening: Opening | None = None
    change: Change | None = None
    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    letters: tuple[Letter, ...] = ()
    chain: str | None = None
    silence: str = ""
    releases: int | None = None
    replaced_keys: tuple[str, ...] = ()
    undelivered: int | None = None
    dead: str = ""
    revived: str = ""
    muted: str = ""
    waits: Waiting | None = None
    merging: Merging | None = None
    takes_back: tuple[int, ...] = ()
    gives_back: tuple[int, ...] = ()
    unmuted: str = ""
    alarms: tuple[Alarm, ...] = ()
    proved: bool = False

    @property
    def is_inside(self) -> bool:
        """Tell whether an agent's mail brought customers nothing, and so what answers it does not, either."""
        return bool(self.chain) and not self.is_public

    @property
    def is_public(self) -> bool:
        """Tell whether its mail is part of what customers may read."""
        return any(message.circle is Circle.PUBLIC for message in self.messages)
