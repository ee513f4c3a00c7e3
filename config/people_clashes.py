"""What cannot go together between people, and between people and desks."""

from collections.abc import Iterator
from difflib import get_close_matches

from config.clash import Clash
from config.faults import quoted
from config.people_tables import OrganisationTable
from config.settings import Settings
from desk.address import fold, untagged

ADDRESSES = ("addresses", "representatives")


def same_agent_name(settings: Settings) -> Iterator[Clash]:
    """Find agents of the same name, whatever the case of its letters: a command names them by it."""
    known: set[str] = set()
    for agent in settings.agent:
        if agent.name.casefold() in known:
            yield Clash(
                agent, "name", f"there is another agent {quoted(agent.name)}", "give each a name of its own"
            )
        known.add(agent.name.casefold())


def same_agent_address(settings: Settings) -> Iterator[Clash]:
    """Find addresses that are two agents', or stand twice."""
    owners: dict[str, str] = {}
    for agent in settings.agent:
        for addr in agent.addresses:
            if fold(addr) in owners:
                used = f"{addr} is an address of {quoted(owners[fold(addr)])} already"
                yield Clash(agent, "addresses", used, "remove one")
            owners.setdefault(fold(addr), agent.name)


def agent_is_desk(settings: Settings) -> Iterator[Clash]:
    """Find agents with a desk's address: their notifications would come back as requests."""
    ours = _desk_addresses(settings)
    for agent in settings.agent:
        for addr in agent.addresses:
            if untagged(addr) in ours:
                yield Clash(
                    agent, "addresses", f"{addr} is an address of a desk", "name the agent's own mailbox"
                )


def notices_to_desk(settings: Settings) -> Iterator[Clash]:
    """Find notices that would go to a desk: they would come back as requests."""
    addr = settings.notices.address
    if untagged(addr) in _desk_addresses(settings):
        yield Clash(
            settings.notices, "address", f"{addr} is an address of a desk", "name the operator's own mailbox"
        )


def served_desks(settings: Settings) -> Iterator[Clash]:
    """Find desks that an agent serves and that do not exist."""
    known = [desk.address for desk in settings.desk]
    for agent in settings.agent:
        for name in agent.desks:
            if name not in known:
                close = get_close_matches(name, known, 1)
                advice = (
                    f"did you mean {quoted(close[0])}?" if close else "name a desk by its address, no alias"
                )
                yield Clash(agent, "desks", f"there is no desk {quoted(name)}", advice)


def same_organisation_name(settings: Settings) -> Iterator[Clash]:
    """Find organisations of the same name."""
    known: set[str] = set()
    for organisation in settings.organisation:
        name = organisation.name.casefold()
        if name in known:
            again = f"there is another organisation {quoted(organisation.name)}"
            yield Clash(organisation, "name", again, "join the two, or rename one")
        known.add(name)


def empty_organisation(settings: Settings) -> Iterator[Clash]:
    """Find organisations that nobody belongs to."""
    for organisation in settings.organisation:
        if not (organisation.addresses or organisation.domains or organisation.representatives):
            yield Clash(organisation, "addresses", "nobody belongs to it", "set addresses or domains")


def same_customer(settings: Settings) -> Iterator[Clash]:
    """Find addresses and domains of two organisations."""
    owners: dict[str, str] = {}
    for organisation in settings.organisation:
        for key, member in _members(organisation):
            if member in owners:
                used = f"{member} belongs to {quoted(owners[member])} already"
                yield Clash(organisation, key, used, "remove one")
            owners.setdefault(member, organisation.name)


def customer_is_desk(settings: Settings) -> Iterator[Clash]:
    """Find desks among the customers."""
    ours = _desk_addresses(settings)
    for organisation in settings.organisation:
        for key in ADDRESSES:
            for addr in getattr(organisation, key):
                if untagged(addr) in ours:
                    yield Clash(organisation, key, f"{addr} is an address of a desk", "remove it")


def _members(organisation: OrganisationTable) -> list[tuple[str, str]]:
    """Return the folded addresses and domains with the key each stands under, every one once."""
    listed = [(key, fold(each)) for key in (*ADDRESSES, "domains") for each in getattr(organisation, key)]
    return [(key, each) for each, key in {each: key for key, each in reversed(listed)}.items()]


def _desk_addresses(settings: Settings) -> frozenset[str]:
    return frozenset(addr for desk in settings.desk for addr in desk.addresses)
