"""History: what the store knows of an old mail, and its writing down at the mail's own date."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, or_, select, update

from desk.address import fold
from desk.decisions import Change, Decision
from desk.desks import Desk
from desk.envelope import Source
from desk.facts import EarlierMail
from desk.history import Known
from desk.mail import Mail
from desk.states import State
from storage.carrying import give_verdict
from storage.chains import add_to_chain
from storage.outbox_tables import message_ids, outbox
from storage.registering import register
from storage.tables import HAS_MESSAGE_ID, events, inbox, messages, tickets
from storage.terms import as_sought, ids_named
from storage.threads import add_events, add_message
from storage.tickets import load

# So many tickets are looked at; a forger can name any number of ids.
MOST_TICKETS = 20


def known_contents(c: Connection, desk: str, content_keys: Collection[str]) -> set[str]:
    """Return those of the content keys that this desk's inbox holds."""
    return set(c.scalars(_CONTENTS, {"desk": desk, "sought": list(content_keys)}))


def known_of(c: Connection, desk: Desk, mail: Mail, now: datetime) -> Known:
    """Return what the rules of history ask about a mail that is not in the inbox yet."""
    ids = ids_named(mail)
    own = as_sought(mail.message_id)
    sought = {"desk": desk.address, "sought": list(ids)}
    found = [*c.execute(_SENT, sought), *c.execute(_RECEIVED, sought)] if ids else []
    thread = dict.fromkeys(row.ticket_id for row in sorted(found, key=lambda row: ids.index(row.message_id)))
    near = tuple(thread)[:MOST_TICKETS]
    return Known(
        thread=tuple(load(c, near, now).values()),
        alive=_alive(c, near),
        namesakes=_namesakes(c, desk, own) if own else (),
        ours=bool(own) and c.scalar(_OURS, {"own": own}) is not None,
    )


def write_history(
    c: Connection, decision: Decision, *, desk: Desk, mail: Mail, inbox_id: int, at: datetime, now: datetime
) -> int | None:
    """Write down what an old mail became, everything at its own date; return its ticket's id."""
    ticket_id = decision.ticket_id
    if decision.opening is not None:
        ticket_id, _ = register(c, decision.opening, desk, at)
    if ticket_id is not None:
        for message in decision.messages:
            add_message(c, ticket_id, message)
        add_events(c, ticket_id, decision.events, at, inbox_id)
        if decision.chain is not None:
            inside = decision.is_inside
            add_to_chain(c, desk, ticket_id, decision.chain, mail.message_id, at, internal=inside)
        if decision.change is not None:
            _set(c, ticket_id, decision.change, at)
    give_verdict(c, inbox_id, decision, ticket_id, mail, now)
    return ticket_id


def _set(c: Connection, ticket_id: int, change: Change, at: datetime) -> None:
    """Change a ticket as of that time; nothing of it falls due."""
    values: dict[str, Any] = {}
    if change.answered:
        values |= {"answered": True, "first_response_at": func.coalesce(tickets.c.first_response_at, at)}
    if change.state is not None:
        closed_at = at if change.state is State.CLOSED else None
        values |= {"state": change.state, "reason": change.reason, "closed_at": closed_at, "changed_at": at}
        values |= {"resolved_at": None, "remind_at": None, "reminders_sent": 0}
    if values:
        c.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


# Built once: making a statement costs more than running it.
_SOUGHT: BindParameter[Sequence[str]] = bindparam("sought", expanding=True)
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_CONTENTS = select(inbox.c.content_key).where(
    inbox.c.desk == bindparam("desk"), inbox.c.content_key.in_(_SOUGHT)
)
_SENT = (
    select(message_ids.c.message_id, message_ids.c.ticket_id)
    .where(message_ids.c.desk == bindparam("desk"), message_ids.c.message_id.in_(_SOUGHT))
    .limit(100)
)
# Strangers' mails stand in no chain, but what answers them belongs to the same thread.
_RECEIVED = (
    select(inbox.c.message_id, inbox.c.ticket_id)
    .where(
        inbox.c.desk == bindparam("desk"),
        inbox.c.message_id.in_(_SOUGHT),
        HAS_MESSAGE_ID,
        inbox.c.ticket_id.is_not(None),
    )
    .limit(100)
)
_OURS = select(outbox.c.id).where(outbox.c.message_id == bindparam("own"))
_NAMESAKES = (
    select(inbox.c.id, inbox.c.ticket_id, inbox.c.sender)
    .where(
        inbox.c.desk == bindparam("desk"),
        inbox.c.message_id == bindparam("own"),
        HAS_MESSAGE_ID,
        inbox.c.ticket_id.is_not(None),
    )
    .order_by(inbox.c.id)
    .limit(MOST_TICKETS)
)
_LIVING = or_(inbox.c.id.is_(None), inbox.c.source != Source.IMPORT)
_ALIVE = select(tickets.c.id).where(
    tickets.c.id.in_(_IDS),
    or_(
        *(
            exists(
                select(table.c.id)
                .outerjoin(inbox, inbox.c.id == table.c.inbox_id)
                .where(table.c.ticket_id == tickets.c.id, _LIVING)
            )
            for table in (messages, events)
        )
    ),
)


def _alive(c: Connection, ids: Sequence[int]) -> frozenset[int]:
    return frozenset(c.scalars(_ALIVE, {"ids": list(ids)})) if ids else frozenset()


def _namesakes(c: Connection, desk: Desk, message_id: str) -> tuple[EarlierMail, ...]:
    rows = c.execute(_NAMESAKES, {"desk": desk.address, "own": message_id})
    return tuple(
        EarlierMail(inbox_id=row.id, ticket_id=row.ticket_id, sender=fold(row.sender), same_content=False)
        for row in rows
    )
