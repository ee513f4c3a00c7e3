"""The outgoing hold: an agent's words to customers wait a little, and can be taken back.

What waits has had no effect: the mail itself waits, and is decided when its time has come, by what is so
then. Its author is told at once what it will do.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from desk.address import fold
from desk.case import Case
from desk.decisions import Decision
from desk.facts import Waiting
from desk.freeing import below_quotation, says_more
from desk.letters import Audience, Letter, Template
from desk.orders import Fault
from desk.people import Agent
from desk.receipts import receipt
from desk.states import Reason, State
from desk.telling import to_agent
from desk.ticket import Event, Message, Ticket, joined
from desk.topics import Topic
from desk.verdicts import Verdict

# By this a mail is freed whose time has come.
TIME = "outgoing hold"

# By this a mail is held that was given back to its author, who alone decides on it.
RETURNED = "returned"

# Why what waited was given back, whatever it was; its author was told more.
MEANWHILE = "something happened meanwhile"


def holds(case: Case, letters: Iterable[Letter]) -> bool:
    """Tell whether this mail is to wait: it brings an agent's words to customers, and has not waited yet."""
    if case.facts.released == TIME or case.office.desk.outgoing_hold == timedelta(0):
        return False
    return any(letter.author and not letter.for_staff for letter in letters)


def wait(case: Case, agent: Agent, ticket: Ticket, rule: str, changes: tuple[Event, ...]) -> Decision:
    """Return the decision that lets a mail wait, and tells its author how long and what it will change."""
    hold = case.office.desk.outgoing_hold
    told = receipt(agent, Topic.WAITING, changes)
    return Decision(
        verdict=Verdict.HELD,
        rule=f"{TIME}: {rule}",
        ticket_id=ticket.id,
        letters=(replace(told, facts={"count": str(round(hold.total_seconds()))}),),
        waits=Waiting(inbox_id=case.inbox_id, agent=agent.name, text=case.text, due_at=case.now + hold),
    )


def without_receipts(case: Case, decision: Decision) -> Decision:
    """Return the decision on a mail whose time has come; its author knows already what it does."""
    if case.facts.released != TIME:
        return decision
    letters = (letter for letter in decision.letters if letter.template is not Template.RECEIPT)
    return replace(decision, letters=tuple(letters))


def undo(case: Case, agent: Agent, ticket: Ticket) -> Decision | Fault:
    """Return the decision that takes back whatever of this agent's still waits in the ticket.

    Words that stand below the order go nowhere, and are shown to their author.
    """
    own = [one for one in case.facts.waiting.get(ticket.id, ()) if one.agent == agent.name]
    if not own:
        return Fault(Topic.NOTHING_WAITS)
    told = [one.text for one in own]
    if says_more(below_quotation(case.mail.visible_text), agent.name):
        told.append(case.text)
    return Decision(
        verdict=Verdict.COMMAND,
        rule="taken back by its author",
        ticket_id=ticket.id,
        letters=tuple(replace(receipt(agent, Topic.UNDONE, ()), text=text) for text in told),
        chain=fold(agent.address),
        takes_back=tuple(one.inbox_id for one in own),
    )


def given_back(case: Case, ticket: Ticket, decision: Decision) -> Decision:
    """Return the decision on a customer's mail with what waits in the ticket given back to its authors.

    They wrote before they knew it.
    """
    waiting = ((ticket, one) for one in case.facts.waiting.get(ticket.id, ()))
    return _with_given_back(case, decision, waiting, Topic.CUSTOMER_WROTE, "", decision.messages[:1])


def _with_given_back(
    case: Case,
    decision: Decision,
    waiting: Iterable[tuple[Ticket, Waiting]],
    topic: Topic,
    word: str,
    thread: tuple[Message, ...],
) -> Decision:
    """Return the decision with these words given back; those of nobody who works here stay till their time.

    Then they are no agent's any more, and go to no customer.
    """
    serving = {agent.name: agent for agent in case.office.directory.serving(case.office.desk.address)}
    authors = [(ticket, one, serving[one.agent]) for ticket, one in waiting if one.agent in serving]
    letters = tuple(
        replace(returned(agent, topic, one.text, one.inbox_id, thread, word), ticket_id=ticket.id)
        for ticket, one, agent in authors
    )
    return replace(
        decision,
        letters=(*decision.letters, *letters),
        gives_back=(*decision.gives_back, *(one.inbox_id for _, one, _ in authors)),
    )


def unsettled(case: Case, agent: Agent, before: Ticket, after: Ticket, decision: Decision) -> Decision:
    """Return the decision on an agent's mail with what waits given back whose readers would not be the same.

    So it is where others read the ticket from now on, and where a colleague has closed it.
    """
    found: list[tuple[Ticket, Waiting]] = []
    waiting, target = case.facts.waiting, case.facts.target if after.merged_into is not None else None
    for one in waiting.get(before.id, ()):
        closed = after.state is State.CLOSED and before.state is not State.CLOSED and target is None
        others = joined(before, after if target is None else target)
        if others or (closed and (one.agent != agent.name or after.reason is Reason.SPAM)):
            found.append((before, one))
    if target is not None and joined(target, before):
        found.extend((target, one) for one in waiting.get(target.id, ()))
    return _with_given_back(case, decision, found, Topic.CHANGED_MEANWHILE, agent.name, ())


def returned(
    agent: Agent,
    topic: Topic,
    text: str,
    inbox_id: int,
    thread: tuple[Message, ...] = (),
    word: str = "",
    *,
    inside: bool = False,
) -> Letter:
    """Return the mail that gives an agent's words back; the word send in answer frees them as they are.

    Other words in answer go to the customer, or where those were for colleagues alone stay ``inside``.
    """
    facts = {"word": word, "why": "inside" if inside else ""}
    audience = Audience.INTERNAL if inside else Audience.RELEASE
    letter = to_agent(agent, Template.RETURNED, topic, facts=facts, audience=audience)
    return replace(letter, text=text, thread=thread, frees=inbox_id)
