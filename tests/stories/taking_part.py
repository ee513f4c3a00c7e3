"""Who takes part in a ticket, and since when: read backwards from how it stands, by its history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.merging import CAME_IN, GOES_ON
from desk.ticket import Event, Ticket


@dataclass(frozen=True, slots=True)
class Part:
    """The addresses that take part in a ticket ``since`` the mail with this number, until the next part."""

    since: int
    people: frozenset[str]


class TakingPart:
    """Who takes part in one ticket at the time of each mail that came in."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def ever(self, addr: str) -> bool:
        """Tell whether this address takes or took part."""
        return any(addr in part.people for part in self._parts)

    def met(self, addr: str) -> frozenset[str]:
        """Return who took part while this address did."""
        return frozenset().union(*(part.people for part in self._parts if addr in part.people))

    def at(self, addr: str, number: int) -> bool:
        """Tell whether this address takes part when the mail with this number has been carried out."""
        return next((addr in part.people for part in self._parts if part.since <= number), False)


def taking_part(
    ticket: Ticket,
    history: Sequence[Event],
    merged: Mapping[str, tuple[Ticket, int]],
    opened_to: Iterable[str],
) -> TakingPart:
    """Return who took part in a ticket and when.

    ``merged`` are the tickets that came into it, by number, each with the number of the mail that merged it;
    their customers join by that, but for those to whom the first mail was ``opened_to``.
    """
    requester = ticket.requester.addr.lower()
    others = {person.addr.lower() for person in ticket.participants}
    parts: list[Part] = []
    for event in reversed(history):
        people, since = frozenset({requester, *others}), event.inbox_id or 0
        if event.what == "participants":
            others = _people(event.before)
        elif event.what == "requester":
            requester = event.before.lower()
        elif event.what == CAME_IN and event.after in merged:
            source, since = merged[event.after]
            others = others - {customer.addr.lower() for customer in source.customers} | (
                others & set(opened_to)
            )
        else:
            continue
        parts.append(Part(since, people))
    return TakingPart((*parts, Part(0, frozenset({requester, *others}))))


def goes_on_by(history: Iterable[Event]) -> int:
    """Return the number of the mail by which a ticket was merged into another, or 0."""
    return next((event.inbox_id or 0 for event in history if event.what == GOES_ON), 0)


def _people(told: str) -> set[str]:
    return {addr.strip().lower() for addr in told.split(",") if addr.strip()}
