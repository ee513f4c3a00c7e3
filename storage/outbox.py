"""The outbox: what is to be sent next, and how each delivery ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Update,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    true,
    update,
)

from desk.letters import Template
from storage import dead_addresses
from storage.dead_addresses import DeadAddress
from storage.drafts import draft
from storage.known_deliveries import automatic_last_hour, known
from storage.outbox_records import Record, listing, oldest, oldest_waiting, record
from storage.outbox_tables import WAITING, DeliveryState, composed, deliveries, outbox
from storage.prepared import compress, decompress
from storage.rivals import insert_first
from storage.tables import tickets

__all__ = [
    "DeliveryState",
    "Due",
    "Record",
    "automatic_last_hour",
    "claim",
    "draft",
    "failed",
    "give_back",
    "keep",
    "known",
    "later",
    "listing",
    "oldest",
    "oldest_waiting",
    "record",
    "release_claims",
    "retry",
    "sent",
    "unsent",
    "waits_since",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery that was claimed. ``composed`` are the kept bytes, compressed; None where there are none.

    ``return_path_key`` is empty where the desk's own address is the return path. ``attempts`` counts
    this one too. ``dead`` tells that, and why, the recipient is not to be written to. ``number`` is the
    ticket's, or empty; ``inbox_id`` is the mail that the letter was decided for, if there was one.
    """

    id: int
    outbox_id: int
    recipient: str
    return_path_key: str
    attempts: int
    composed: bytes | None
    desk: str
    ticket_id: int | None
    number: str
    inbox_id: int | None
    template: Template
    dead: DeadAddress | None = None

    def mail(self) -> bytes | None:
        """Return the mail as it goes out, where its bytes are kept. Raises Damaged: nobody can read them."""
        return None if self.composed is None else decompress(self.composed)


_COMPOSED = select(composed.c.data).where(composed.c.outbox_id == bindparam("sought"))


def keep(c: Connection, outbox_id: int, raw: bytes) -> bytes:
    """Keep a mail's bytes and return those that count: the first that were kept, for ever."""
    if insert_first(c, composed, {"outbox_id": outbox_id, "data": compress(raw)}) is not None:
        return raw
    return decompress(c.execute(_COMPOSED, {"sought": outbox_id}).scalar_one())


_earlier = deliveries.alias("earlier")
_WAITS_FOR_ANOTHER = exists().where(
    _earlier.c.state == literal_column(f"'{DeliveryState.WAITING}'"),
    _earlier.c.ticket_id == deliveries.c.ticket_id,
    _earlier.c.recipient == deliveries.c.recipient,
    _earlier.c.id < deliveries.c.id,
)
_NOW = bindparam("now", type_=deliveries.c.due_at.type)
_FREE = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= _NOW)
_DUE = (
    select(deliveries.c.id)
    .where(
        WAITING,
        deliveries.c.due_at <= _NOW,
        _FREE,
        ~_WAITS_FOR_ANOTHER,
        deliveries.c.id.not_in(bindparam("but", expanding=True)),
    )
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(deliveries)
    # Said once more: where another daemon claimed at the same moment, the row is looked at anew.
    .where(deliveries.c.id.in_(_DUE), _FREE)
    .values(
        owner=bindparam("me"),
        lease_until=bindparam("until", type_=deliveries.c.lease_until.type),
        attempts=deliveries.c.attempts + 1,
    )
    .returning(deliveries.c.id)
)
_CLAIMED = (
    select(deliveries, composed.c.data, outbox.c.inbox_id, outbox.c.template, tickets.c.number)
    .join(outbox, outbox.c.id == deliveries.c.outbox_id)
    .outerjoin(tickets, tickets.c.id == deliveries.c.ticket_id)
    .outerjoin(composed, composed.c.outbox_id == deliveries.c.outbox_id)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(deliveries.c.id)
)
_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"), WAITING)
    .values(state=DeliveryState.SENT, finished_at=_NOW, reply=bindparam("said"), lease_until=None)
)
_ANSWERED = (
    select(outbox.c.ticket_id)
    .join(deliveries, deliveries.c.outbox_id == outbox.c.id)
    .where(deliveries.c.id == bindparam("this"), outbox.c.answer.is_(true()))
)
_FIRST_RESPONSE = (
    update(tickets)
    .where(tickets.c.id.in_(_ANSWERED), tickets.c.first_response_at.is_(None))
    .values(first_response_at=_NOW)
)
_SINCE = select(deliveries.c.created_at).where(deliveries.c.id == bindparam("sought"))


def claim(
    c: Connection, now: datetime, limit: int, lease: timedelta, owner: str = "", but: Collection[int] = ()
) -> list[Due]:
    """Claim deliveries that are due, each until ``now + lease`` or the end of its ``owner``, oldest first.

    Of one ticket, a mail to a recipient waits until the earlier ones to that recipient have ended. ``but``
    are left alone.
    """
    given = {"now": now, "most": limit, "until": now + lease, "me": owner, "but": list(but)}
    ids = c.scalars(_CLAIM, given).all()
    if not ids:
        return []
    rows = c.execute(_CLAIMED, {"ids": ids}).all()
    dead = dead_addresses.among(c, {row.recipient for row in rows})
    return [
        Due(
            id=row.id,
            outbox_id=row.outbox_id,
            recipient=row.recipient,
            return_path_key=row.return_path_key or "",
            attempts=row.attempts,
            composed=row.data,
            desk=row.desk,
            ticket_id=row.ticket_id,
            number=row.number or "",
            inbox_id=row.inbox_id,
            template=row.template,
            dead=dead.get(row.recipient),
        )
        for row in rows
    ]


def sent(c: Connection, delivery_id: int, reply: str, now: datetime) -> None:
    """Write down that the relay took a mail; an agent's first answer stamps the ticket's first response.

    A delivery whose bounce came in before this word stays failed.
    """
    if c.execute(_SENT, {"this": delivery_id, "now": now, "said": reply}).rowcount:
        c.execute(_FIRST_RESPONSE, {"this": delivery_id, "now": now})


def waits_since(c: Connection, delivery_id: int) -> datetime:
    """Return since when a delivery has waited, as the clock goes now."""
    since: datetime = c.execute(_SINCE, {"sought": delivery_id}).scalar_one()
    return since


def later(c: Connection, delivery_id: int, reply: str, next_at: datetime, owner: str = "") -> None:
    """Write down that a delivery is to be tried again, where the claim is still this owner's."""
    ours = _waiting(delivery_id).where(deliveries.c.owner == owner)
    c.execute(ours.values(due_at=next_at, reply=reply, lease_until=None))


def failed(c: Connection, delivery_id: int, reply: str, now: datetime) -> bool:
    """Write down that a delivery was given up; tell whether it had not ended before."""
    values = {"state": DeliveryState.FAILED, "finished_at": now, "reply": reply, "lease_until": None}
    return bool(c.execute(_waiting(delivery_id).values(values)).rowcount)


def unsent(c: Connection, delivery_id: int, why: str, now: datetime) -> bool:
    """Write down that a delivery was given up without being tried: its claim was no attempt.

    Tell whether it had not ended before.
    """
    values = {"attempts": deliveries.c.attempts - 1, "finished_at": now, "reply": why, "lease_until": None}
    return bool(c.execute(_waiting(delivery_id).values(state=DeliveryState.FAILED, **values)).rowcount)


def give_back(c: Connection, owner: str, *, only: int | None = None, but: Collection[int] = ()) -> None:
    """Let go of an owner's claims before the deliveries were tried: those were no attempts."""
    claims = (
        update(deliveries).where(WAITING, deliveries.c.id.not_in(but)) if only is None else _waiting(only)
    )
    ours = claims.where(deliveries.c.owner == owner, deliveries.c.lease_until.is_not(None))
    c.execute(ours.values(attempts=deliveries.c.attempts - 1, lease_until=None))


def _waiting(delivery_id: int) -> Update:
    return update(deliveries).where(deliveries.c.id == delivery_id, WAITING)


def release_claims(c: Connection, living: Collection[str] = ()) -> int:
    """Free every claim but those of the daemons that live: nothing else is under way. Return how many."""
    claimed = update(deliveries).where(
        WAITING, deliveries.c.lease_until.is_not(None), deliveries.c.owner.not_in(living)
    )
    return c.execute(claimed.values(lease_until=None)).rowcount


def retry(c: Connection, now: datetime, ids: Sequence[int] | None = None) -> int:
    """Make deliveries due now: those named, failed ones too, or (None) all that wait. Return how many.

    The attempts of those named count anew. One that is under way at this moment is not sent a second time
    beside it. Of all that wait, those are left out that another transaction is changing.
    """
    rows = update(deliveries).values(due_at=now)
    if ids is None:
        # In which order another goes through them nobody knows: who waits for it may be waited for.
        free = select(deliveries.c.id).where(WAITING).with_for_update(skip_locked=True)
        return c.execute(rows.where(deliveries.c.id.in_(free))).rowcount
    named = rows.where(deliveries.c.id.in_(ids), deliveries.c.state != DeliveryState.SENT)
    attempts = case((deliveries.c.lease_until.is_not(None), 1), else_=0)
    return c.execute(named.values(state=DeliveryState.WAITING, finished_at=None, attempts=attempts)).rowcount
