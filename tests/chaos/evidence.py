"""What an experiment leaves to be judged: the mails it gave, what the store has kept, what the relay got."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.envelope import Source
from desk.letters import Template
from desk.verdicts import Verdict
from storage.outbox import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A numbered mail that was given to the desk.

    ``taken`` tells that it was answered with 250, or moved or flagged in its mailbox. ``unsure`` counts the
    attempts that broke off or were put off after its content had begun to go out: nobody knows what became
    of them.
    """

    number: int
    way: Source
    content_key: str
    expected: Verdict
    taken: bool
    unsure: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the inbox."""

    id: int
    content_key: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in the outbox; ``ticket`` is its ticket's number, or empty."""

    message_id: str
    template: Template
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery of a letter to one recipient."""

    message_id: str
    recipient: str
    state: DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a store holds; ``tickets`` are their numbers."""

    rows: Sequence[Row] = ()
    tickets: Sequence[str] = ()
    letters: Sequence[Letter] = ()
    deliveries: Sequence[Delivery] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A mail that the relay took, or that its sender may think it took.

    ``life`` is the name under which its sender greeted; ``answered`` is false where the line was cut in place
    of the answer. ``digest`` tells the same bytes from others.
    """

    message_id: str
    recipient: str
    digest: str
    life: str
    answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All of it. ``copies`` stand in the order of their arrival; ``killed`` are the lives that ended hard.

    ``cut_off`` are lives that could speak to nobody for a while, each with how many copies there were at the
    end of that.
    """

    given: Sequence[Given]
    kept: Kept
    copies: Sequence[Copy]
    killed: frozenset[str] = frozenset()
    cut_off: Sequence[tuple[str, int]] = ()
