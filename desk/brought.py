"""What a customer asks through an agent, who passes a mail on or tells of a call."""

import re
from dataclasses import dataclass

from desk.address import Address, fold, is_addr_spec
from desk.case import Case
from desk.commands import Command
from desk.corrections import customers
from desk.mail import Attachment, Language
from desk.names import bare
from desk.orders import Fault, Orders
from desk.people import Agent
from desk.signing import scrubbed, unsigned
from desk.topics import Topic

# A telephone number as people write it; the rest of the line is the caller's name.
_PHONE = re.compile(r"(\+?[\d(][\d ()./-]{4,22}\d)(?![\w.@-])\s*(.{0,200})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a customer asks through an agent; without an address the name begins with a telephone number.

    ``told`` tells that these are the agent's own words, and no mail that is passed on; ``own`` that it is the
    requester's.
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
    own: bool = False


def request_of(case: Case, agent: Agent, orders: Orders) -> Request | Fault | None:
    """Return the request that an agent's mail brings, what is wrong about it, or None for no such."""
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
        own=shown is not None and fold(shown.sender.addr) == fold(requester.addr),
    )


def _language(case: Case, agent: Agent) -> Language:
    """Return the language of the words, else the customer's earlier one, else the agent's."""
    mail, desk = case.mail, case.office.desk
    words = mail.language if mail.forwarded is None else mail.forwarded.language
    known = (words, case.facts.spoken_before, agent.language)
    return next((told for told in known if told in desk.languages and told), desk.language)


def _callers(case: Case, named: str) -> tuple[Address, ...] | Fault:
    """Return the customers whom an agent names, by addresses, or the one of a telephone number."""
    call = _PHONE.match(named.strip())
    if "@" in named:
        return customers(case, named if call is None else named.strip()[call.start(2) :])
    call = _PHONE.fullmatch(named.strip())
    if call is None:
        return Fault(Topic.NO_ADDRESS, named)
    return (Address("", f"{call[1]} {bare(call[2])}".strip()),)


def _is_customer(case: Case, person: Address) -> bool:
    """Tell whether this is somebody whom we may write to as a customer: nobody of ours."""
    office, addr = case.office, fold(person.addr)
    ours = office.is_own(addr) or office.agent(addr) is not None
    return is_addr_spec(person.addr) and not ours
