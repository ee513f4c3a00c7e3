"""Deliveries of ours as the rules see them, and how many mails a desk has written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from desk.facts import KnownDelivery
from desk.ticket import Ticket
from storage.faults import NoSuchMail
from storage.outbox_tables import AUTOMATIC, DeliveryState, deliveries, outbox
from storage.tickets import load

HOUR = timedelta(hours=1)

# A mail has few recipients; a forged bounce must not make us look at more.
MOST = 50


def known(c: Connection, delivery_id: int, now: datetime) -> KnownDelivery:
    """Return a delivery as the rules see it.

    Raises NoSuchMail: there is no such row.
    """
    row = c.execute(_ONE, {"sought": delivery_id}).first()
    if row is None:
        raise NoSuchMail(f"The outbox holds no delivery {delivery_id}.")
    ticket = () if row.ticket_id is None else (row.ticket_id,)
    return as_known(row, load(c, ticket, now), proved=True)


def by_return_path(c: Connection, desk: str, keys: Collection[str]) -> Sequence[Row[Any]]:
    """Return the rows of a desk's deliveries with these return paths."""
    return c.execute(_BY_RETURN_PATH, {"desk": desk, "sought": list(keys)}).all() if keys else ()


def by_message_id(c: Connection, desk: str, message_id: str) -> Sequence[Row[Any]]:
    """Return the rows of the deliveries of a desk's mail with this Message-ID."""
    return c.execute(_BY_MESSAGE_ID, {"desk": desk, "sought": message_id}).all() if message_id else ()


def as_known(row: Row[Any], tickets: Mapping[int, Ticket], *, proved: bool) -> KnownDelivery:
    """Return a row as a value; ``proved`` tells that the delivery's own return path was used."""
    return KnownDelivery(
        id=row.id,
        recipient=row.recipient,
        template=row.template,
        ticket=tickets.get(row.ticket_id),
        failed=row.state is DeliveryState.FAILED,
        proved=proved,
    )


_ROWS = (
    select(deliveries, outbox.c.template)
    .join(outbox, outbox.c.id == deliveries.c.outbox_id)
    .order_by(deliveries.c.id)
    .limit(MOST)
)
_ONE = _ROWS.where(deliveries.c.id == bindparam("sought"))
_OF_DESK = _ROWS.where(deliveries.c.desk == bindparam("desk"))
_BY_RETURN_PATH = _OF_DESK.where(deliveries.c.return_path_key.in_(bindparam("sought", expanding=True)))
_BY_MESSAGE_ID = _OF_DESK.where(outbox.c.message_id == bindparam("sought"))
_AUTOMATIC = select(func.count()).where(
    AUTOMATIC,
    outbox.c.desk == bindparam("desk"),
    # Up to now: what was written while the clock went ahead must not count for years.
    outbox.c.created_at.between(
        bindparam("since", type_=outbox.c.created_at.type), bindparam("now", type_=outbox.c.created_at.type)
    ),
)


def automatic_last_hour(c: Connection, desk: str, now: datetime) -> int:
    """Return how many automatic mails to customers a desk wrote in the last hour."""
    return int(c.execute(_AUTOMATIC, {"desk": desk, "since": now - HOUR, "now": now}).scalar_one())
