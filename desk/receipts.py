"""What staff are told of an agent's own mail: the agent by a receipt or a refusal, the others by notice."""

import re
from dataclasses import replace

from desk.address import fold
from desk.case import Case
from desk.commands import Command, shown_name
from desk.decisions import Decision
from desk.letters import Audience, Letter, Template
from desk.mail import Language
from desk.orders import Fault
from desk.people import Agent
from desk.telling import carried_or_listed, to_agent
from desk.ticket import Event, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict

# By this a mail is decided whose orders were refused, and why.
REFUSED = "refused"

_COMMAND = re.compile(r"#\w+")


def receipt(agent: Agent, topic: Topic, changes: tuple[Event, ...]) -> Letter:
    """Return the word to an agent that the mail was carried out, and what changed by it."""
    return replace(to_agent(agent, Template.RECEIPT, topic), changes=changes)


def notices(
    case: Case,
    agent: Agent,
    before: Ticket,
    after: Ticket,
    changes: tuple[Event, ...],
    text: str,
    topic: Topic,
) -> tuple[Letter, ...]:
    """Return what the colleagues are told whom a ticket concerns, or concerned until now.

    Whoever gets the ticket answers the customer by answering, unless it is a note that is told of; the
    others' answers become notes. The mail's files go along with its words.
    """
    office = case.office
    concerned = dict.fromkeys((*office.concerned(after), *office.concerned(before)))
    new = [name for name in after.assignees if name not in before.assignees]
    carried, listed = carried_or_listed(() if topic is Topic.CHANGED else case.files)
    thread = case.thread(after)
    told = (
        replace(_told(each, topic, changes, gets=each.name in new), thread=thread if each.name in new else ())
        for each in concerned
        if each != agent
    )
    return tuple(replace(one, author=agent.name, text=text, files=carried, listed=listed) for one in told)


def _told(to: Agent, topic: Topic, changes: tuple[Event, ...], *, gets: bool) -> Letter:
    if gets and topic is not Topic.NOTE:
        return to_agent(to, Template.NOTIFICATION, Topic.ASSIGNED, audience=Audience.PUBLIC)
    return replace(to_agent(to, Template.NOTIFICATION, topic), changes=changes)


def refuse(
    case: Case, agent: Agent, ticket: Ticket | None, fault: Fault, *, internal: bool = False
) -> Decision:
    """Return the decision that does nothing, and gives the agent the whole mail back with the fault.

    An answer to it goes where this mail went; where that was the fault, it goes to the customer.
    """
    internal = internal and fault.topic is not Topic.INTERNAL_ADDRESS
    facts = {"word": _named(fault.word, agent.language), "nearest": ", ".join(_proposed(fault))}
    # An answer to the refusal comes without them.
    facts["why"] = "files" if case.files or case.mail.forwarded is not None else ""
    if ticket is None:
        facts["subject"] = case.mail.subject
    audience = Audience.INTERNAL if internal or ticket is None else Audience.PUBLIC
    letter = to_agent(agent, Template.REFUSAL, fault.topic, facts=facts, audience=audience)
    signed = fault.topic is Topic.MISPLACED_COMMAND and fault.word in case.mail.signature.lower()
    text = f"{case.text}\n\n-- \n{case.mail.signature}" if signed else case.text
    return Decision(
        verdict=Verdict.COMMAND,
        rule=f"{REFUSED}: {fault.topic.value} {fault.word}".strip(),
        ticket_id=None if ticket is None else ticket.id,
        letters=(replace(letter, text=text),),
        chain=None if ticket is None else fold(agent.address),
    )


def _proposed(fault: Fault) -> tuple[str, ...]:
    """Return what may have been meant, commands with their sign."""
    if fault.topic is not Topic.UNKNOWN_COMMAND:
        return fault.nearest
    return tuple(f"#{name}" for name in fault.nearest)


def _named(word: str, language: Language) -> str:
    """Return a word at fault with the commands in it by the names that this language has for them."""
    return _COMMAND.sub(lambda found: _shown(found[0], language), word)


def _shown(word: str, language: Language) -> str:
    known = word.removeprefix("#") in set(Command)
    return f"#{shown_name(Command(word[1:]), language)}" if known else word
