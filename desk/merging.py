"""Merging: a ticket's conversation goes on in another one, and who is told of it there."""

from dataclasses import dataclass, replace

from desk.case import Case
from desk.letters import Letter, Template
from desk.people import Agent
from desk.states import Reason
from desk.telling import to_agent, to_customers
from desk.ticket import Event, Ticket, joined
from desk.topics import Topic

# What the history of each of the two says of the other.
GOES_ON, CAME_IN = "goes_on_in", "merged"


@dataclass(frozen=True, slots=True)
class Merging:
    """Into which ticket one is merged, who watches that one from then on, and whether others read it now.

    What was asked there before is not asked of them.
    """

    into: int
    watchers: tuple[str, ...]
    joined: bool = False


def merging(case: Case, after: Ticket) -> Merging | None:
    """Return what becomes of the other ticket: who worked on this one or watched it watches that one."""
    target = _target(case, after)
    if target is None:
        return None
    following = (name for name in (*after.assignees, *after.watchers) if name not in target.assignees)
    watchers = tuple(dict.fromkeys((*target.watchers, *following)))
    return Merging(target.id, watchers, joined=bool(joined(target, after)))


def merged(case: Case, agent: Agent, after: Ticket) -> tuple[Event, ...]:
    """Return the line of history that tells where the conversation goes on."""
    target = _target(case, after)
    return () if target is None else (case.event(GOES_ON, after=target.number, by=agent.name),)


def told(case: Case, agent: Agent, before: Ticket, after: Ticket) -> tuple[Letter, ...]:
    """Return what the customers are told, and the colleagues whom only the other ticket concerned so far."""
    target = _target(case, after)
    if target is None:
        return ()
    facts = {"reason": Reason.MERGED.value, "related": target.number}
    known = {agent, *case.office.concerned(before), *case.office.concerned(after)}
    change = case.event(CAME_IN, after=before.number, by=agent.name)
    colleagues = tuple(
        replace(
            to_agent(each, Template.NOTIFICATION, Topic.CHANGED),
            author=agent.name,
            changes=(change,),
            thread=case.thread(before),
            ticket_id=target.id,
        )
        for each in case.office.concerned(target)
        if each not in known
    )
    return (to_customers(after, Template.CLOSED, facts=facts), *colleagues)


def _target(case: Case, after: Ticket) -> Ticket | None:
    return None if after.merged_into is None else case.facts.target
