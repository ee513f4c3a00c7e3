"""Who may read what: nothing internal in a mail to a customer, and nothing of one customer's in another's.

Nobody marks what is secret. It is all that anybody wrote, and all that the staff were told, less what the
customer may know: one's own mails, the public words of the tickets that one takes part in, and the product's
own texts for customers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from babel import Locale
from sqlalchemy import select

from config.loading import load
from desk.letters import FOR_STAFF, Audience
from desk.ticket import Author, Circle, Event, Ticket
from desk.ticket import Message as Said
from responders.words import FIELDS, KINDS, MARKERS, NO_SUBJECT, STATES
from storage import inbox, inbox_records, threads, tickets
from storage.engine import Connection
from storage.outbox_tables import keys
from tests.road.road import Road
from tests.stories.decoding import Piece, author_of, files, layers, parsed, pieces

_RESPONDERS = Path(__file__).parents[2] / "responders"

# What mails are made of, and no person's words.
_MADE_OF = """multipart alternative mixed attachment inline charset quoted printable boundary filename
    application content transfer encoding disposition version language received delivered original return
    references suppress response submitted generated replied message example postdesk support"""
# Random names, in which words may seem to stand.
_RANDOM = re.compile(r"[a-z2-7]{26}")
_SOFT_BREAK = re.compile(r"=\r?\n")
# Within the alphabet of base64 letters are no words; decoded texts are looked at as well.
_WORD = re.compile(r"(?<![\w+/=])[^\W\d_]{6,}(?![\w+/=])")
_DECODED_WORD = re.compile(r"[^\W\d_]{6,}")
# A staff template's own words in one go, so many letters at least, tell that a card is shown.
_FRAGMENT = 11
_EVERYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Came:
    """A mail that came in: who wrote it, its id, all that it says, and what its files say."""

    author: str
    message_id: str
    texts: tuple[str, ...]
    files: tuple[str, ...]


@lru_cache(10_000)
def _came(raw: bytes) -> Came:
    mail = parsed(raw)
    texts = (tuple(piece.text for piece in found) for found in (pieces(mail), files(mail)))
    return Came(author_of(mail), _id(mail), *texts)


def _id(mail: Message) -> str:
    return str(mail["Message-ID"]).strip("<> ").lower()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that the store knows: mails that came, tickets, who takes or took part, keys, staff's addresses."""

    came: dict[int, Came]
    threads: dict[int, tuple[Ticket, list[Said]]]
    took_part: dict[int, str]
    keys: list[Any]
    staff: frozenset[str]
    names: str


def ledger(road: Road) -> Ledger:
    """Return what the store knows now."""
    return road.read(lambda c: _ledger(c, road))


def _ledger(c: Connection, road: Road) -> Ledger:
    ids = [record.id for record in inbox_records.listing(c, limit=_EVERYTHING)]
    found = tickets.listing(c, road.service.clock(), limit=_EVERYTHING)
    agents = load(road.folder / "postdesk.toml").directory().agents
    return Ledger(
        came={number: _came(raw) for number, raw in inbox.raws_of(c, ids).items() if raw is not None},
        threads={ticket.id: (ticket, threads.thread(c, ticket.id)) for ticket in found},
        took_part={ticket.id: _leavers(threads.history(c, ticket.id)) for ticket in found},
        keys=list(c.execute(select(keys))),
        staff=frozenset(addr.lower() for agent in agents for addr in agent.addresses),
        names=" ".join(agent.name for agent in agents),
    )


def _leavers(history: Iterable[Event]) -> str:
    """Return the addresses of those who took part at some time."""
    return " ".join(event.before for event in history if event.what in {"requester", "participants"}).lower()


def leaks(
    road: Road,
    mails: Iterable[EmailMessage],
    *,
    before: Iterable[EmailMessage] = (),
    inside: Iterable[str] = (),
) -> list[str]:
    """Return what customers learn by these mails that is not theirs.

    ``before`` are mails that went out earlier, ``inside`` words that were surely written for the staff alone.
    """
    known, mails = ledger(road), list(mails)
    to_staff = [mail for mail in (*before, *mails) if reader_of(mail) in known.staff]
    told = (_came(mail.as_bytes()) for mail in to_staff)
    written = _words(text for mail in (*known.came.values(), *told) for text in mail.texts)
    said = [message for _, thread in known.threads.values() for message in thread]
    written |= _words(message.text for message in said if message.circle is Circle.INTERNAL)
    found: list[str] = []
    for mail in mails:
        if reader_of(mail) not in known.staff:
            reader = _Reader(known, reader_of(mail))
            found += reader.learned(mail, (written - reader.may_know) | set(inside), to_staff)
    return found


def reader_of(mail: EmailMessage) -> str:
    """Return the address that a mail was delivered to, in small letters."""
    return str(mail["Delivered-To"]).strip("<> ").lower()


class _Reader:
    """A customer. ``may_know`` are the words that are no secret to this one."""

    def __init__(self, known: Ledger, addr: str) -> None:
        self._known = known
        self._addr = addr
        self._mine = [
            (ticket, [said for said in thread if said.circle is Circle.PUBLIC])
            for ticket, thread in known.threads.values()
            if ticket.takes_part(addr) or addr in known.took_part[ticket.id]
        ]
        own = [text for mail in known.came.values() if mail.author == addr for text in mail.texts]
        said = [message for _, thread in self._mine for message in thread]
        by_customers = [message.text for message in said if message.author is Author.CUSTOMER]
        self._customers = _plain(" ".join((*own, *by_customers)))
        self._own = _plain(" ".join(own))
        heads = [f"{ticket.subject} {ticket.organisation} {ticket.customers}" for ticket, _ in self._mine]
        texts = [f"{message.name} {message.text}" for message in said]
        self.may_know = _product_words() | _words((*own, *heads, *texts, *self._files(said), known.names))

    def _files(self, said: Iterable[Said]) -> Iterator[str]:
        mails = (self._known.came.get(message.inbox_id or 0) for message in said if message.attachments)
        return (text for mail in mails if mail is not None for text in mail.files)

    def learned(
        self, mail: EmailMessage, secrets: set[str], to_staff: Iterable[EmailMessage]
    ) -> Iterator[str]:
        """Yield what this mail tells the reader that is secret."""
        tokens = set(self._tokens(to_staff)) | {f for f in _fragments() if f not in self._customers}
        for piece in layers(mail.as_bytes()):
            for what in sorted(set(_seen(piece, secrets, tokens))):
                yield f"{self._addr} learns {what!r} in {piece.place} of {str(mail['Subject'])!r}"

    def _tokens(self, to_staff: Iterable[EmailMessage]) -> Iterator[str]:
        """Yield what must not stand in a mail even as a part of something longer."""
        mine = {ticket.id for ticket, _ in self._mine}
        for key in self._known.keys:
            own = key.audience is Audience.CUSTOMER and key.ticket_id in mine
            if not (own and key.person in {"", self._addr}) and key.key not in self._own:
                yield key.key
        yield from (addr for addr in self._known.staff if addr not in self._customers)
        others = [ticket for ticket, _ in self._known.threads.values() if ticket.id not in mine]
        told = {addr.addr.lower() for ticket, _ in self._mine for addr in ticket.customers}
        people = {addr.addr.lower() for ticket in others for addr in ticket.customers} - told - {self._addr}
        ids = {_id(mail) for mail in to_staff}
        ids |= {mail.message_id for mail in self._known.came.values() if mail.author in self._known.staff}
        for token in (*people, *(ticket.number.lower() for ticket in others), *ids):
            if token not in self._customers:
                yield token


def _seen(piece: Piece, secrets: set[str], tokens: set[str]) -> Iterator[str]:
    text = _plain(piece.text)
    yield from (token for token in tokens if token in text)
    pattern = _WORD if piece.place.startswith("raw") else _DECODED_WORD
    yield from secrets & set(pattern.findall(_RANDOM.sub(" ", text)))


def _words(texts: Iterable[str]) -> set[str]:
    # The source of a mail that is attached breaks words at the ends of its lines.
    whole = (_RANDOM.sub(" ", _SOFT_BREAK.sub("", text).casefold()) for text in texts)
    return {word for text in whole for word in _DECODED_WORD.findall(text)}


def _plain(text: str) -> str:
    """Return a text in small letters and single blanks, without marks of quoting."""
    return " ".join(re.sub(r"(?m)^[>|\s]+", "", text.casefold()).split())


def _templates(*, for_staff: bool) -> list[str]:
    names = {template.value for template in FOR_STAFF} | {"commands"}
    found = _RESPONDERS.glob("templates/[er][nu]/*.txt")
    return [path.read_text(encoding="utf-8") for path in found if (path.stem in names) is for_staff]


@cache
def _product_words() -> frozenset[str]:
    """Return the words that the product itself says to customers."""
    page = (_RESPONDERS / "page.py").read_text(encoding="utf-8")
    names = map(str, (MARKERS, STATES, KINDS, FIELDS, NO_SUBJECT))
    months = (Locale(code).months["format"]["wide"].values() for code in ("ru", "en"))
    return frozenset(_words((*_templates(for_staff=False), page, *names, *chain(*months), _MADE_OF)))


@cache
def _fragments() -> frozenset[str]:
    """Return what the product says to staff alone: a template's own words between two places for others'."""
    public = " ".join(_plain(template) for template in _templates(for_staff=False))
    pieces_of = (re.split(r"\{\{.*?\}\}|\{%.*?%\}|\n", template) for template in _templates(for_staff=True))
    texts = (_plain(piece.strip().lstrip("|-~").strip(" .,:;—")) for pieces in pieces_of for piece in pieces)
    return frozenset(text for text in texts if len(text) >= _FRAGMENT and text not in public)
