"""Who may read what: nothing internal in a mail to a customer, and nothing of one customer's in another's.

Nobody marks what is secret. It is all that anybody wrote, and all that the staff were told, less what the
customer may know: one's own mails, the public words of a ticket that were said while one took part in it, and
the product's own texts for customers. What was written for the staff alone is no public word, though it went
out by mistake.

Short words and numbers stand in every mail. They are looked for where they can be told from all else: those
of notes alone, which no customer, no public word and no text of the product has, as whole words of a subject,
of a text or of a file, undecoded. Years and the digits of a ticket's number are left out.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage

from desk.letters import Audience
from desk.ticket import Author, Ticket
from desk.ticket import Message as Said
from tests.road.road import Road
from tests.stories.decoding import Piece, layers, parsed, pieces
from tests.stories.ledger import Ledger, came_of, id_of, ledger
from tests.stories.product_words import (
    DECODED_WORD,
    RANDOM,
    fragments,
    plain,
    product_texts,
    product_words,
    templates,
    words,
)

# Within the alphabet of base64 letters are no words; decoded texts are looked at as well.
_WORD = re.compile(r"(?<![\w+/=])[^\W\d_]{6,}(?![\w+/=])")
_SHORT = re.compile(r"(?<![\w-])(?:[^\W\d_]{3,5}|(?!(?:19|20)\d\d\b)\d{4,})(?![\w-])")


def leaks(
    road: Road,
    mails: Iterable[EmailMessage],
    *,
    before: Iterable[EmailMessage] = (),
    inside: Iterable[str] = (),
) -> list[str]:
    """Return what customers learn by these mails that is not theirs.

    ``before`` are mails that went out earlier, ``inside`` the ids of mails that were surely written for the
    staff alone.
    """
    known, mails = ledger(road, inside), list(mails)
    to_staff = [mail for mail in (*before, *mails) if reader_of(mail) in known.staff]
    told = (came_of(mail.as_bytes()) for mail in to_staff)
    written = words(text for mail in (*known.came.values(), *told) for text in mail.texts)
    said = [message for _, thread in known.threads.values() for message in thread]
    notes = [message.text for message in said if not known.is_public(message)]
    written |= words(notes)
    rare = _short(notes) - _short(_not_in_notes(known))
    found: list[str] = []
    for mail in mails:
        if reader_of(mail) not in known.staff:
            reader = _Reader(known, reader_of(mail))
            found += reader.learned(mail, written - reader.may_know, rare, to_staff)
    return found


def _not_in_notes(known: Ledger) -> Iterator[str]:
    """Yield all that may stand in a mail to some customer."""
    for ticket, thread in known.threads.values():
        yield f"{ticket.subject} {ticket.organisation} {ticket.customers}"
        yield from (f"{said.name} {said.text}" for said in thread if known.is_public(said))
    for mail in known.came.values():
        yield from mail.texts if mail.author not in known.staff else ()
    yield from (known.names, *product_texts(), *templates(for_staff=True))


def reader_of(mail: EmailMessage) -> str:
    """Return the address that a mail was delivered to, in small letters."""
    return str(mail["Delivered-To"]).strip("<> ").lower()


class _Reader:
    """A customer. ``may_know`` are the words that are no secret to this one."""

    def __init__(self, known: Ledger, addr: str) -> None:
        self._known = known
        self._addr = addr
        threads_of = known.threads.values()
        self._mine = [ticket for ticket, _ in threads_of if known.taking_part[ticket.id].ever(addr)]
        own = [text for mail in known.came.values() if mail.author == addr for text in mail.texts]
        said = [one for ticket, thread in threads_of for one in thread if self._heard(ticket, one)]
        by_customers = [message.text for message in said if message.author is Author.CUSTOMER]
        self._customers = plain(" ".join((*own, *by_customers)))
        self._own = plain(" ".join(own))
        heads = [f"{ticket.subject} {ticket.organisation} {ticket.customers}" for ticket in self._mine]
        texts = [f"{message.name} {message.text}" for message in said]
        self.may_know = product_words() | words((*own, *heads, *texts, *self._files(said), known.names))

    def _heard(self, ticket: Ticket, said: Said) -> bool:
        """Tell whether this is a public word of a ticket in which the reader took part when it was said."""
        stood = next((one for one, _ in self._known.threads.values() if one.number == said.origin), ticket)
        part = self._known.taking_part[stood.id]
        here = part.ever(self._addr) if said.inbox_id is None else part.at(self._addr, said.inbox_id)
        return here and self._known.is_public(said)

    def _files(self, said: Iterable[Said]) -> Iterator[str]:
        mails = (self._known.came.get(message.inbox_id or 0) for message in said if message.attachments)
        return (text for mail in mails if mail is not None for text in mail.files)

    def learned(
        self, mail: EmailMessage, secrets: set[str], rare: set[str], to_staff: Iterable[EmailMessage]
    ) -> Iterator[str]:
        """Yield what this mail tells the reader that is secret."""
        tokens = set(self._tokens(to_staff)) | {f for f in fragments() if f not in self._customers}
        for piece in layers(mail.as_bytes()):
            for what in sorted(set(_seen(piece, secrets, tokens))):
                yield f"{self._addr} learns {what!r} in {piece.place} of {str(mail['Subject'])!r}"
        shown = (piece.text for piece in pieces(parsed(mail.as_bytes())) if _is_read(piece))
        yield from (
            f"{self._addr} learns {what!r}" for what in sorted(_short(shown) & rare - _short([self._own]))
        )

    def _tokens(self, to_staff: Iterable[EmailMessage]) -> Iterator[str]:
        """Yield what must not stand in a mail even as a part of something longer."""
        mine = {ticket.id for ticket in self._mine}
        for key in self._known.keys:
            own = key.audience is Audience.CUSTOMER and key.ticket_id in mine
            if not (own and key.person in {"", self._addr}) and key.key not in self._own:
                yield key.key
        yield from (addr for addr in self._known.staff if addr not in self._customers)
        others = [ticket for ticket, _ in self._known.threads.values() if ticket.id not in mine]
        told = {who for ticket in self._mine for who in self._known.taking_part[ticket.id].met(self._addr)}
        people = {addr.addr.lower() for ticket in others for addr in ticket.customers} - told - {self._addr}
        ids = {id_of(mail) for mail in to_staff}
        ids |= {mail.message_id for mail in self._known.came.values() if mail.author in self._known.staff}
        for token in (*people, *(ticket.number.lower() for ticket in others), *ids):
            if token not in self._customers:
                yield token


def _seen(piece: Piece, secrets: set[str], tokens: set[str]) -> Iterator[str]:
    text = plain(piece.text)
    yield from (token for token in tokens if token in text)
    if piece.place.startswith("raw"):
        # Random names are left in: taken out of base64, they would leave letters that look like words.
        yield from secrets & set(_WORD.findall(text))
    else:
        yield from secrets & set(DECODED_WORD.findall(RANDOM.sub(" ", text)))


def _short(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _SHORT.findall(text.casefold())}


def _is_read(piece: Piece) -> bool:
    """Tell whether people read this as it is: no header but the subject, no tags."""
    if piece.place.startswith("text/html"):
        return piece.place.endswith("without tags")
    return piece.place[:1].islower() or piece.place == "Subject"
