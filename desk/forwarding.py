"""Requests that come by an agent: a customer's mail passed on, a mail or a call that is told by #for.

Only a believed agent's mail comes here. Whoever is named becomes the requester, and is acknowledged.
"""

from dataclasses import replace

from desk.address import fold, is_no_reply
from desk.brought import Request, request_of
from desk.case import Case
from desk.changes import change, events
from desk.commands import Command
from desk.corrections import corrected
from desk.decisions import Change, Decision, Opening
from desk.fields import Field, kept
from desk.gate import from_a_machine
from desk.letters import Audience, FileRef, Letter, Template
from desk.opening import KIND_THRESHOLD
from desk.orders import ASSIGNING, Fault, Orders
from desk.people import Agent
from desk.request import RequestKind
from desk.returning import Words, internal_word, secret, strangers
from desk.states import State
from desk.telling import carried_or_listed, to_agent, to_customer
from desk.ticket import Author, Circle, Message, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict

# What can be ordered of a ticket together with its opening; a note stands above a mail that is passed on.
_AT_ONCE = ASSIGNING | {
    Command.FOR,
    Command.WATCH,
    Command.HOLD,
    Command.KIND,
    Command.PRIORITY,
    Command.SUBJECT,
    Command.ORG,
    Command.CC,
}


def open_for_customer(case: Case, agent: Agent, orders: Orders) -> Decision | Fault | None:
    """Return the ticket that an agent opens for a customer, what is wrong about it, or None for no such."""
    request = request_of(case, agent, orders)
    if request is None or isinstance(request, Fault):
        return request
    noted = _AT_ONCE | ({Command.NOTE} if case.mail.forwarded is not None else set())
    strayed = next((command for command in orders.commands if command not in noted), None)
    if strayed is not None:
        return Fault(Topic.NO_TICKET, f"#{strayed.value}")
    filed = any(not file.decoration for file in request.attachments)
    if not (request.text or filed or (request.subject and not request.told)):
        return Fault(Topic.TEXT_MISSING, "#for")
    opening = _opening(case, request)
    before = _as_opened(case, opening)
    others = tuple(order for order in orders.others if order.command is not Command.FOR)
    after = corrected(case, agent, before, replace(orders, others=others))
    if isinstance(after, Fault):
        return after
    words = Words(case=case, agent=agent, before=before, ticket=after, orders=orders, text=request.text)
    fault = _improper(words, request)
    if fault is not None:
        return fault
    messages = _messages(case, agent, request)
    changed = events(case, before, after, agent.name, None)
    silence = _silence(case, request)
    letters = () if silence else (_acknowledgement(request, opening, words),)
    return Decision(
        verdict=Verdict.TICKET,
        rule="an agent's mail for a customer",
        opening=opening,
        messages=messages,
        events=(case.event("opened", by=agent.name), *changed),
        letters=(
            *letters,
            *_told(case, agent, request, after, messages[1:]),
            replace(_receipt(agent, request, silence), changes=changed),
        ),
        change=replace(change(before, after) or Change(), acknowledged=not silence),
        chain=fold(agent.address),
        silence=silence,
    )


def _improper(words: Words, request: Request) -> Fault | None:
    """Return what of an agent's request must not reach those for whom it is, or None."""
    case, mail = words.case, words.case.mail
    ours = mail.forwarded is not None and case.office.is_own(mail.forwarded.sender.addr)
    if not request.own and (ours or mail.shows_notification):
        return Fault(Topic.SHOWS_NOTIFICATION)
    if request.told and mail.misplaced_command:
        return Fault(Topic.MISPLACED_COMMAND, mail.misplaced_command)
    # The customer's own subject tells nothing that the customer does not know.
    untitled = replace(words, before=replace(words.before, subject=""), text=None)
    listed = None if request.own else internal_word(untitled)
    if listed is not None:
        return Fault(listed.topic, listed.word)
    found = strangers(case.office, words.ticket.requester, words.ticket.customers)
    return Fault(Topic.OUTSIDER, ", ".join(found)) if found else None


def _opening(case: Case, request: Request) -> Opening:
    mail, desk = case.mail, case.office.desk
    organisation = case.office.organisation(request.requester.addr)
    sure = mail.request_kind_confidence >= KIND_THRESHOLD
    fields = kept(mail.fields) if request.told else {}
    return Opening(
        subject=request.subject,
        kind=mail.request_kind if sure else RequestKind.UNSORTED,
        requester=request.requester,
        language=request.language,
        participants=request.participants,
        organisation=organisation.name if organisation else "",
        assignees=desk.assignees,
        fields={**fields, **({Field.PHONE: request.phone} if request.phone else {})},
    )


def _as_opened(case: Case, opening: Opening) -> Ticket:
    """Return the ticket that an opening makes, but for its number: what other commands correct."""
    return Ticket(
        id=0,
        desk=case.office.desk.address,
        number="",
        subject=opening.subject,
        state=State.NEW,
        requester=opening.requester,
        language=opening.language,
        created_at=case.now,
        changed_at=case.now,
        kind=opening.kind,
        participants=opening.participants,
        organisation=opening.organisation,
        assignees=opening.assignees,
    )


def _messages(case: Case, agent: Agent, request: Request) -> tuple[Message, ...]:
    """Return the customer's words, and what the agent wrote above them for the colleagues.

    What is not the requester's own mail is marked: nobody is to be quoted with words that another has chosen.
    """
    words = replace(
        case.message(Author.CUSTOMER, Circle.PUBLIC, request.text, "" if request.own else _by(agent)),
        name=request.requester.name,
        addr=request.requester.addr,
        attachments=request.attachments,
    )
    if not request.comment:
        return (words,)
    note = case.message(Author.AGENT, Circle.INTERNAL, request.comment)
    return words, replace(note, name=agent.name, addr=agent.address, attachments=())


def _by(agent: Agent) -> str:
    """Return what staff read beside a minute of the customer's words."""
    return f"registered by {agent.name}"


def _acknowledgement(request: Request, opening: Opening, words: Words) -> Letter:
    """Return the word to the customer, with a request that the agent wrote down, unless it tells secrets."""
    letter = to_customer(request.requester, opening.language, Template.ACKNOWLEDGEMENT)
    tells = secret(words) is not None or words.case.mail.seems_notification
    text = request.text if request.told and not tells else ""
    return replace(letter, topic=Topic.REGISTERED, text=text)


def _silence(case: Case, request: Request) -> str:
    """Return why nobody is told of the ticket but staff, or the empty string."""
    addr, shown = request.requester.addr, case.mail.forwarded
    if not addr or is_no_reply(addr):
        return "the customer has no address that can be written to"
    return from_a_machine(shown) if shown is not None and fold(shown.sender.addr) == fold(addr) else ""


def _told(
    case: Case,
    agent: Agent,
    request: Request,
    ticket: Ticket,
    comment: tuple[Message, ...],
) -> tuple[Letter, ...]:
    """Return the notifications of the new ticket, with the comment below."""
    files = tuple(FileRef(case.inbox_id, one) for one in request.attachments if not one.decoration)
    carried, listed = carried_or_listed(files)
    sender = request.requester.addr
    facts = {"registered_by": agent.name, **({"sender": sender} if sender else {})}
    return tuple(
        replace(
            to_agent(
                each,
                Template.NOTIFICATION,
                Topic.NEW_TICKET,
                facts=facts,
                audience=Audience.PUBLIC,
            ),
            author=request.requester.name or sender,
            text=request.text,
            thread=comment,
            files=carried,
            listed=listed,
        )
        for each in case.office.concerned(ticket)
        if each != agent
    )


def _receipt(agent: Agent, request: Request, silence: str) -> Letter:
    facts = {"why": "machine"} if silence and request.requester.addr else {}
    return to_agent(agent, Template.RECEIPT, Topic.FOR_CUSTOMER, facts=facts, audience=Audience.PUBLIC)
