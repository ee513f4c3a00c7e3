"""History: what an old mail becomes that is imported: part of a thread, of which nobody is told.

The rules are those of living mail, with what follows from its age: nothing is sent, nothing waits for a
person, nothing falls due.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.address import Address, fold
from desk.case import Case
from desk.deciding import CALENDAR_ANSWERS
from desk.decisions import Change, Decision, Opening
from desk.facts import EarlierMail
from desk.gate import is_spam
from desk.mail import MailKind
from desk.matching import takes_part
from desk.opening import opening_of
from desk.people import Agent
from desk.reaching import direct
from desk.states import Reason, State
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.trust import Mark
from desk.verdicts import Verdict

# What machines sent is filed, in the ticket that it answers if there is one, and never opens any.
FILED: dict[MailKind, Verdict] = {
    MailKind.BOUNCE: Verdict.BOUNCE,
    MailKind.AUTO_REPLY: Verdict.AUTO_REPLY,
    MailKind.RECEIPT: Verdict.RECEIPT,
}

STRANGER = "takes no part in this ticket"
UNPROVED = "the sender is not proved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of an old mail.

    ``thread`` are the tickets of the mails that In-Reply-To and References name, nearest first; ``alive``
    the ids of those among them in which living mail took part; ``namesakes`` the mails with the same
    Message-ID that stand in a ticket. ``ours`` tells that it is of a mail that we sent.
    """

    thread: tuple[Ticket, ...] = ()
    alive: frozenset[int] = frozenset()
    namesakes: tuple[EarlierMail, ...] = ()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """How an import is to be done: tickets whose last mail is not older than ``open_since`` stay open."""

    open_since: datetime | None = None


def decide_history(case: Case, known: Known, wish: Import) -> Decision:
    """Return what becomes of an old mail; ``case.now`` is the time at which it was written.

    There are no letters in it. Numbers in subjects prove nothing: they may be another help desk's.
    """
    return _decide_by_kind(case, known) or _decide_by_author(case, known, wish)


def _decide_by_kind(case: Case, known: Known) -> Decision | None:
    """Return the decision about a mail that is nobody's words; None for all others."""
    mail = case.mail
    if mail.kind is MailKind.UNREADABLE:
        return Decision(verdict=Verdict.QUARANTINED, rule="unreadable: " + "; ".join(mail.oddities))
    if known.ours:
        return _ignored("a mail of our own")
    copy = next((one for one in known.namesakes if one.sender == fold(case.sender.addr)), None)
    if copy is not None and mail.sender is not None:
        # The one that was sent and the one that arrived: relays add to a mail, and filters do.
        rule = f"imported: author and Message-ID of mail {copy.inbox_id}"
        return Decision(verdict=Verdict.DUPLICATE, rule=rule, ticket_id=copy.ticket_id)
    if mail.kind in FILED:
        return _filed(case, known, FILED[mail.kind])
    if mail.kind is MailKind.CALENDAR and mail.calendar_method.upper() in CALENDAR_ANSWERS:
        return _filed(case, known, Verdict.IGNORED)
    return _ignored("looks like a mail of ours that we never sent") if mail.kind is MailKind.OWN else None


def _ignored(why: str) -> Decision:
    return Decision(verdict=Verdict.IGNORED, rule=f"imported: {why}")


def _filed(case: Case, known: Known, verdict: Verdict) -> Decision:
    kind = case.mail.kind.value
    ticket = next(iter(known.thread), None)
    if ticket is None:
        return Decision(verdict=verdict, rule=f"imported: {kind} of no ticket")
    message = case.message(Author.SYSTEM, Circle.INTERNAL, case.text, kind)
    return Decision(
        verdict=verdict, rule=f"imported: {kind}, filed", ticket_id=ticket.id, messages=(message,)
    )


def _decide_by_author(case: Case, known: Known, wish: Import) -> Decision:
    agent = case.office.agent(case.sender.addr)
    own = next((ticket for ticket in known.thread if takes_part(case, ticket)), None)
    if own is not None:
        return _customers_words(case, own, known, wish)
    if case.mail.sender is None or case.mark is Mark.FAIL:
        return _unproved(case, known, wish)
    if agent is not None or case.office.is_own(case.sender.addr):
        return _decide_for_staff(case, known, wish, agent)
    if known.thread:
        return _strangers_words(case, known.thread[0], STRANGER)
    return _as_request(case, wish)


def _unproved(case: Case, known: Known, wish: Import) -> Decision:
    """Return what becomes of a mail whose author is not who From says: it is nobody's answer."""
    if known.thread:
        return _strangers_words(case, known.thread[0], UNPROVED)
    if case.mail.sender is None:
        why = "imported: From is not exactly one plain address"
        return Decision(verdict=Verdict.QUARANTINED, rule=why)
    staff = case.office.agent(case.sender.addr) is not None or case.office.is_own(case.sender.addr)
    return _ignored("an agent's name, not proved") if staff else _as_request(case, wish, UNPROVED)


def _customers_words(case: Case, ticket: Ticket, known: Known, wish: Import) -> Decision:
    warning = UNPROVED if case.mark is Mark.FAIL else ""
    return Decision(
        verdict=Verdict.REPLY,
        rule="imported: id in References",
        ticket_id=ticket.id,
        messages=(case.message(Author.CUSTOMER, Circle.PUBLIC, case.text, warning),),
        change=_change(case, ticket, known, wish),
        chain="",
    )


def _strangers_words(case: Case, ticket: Ticket, warning: str) -> Decision:
    """Return the decision that shows the words to staff; their author gains nothing by them."""
    return Decision(
        verdict=Verdict.REPLY,
        rule=f"imported: id in References, {warning}",
        ticket_id=ticket.id,
        messages=(case.message(Author.UNKNOWN, Circle.INTERNAL, case.text, warning),),
    )


def _as_request(case: Case, wish: Import, warning: str = "") -> Decision:
    if case.mail.kind is MailKind.LIST:
        return _ignored("from a list or a machine")
    if is_spam(case):
        return _ignored(f"marked as spam by {case.office.desk.spam_header}")
    words = case.message(Author.CUSTOMER, Circle.PUBLIC, case.text, warning)
    return _opened(case, opening_of(case), words, wish)


def _opened(case: Case, opening: Opening, words: Message, wish: Import) -> Decision:
    answered = words.author is Author.AGENT
    return Decision(
        verdict=Verdict.TICKET,
        rule="imported: continues no ticket",
        opening=opening,
        messages=(words,),
        events=(_imported(case),),
        change=replace(_standing(case.now, wish, answered=answered), answered=answered),
        chain="",
    )


def _imported(case: Case) -> Event:
    return case.event("imported")


def _decide_for_staff(case: Case, known: Known, wish: Import, agent: Agent | None) -> Decision:
    if known.thread:
        return _staffs_words(case, known.thread[0], known, wish, agent)
    if agent is None:
        return _ignored("from an address of a desk of ours, continues no ticket")
    if case.mail.kind is MailKind.LIST:
        return _ignored("from a machine in an agent's name")
    desk = case.office.desk
    written = (*case.mail.to, *case.mail.cc, *(Address(addr) for addr in case.mail.delivered_to))
    if not any(desk.owns(person.addr) for person in written):
        # An agent's mailbox holds more than the desk's mail.
        return _ignored("an agent's mail that did not go to the desk")
    return _from_agent(case, wish, agent)


def _staffs_words(case: Case, ticket: Ticket, known: Known, wish: Import, agent: Agent | None) -> Decision:
    """Return the answer that a customer got, where one stands in To or Cc; else a note among the staff."""
    public = bool(direct(case, ticket))
    change = _change(case, ticket, known, wish, answered=public)
    return Decision(
        verdict=Verdict.REPLY,
        rule="imported: staff, id in References",
        ticket_id=ticket.id,
        messages=(_by_staff(case, agent, Circle.PUBLIC if public else Circle.INTERNAL),),
        change=change,
        chain="" if public else fold(case.sender.addr),
    )


def _by_staff(case: Case, agent: Agent | None, circle: Circle) -> Message:
    desk = case.office.desk
    name, addr = (agent.name, agent.address) if agent else (case.sender.name or desk.name, desk.address)
    return replace(case.message(Author.AGENT, circle, case.text), name=name, addr=addr)


def _from_agent(case: Case, wish: Import, agent: Agent) -> Decision:
    """Return the ticket of the customer whom the agent wrote to, else of the agent's own request."""
    office = case.office
    outside = [
        person
        for person in case.mail.to
        if not office.is_own(person.addr) and office.agent(person.addr) is None
    ]
    opening = opening_of(case)
    if not outside:
        opening = replace(opening, requester=Address(agent.address, agent.name), language=agent.language)
        words = case.message(Author.CUSTOMER, Circle.PUBLIC, case.text)
        return _opened(case, opening, words, wish)
    organisation = office.organisation(outside[0].addr)
    opening = replace(
        opening,
        requester=outside[0],
        participants=(),
        organisation=organisation.name if organisation else "",
    )
    return _opened(case, opening, _by_staff(case, agent, Circle.PUBLIC), wish)


def _change(
    case: Case, ticket: Ticket, known: Known, wish: Import, *, answered: bool = False
) -> Change | None:
    """Return how the ticket stands with this mail: as before, where it lives or has newer mail."""
    if ticket.id in known.alive or case.now < ticket.changed_at:
        return Change(answered=True) if answered else None
    standing = _standing(case.now, wish, answered=answered or ticket.answered)
    return replace(standing, answered=True if answered else None)


def _standing(at: datetime, wish: Import, *, answered: bool) -> Change:
    """Return the state of a ticket whose last mail was written then.

    Nobody said that it is done, and nobody is to be asked: it is closed without the customer's word.
    """
    if wish.open_since is not None and at >= wish.open_since:
        return Change(state=State.OPEN if answered else State.NEW)
    return Change(state=State.CLOSED, reason=Reason.UNCONFIRMED)
