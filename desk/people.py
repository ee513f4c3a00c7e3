"""Staff and organisations, as the configuration names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desk.address import domain, fold
from desk.mail import Language


class Role(StrEnum):
    """What an agent may do: work on tickets, work on others' too, or only read.

    An operator is a lead who also hears of what the operator must know.
    """

    AGENT = "agent"
    LEAD = "lead"
    OPERATOR = "operator"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A member of staff. The first address is the one written to; no desks means every desk.

    ``teams`` are the names of groups of agents who are assigned together.
    """

    name: str
    addresses: tuple[str, ...]
    language: Language = Language.EN
    role: Role = Role.AGENT
    desks: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The stored address that Postdesk writes to."""
        return self.addresses[0]

    def has(self, addr: str) -> bool:
        """Tell whether this address is one of the agent's."""
        return fold(addr) in {fold(own) for own in self.addresses}

    def serves(self, desk: str) -> bool:
        """Tell whether the agent works at the desk of this address."""
        return not self.desks or fold(desk) in {fold(served) for served in self.desks}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Customers that belong together; representatives may confirm for the others."""

    name: str
    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()

    def includes(self, addr: str) -> bool:
        """Tell whether this customer belongs to the organisation."""
        listed = {fold(known) for known in (*self.addresses, *self.representatives)}
        return fold(addr) in listed or domain(addr) in {fold(own) for own in self.domains}

    def represented_by(self, addr: str) -> bool:
        """Tell whether this address may confirm for the organisation's others."""
        return fold(addr) in {fold(representative) for representative in self.representatives}


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone the configuration knows. ``notices`` is where the operator's notices go, or empty."""

    agents: tuple[Agent, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    notices: str = ""

    def agent(self, addr: str, desk: str) -> Agent | None:
        """Return the agent of this desk with this address."""
        return next((a for a in self.agents if a.has(addr) and a.serves(desk)), None)

    def named(self, name: str) -> Agent | None:
        """Return the agent with exactly this name."""
        return next((a for a in self.agents if a.name == name), None)

    def serving(self, desk: str) -> tuple[Agent, ...]:
        """Return every agent of a desk."""
        return tuple(a for a in self.agents if a.serves(desk))

    def workers(self, desk: str) -> tuple[Agent, ...]:
        """Return those of a desk who work on tickets: all but its observers."""
        return tuple(a for a in self.serving(desk) if a.role is not Role.OBSERVER)

    def leads(self, desk: str) -> tuple[Agent, ...]:
        """Return the leads of a desk; where nobody was made one, whoever works there is."""
        workers = self.workers(desk)
        if all(agent.role is not Role.LEAD for agent in workers):
            return workers
        return tuple(agent for agent in workers if agent.role in {Role.LEAD, Role.OPERATOR})

    def operators(self, language: Language) -> tuple[Agent, ...]:
        """Return who hears of what the operator must know: the one address for it, else the agents.

        Of the agents those with that role, or all but the observers, where none has it. A name is not known
        of an address that is no agent's; it is written to in this language.
        """
        if self.notices:
            known = next((agent for agent in self.agents if agent.has(self.notices)), None)
            found = known.language if known is not None else language
            return (Agent(name="", addresses=(self.notices,), language=found),)
        acting = tuple(a for a in self.agents if a.role is not Role.OBSERVER)
        return tuple(a for a in acting if a.role is Role.OPERATOR) or acting or self.agents

    def organisation(self, addr: str) -> Organisation | None:
        """Return the organisation of a customer, addresses before domains."""
        exact = (o for o in self.organisations if fold(addr) in map(fold, (*o.addresses, *o.representatives)))
        return next(exact, None) or next((o for o in self.organisations if o.includes(addr)), None)

    def language(self, addrs: Iterable[str]) -> Language | None:
        """Return the language of the first agent among these addresses."""
        return next((a.language for addr in addrs for a in self.agents if a.has(addr)), None)
