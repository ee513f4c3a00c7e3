"""The inbox as a person looks at it: which mails there are, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from desk.envelope import Source
from desk.verdicts import Verdict
from storage.tables import HELD, PENDING, QUARANTINED, inbox, raws, tickets

# What waits for a person.
_FEW = {Verdict.HELD: HELD, Verdict.QUARANTINED: QUARANTINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A mail of the inbox as it is listed. ``verdict`` is None while it waits; ``size`` is in bytes.

    ``sender`` (as it may be shown), ``subject`` and ``message_id`` are known once it was read. ``rule``
    says which rule decided, ``silence`` why no acknowledgement went out, where one might be expected.
    ``ticket`` is a number.
    """

    id: int
    desk: str
    return_path: str
    recipients: tuple[str, ...]
    source: Source
    peer: str
    received_at: datetime
    size: int
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    verdict: Verdict | None = None
    rule: str = ""
    silence: str = ""
    decided_at: datetime | None = None
    released: str = ""
    ticket: str = ""


def record(c: Connection, inbox_id: int) -> Record | None:
    """Return one mail of the inbox."""
    row = c.execute(_query().where(inbox.c.id == inbox_id)).first()
    return _record(row) if row is not None else None


def listing(
    c: Connection, *, desk: str | None = None, verdict: Verdict | None = None, limit: int = 50
) -> list[Record]:
    """Return the newest mails of the inbox, newest first."""
    query, few = _query().limit(limit), None if verdict is None else _FEW.get(verdict)
    if few is not None:
        # An index holds them and no others; it is told by these words alone.
        query = query.where(few).order_by((inbox.c.id + 0).desc())
        query = query if desk is None else query.where(inbox.c.desk == desk)
    else:
        # From the newest on: to sort all that an index finds would take long, so none is to serve.
        query = query.order_by(inbox.c.id.desc())
        query = query if desk is None else query.where(inbox.c.desk + "" == desk)
        query = query if verdict is None else query.where(inbox.c.verdict == verdict)
    return [_record(row) for row in c.execute(query)]


def waiting(c: Connection, *, limit: int = 50) -> list[Record]:
    """Return the mails without a verdict, oldest first."""
    return [_record(row) for row in c.execute(_query().where(PENDING).order_by(inbox.c.id + 0).limit(limit))]


def _query() -> Select[Any]:
    return (
        select(inbox, raws.c.size, tickets.c.number)
        .join(raws, raws.c.id == inbox.c.raw_id)
        .outerjoin(tickets, tickets.c.id == inbox.c.ticket_id)
    )


def _record(row: Row[Any]) -> Record:
    return Record(
        id=row.id,
        desk=row.desk,
        return_path=row.return_path,
        recipients=tuple(row.recipients),
        source=row.source,
        peer=row.peer,
        received_at=row.received_at,
        size=row.size,
        sender=row.sender or row.shown_sender,
        subject=row.subject,
        message_id=row.message_id,
        verdict=row.verdict,
        rule=row.rule,
        silence=row.silence,
        decided_at=row.decided_at,
        released=row.released,
        ticket=row.number or "",
    )
