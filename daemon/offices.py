"""The offices: what the rules need to know of each desk, made once from the settings."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.address import domain
from desk.desks import Desk, Limits
from desk.office import Office
from desk.people import Directory


@dataclass(frozen=True, slots=True)
class Offices:
    """Every desk with its office."""

    by_address: dict[str, Office]

    @classmethod
    def of(cls, desks: tuple[Desk, ...], directory: Directory, limits: Limits) -> "Offices":
        """Return the offices of these desks, by the desk's address."""
        return cls({desk.address: Office(desk, desks, directory, limits) for desk in desks})

    @property
    def desks(self) -> tuple[Desk, ...]:
        """All desks, in the order of the configuration."""
        return tuple(office.desk for office in self.by_address.values())

    def get(self, address: str) -> Office | None:
        """Return the office of a desk, or None where the configuration no longer knows it."""
        return self.by_address.get(address)

    def __getitem__(self, address: str) -> Office:
        return self.by_address[address]

    def reached(self, recipients: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses of the desks that mail to these recipients is for, each once.

        Mail for a postmaster goes to the first desk of that domain, else to the first desk of all.
        """
        reached = dict.fromkeys(self._desk(recipient) for recipient in recipients)
        return tuple(reached)

    def _desk(self, recipient: str) -> str:
        owner = next((desk for desk in self.desks if desk.owns(recipient)), None)
        host = domain(recipient)
        near = next((desk for desk in self.desks if domain(desk.address) == host), self.desks[0])
        return (owner or near).address
