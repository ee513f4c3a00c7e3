"""What machines send: bounces, automatic replies, receipts, lists; none of them is ever answered."""

from desk.address import fold
from desk.case import Case
from desk.decisions import Decision
from desk.desks import Machines, ReturnPath
from desk.facts import KnownDelivery
from desk.mail import BounceReport, MailKind
from desk.matching import takes_part
from desk.ticket import Author, Circle, Message, Ticket
from desk.undelivered import decide_undelivered, is_for_staff
from desk.verdicts import Verdict

# RFC 3464, 2.3.3: what is no failure; all but the first say that the mail has gone on.
ARRIVED = frozenset({"delivered", "relayed", "expanded"})
NO_FAILURES = ARRIVED | {"delayed"}

NOTHING_SAID = BounceReport(recipient=None, status=None, action=None, original_message_id=None)

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
    told = _told_of(case)
    if told is None:
        return Decision(verdict=Verdict.BOUNCE, rule="bounce of no delivery of ours")
    delivery, report = told
    if delivery.failed:
        ticket_id = delivery.ticket.id if delivery.ticket else None
        return Decision(verdict=Verdict.BOUNCE, rule="bounce: told before", ticket_id=ticket_id)
    if not _is_failure(report):
        return _report(case, delivery, report)
    return decide_undelivered(
        delivery,
        case.office,
        case.now,
        why=report.status or "",
        status=(report.status or "") if _is_sure(report, delivery) else "",
        verdict=Verdict.BOUNCE,
        rule="bounce to a delivery's own return path" if delivery.proved else "bounce of our Message-ID",
        inbox_id=case.inbox_id,
    )


def _told_of(case: Case) -> tuple[KnownDelivery, BounceReport] | None:
    """Return the delivery that a bounce speaks of, and what it says of it; a new failure goes first."""
    pairs = [
        (delivery, report)
        for delivery in case.facts.deliveries
        if (report := _report_on(case, delivery)) is not None
    ]
    news = (pair for pair in pairs if _is_failure(pair[1]) and not pair[0].failed)
    return next(news, None) or next(iter(pairs), None)


def _report_on(case: Case, delivery: KnownDelivery) -> BounceReport | None:
    """Return what a bounce says of a delivery, None where it is not proved that it speaks of it at all.

    A delivery's own return path is enough: mail may have been passed on, and another address be named.
    """
    reports = case.mail.bounces or ((case.mail.bounce,) if case.mail.bounce else ())
    named = (one for one in reports if fold(one.recipient or "") == fold(delivery.recipient))
    if delivery.proved:
        return next(named, None) or next(iter(reports), NOTHING_SAID)
    return next(named, None) if case.office.desk.return_path is ReturnPath.DESK else None


def _is_sure(report: BounceReport, delivery: KnownDelivery) -> bool:
    """Tell whether a bounce may say of the delivery's own recipient that there is none.

    Who knows our Message-ID may not. Nor is it said of the recipient where mail was passed on to another
    address, and that one does not exist.
    """
    return delivery.proved and fold(report.recipient or delivery.recipient) == fold(delivery.recipient)


def _is_failure(report: BounceReport) -> bool:
    if report.action == "failed":
        return True
    # Without the word of RFC 3464, 2.3.3, the status tells: 4.x.x is for now (RFC 3463, 3.1).
    delayed = report.action is None and (report.status or "").startswith("4.")
    return not delayed and report.action not in NO_FAILURES


def _report(case: Case, delivery: KnownDelivery, report: BounceReport) -> Decision:
    """Return what a report of no failure does: a delay is shown in the ticket's history, no more."""
    ticket, arrived = delivery.ticket, report.action in ARRIVED
    shown = ticket is not None and not arrived and not is_for_staff(delivery, case.office)
    event = case.event("delayed", before=delivery.recipient, after=report.status or "", by="mail system")
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
    return case.message(Author.SYSTEM, Circle.INTERNAL, case.text, case.mail.kind.value)


def holds_machines(case: Case) -> bool:
    """Tell whether this desk keeps mail from lists and machines for a person's decision."""
    return case.office.desk.machines is Machines.HOLD and not case.facts.released
