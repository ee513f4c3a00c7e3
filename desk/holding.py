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
from desk.letters import Audience, Letter, Template, Topic
from desk.orders import Fault
from desk.people import Agent
from desk.receipts import receipt
from desk.telling import to_agent
from desk.ticket import Event, Message, Ticket
from desk.verdicts import Verdict

# By this a mail is freed whose time has come.
TIME = "outgoing hold"

# By this a mail is held that was given back to its author, who alone decides on it.
RETURNED = "returned"


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
    """Return the decision that takes back whatever of this agent's still waits in the ticket."""
    own = [one for one in case.facts.waiting.get(ticket.id, ()) if one.agent == agent.name]
    if not own:
        return Fault(Topic.NOTHING_WAITS)
    return Decision(
        verdict=Verdict.COMMAND,
        rule="taken back by its author",
        ticket_id=ticket.id,
        letters=tuple(replace(receipt(agent, Topic.UNDONE, ()), text=one.text) for one in own),
        chain=fold(agent.address),
        takes_back=tuple(one.inbox_id for one in own),
    )


def given_back(case: Case, ticket: Ticket, decision: Decision) -> Decision:
    """Return the decision on a customer's mail with what waits in the ticket given back to its authors.

    They wrote before they knew it.
    """
    waiting = case.facts.waiting.get(ticket.id, ())
    words = decision.messages[:1]
    authors = ((one, case.office.directory.named(one.agent)) for one in waiting)
    letters = tuple(
        returned(agent, Topic.CUSTOMER_WROTE, one.text, one.inbox_id, words)
        for one, agent in authors
        if agent is not None
    )
    return replace(
        decision,
        letters=(*decision.letters, *letters),
        gives_back=tuple(one.inbox_id for one in waiting),
    )


def returned(
    agent: Agent, topic: Topic, text: str, inbox_id: int, thread: tuple[Message, ...] = (), word: str = ""
) -> Letter:
    """Return the mail that gives an agent's words back; its key frees them as they are."""
    letter = to_agent(agent, Template.RETURNED, topic, facts={"word": word}, audience=Audience.RELEASE)
    return replace(letter, text=text, thread=thread, frees=inbox_id)
