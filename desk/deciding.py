"""Deciding: what becomes of one mail at one desk."""

from dataclasses import replace

from desk import gate
from desk.address import Address, fold, untagged
from desk.case import Case
from desk.customers import go_on, open_ticket
from desk.decisions import Decision
from desk.facts import EarlierMail
from desk.letters import Topic
from desk.machine_mail import decide_bounce, decide_filed, holds_machines
from desk.mail import MailKind
from desk.matching import Match, Standing, match
from desk.staff import decide_for_agent
from desk.telling import to_staff
from desk.ticket import Author, Circle, Ticket
from desk.verdicts import Verdict

FILED = frozenset({MailKind.AUTO_REPLY, MailKind.RECEIPT})

# iTIP methods that answer an invitation (RFC 5546, 1.4); the others invite.
CALENDAR_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})


def decide(case: Case) -> Decision:
    """Return what becomes of this mail. Every letter in it has passed the gate."""
    decision = _decide(case)
    ticket = _ticket(case, decision)
    counts = gate.Counts.of(ticket, case.facts.automatic_last_hour)
    letters = tuple(letter for letter in decision.letters if gate.open_for(letter, case.office, counts))
    return replace(decision, letters=letters, alarms=(*decision.alarms, *gate.alarms(case.office, counts)))


def _ticket(case: Case, decision: Decision) -> Ticket | None:
    facts = case.facts
    known = (
        *(key.ticket for key in facts.keys),
        *(pointer.ticket for pointer in facts.pointers),
        *facts.numbered,
        *(delivery.ticket for delivery in facts.deliveries),
        *(earlier.ticket for earlier in facts.earlier),
    )
    return next((ticket for ticket in known if ticket and ticket.id == decision.ticket_id), None)


def _decide(case: Case) -> Decision:
    """Return the decision of the first rule that decides."""
    mail, facts = case.mail, case.facts
    if mail.kind is MailKind.UNREADABLE:
        return Decision(verdict=Verdict.QUARANTINED, rule="unreadable: " + "; ".join(mail.oddities))
    twin = next((earlier for earlier in facts.earlier if earlier.same_content), None)
    if twin is not None:
        return Decision(
            verdict=Verdict.DUPLICATE, rule=f"twin of mail {twin.inbox_id}", ticket_id=twin.ticket_id
        )
    if facts.ours:
        return Decision(verdict=Verdict.IGNORED, rule="a mail of our own came back")
    if mail.kind is MailKind.BOUNCE:
        return decide_bounce(case)
    if mail.kind in FILED or _answers_invitation(case):
        return decide_filed(case)
    return _decide_for_person(case)


def _answers_invitation(case: Case) -> bool:
    return case.mail.kind is MailKind.CALENDAR and case.mail.calendar_method.upper() in CALENDAR_ANSWERS


def _decide_for_person(case: Case) -> Decision:
    mail, office = case.mail, case.office
    if not case.facts.released:
        why = _why_held(case)
        if why:
            return Decision(verdict=Verdict.HELD, rule=why)
    elif mail.sender is None:
        return _decide_for_customer(case.with_sender(Address(case.envelope.return_path)))
    namesake = _namesake(case)
    if namesake is not None:
        return _file_namesake(case, namesake)
    agent = office.agent(case.sender.addr)
    if mail.kind is MailKind.LIST:
        return _decide_for_list(case)
    return decide_for_agent(case, agent) if agent is not None else _decide_for_customer(case)


def _namesake(case: Case) -> EarlierMail | None:
    sender = fold(case.sender.addr)
    return next(
        (mail for mail in case.facts.earlier if mail.ticket is not None and mail.sender == sender), None
    )


def _file_namesake(case: Case, earlier: EarlierMail) -> Decision:
    """File a second mail of the same author and Message-ID in the first one's ticket, unacknowledged."""
    ticket = earlier.ticket
    warning = f"same Message-ID as mail {earlier.inbox_id}, other content"
    return Decision(
        verdict=Verdict.REPLY,
        rule=warning,
        ticket_id=earlier.ticket_id,
        messages=(case.message(Author.UNKNOWN, Circle.INTERNAL, case.mail.visible_text, warning),),
        letters=to_staff(case, Topic.ANSWER, ticket, facts={"why": "namesake"}) if ticket else (),
        silence="the same Message-ID was acknowledged before",
    )


def _why_held(case: Case) -> str:
    """Return why nobody but a person may decide this mail, or the empty string."""
    if case.mail.sender is None:
        return "From is not exactly one plain address"
    if _is_for_postmaster(case):
        return "for the postmaster"
    return "from an address of a desk of ours" if case.office.is_own(case.sender.addr) else ""


def _is_for_postmaster(case: Case) -> bool:
    desk = case.office.desk
    if any(desk.owns(recipient) for recipient in case.envelope.recipients):
        return False
    return any(untagged(to).partition("@")[0] == "postmaster" for to in case.envelope.recipients)


def _decide_for_list(case: Case) -> Decision:
    if holds_machines(case):
        return Decision(verdict=Verdict.HELD, rule="from a list or a machine")
    found = match(case)
    if found.ticket is not None:
        standing = Standing.TEXT if found.standing is Standing.FULL else found.standing
        return go_on(case, replace(found, standing=standing), found.ticket)
    return open_ticket(case, found, rule="from a list or a machine")


def _decide_for_customer(case: Case) -> Decision:
    found: Match = match(case)
    if found.conflict:
        return Decision(verdict=Verdict.HELD, rule=found.rule)
    if found.ticket is not None:
        return go_on(case, found, found.ticket)
    if any(earlier.sender != fold(case.sender.addr) for earlier in case.facts.earlier):
        return open_ticket(case, found, rule="no ticket; its Message-ID came from someone else before")
    return open_ticket(case, found)
