"""Which ticket an agent's mail reaches, and whether it stays among the staff."""

from dataclasses import dataclass, replace

from desk.address import fold
from desk.case import Case
from desk.facts import KnownKey
from desk.letters import Audience
from desk.people import Agent
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Reached:
    """The ticket an agent's mail reached, by which rule, and whether it stays among the staff."""

    ticket: Ticket
    rule: str
    internal: bool


def reach(case: Case, agent: Agent, own: list[KnownKey]) -> Reached | None:
    """Return the ticket this mail reaches; what went to anyone's internal address stays inside.

    A note sent out cannot be called back.
    """
    if names_several_tickets(case):
        return None
    reached = _by_key(own) or _by_reference(case, agent) or _by_hearsay(case)
    inside = any(key.audience is Audience.INTERNAL for key in case.facts.keys)
    return replace(reached, internal=True) if reached is not None and inside else reached


def names_several_tickets(case: Case) -> bool:
    """Tell whether a mail was sent to keys of more than one ticket: nobody can tell which is meant."""
    return len({key.ticket.id for key in case.facts.keys if key.ticket is not None}) > 1


def direct(case: Case, ticket: Ticket) -> frozenset[str]:
    """Return the customers who got this mail from the agent already: they get no second copy."""
    written = {fold(person.addr) for person in (*case.mail.to, *case.mail.cc)}
    return frozenset(fold(customer.addr) for customer in ticket.customers if fold(customer.addr) in written)


def _by_key(own: list[KnownKey]) -> Reached | None:
    for key in own:
        ticket = key.held_in if key.audience is Audience.RELEASE else key.ticket
        if ticket is not None and key.audience is not Audience.CUSTOMER:
            return Reached(ticket, f"agent's own {key.audience.value} key", internal=False)
    return None


def _by_reference(case: Case, agent: Agent) -> Reached | None:
    """Return the ticket of an id in References; what the customers got already, was said to them.

    Else what is passed on is for colleagues, and what is written to others than the desk.
    """
    chains = {"", *(fold(addr) for addr in agent.addresses)}
    pointer = next((one for one in case.facts.pointers if one.chain in chains), None)
    if pointer is None:
        return None
    to_desk = any(case.office.desk.owns(to.addr) for to in case.mail.to)
    inside = pointer.internal or case.mail.forwarded is not None or not to_desk
    internal = inside and not direct(case, pointer.ticket)
    return Reached(pointer.ticket, "agent, id in References", internal=internal)


def _by_hearsay(case: Case) -> Reached | None:
    """Return the ticket of another's key, else the one whose number stands in the subject.

    Nothing says that such a mail answers one that reaches the customer: where it went there already, it is
    a direct answer, else it is a note.
    """
    keyed = [(key.ticket, "agent, another's key in the address") for key in case.facts.keys if key.ticket]
    numbered = [(ticket, "agent, number in the subject") for ticket in case.facts.numbered]
    found = (*keyed, *numbered)
    if not found:
        return None
    ticket, rule = found[0]
    return Reached(ticket, rule, internal=not direct(case, ticket))
