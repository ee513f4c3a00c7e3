"""The offices: what the rules need to know of each desk, as the settings have it now."""

from collections.abc import Callable, Iterable, Mapping

from daemon.receiving.admission import our_addresses
from desk.address import domain
from desk.desks import Desk, Limits
from desk.office import Office
from desk.people import Directory


class Offices:
    """Every desk with its office. A reload changes all of them at once; nothing else ever changes them."""

    def __init__(self, desks: tuple[Desk, ...], directory: Directory, limits: Limits) -> None:
        self.change(desks, directory, limits)

    def change(self, desks: tuple[Desk, ...], directory: Directory, limits: Limits) -> None:
        """Put these in the place of the present ones; whoever asks from now on gets the new ones."""
        offices = {desk.address: Office(desk, desks, directory, limits) for desk in desks}
        self.by_address: Mapping[str, Office] = offices
        self._is_ours: Callable[[str], bool] = our_addresses(desks)

    @property
    def desks(self) -> tuple[Desk, ...]:
        """All desks, in the order of the configuration."""
        return tuple(office.desk for office in self.by_address.values())

    def is_ours(self, recipient: str) -> bool:
        """Tell whether we take mail for this address."""
        return self._is_ours(recipient)

    def get(self, address: str) -> Office | None:
        """Return the office of a desk, or None where the configuration no longer knows it."""
        return self.by_address.get(address)

    def __getitem__(self, address: str) -> Office:
        return self.by_address[address]

    def reached(self, recipients: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses of the desks that mail to these recipients is for, each once.

        Mail for a postmaster goes to the first desk of that domain, else to the first desk of all.
        """
        desks = self.desks
        return tuple(dict.fromkeys(_desk(desks, recipient) for recipient in recipients))


def _desk(desks: tuple[Desk, ...], recipient: str) -> str:
    owner = next((desk for desk in desks if desk.owns(recipient)), None)
    host = domain(recipient)
    near = next((desk for desk in desks if domain(desk.address) == host), desks[0])
    return (owner or near).address
