"""What an agent's mail does in a ticket: an answer to the customers, a note, the orders above it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desk import merging, questions
from desk.address import fold
from desk.case import Case
from desk.changes import change, events
from desk.commands import RULES, Command
from desk.corrections import corrected
from desk.decisions import Change, Decision
from desk.enclosures import enclosed
from desk.enquiries import answers
from desk.holding import RETURNED, holds, returned, undo, unsettled, wait, without_receipts
from desk.letters import Letter, Template
from desk.orders import ASSIGNING, Fault, Orders, fault_in
from desk.people import Agent
from desk.reaching import Reached, direct
from desk.reasons import reasons
from desk.receipts import notices, receipt, refuse
from desk.reminding import moved
from desk.returning import Doubt, Words, doubt
from desk.signing import scrubbed, signature, unnamed
from desk.states import Happening, State, transition
from desk.telling import to_customer, to_customers
from desk.ticket import Author, Circle, Event, Message, Ticket, joined
from desk.topics import Topic
from desk.verdicts import Verdict

# What is opened again from these, the customer took to be done.
_DONE = frozenset({State.RESOLVED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Saying:
    """What the text of a mail is to the customers: the happening, the form of the mail, the receipt."""

    happening: Happening
    template: Template
    receipt: Topic | None


SAYINGS: Mapping[Command | None, Saying] = {
    None: Saying(Happening.AGENT_ANSWERS, Template.REPLY, None),
    Command.ASK: Saying(Happening.AGENT_ASKS, Template.QUESTION, Topic.ASKED),
    Command.RESOLVE: Saying(Happening.AGENT_OFFERS, Template.SOLUTION, Topic.OFFERED),
    Command.OPTIONS: Saying(Happening.AGENT_ASKS, Template.QUESTION, Topic.VARIANTS),
    Command.REJECT: Saying(Happening.AGENT_REJECTS, Template.CLOSED, Topic.REJECTED),
    Command.CLOSE: Saying(Happening.AGENT_CLOSES, Template.CLOSED, Topic.CLOSED_BY_AGENT),
}


def carry(case: Case, agent: Agent, reached: Reached, orders: Orders) -> Decision:
    """Return what these orders do in the ticket reached, or their refusal; nothing is done by halves."""
    ticket, internal = reached.ticket, reached.internal
    fault = fault_in(orders, case.mail, ticket, case.office, agent, internal=internal)
    if Command.UNDO in orders.commands:
        done = fault or (undo(case, agent, ticket) if orders.undoes else _undoes_more(orders))
    else:
        done = fault or _carried(case, agent, reached, orders)
    return refuse(case, agent, ticket, done, internal=internal) if isinstance(done, Fault) else done


def _undoes_more(orders: Orders) -> Fault:
    return Fault(Topic.ANSWERS_CONFLICT, ", ".join(f"#{command.value}" for command in orders.commands))


def _carried(case: Case, agent: Agent, reached: Reached, orders: Orders) -> Decision | Fault:
    ticket = reached.ticket
    told = answers(case, agent, ticket, orders.others)
    if isinstance(told, Fault):
        return told
    saying = None if orders.silent or _is_note(reached, orders) else SAYINGS[orders.saying]
    spoken = _said(case, ticket, saying)
    after = spoken if isinstance(spoken, Fault) else corrected(case, agent, spoken, orders)
    if isinstance(after, Fault):
        return after
    changed = events(case, ticket, after, agent.name, _happening(orders, saying))
    happened = (*changed, *merging.merged(case, agent, after), *reasons(case, agent, ticket, orders))
    after = _forgotten(ticket, after, saying)
    said = (
        _silence(case, agent, ticket, after, orders, happened)
        if orders.silent
        else _words(case, agent, ticket, after, orders, happened, saying)
    )
    text = said.messages[0].text if saying is not None and _is_to_be_sent(case, said) else None
    doubted = doubt(Words(case=case, agent=agent, before=ticket, ticket=after, orders=orders, text=text))
    if doubted is not None:
        return _given_back(case, agent, ticket, doubted, inside=text is None)
    if holds(case, said.letters):
        return wait(case, agent, ticket, reached.rule, happened)
    decision = replace(
        said,
        rule=reached.rule,
        ticket_id=ticket.id,
        events=happened,
        change=_change(ticket, after, saying),
        letters=(*said.letters, *_besides(case, agent, ticket, after, said), *told),
        chain=fold(agent.address),
        merging=merging.merging(case, after),
        muted=fold(ticket.requester.addr) if Command.SPAM in orders.commands else "",
        unmuted=fold(ticket.requester.addr) if Command.REOPEN in orders.commands else "",
    )
    return without_receipts(case, unsettled(case, agent, ticket, after, decision))


def _forgotten(before: Ticket, after: Ticket, saying: Saying | None) -> Ticket:
    """Return the ticket without what was asked of others before its present customers joined."""
    asks = saying is not None and saying.receipt in {Topic.ASKED, Topic.VARIANTS}
    return after if asks or not joined(before, after) else replace(after, questions=(), variants=())


def _is_to_be_sent(case: Case, said: Decision) -> bool:
    """Tell whether words are about to go out; what an agent sent to the customers directly has gone."""
    written = any(case.office.desk.owns(to.addr) for to in case.mail.to)
    return written or any(letter.author and not letter.for_staff for letter in said.letters)


def _given_back(case: Case, agent: Agent, ticket: Ticket, doubted: Doubt, *, inside: bool) -> Decision:
    """Return the decision that sends nothing, and asks the author whether it is to be sent as it is."""
    letter = returned(
        agent, doubted.topic, case.text, case.inbox_id, doubted.thread, doubted.word, inside=inside
    )
    return Decision(
        verdict=Verdict.HELD,
        rule=f"{RETURNED}: {doubted.topic.value} {doubted.word}".strip(),
        ticket_id=ticket.id,
        letters=(letter,),
    )


def _change(before: Ticket, after: Ticket, saying: Saying | None) -> Change | None:
    """Return what the store is to change; of words to the customers it keeps that there were any."""
    changed = change(before, after)
    return changed if saying is None else replace(changed or Change(), answered=True)


def _is_note(reached: Reached, orders: Orders) -> bool:
    return reached.internal or orders.saying is Command.NOTE


def _said(case: Case, ticket: Ticket, saying: Saying | None) -> Ticket | Fault:
    """Return the ticket in which these words were said to the customers, or why they cannot be."""
    if saying is None:
        return ticket
    row = transition(saying.happening, ticket.state, frozenset())
    if row is None:
        return Fault(Topic.TICKET_CLOSED, saying.happening.value)
    spoken = replace(moved(ticket, row, case.office.desk, case.now), answered=True)
    # They may be told once more, and are as clean then. A number in the answer means what was asked last.
    numbered = tuple(replace(item, text=scrubbed(item.text, case)) for item in case.mail.numbered)
    if saying.receipt is Topic.ASKED:
        return replace(spoken, questions=questions.asked(numbered), variants=())
    if saying.receipt is Topic.VARIANTS:
        return replace(spoken, questions=(), variants=numbered)
    return spoken


def _happening(orders: Orders, saying: Saying | None) -> Happening | None:
    """Return by what the state is moved, if it is: by a command for just that, else by what is said."""
    moving = (RULES[o.command].happening for o in orders.others if o.command not in ASSIGNING)
    return next((one for one in moving if one is not None), None if saying is None else saying.happening)


def _silence(
    case: Case, agent: Agent, before: Ticket, after: Ticket, orders: Orders, happened: tuple[Event, ...]
) -> Decision:
    """Return the part of the decision that tells staff what commands alone have changed."""
    told = notices(case, agent, before, after, happened, "", Topic.CHANGED) if _matters(happened) else ()
    receipts = () if _only_asks(orders) else (receipt(agent, Topic.DONE, happened),)
    return Decision(verdict=Verdict.COMMAND, rule="", letters=(*told, *receipts))


def _matters(happened: tuple[Event, ...]) -> bool:
    """Tell whether colleagues need to know: who watches is nobody's affair."""
    return any(event.what != "watchers" for event in happened)


def _only_asks(orders: Orders) -> bool:
    """Tell whether a mail only wants to be told something: the answer is its receipt."""
    asking = {Command.FILES, Command.STATUS, Command.SHOW, Command.LIST, Command.HELP}
    return asking.issuperset(orders.commands)


def _words(
    case: Case,
    agent: Agent,
    before: Ticket,
    after: Ticket,
    orders: Orders,
    happened: tuple[Event, ...],
    saying: Saying | None,
) -> Decision:
    """Return the part of the decision that brings a text to the customers, or to the colleagues alone."""
    if saying is None:
        told = notices(case, agent, before, after, happened, orders.text, Topic.NOTE)
        message = _message(case, agent, Circle.INTERNAL, orders.text)
        letters = (*told, receipt(agent, Topic.NOTED, happened))
        return Decision(verdict=Verdict.REPLY, rule="", messages=(message,), letters=letters)
    text = scrubbed(orders.text, case)
    told = notices(case, agent, before, after, happened, text, Topic.REPLIED)
    written = _to_customers(case, agent, before, after, orders, saying, text)
    receipts = _receipts(agent, before, after, orders, saying, happened)
    if not written and (receipts or case.facts.released):
        receipts = (receipt(agent, Topic.RECORDED, happened),)
    return Decision(
        verdict=Verdict.REPLY,
        rule="",
        messages=(_message(case, agent, Circle.PUBLIC, text),),
        letters=(*written, *told, *receipts),
    )


def _message(case: Case, agent: Agent, circle: Circle, text: str) -> Message:
    return replace(case.message(Author.AGENT, circle, text), name=agent.name, addr=agent.address)


def _to_customers(
    case: Case, agent: Agent, before: Ticket, after: Ticket, orders: Orders, saying: Saying, text: str
) -> tuple[Letter, ...]:
    """Return the mail that brings the words to the customers, less those who got them from the agent."""
    facts = {}
    if after.state is State.CLOSED and before.state is not State.CLOSED and after.reason is not None:
        facts = {"reason": after.reason.value, "why": orders.finding.value if orders.finding else ""}
    letter = to_customers(after, saying.template, but=direct(case, after), facts=facts)
    quote = case.quotable(before, after)
    topic = Topic.VARIANTS if saying.receipt is Topic.VARIANTS else None
    letter = replace(letter, topic=topic, author=agent.name, files=enclosed(case), quote=quote)
    letter = replace(letter, text=unnamed(text, agent), signature=signature(case, agent))
    return (letter,) if any(to.addr for to in letter.to) else ()


def _receipts(
    agent: Agent,
    before: Ticket,
    after: Ticket,
    orders: Orders,
    saying: Saying,
    happened: tuple[Event, ...],
) -> tuple[Letter, ...]:
    row = transition(saying.happening, before.state, frozenset())
    stays = (row is None or row.after is None) and after.state is before.state
    topic = Topic.SENT_ONLY if stays else saying.receipt
    if topic is None and (orders.others or before.state is State.ON_HOLD):
        topic = Topic.DONE
    return () if topic is None else (receipt(agent, topic, happened),)


def _besides(case: Case, agent: Agent, before: Ticket, after: Ticket, said: Decision) -> tuple[Letter, ...]:
    """Return what customers are told of what commands do besides: whose ticket it is, and that it lives."""
    silent = not any(message.circle is Circle.PUBLIC for message in said.messages)
    another = fold(before.requester.addr) != fold(after.requester.addr)
    if another and silent and after.state is not State.CLOSED:
        letter = to_customer(after.requester, after.language, Template.ACKNOWLEDGEMENT)
        return (replace(letter, topic=Topic.REGISTERED),)
    if after.merged_into is not None:
        return merging.told(case, agent, before, after)
    if before.state in _DONE and after.state is State.OPEN and silent:
        return (replace(to_customers(after, Template.REOPENED), topic=Topic.REOPENED_BY_AGENT),)
    return ()
