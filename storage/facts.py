"""The facts of one mail at one desk: what the rules may ask of the store.

The number of queries is fixed, each is served by an index, and what each returns is bounded: deciding costs
the same with a hundred tickets and with a million.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select

from desk.address import fold
from desk.desks import Desk
from desk.envelope import Envelope
from desk.facts import EarlierMail, Facts, KnownDelivery, KnownKey, Pointer
from desk.letters import Audience
from desk.mail import Language, Mail
from desk.ticket import Ticket
from storage import known_deliveries, searches, waiting
from storage.muted import key as muted_key
from storage.terms import Terms, as_sought, terms_of
from storage.threads import last_files, last_words
from storage.tickets import load

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def facts_of(
    c: Connection, desk: Desk, inbox_id: int, envelope: Envelope, mail: Mail, now: datetime
) -> Facts:
    """Return everything the rules may ask of the store about a mail of the inbox."""
    terms = terms_of(mail, envelope, desk)
    own = c.execute(searches.OWN, _own_params(desk, inbox_id, mail, now)).one()
    rows = _Rows(
        earlier=_earlier(c, desk, inbox_id, own.content_key, as_sought(mail.message_id)),
        keys=_found(c, searches.KEYS, desk, terms.keys),
        pointers=_found(c, searches.POINTERS, desk, terms.ids),
        numbered=_found(c, searches.NUMBERED, desk, terms.numbers),
        proved=known_deliveries.by_return_path(c, desk.address, terms.return_paths),
        named=known_deliveries.by_message_id(c, desk.address, terms.bounced),
    )
    pointed = load(c, rows.ticket_ids, now)
    known = _followed(c, pointed, now)
    ids = {ticket.id for ticket in known.values()}
    return Facts(
        earlier=tuple(_earlier_mail(row, own.content_key, known) for row in rows.earlier),
        ours=own.ours,
        answers_notice=own.answers_notice,
        answers_ticketless=own.answers_ticketless,
        answers_unread=own.answers_unread,
        keys=_known_keys(rows.keys, terms, known),
        pointers=_pointers(rows.pointers, terms, known),
        numbered=_numbered(terms, pointed, known),
        deliveries=_deliveries(rows, known),
        history=last_words(c, ids),
        files=last_files(c, ids),
        acknowledgements_last_hour=own.acknowledgements,
        automatic_last_hour=own.automatic,
        held_letters_last_day=own.held,
        released=own.released,
        held_by=own.rule if own.released else "",
        held_at=own.decided_at if own.released else None,
        held=_still_held(c, rows),
        spoken_before=own.spoken_before,
        muted=own.muted is not None,
        muted_proved=bool(own.muted),
        waiting=waiting.of_tickets(c, ids),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What the searches found."""

    earlier: Sequence[Row[Any]]
    keys: Sequence[Row[Any]]
    pointers: Sequence[Row[Any]]
    numbered: Sequence[Row[Any]]
    proved: Sequence[Row[Any]]
    named: Sequence[Row[Any]]

    @property
    def ticket_ids(self) -> tuple[int, ...]:
        """Every ticket that anything points at, each once."""
        found = (*self.keys, *self.pointers, *self.numbered, *self.proved, *self.named, *self.earlier)
        ids = (*(row.ticket_id for row in found), *(row.held_in for row in self.keys))
        return tuple(dict.fromkeys(each for each in ids if each is not None))


def spoken_before(c: Connection, folded: str) -> Language | None:
    """Return the language of the last ticket that this address opened."""
    return c.scalar(searches.SPOKEN, {"sender": folded})


def _own_params(desk: Desk, inbox_id: int, mail: Mail, now: datetime) -> dict[str, Any]:
    return {
        "inbox_id": inbox_id,
        "message_id": as_sought(mail.message_id),
        "answered": as_sought(mail.in_reply_to),
        "desk": desk.address,
        "sender": fold(mail.sender.addr) if mail.sender is not None else "",
        "muted_addr": muted_key(mail.sender.addr) if mail.sender is not None else "",
        "now": now,
        "since_hour": now - HOUR,
        "since_day": now - DAY,
    }


def _found(c: Connection, query: Select[Any], desk: Desk, sought: Sequence[str]) -> Sequence[Row[Any]]:
    return c.execute(query, {"desk": desk.address, "sought": list(sought)}).all() if sought else ()


def _earlier(
    c: Connection, desk: Desk, inbox_id: int, content_key: str, message_id: str
) -> Sequence[Row[Any]]:
    params = {"desk": desk.address, "before": inbox_id}
    twins = c.execute(searches.TWINS, {**params, "sought": content_key}).all()
    namesakes = c.execute(searches.NAMESAKES, {**params, "sought": message_id}).all() if message_id else ()
    # A twin is its own namesake as well.
    return list({row.id: row for row in (*twins, *namesakes)}.values())


def _earlier_mail(row: Row[Any], content_key: str, known: dict[int, Ticket]) -> EarlierMail:
    return EarlierMail(
        inbox_id=row.id,
        ticket_id=row.ticket_id,
        sender=row.sender,
        same_content=row.content_key == content_key,
        ticket=known.get(row.ticket_id),
    )


def _known_keys(rows: Iterable[Row[Any]], terms: Terms, known: dict[int, Ticket]) -> tuple[KnownKey, ...]:
    return tuple(
        KnownKey(
            key=row.key,
            audience=row.audience,
            person=row.person,
            ticket=known.get(row.ticket_id),
            held=row.inbox_id,
            held_in=known.get(row.held_in),
            replaced=row.replaced,
        )
        for row in sorted(rows, key=lambda row: terms.keys.index(row.key))
    )


def _still_held(c: Connection, rows: _Rows) -> frozenset[int]:
    """Return of the mails that something here would free those that nobody has freed."""
    freed = (*(row.inbox_id for row in rows.keys), *(row.frees for row in rows.pointers))
    ids = [inbox_id for inbox_id in dict.fromkeys(freed) if inbox_id is not None]
    return frozenset(c.scalars(searches.STILL_HELD, {"ids": ids})) if ids else frozenset()


def _pointers(rows: Iterable[Row[Any]], terms: Terms, known: dict[int, Ticket]) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(
            message_id=row.message_id,
            ticket=known[row.ticket_id],
            chain=row.chain,
            ours=row.ours,
            internal=row.internal or row.audience is Audience.INTERNAL,
            frees=row.frees,
        )
        for row in sorted(rows, key=lambda row: (terms.ids.index(row.message_id), row.id))
    )


def _followed(c: Connection, pointed: dict[int, Ticket], now: datetime) -> dict[int, Ticket]:
    """Return tickets by the ids that were pointed at: of what was merged, the one in which it goes on."""
    ids = [ticket.merged_into for ticket in pointed.values() if ticket.merged_into is not None]
    others = load(c, ids, now)
    return {key: others.get(ticket.merged_into or key, ticket) for key, ticket in pointed.items()}


def _numbered(terms: Terms, pointed: dict[int, Ticket], known: dict[int, Ticket]) -> tuple[Ticket, ...]:
    by_number = {ticket.number: known[ticket.id] for ticket in pointed.values()}
    return tuple(by_number[number] for number in terms.numbers if number in by_number)


def _deliveries(rows: _Rows, known: dict[int, Ticket]) -> tuple[KnownDelivery, ...]:
    """Return each delivery once; its own return path proves more than our Message-ID."""
    proved = [known_deliveries.as_known(row, known, proved=True) for row in rows.proved]
    named = [known_deliveries.as_known(row, known, proved=False) for row in rows.named]
    return tuple({delivery.id: delivery for delivery in (*named, *proved)}.values())
