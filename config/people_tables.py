"""The tables of people: ``[[agent]]`` and ``[[organisation]]``."""

from typing import Annotated

from config.table import Table
from config.words import CustomerDomain, DeskAlias, Filled, MailAddress, OneLine
from desk.mail import Language
from desk.people import Agent, Organisation, Role


class AgentTable(Table):
    """``[[agent]]``: a member of staff. The first address is written to; no desks means every desk."""

    name: OneLine
    addresses: Annotated[tuple[MailAddress, ...], Filled]
    language: Language = Language.EN
    role: Role = Role.AGENT
    desks: tuple[DeskAlias, ...] = ()
    teams: tuple[OneLine, ...] = ()

    def serves(self, desk: str) -> bool:
        """Tell whether this agent works at the desk of this folded address."""
        return not self.desks or desk in self.desks

    def to_agent(self) -> Agent:
        """Return the agent that these settings describe."""
        return Agent(
            name=self.name,
            addresses=self.addresses,
            language=self.language,
            role=self.role,
            desks=self.desks,
            teams=self.teams,
        )


class OrganisationTable(Table):
    """``[[organisation]]``: customers that belong together; representatives may confirm for the others."""

    name: OneLine
    addresses: tuple[MailAddress, ...] = ()
    domains: tuple[CustomerDomain, ...] = ()
    representatives: tuple[MailAddress, ...] = ()

    def to_organisation(self) -> Organisation:
        """Return the organisation that these settings describe."""
        return Organisation(
            name=self.name,
            addresses=self.addresses,
            domains=self.domains,
            representatives=self.representatives,
        )
