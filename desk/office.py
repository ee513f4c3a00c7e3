"""The office: one desk with everyone and everything around it that the rules ask about."""

from dataclasses import dataclass, field

from desk.desks import Desk, Limits
from desk.people import Agent, Directory, Organisation
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Office:
    """A desk, the other desks of this Postdesk, staff and organisations, and the limits."""

    desk: Desk
    desks: tuple[Desk, ...]
    directory: Directory = field(default_factory=Directory)
    limits: Limits = field(default_factory=Limits)

    def is_own(self, addr: str) -> bool:
        """Tell whether this address belongs to any desk of ours, plus-forms included."""
        return any(desk.owns(addr) for desk in self.desks)

    def agent(self, addr: str) -> Agent | None:
        """Return this desk's agent with this address."""
        return self.directory.agent(addr, self.desk.address)

    def organisation(self, addr: str) -> Organisation | None:
        """Return the organisation a customer belongs to."""
        return self.directory.organisation(addr)

    def operators(self) -> tuple[Agent, ...]:
        """Return who hears of what the operator must know."""
        return self.directory.operators(self.desk.language)

    def assigned(self, names: tuple[str, ...]) -> tuple[Agent, ...]:
        """Return the agents to be told: the assignees who still serve this desk, else all who work there."""
        workers = self.directory.workers(self.desk.address)
        return tuple(agent for agent in workers if agent.name in names) or workers

    def concerned(self, ticket: Ticket) -> tuple[Agent, ...]:
        """Return the agents to be told of what happens to a ticket: as `assigned`, and who watches it.

        An agent whose own request it is reads it as a customer, unless named as one who works on it.
        """
        serving = self.directory.serving(self.desk.address)
        named = (*ticket.assignees, *ticket.watchers)
        watching = tuple(agent for agent in serving if agent.name in ticket.watchers)
        told = dict.fromkeys((*self.assigned(ticket.assignees), *watching))
        return tuple(agent for agent in told if agent.name in named or not _asks(agent, ticket))


def _asks(agent: Agent, ticket: Ticket) -> bool:
    return any(ticket.takes_part(addr) for addr in agent.addresses)
