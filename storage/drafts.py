"""Drafts: a letter with all that its bytes need."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from desk.desks import Desk
from desk.letters import Audience, Draft, Template
from storage.chains import ids_before
from storage.faults import NoSuchMail
from storage.letter_json import from_json
from storage.outbox_tables import outbox
from storage.tables import inbox
from storage.tickets import get

# Without a ticket these answer the mail that caused them.
_ANSWERS = frozenset({
    Template.RECEIPT, Template.REFUSAL, Template.HELD, Template.LISTING, Template.MANUAL,
})  # fmt: skip


def draft(c: Connection, outbox_id: int, desk: Desk, now: datetime) -> Draft:
    """Return a letter with all that its bytes need, except the bytes of its files.

    Its references are those ids of its chain that were there when it was written: the first and the last
    twenty, in order of time.

    Raises NoSuchMail: there is no such row.
    """
    row = c.execute(_LETTER, {"sought": outbox_id}).first()
    if row is None:
        raise NoSuchMail(f"The outbox holds no mail {outbox_id}.")
    references = _references(c, row)
    return Draft(
        letter=from_json(row.letter),
        desk=desk,
        message_id=row.message_id,
        date=now,
        ticket=None if row.ticket_id is None else get(c, row.ticket_id, now),
        keys={Audience(audience): key for audience, key in row.keys_shown.items()},
        in_reply_to=references[-1] if references else "",
        references=references,
        inbox_id=row.inbox_id,
    )


# Built once: making a statement costs more than running it.
_LETTER: Select[Any] = (
    select(
        outbox.c.letter,
        outbox.c.message_id,
        outbox.c.ticket_id,
        outbox.c.inbox_id,
        outbox.c.chain,
        outbox.c.template,
        outbox.c["keys"].label("keys_shown"),
        inbox.c.message_id.label("caused_by"),
    )
    .outerjoin(inbox, inbox.c.id == outbox.c.inbox_id)
    .where(outbox.c.id == bindparam("sought"))
)


def _references(c: Connection, row: Row[Any]) -> tuple[str, ...]:
    if row.ticket_id is not None:
        return ids_before(c, row.ticket_id, row.chain, row.message_id)
    return (row.caused_by,) if row.template in _ANSWERS and row.caused_by else ()
