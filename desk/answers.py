"""What an agent's words do in a ticket: an answer to the customers, a note, the orders above it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from desk.address import fold
from desk.case import Case
from desk.commands import Command
from desk.decisions import Change, Decision
from desk.letters import Audience, Letter, Template, Topic
from desk.orders import Fault, Orders, fault_in
from desk.people import Agent
from desk.reminding import moved_by
from desk.states import Happening, Transition, transition
from desk.telling import to_agent, to_customers, to_staff
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.verdicts import Verdict

# A key in an address, of whatever desk.
_KEY = re.compile(r"\+[a-z2-7]{26}@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """What the text of a mail is to the customers: the happening, the form of the mail, the receipt."""

    happening: Happening
    template: Template
    receipt: Topic | None


SAYINGS: dict[Command | None, Saying] = {
    None: Saying(Happening.AGENT_ANSWERS, Template.REPLY, None),
    Command.ASK: Saying(Happening.AGENT_ASKS, Template.QUESTION, Topic.ASKED),
    Command.RESOLVE: Saying(Happening.AGENT_OFFERS, Template.SOLUTION, Topic.OFFERED),
    Command.REJECT: Saying(Happening.AGENT_REJECTS, Template.CLOSED, Topic.REJECTED),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """The ticket an agent's mail reached, by which rule, and whether it stays among the staff."""

    ticket: Ticket
    rule: str
    internal: bool


def carry(case: Case, agent: Agent, reached: Reached, orders: Orders) -> Decision:
    """Return what these orders do in the ticket reached, or their refusal; nothing is done by halves."""
    ticket = reached.ticket
    fault = fault_in(orders, case.mail, ticket, case.office.desk, internal=reached.internal)
    if fault is None and orders.files and not case.facts.files.get(ticket.id):
        fault = Fault(Topic.NO_FILES, "#files")
    said = _said(case, agent, reached, orders) if fault is None else fault
    if isinstance(said, Fault):
        return refuse(case, agent, reached, said)
    assigned = _assigned(case, agent, ticket, orders, said)
    return replace(assigned, letters=(*assigned.letters, *_files(case, agent, ticket, orders)))


def _said(case: Case, agent: Agent, reached: Reached, orders: Orders) -> Decision | Fault:
    """Return the part of the decision that carries out what the text is, or why it cannot be."""
    empty = Decision(
        verdict=Verdict.COMMAND, rule=reached.rule, ticket_id=reached.ticket.id, chain=fold(agent.address)
    )
    if orders.silent:
        return empty
    if reached.internal or orders.saying is Command.NOTE:
        return _note(case, agent, reached, orders, empty)
    saying = SAYINGS[orders.saying]
    row = transition(saying.happening, reached.ticket.state, frozenset())
    if row is None:
        return Fault(Topic.TICKET_CLOSED, saying.happening.value)
    return _public(case, agent, reached, orders, saying, row)


def _note(case: Case, agent: Agent, reached: Reached, orders: Orders, empty: Decision) -> Decision:
    text = orders.text
    others = to_staff(case, Topic.NOTE, reached.ticket) if reached.ticket.assignees else ()
    # What answers a note is a note: a colleague's answer must not reach the customer.
    told = tuple(
        replace(letter, text=text, author=agent.name, audience=Audience.INTERNAL) for letter in others
    )
    receipt = to_agent(agent, Template.RECEIPT, Topic.NOTED)
    return replace(
        empty,
        verdict=Verdict.REPLY,
        messages=(_message(case, agent, Circle.INTERNAL, text),),
        letters=(*told, receipt),
    )


def _message(case: Case, agent: Agent, circle: Circle, text: str) -> Message:
    return replace(case.message(Author.AGENT, circle, text), name=agent.name, addr=agent.address)


def _public(
    case: Case, agent: Agent, reached: Reached, orders: Orders, saying: Saying, row: Transition
) -> Decision:
    ticket = reached.ticket
    text = _scrub(orders.text, agent, case)
    letter = to_customers(ticket, saying.template, but=direct(case, ticket), facts=_closing(row, orders))
    letter = replace(
        letter, text=text, author=agent.name, files=case.files, quote=case.last_word(ticket, Author.CUSTOMER)
    )
    # A second question or solution moves nothing, but its reminders begin anew.
    change = Change() if row.after is None else moved_by(row, case.office.desk, case.now)
    return Decision(
        verdict=Verdict.REPLY,
        rule=reached.rule,
        ticket_id=ticket.id,
        messages=(_message(case, agent, Circle.PUBLIC, text),),
        events=_moved(case, agent, ticket, saying.happening, row),
        change=replace(change, answered=True),
        letters=(*((letter,) if letter.to else ()), *_receipt(agent, saying, row)),
        chain=fold(agent.address),
    )


def _closing(row: Transition, orders: Orders) -> Mapping[str, str]:
    if row.reason is None:
        return {}
    return {"reason": row.reason.value, "why": orders.finding.value if orders.finding else ""}


def _receipt(agent: Agent, saying: Saying, row: Transition) -> tuple[Letter, ...]:
    topic = Topic.SENT_ONLY if row.after is None else saying.receipt
    return (to_agent(agent, Template.RECEIPT, topic),) if topic is not None else ()


def _moved(
    case: Case, agent: Agent, ticket: Ticket, happening: Happening, row: Transition
) -> tuple[Event, ...]:
    if row.after is None or row.after is ticket.state:
        return ()
    return (case.event(happening.value, ticket.state.value, row.after.value, by=agent.name),)


def _assigned(case: Case, agent: Agent, ticket: Ticket, orders: Orders, said: Decision) -> Decision:
    """Return the decision with the assignment added, where one is ordered."""
    if not orders.take and not orders.assign:
        return said
    named = (agent, *orders.assign) if orders.take else orders.assign
    names = tuple(dict.fromkeys(other.name for other in named))
    change = said.change or Change()
    row = transition(Happening.AGENT_TAKES, ticket.state, frozenset())
    if change.state is None and row is not None:
        change = replace(change, state=row.after)
    event = case.event(
        Happening.AGENT_TAKES.value, ", ".join(ticket.assignees), ", ".join(names), by=agent.name
    )
    told = tuple(
        replace(
            to_agent(other, Template.NOTIFICATION, Topic.ASSIGNED, audience=Audience.PUBLIC),
            author=agent.name,
            quote=case.last_word(ticket, Author.CUSTOMER),
        )
        for other in orders.assign
        if other != agent and other.name not in ticket.assignees
    )
    topic = Topic.TAKEN if names == (agent.name,) else Topic.HANDED_OVER
    receipt = to_agent(agent, Template.RECEIPT, topic, facts={"agent": ", ".join(names)})
    return replace(
        said,
        change=replace(change, assignees=names),
        events=(*said.events, event),
        letters=(*said.letters, *told, receipt),
    )


def _files(case: Case, agent: Agent, ticket: Ticket, orders: Orders) -> tuple[Letter, ...]:
    if not orders.files:
        return ()
    letter = to_agent(agent, Template.NOTIFICATION, Topic.FILES, audience=Audience.PUBLIC)
    return (replace(letter, files=case.facts.files[ticket.id]),)


def _scrub(text: str, agent: Agent, case: Case) -> str:
    """Return the text without any reply key and without the agent's own addresses.

    Both get into a text by quoting a notification or by a signature that no reader recognised.
    """
    cleaned = _KEY.sub("@", text)
    for own in agent.addresses:
        local, _, host = own.partition("@")
        # Not within a longer address: joann@… is somebody else than ann@….
        whole = rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.-]+)?@{re.escape(host)}(?![\w-]|\.\w)"
        cleaned = re.sub(whole, case.office.desk.address, cleaned, flags=re.IGNORECASE)
    return cleaned


def direct(case: Case, ticket: Ticket) -> frozenset[str]:
    """Return the customers who got this mail from the agent already: they get no second copy."""
    written = {fold(person.addr) for person in (*case.mail.to, *case.mail.cc)}
    return frozenset(fold(customer.addr) for customer in ticket.customers if fold(customer.addr) in written)


def refuse(case: Case, agent: Agent, reached: Reached | None, fault: Fault) -> Decision:
    """Return the decision that does nothing and tells the agent the fault."""
    letter = to_agent(agent, Template.REFUSAL, fault.topic, facts={"word": fault.word})
    return Decision(
        verdict=Verdict.COMMAND,
        rule=f"refused: {fault.topic.value} {fault.word}".strip(),
        ticket_id=reached.ticket.id if reached else None,
        letters=(replace(letter, text=case.text),),
        chain=fold(agent.address) if reached else None,
    )
