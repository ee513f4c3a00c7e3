"""Deciding: what becomes of one mail at one desk."""

from dataclasses import replace

from desk import gate
from desk.address import Address, fold, untagged
from desk.case import Case
from desk.customers import go_on
from desk.decisions import Decision
from desk.envelope import Source
from desk.holding import given_back
from desk.lists import through_list
from desk.machine_mail import decide_bounce, decide_filed, holds_machines
from desk.mail import MailKind
from desk.matching import Standing, match
from desk.opening import open_ticket
from desk.staff import decide_for_agent
from desk.states import Reason
from desk.ticket import Ticket
from desk.trust import Mark
from desk.twins import decide_namesake, decide_twin, flag
from desk.verdicts import Verdict

# By these verdicts a mail was taken for its sender's own, and new.
ALIVE = frozenset({Verdict.TICKET, Verdict.REPLY, Verdict.COMMAND})

FILED = frozenset({MailKind.AUTO_REPLY, MailKind.RECEIPT})

# By these the return path is the envelope's own, and an empty one a machine's (RFC 5321, 4.5.5).
BY_SMTP = frozenset({Source.SMTP, Source.LMTP})

# Words with such a standing are surely the customer's, or may be; who answers must know them.
HEARD = frozenset({Standing.FULL, Standing.TEXT})

# iTIP methods that answer an invitation (RFC 5546, 1.4); the others invite.
CALENDAR_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})

# What an agent's mailbox or calendar sends in the agent's name is not the agent's word to a customer.
MACHINES_OF_AGENTS = frozenset({MailKind.LIST, MailKind.CALENDAR})


def decide(case: Case) -> Decision:
    """Return what becomes of this mail. Every letter in it has passed the gate."""
    case = through_list(case)
    decision = _decide(case)
    counts = gate.Counts.of(_ticket(case, decision), case.facts.automatic_last_hour)
    return replace(
        decision,
        revived=_revived(case, decision),
        letters=gate.passed(decision.letters, case.office, counts),
        alarms=(*decision.alarms, *gate.alarms(case.office, counts)),
        proved=case.mark is Mark.PASS,
    )


def _revived(case: Case, decision: Decision) -> str:
    """Return the sender's address, where this mail shows that somebody reads and writes there now.

    Anybody can write any address into From, and a mail can be old or a copy: none of that says anything.
    """
    shows = case.mark is Mark.PASS and case.by_a_person and decision.verdict in ALIVE
    old = case.envelope.stale or case.envelope.source is Source.IMPORT
    return fold(case.sender.addr) if shows and not old else ""


def _is_muted(case: Case) -> bool:
    """Tell whether staff found this sender to be a spammer, and not somebody who wrote in that name."""
    return case.facts.muted and (case.facts.muted_proved or case.mark is not Mark.PASS)


def _is_of_a_customer(case: Case) -> bool:
    """Tell whether a sender is no spammer: of an organisation of ours, or taking part in a request."""
    if case.office.organisation(case.sender.addr) is not None:
        return True
    ticket = match(case).ticket
    return ticket is not None and ticket.reason is not Reason.SPAM


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
    if mail.kind is MailKind.UNREADABLE and not facts.released:
        return Decision(verdict=Verdict.QUARANTINED, rule="unreadable: " + "; ".join(mail.oddities))
    twin = decide_twin(case)
    if twin is not None:
        return twin
    if facts.ours:
        return Decision(verdict=Verdict.IGNORED, rule="a mail of our own came back")
    if mail.kind is MailKind.BOUNCE:
        return decide_bounce(case)
    if _is_filed(case) or _answers_invitation(case):
        return decide_filed(case)
    if facts.answers_notice and not facts.keys and not facts.released:
        return Decision(verdict=Verdict.IGNORED, rule="an answer to a notice: nobody reads it here")
    why = "" if facts.released else _why_held(case)
    if why:
        return Decision(verdict=Verdict.HELD, rule=why)
    return _decide_for_sender(case)


def _is_filed(case: Case) -> bool:
    """Tell whether a mail is surely a machine's; words alone prove that only of one that nobody sent."""
    if case.mail.kind not in FILED:
        return False
    return not case.mail.supposed or (not case.envelope.return_path and case.envelope.source in BY_SMTP)


def _answers_invitation(case: Case) -> bool:
    return case.mail.kind is MailKind.CALENDAR and case.mail.calendar_method.upper() in CALENDAR_ANSWERS


def _why_held(case: Case) -> str:
    """Return why nobody but a person may decide this mail, or the empty string."""
    mail, office = case.mail, case.office
    reasons = (
        (mail.sender is None, "From is not exactly one plain address"),
        (_is_for_postmaster(case), "for the postmaster"),
        (office.is_own(case.sender.addr), "from an address of a desk of ours"),
        (mail.kind is MailKind.OWN, "looks like a mail of ours that we never sent"),
        (
            mail.kind in MACHINES_OF_AGENTS and office.agent(case.sender.addr) is not None,
            "from a machine in an agent's name",
        ),
    )
    return next((why for holds, why in reasons if holds), "")


def _is_for_postmaster(case: Case) -> bool:
    desk = case.office.desk
    if any(desk.owns(recipient) for recipient in case.envelope.recipients):
        return False
    return any(untagged(to).partition("@")[0] == "postmaster" for to in case.envelope.recipients)


def _decide_for_sender(case: Case) -> Decision:
    if case.mail.sender is None:
        return _decide_for_customer(case.with_sender(Address(case.envelope.return_path)))
    agent = case.office.agent(case.sender.addr)
    if agent is not None:
        return decide_for_agent(case, agent)
    return decide_namesake(case) or _decide_for_customer(case)


def _decide_for_customer(case: Case) -> Decision:
    if _is_muted(case) and not case.facts.released and not _is_of_a_customer(case):
        return Decision(verdict=Verdict.IGNORED, rule="its sender is muted")
    if case.mail.kind is MailKind.LIST and holds_machines(case):
        return Decision(verdict=Verdict.HELD, rule="from a list or a machine")
    found = match(case)
    if found.conflict and not case.facts.released:
        return Decision(verdict=Verdict.HELD, rule=found.rule)
    if found.ticket is not None:
        decision = go_on(case, found, found.ticket)
        heard = found.standing in HEARD and decision.ticket_id == found.ticket.id
        return given_back(case, found.ticket, decision) if heard else decision
    if case.mail.supposed and holds_machines(case):
        return Decision(verdict=Verdict.HELD, rule="reads like an automatic answer")
    return open_ticket(case, found, warning=flag(case))
