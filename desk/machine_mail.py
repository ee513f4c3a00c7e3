"""What machines send: bounces, automatic replies, receipts, lists; none of them is ever answered."""

from desk.address import fold
from desk.case import Case
from desk.decisions import Decision
from desk.desks import Machines, ReturnPath
from desk.facts import KnownDelivery
from desk.mail import MailKind
from desk.matching import takes_part
from desk.ticket import Author, Circle, Message, Ticket
from desk.undelivered import decide_undelivered, is_for_staff
from desk.verdicts import Verdict

# RFC 3464, 2.3.3: what is no failure; all but the first say that the mail has gone on.
ARRIVED = frozenset({"delivered", "relayed", "expanded"})
NO_FAILURES = ARRIVED | {"delayed"}

VERDICTS: dict[MailKind, Verdict] = {
    MailKind.AUTO_REPLY: Verdict.AUTO_REPLY,
    MailKind.RECEIPT: Verdict.RECEIPT,
    MailKind.CALENDAR: Verdict.IGNORED,
}


def decide_bounce(case: Case) -> Decision:
    """Return what a delivery status notification does: its delivery ends, staff are told once.

    Only the delivery's own return path proves a bounce; where a desk has none, our Message-ID together
    with the recipient must do. What is not proved is filed and changes nothing.
    """
    delivery = next((found for found in case.facts.deliveries if _is_proof(case, found)), None)
    if delivery is None:
        return Decision(verdict=Verdict.BOUNCE, rule="bounce of no delivery of ours")
    ticket_id = delivery.ticket.id if delivery.ticket else None
    if delivery.failed:
        return Decision(verdict=Verdict.BOUNCE, rule="bounce: told before", ticket_id=ticket_id)
    if not _is_failure(case):
        return _report(case, delivery)
    status = (case.mail.bounce.status if case.mail.bounce else None) or ""
    return decide_undelivered(
        delivery,
        case.office,
        case.now,
        why=status,
        status=status if _is_sure(case, delivery) else "",
        verdict=Verdict.BOUNCE,
        rule="bounce to a delivery's own return path" if delivery.proved else "bounce of our Message-ID",
        inbox_id=case.inbox_id,
    )


def _is_proof(case: Case, delivery: KnownDelivery) -> bool:
    if delivery.proved:
        return True
    named = case.mail.bounce.recipient if case.mail.bounce else None
    return case.office.desk.return_path is ReturnPath.DESK and fold(named or "") == fold(delivery.recipient)


def _is_sure(case: Case, delivery: KnownDelivery) -> bool:
    """Tell whether a bounce may say of the delivery's own recipient that there is none.

    Who knows our Message-ID may not. Nor is it said of the recipient where mail was passed on to another
    address, and that one does not exist.
    """
    named = case.mail.bounce.recipient if case.mail.bounce else None
    return delivery.proved and fold(named or delivery.recipient) == fold(delivery.recipient)


def _is_failure(case: Case) -> bool:
    bounce = case.mail.bounce
    if bounce is None or bounce.action == "failed":
        return True
    # Without the word of RFC 3464, 2.3.3, the status tells: 4.x.x is for now (RFC 3463, 3.1).
    delayed = bounce.action is None and (bounce.status or "").startswith("4.")
    return not delayed and bounce.action not in NO_FAILURES


def _report(case: Case, delivery: KnownDelivery) -> Decision:
    """Return what a report of no failure does: a delay is shown in the ticket's history, no more."""
    bounce, ticket = case.mail.bounce, delivery.ticket
    arrived = bounce is not None and bounce.action in ARRIVED
    status = (bounce.status if bounce else None) or ""
    shown = ticket is not None and not arrived and not is_for_staff(delivery, case.office)
    event = case.event("delayed", before=delivery.recipient, after=status, by="mail system")
    return Decision(
        verdict=Verdict.BOUNCE,
        rule="report of a delivery" if arrived else "bounce: delivery is delayed",
        ticket_id=ticket.id if ticket else None,
        events=(event,) if shown else (),
    )


def decide_filed(case: Case) -> Decision:
    """Return what an automatic reply, a receipt or a calendar's answer does: it is filed, no more."""
    kind = case.mail.kind
    ticket = _pointed(case)
    verdict = VERDICTS[kind]
    if ticket is None:
        return Decision(verdict=verdict, rule=f"{kind.value} of no ticket")
    return Decision(
        verdict=verdict, rule=f"{kind.value}, filed", ticket_id=ticket.id, messages=(_filed(case),)
    )


def _pointed(case: Case) -> Ticket | None:
    """Return the ticket this mail answers; an id proves that only for one who takes part, or for staff."""
    facts = case.facts
    known = case.office.agent(case.sender.addr) is not None
    candidates = (
        *(key.ticket for key in facts.keys),
        *(delivery.ticket for delivery in facts.deliveries if delivery.proved),
        *(pointer.ticket for pointer in facts.pointers if known or takes_part(case, pointer.ticket)),
    )
    return next((ticket for ticket in candidates if ticket is not None), None)


def _filed(case: Case) -> Message:
    return case.message(Author.SYSTEM, Circle.INTERNAL, case.mail.visible_text, case.mail.kind.value)


def holds_machines(case: Case) -> bool:
    """Tell whether this desk keeps mail from lists and machines for a person's decision."""
    return case.office.desk.machines is Machines.HOLD and not case.facts.released
