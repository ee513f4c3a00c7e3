"""Mails of ours that did not arrive: a delivery's end, told once to staff."""

from datetime import datetime

from desk import gate
from desk.decisions import Alarm, Decision
from desk.facts import KnownDelivery
from desk.letters import Letter, Template, Topic
from desk.office import Office
from desk.telling import to_agent
from desk.ticket import Event
from desk.verdicts import Verdict


def decide_undelivered(
    delivery: KnownDelivery,
    office: Office,
    now: datetime,
    *,
    why: str,
    verdict: Verdict | None = None,
    rule: str = "refused by the relay",
    inbox_id: int | None = None,
) -> Decision:
    """Return what the end of a delivery does: an event and a word to the staff of its ticket.

    ``why`` is what the other mail system said. Mail that could not reach a member of staff is told to the
    operator instead: the ticket's customers have no part in it.
    """
    event = Event(
        what="undelivered", before=delivery.recipient, after=why, by="mail system", at=now, inbox_id=inbox_id
    )
    ticket = delivery.ticket
    return Decision(
        verdict=verdict,
        rule=rule,
        ticket_id=ticket.id if ticket else None,
        undelivered=delivery.id,
        events=(event,) if ticket else (),
        letters=_letters(delivery, office, why),
        alarms=_alarms(delivery, office, why),
    )


def _letters(delivery: KnownDelivery, office: Office, why: str) -> tuple[Letter, ...]:
    ticket = delivery.ticket
    if ticket is None or office.agent(delivery.recipient) is not None:
        return ()
    facts = {"recipient": delivery.recipient, "fault": why}
    told = office.assigned(ticket.assignees)
    letters = (to_agent(agent, Template.NOTIFICATION, Topic.UNDELIVERED, facts=facts) for agent in told)
    return gate.passed(letters, office, gate.Counts.of(ticket, 0))


def _alarms(delivery: KnownDelivery, office: Office, why: str) -> tuple[Alarm, ...]:
    if delivery.ticket is not None and office.agent(delivery.recipient) is None:
        return ()
    facts = {"recipient": delivery.recipient, "fault": why}
    return (Alarm(topic=Topic.UNDELIVERED, once=f"undelivered {delivery.recipient}", facts=facts),)
