"""Requests that come by an agent: a customer's mail passed on, a mail or a call that is told by #for.

Only a believed agent's mail comes here. Whoever is named becomes the requester, and is acknowledged.
"""

import re
from dataclasses import dataclass, replace

from desk.address import Address, fold, is_addr_spec, is_no_reply
from desk.case import Case
from desk.changes import change, events
from desk.commands import Command
from desk.corrections import corrected, customers
from desk.decisions import Change, Decision, Opening
from desk.fields import Field, kept
from desk.gate import from_a_machine
from desk.letters import Audience, FileRef, Letter, Template
from desk.mail import Attachment, Language
from desk.opening import KIND_THRESHOLD
from desk.orders import ASSIGNING, Fault, Orders
from desk.people import Agent
from desk.request import RequestKind
from desk.signing import scrubbed, unsigned
from desk.states import State
from desk.telling import carried_or_listed, to_agent, to_customer
from desk.ticket import Author, Circle, Message, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict

# A telephone number as people write it; the rest of the line is the caller's name.
_PHONE = re.compile(r"(\+?[\d(][\d ()./-]{4,22}\d)(?![\w.@-])\s*(.{0,200})")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a customer asks through an agent; without an address the name begins with a telephone number.

    ``told`` tells that these are the agent's own words, and no mail of the customer's.
    """

    requester: Address
    participants: tuple[Address, ...] = ()
    subject: str
    text: str
    language: Language
    attachments: tuple[Attachment, ...]
    comment: str = ""
    phone: str = ""
    told: bool = False


def open_for_customer(case: Case, agent: Agent, orders: Orders) -> Decision | Fault | None:
    """Return the ticket that an agent opens for a customer, what is wrong about it, or None for no such."""
    request = _request(case, agent, orders)
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
    messages = _messages(case, agent, request)
    changed = events(case, before, after, agent.name, None)
    silence = _silence(case, request)
    letters = () if silence else (_acknowledgement(case, request, opening),)
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


def _request(case: Case, agent: Agent, orders: Orders) -> Request | Fault | None:
    mail, shown = case.mail, case.mail.forwarded
    named = next((order.argument for order in orders.others if order.command is Command.FOR), "")
    others: tuple[Address, ...] = ()
    if named:
        found = _callers(case, named)
        if isinstance(found, Fault):
            return found
        requester, *rest = found
        others = tuple(rest)
    elif shown is not None and _is_customer(case, shown.sender):
        requester = shown.sender
    else:
        return None
    if shown is not None and fold(shown.sender.addr) == fold(requester.addr):
        requester = shown.sender if not requester.name else requester
    text = orders.text if shown is None else shown.text
    behind_note = orders.text.removesuffix(mail.text_after_commands).strip()
    call = _PHONE.match(named.strip())
    return Request(
        requester=requester,
        participants=others,
        subject=scrubbed(mail.subject if shown is None else shown.subject or mail.subject, case),
        text=scrubbed(unsigned(text, agent), case),
        language=_language(case, agent),
        attachments=mail.attachments if shown is None else shown.attachments,
        comment="" if shown is None else f"{behind_note}\n\n{shown.comment}".strip(),
        phone="" if call is None else call[1],
        told=shown is None,
    )


def _language(case: Case, agent: Agent) -> Language:
    """Return the language of the words, else the customer's earlier one, else the agent's."""
    mail, desk = case.mail, case.office.desk
    words = mail.language if mail.forwarded is None else mail.forwarded.language
    known = (words, case.facts.spoken_before, agent.language)
    return next((told for told in known if told in desk.languages and told), desk.language)


def _callers(case: Case, named: str) -> tuple[Address, ...] | Fault:
    """Return the customers whom an agent names, by addresses, or the one of a telephone number."""
    if "@" not in named:
        call = _PHONE.fullmatch(named.strip())
        return (
            Fault(Topic.NO_ADDRESS, named) if call is None else (Address("", f"{call[1]} {call[2]}".strip()),)
        )
    # Before the first address a name may stand with a comma in it: behind it each is one, or all is refused.
    _, _, behind = named.partition("@")
    nameless = [piece for piece in re.split("[,;]", behind)[1:] if piece.strip() and "@" not in piece]
    return Fault(Topic.NO_ADDRESS, nameless[0].strip()) if nameless else customers(case, named)


def _is_customer(case: Case, person: Address) -> bool:
    """Tell whether this is somebody whom we may write to as a customer: nobody of ours."""
    office, addr = case.office, fold(person.addr)
    ours = office.is_own(addr) or office.agent(addr) is not None
    return is_addr_spec(person.addr) and not ours


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

    An agent's minute of them is marked: nobody is to be quoted with words that another has chosen.
    """
    words = replace(
        case.message(Author.CUSTOMER, Circle.PUBLIC, request.text, _by(agent) if request.told else ""),
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


def _acknowledgement(case: Case, request: Request, opening: Opening) -> Letter:
    """Return the word to the customer, with the request where the agent wrote it down."""
    letter = to_customer(request.requester, opening.language, Template.ACKNOWLEDGEMENT)
    text = request.text if request.told else ""
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
