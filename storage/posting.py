"""Posting: a letter becomes an outbox row with its id, its keys and a delivery for each recipient."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from desk.address import fold
from desk.desks import Desk, ReturnPath
from desk.letters import Audience, Letter
from storage.chains import append_to_chain
from storage.columns import new_id
from storage.keys import keys_for
from storage.letter_json import to_json
from storage.outbox_tables import DeliveryState, Sort, deliveries, outbox
from storage.random_names import random_message_id, random_name

# Built once: making a statement costs more than running it.
_LETTER = insert(outbox)
_DELIVERIES = insert(deliveries)


@dataclass(frozen=True, slots=True)
class Cause:
    """What letters are written about: the ticket, the mail and the one who sent it, folded."""

    ticket_id: int | None
    inbox_id: int | None
    sender: str


def post(c: Connection, letter: Letter, desk: Desk, cause: Cause, now: datetime) -> int:
    """Write a letter to the outbox and return its number. Its Message-ID is fixed from here on."""
    message_id, chain = random_message_id(desk.address), chain_of(letter)
    keys = keys_for(c, letter, desk, cause.ticket_id, cause.inbox_id, now)
    values = {
        "desk": desk.address,
        "ticket_id": cause.ticket_id,
        "inbox_id": cause.inbox_id,
        "message_id": message_id,
        "chain": chain,
        "template": letter.template,
        "sort": _sort(letter),
        "person": fold(letter.person),
        "caused_by": cause.sender,
        "answer": bool(letter.author) and not letter.for_staff,
        "audience": letter.audience,
        "frees": letter.frees,
        "letter": to_json(letter),
        "keys": keys,
        "created_at": now,
    }
    outbox_id = new_id(c.execute(_LETTER, values))
    if cause.ticket_id is not None:
        append_to_chain(c, desk, cause.ticket_id, chain, message_id, now)
    _add_deliveries(c, outbox_id, letter, desk, cause.ticket_id, now)
    return outbox_id


def chain_of(letter: Letter) -> str:
    """Return in whose chain a letter stands: the customers' is the empty text."""
    if letter.audience is Audience.CUSTOMER or not letter.for_staff:
        return ""
    return fold(letter.person or letter.to[0].addr)


def _sort(letter: Letter) -> Sort:
    if letter.for_staff:
        return Sort.NOTICE
    return Sort.AUTOMATIC if letter.automatic else Sort.WRITTEN


def _add_deliveries(
    c: Connection, outbox_id: int, letter: Letter, desk: Desk, ticket_id: int | None, now: datetime
) -> None:
    own = desk.return_path is ReturnPath.DELIVERY
    recipients = dict.fromkeys(to.addr for to in letter.to)
    rows = [
        {
            "outbox_id": outbox_id,
            "desk": desk.address,
            "ticket_id": ticket_id,
            "recipient": recipient,
            "return_path_key": random_name() if own else None,
            "state": DeliveryState.WAITING,
            "attempts": 0,
            "due_at": now,
            "reply": "",
            "created_at": now,
        }
        for recipient in recipients
    ]
    c.execute(_DELIVERIES, rows)
