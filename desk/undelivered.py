"""Mails of ours that did not arrive: a delivery's end, told once to those who can do something about it."""

from dataclasses import dataclass, field
from datetime import datetime

from desk import gate
from desk.address import fold
from desk.decisions import Alarm, Decision
from desk.facts import KnownDelivery
from desk.letters import FOR_STAFF, Letter, Template, Topic
from desk.office import Office
from desk.telling import to_agent
from desk.ticket import Event
from desk.verdicts import Verdict

# RFC 3463, 3.2, and RFC 7505: there is no such mailbox; it has moved without an address to follow; its domain
# takes no mail at all. Not among them: 5.1.2 and 5.4.4, where the domain's servers may be back tomorrow, and
# 5.2.1, a mailbox that exists (RFC 3463, 3.3) and which large providers also say of one that gets too much.
DEAD = frozenset({"5.1.1", "5.1.6", "5.1.10"})

_BY = "mail system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How a delivery ended: what the other mail system said, and its status (RFC 3463), where it gave one.

    ``rule`` says who told so, ``verdict`` and ``inbox_id`` belong to the bounce, if that was it. ``avoided``
    tells that nothing was tried, because the address is dead.
    """

    why: str
    status: str = ""
    rule: str = "refused by the relay"
    verdict: Verdict | None = None
    inbox_id: int | None = None
    avoided: bool = False
    facts: dict[str, str] = field(default_factory=dict)


def is_for_staff(delivery: KnownDelivery, office: Office) -> bool:
    """Tell whether a mail went to a member of staff: then its end is no matter of the ticket's."""
    return delivery.template in FOR_STAFF or office.agent(delivery.recipient) is not None
