"""All that a Postdesk knows at the end of a story: the mails that came, the tickets, who took part when."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from config.loading import load
from desk.ticket import Circle, Ticket
from desk.ticket import Message as Said
from storage import inbox, inbox_records, threads, tickets
from storage.engine import Connection
from storage.outbox_tables import keys
from tests.road.road import Road
from tests.stories.decoding import author_of, files, parsed, pieces
from tests.stories.taking_part import TakingPart, goes_on_by, taking_part

_EVERYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Came:
    """A mail that came in: who wrote it to whom, its id, all that it says, and what its files say."""

    author: str
    to: frozenset[str]
    message_id: str
    texts: tuple[str, ...]
    files: tuple[str, ...]


@lru_cache(10_000)
def came_of(raw: bytes) -> Came:
    """Return what there is to know of a mail."""
    mail = parsed(raw)
    texts = (tuple(piece.text for piece in found) for found in (pieces(mail), files(mail)))
    to = getaddresses([*mail.get_all("To", ()), *mail.get_all("Cc", ())])
    return Came(author_of(mail), frozenset(addr.lower() for _, addr in to), id_of(mail), *texts)


def id_of(mail: Message) -> str:
    """Return a mail's id, bare and in small letters."""
    return str(mail["Message-ID"]).strip("<> ").lower()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that the store knows: mails that came, tickets, who takes part when, keys, staff's addresses.

    ``inside`` are the ids of mails that were surely written for the staff alone.
    """

    came: dict[int, Came]
    threads: dict[int, tuple[Ticket, list[Said]]]
    taking_part: dict[int, TakingPart]
    keys: list[Any]
    staff: frozenset[str]
    names: str
    inside: frozenset[str]

    def is_public(self, said: Said) -> bool:
        """Tell whether a message was written for the customers."""
        came = self.came.get(said.inbox_id or 0)
        return said.circle is Circle.PUBLIC and (came is None or came.message_id not in self.inside)


def ledger(road: Road, inside: Iterable[str] = ()) -> Ledger:
    """Return what the store knows now."""
    return road.read(lambda c: _ledger(c, road, frozenset(inside)))


def _ledger(c: Connection, road: Road, inside: frozenset[str]) -> Ledger:
    ids = [record.id for record in inbox_records.listing(c, limit=_EVERYTHING)]
    found = tickets.listing(c, road.service.clock(), limit=_EVERYTHING)
    agents = load(road.folder / "postdesk.toml").directory().agents
    came = {number: came_of(raw) for number, raw in inbox.raws_of(c, ids).items() if raw is not None}
    said = {ticket.id: (ticket, threads.thread(c, ticket.id)) for ticket in found}
    histories = {ticket.id: threads.history(c, ticket.id) for ticket in found}
    merged = {ticket.number: (ticket, goes_on_by(histories[ticket.id])) for ticket in found}
    return Ledger(
        came=came,
        threads=said,
        taking_part={
            ticket.id: taking_part(ticket, histories[ticket.id], merged, _opened_to(thread, came))
            for ticket, thread in said.values()
        },
        keys=list(c.execute(select(keys))),
        staff=frozenset(addr.lower() for agent in agents for addr in agent.addresses),
        names=" ".join(agent.name for agent in agents),
        inside=inside,
    )


def _opened_to(thread: Iterable[Said], came: dict[int, Came]) -> frozenset[str]:
    """Return to whom the mail was written that opened a ticket."""
    first = next((came.get(said.inbox_id or 0) for said in thread if not said.origin), None)
    return frozenset() if first is None else first.to
