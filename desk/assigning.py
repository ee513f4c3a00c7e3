"""Into whose hands a ticket is given: agents and teams, as people name them."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from desk.case import Case
from desk.commands import Command
from desk.names import MOST_CANDIDATES, addressed, folded, only, parted
from desk.orders import Fault, Order
from desk.people import Agent
from desk.reminding import moved
from desk.states import Happening, transition
from desk.ticket import Ticket
from desk.topics import Topic


def assigned(case: Case, agent: Agent, ticket: Ticket, orders: Iterable[Order]) -> Ticket | Fault:
    """Return the ticket in the hands of all whom these orders name."""
    found: list[Agent] = []
    for order in orders:
        named = _named(case, agent, order)
        if isinstance(named, Fault):
            return named
        found.extend(named)
    if _is_anothers(case, agent, ticket):
        return Fault(Topic.OTHERS_WORK, ", ".join(ticket.assignees))
    row = transition(Happening.AGENT_TAKES, ticket.state, frozenset())
    taken = replace(ticket, assignees=tuple(dict.fromkeys(each.name for each in found)))
    return taken if row is None or row.after is None else moved(taken, row, case.office.desk, case.now)


def _named(case: Case, agent: Agent, order: Order) -> tuple[Agent, ...] | Fault:
    if order.command is Command.TAKE:
        return (agent,)
    workers = case.office.directory.workers(case.office.desk.address)
    of_teams = order.command is Command.TEAM
    known = {folded(team) for agent in workers for team in agent.teams}
    names = parted(order.argument, known if of_teams else {folded(agent.name) for agent in workers})
    if not names:
        return Fault(Topic.ARGUMENT_MISSING, f"#{order.command.value}")
    found: list[Agent] = []
    for name in names:
        named = _team(case, name) if of_teams else _agent(case, name)
        if isinstance(named, Fault):
            return named
        found.extend(named)
    return tuple(found)


def _is_anothers(case: Case, agent: Agent, ticket: Ticket) -> bool:
    """Tell whether a ticket is in the hands of others alone, and not for this agent to take from them."""
    office = case.office
    leads = office.directory.leads(office.desk.address)
    working = {each.name for each in office.directory.workers(office.desk.address)}
    held = working.intersection(ticket.assignees)
    return bool(held) and agent.name not in held and agent not in leads


def _team(case: Case, name: str) -> tuple[Agent, ...] | Fault:
    workers = case.office.directory.workers(case.office.desk.address)
    teams = {folded(team): team for agent in workers for team in agent.teams}
    wanted = folded(name)
    found = wanted if wanted in teams else only(team for team in teams if team.startswith(wanted))
    if found is None:
        return Fault(Topic.UNKNOWN_TEAM, name, tuple(teams.values())[:MOST_CANDIDATES])
    return tuple(agent for agent in workers if found in map(folded, agent.teams))


def _agent(case: Case, written: str) -> tuple[Agent] | Fault:
    """Return the agent meant: by address, by whole name, or by a part of a name that only one has.

    An address that mail programs complete says who it is; so does a name behind the sign of a mention.
    """
    mentioned = written.lstrip("@")
    own = only(addressed(mentioned))
    name = mentioned if own is None else own.addr
    workers = case.office.directory.workers(case.office.desk.address)
    meant = _meant(name, workers)
    if len(meant) == 1:
        return (meant[0],)
    serving = case.office.directory.serving(case.office.desk.address)
    if not meant and _meant(name, serving):
        return Fault(Topic.ONLY_READS, name, _names(workers))
    if meant:
        return Fault(Topic.SEVERAL_AGENTS, name, _names(meant))
    near = get_close_matches(folded(name), {folded(agent.name): agent for agent in workers}, cutoff=0.5)
    candidates = [agent for agent in workers if folded(agent.name) in near] or workers
    return Fault(Topic.UNKNOWN_AGENT, name, _names(candidates))


def _meant(name: str, agents: Iterable[Agent]) -> list[Agent]:
    wanted, among = folded(name), list(agents)
    exact = [agent for agent in among if agent.has(name) or folded(agent.name) == wanted]
    parts = [agent for agent in among if wanted in folded(agent.name).split()]
    begun = [agent for agent in among if any(p.startswith(wanted) for p in folded(agent.name).split())]
    return exact or parts or begun


def _names(agents: Iterable[Agent]) -> tuple[str, ...]:
    return tuple(agent.name for agent in agents)[:MOST_CANDIDATES]
