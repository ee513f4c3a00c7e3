"""Mails of ours that did not arrive: a delivery's end, told once to those who can do something about it."""

from collections.abc import Mapping
from datetime import datetime

from desk import gate
from desk.address import fold
from desk.decisions import Alarm, Decision
from desk.facts import KnownDelivery
from desk.letters import FOR_STAFF, Letter, Template
from desk.office import Office
from desk.telling import to_agent
from desk.ticket import Event
from desk.topics import Topic
from desk.verdicts import Verdict

# RFC 3463, 3.2, and RFC 7505: there is no such mailbox; it has moved and left no address; its domain takes no
# mail at all. Not among them: 5.1.2, where the domain's servers may be back tomorrow, and 5.2.1, a mailbox
# that exists (RFC 3463, 3.3) and that large providers also say of one which gets too much at once.
DEAD = frozenset({"5.1.1", "5.1.6", "5.1.10"})

_BY = "mail system"


def decide_undelivered(
    delivery: KnownDelivery,
    office: Office,
    now: datetime,
    *,
    why: str,
    status: str = "",
    verdict: Verdict | None = None,
    rule: str = "refused by the relay",
    inbox_id: int | None = None,
) -> Decision:
    """Return what the end of a delivery does: an event and a word to the staff of its ticket.

    ``why`` is what the other mail system said, ``status`` its code (RFC 3463) where it is sure who said it:
    by that an address dies. Mail that could not reach a member of staff is told to the operator instead: the
    ticket and its customers have no part in it.
    """
    recipient, dead = delivery.recipient, status in DEAD
    events = [Event(what="undelivered", before=recipient, after=why, by=_BY, at=now, inbox_id=inbox_id)]
    if dead:
        events.append(Event(what="dead_address", before=recipient, by=_BY, at=now, inbox_id=inbox_id))
    facts = {"recipient": recipient, "fault": why, **({"why": "dead"} if dead else {})}
    ticket = delivery.ticket
    return Decision(
        verdict=verdict,
        rule=rule,
        ticket_id=ticket.id if ticket else None,
        undelivered=delivery.id,
        dead=fold(recipient) if dead else "",
        events=() if _is_the_operators(delivery, office) else tuple(events),
        letters=_letters(delivery, office, facts),
        alarms=_alarms(delivery, office, facts),
    )


def decide_unsent(
    delivery: KnownDelivery, office: Office, now: datetime, *, why: str, told: bool
) -> Decision:
    """Return what it does that a mail was not sent because its recipient's address is dead.

    ``why`` is what was said when the address died; ``told`` tells that the ticket's staff know of it.
    """
    recipient, ticket = delivery.recipient, delivery.ticket
    event = Event(what="unsent", before=recipient, after=why, by="Postdesk", at=now)
    facts = {"recipient": recipient, "fault": why, "why": "dead"}
    return Decision(
        verdict=None,
        rule="the address is dead",
        ticket_id=ticket.id if ticket else None,
        events=() if told or _is_the_operators(delivery, office) else (event,),
        letters=() if told else _letters(delivery, office, facts),
        alarms=_alarms(delivery, office, facts),
    )


def is_for_staff(delivery: KnownDelivery, office: Office) -> bool:
    """Tell whether a mail was for a member of staff; what becomes of it changes no ticket."""
    return delivery.template in FOR_STAFF or office.agent(delivery.recipient) is not None


def _is_the_operators(delivery: KnownDelivery, office: Office) -> bool:
    """Tell whether nobody but the operator can mend this: a mail to staff, or one without a ticket."""
    return delivery.ticket is None or is_for_staff(delivery, office)


def _letters(delivery: KnownDelivery, office: Office, facts: Mapping[str, str]) -> tuple[Letter, ...]:
    ticket = delivery.ticket
    if ticket is None or _is_the_operators(delivery, office):
        return ()
    told = office.concerned(ticket)
    letters = (to_agent(agent, Template.NOTIFICATION, Topic.UNDELIVERED, facts=facts) for agent in told)
    return gate.passed(letters, office, gate.Counts.of(ticket, 0))


def _alarms(delivery: KnownDelivery, office: Office, facts: Mapping[str, str]) -> tuple[Alarm, ...]:
    # A notice that did not arrive makes no other: it would meet the same end, and so on for ever.
    if delivery.template is Template.NOTICE or not _is_the_operators(delivery, office):
        return ()
    return (Alarm(topic=Topic.UNDELIVERED, once=f"undelivered {fold(delivery.recipient)}", facts=facts),)
