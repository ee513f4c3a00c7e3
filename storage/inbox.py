"""The inbox: every mail ever accepted, one row at each desk, until it has its verdict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Update, bindparam, func, insert, select, update

from desk.envelope import Envelope, Source
from desk.holding import RETURNED, TIME
from desk.verdicts import Verdict
from storage import waiting
from storage.columns import new_id
from storage.faults import NoSuchMail, NotAllowed
from storage.prepared import Damaged, Prepared, decompress
from storage.rivals import insert_first
from storage.tables import HELD, PENDING, QUARANTINED, inbox, raws

# From which verdicts a person may take a mail: what was decided otherwise has had its effect.
RELEASABLE = frozenset({Verdict.HELD, Verdict.QUARANTINED})
REPLAYABLE = frozenset({Verdict.QUARANTINED, Verdict.IGNORED})

# Built once: making a statement costs more than running it.
_KEPT = select(raws.c.id).where(raws.c.sha256 == bindparam("sought"))
_SOUND = bindparam("sound", type_=raws.c.data.type)
_MENDED = update(raws).where(raws.c.id == bindparam("this"), raws.c.data != _SOUND).values(data=_SOUND)
_ACCEPT = insert(inbox)
_PENDING = (
    select(inbox, raws.c.size).join(raws, raws.c.id == inbox.c.raw_id).where(PENDING).order_by(inbox.c.id)
)
_RAWS = (
    select(inbox.c.id, raws.c.data)
    .join(raws, inbox.c.raw_id == raws.c.id)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A mail that waits for its verdict. ``released`` names who freed it, where it was held.

    ``size`` is in bytes. With ``tries`` it may have been under way when a daemon ended, and is suspect: one
    for that, one more for each time that it was about to be decided alone.
    """

    id: int
    desk: str
    envelope: Envelope
    released: str = ""
    size: int = 0
    tries: int = 0


def accept(c: Connection, prepared: Prepared, envelope: Envelope, desks: Sequence[str]) -> list[int]:
    """Keep a mail, its bytes once and a row for each desk; return the rows' numbers in the desks' order.

    Bytes that were kept before and are damaged by now are sound again.
    """
    raw_id = c.scalar(_KEPT, {"sought": prepared.sha256})
    if raw_id is None:
        kept = {"sha256": prepared.sha256, "size": prepared.size, "data": prepared.data}
        inserted = insert_first(c, raws, kept)
        raw_id = c.scalar(_KEPT, {"sought": prepared.sha256}) if inserted is None else new_id(inserted)
    else:
        c.execute(_MENDED, {"this": raw_id, "sound": prepared.data})
    values = {
        "raw_id": raw_id,
        "content_key": prepared.content_key,
        "return_path": envelope.return_path,
        "recipients": envelope.recipients,
        "source": envelope.source,
        "peer": envelope.peer,
        "received_at": envelope.received_at,
        "agent": envelope.agent,
        "stale": envelope.stale,
    }
    return [new_id(c.execute(_ACCEPT, {"desk": desk, **values})) for desk in dict.fromkeys(desks)]


def pending(c: Connection, limit: int, desks: Collection[str]) -> list[Pending]:
    """Return the mails of these desks that wait for a verdict, in order of acceptance."""
    query = _PENDING.limit(limit).where(inbox.c.desk.in_(desks))
    return [
        Pending(
            id=row.id,
            desk=row.desk,
            released=row.released,
            size=row.size,
            tries=row.tries,
            envelope=Envelope(
                return_path=row.return_path,
                recipients=tuple(row.recipients),
                source=row.source,
                peer=row.peer,
                received_at=row.received_at,
                agent=row.agent,
                stale=row.stale,
            ),
        )
        for row in c.execute(query)
    ]


def raw(c: Connection, inbox_id: int) -> bytes:
    """Return a mail's bytes as they came in.

    Raises NoSuchMail: there is no such row.
    Raises Damaged: its bytes are not what they were.
    """
    query = select(raws.c.data).join(inbox, inbox.c.raw_id == raws.c.id).where(inbox.c.id == inbox_id)
    data = c.scalar(query)
    if data is None:
        raise _no_such(inbox_id)
    try:
        return decompress(data)
    except Damaged as fault:
        raise Damaged(f"Mail {inbox_id}: {fault}.") from fault


def raws_of(c: Connection, ids: Collection[int]) -> dict[int, bytes | None]:
    """Return the bytes of these mails as they came in, by their numbers; None where they are damaged."""
    return {row.id: _undamaged(row.data) for row in c.execute(_RAWS, {"ids": list(ids)})}


def suspect(c: Connection, desk: str, limit: int) -> None:
    """Note that a daemon may have ended: of a desk's mails the first so many that wait may be to blame."""
    first = select(inbox.c.id).where(PENDING, inbox.c.desk == desk).order_by(inbox.c.id).limit(limit)
    c.execute(update(inbox).where(inbox.c.id.in_(first), inbox.c.tries == 0).values(tries=1))


def note_try(c: Connection, inbox_id: int) -> None:
    """Note that a suspect mail is about to be decided alone."""
    c.execute(_row(inbox_id).values(tries=inbox.c.tries + 1))


def quarantine(c: Connection, inbox_id: int, why: str, now: datetime) -> bool:
    """Set aside a mail that nothing could be made of, by a reason for people; tell whether it waited."""
    row = _row(inbox_id).where(PENDING)
    return bool(c.execute(row.values(verdict=Verdict.QUARANTINED, rule=why, decided_at=now)).rowcount)


def release(c: Connection, inbox_id: int, by: str) -> None:
    """Let a held or quarantined mail be decided anew, as freed by this person.

    Raises NoSuchMail: there is no such row.
    Raises NotAllowed: the mail is neither held nor quarantined.
    """
    _require(c, inbox_id, RELEASABLE)
    c.execute(_row(inbox_id).values(verdict=None, released=by, tries=0))
    waiting.end(c, (inbox_id,))


def drop(c: Connection, inbox_id: int, by: str, now: datetime) -> None:
    """Ignore a held or quarantined mail by a person's decision; its bytes stay.

    Raises NoSuchMail: there is no such row.
    Raises NotAllowed: the mail is neither held nor quarantined.
    """
    _require(c, inbox_id, RELEASABLE)
    c.execute(_row(inbox_id).values(verdict=Verdict.IGNORED, rule=f"dropped by {by}", decided_at=now))
    waiting.end(c, (inbox_id,))


def replay(c: Connection, inbox_id: int) -> None:
    """Let a quarantined or ignored mail be decided anew, as if it came in now.

    Raises NoSuchMail: there is no such row.
    Raises NotAllowed: the mail is neither quarantined nor ignored.
    """
    _require(c, inbox_id, REPLAYABLE)
    c.execute(_row(inbox_id).values(verdict=None, decided_at=None, tries=0))


def held_count(c: Connection, desk: str) -> int:
    """Return how many mails of a desk wait for the operator, and not for their time or their author."""
    others = (inbox.c.rule.not_like(f"{rule}:%") for rule in (TIME, RETURNED))
    query = select(func.count()).where(HELD, inbox.c.desk == desk, *others)
    return c.execute(query).scalar_one()


def quarantined_count(c: Connection, desk: str, since: datetime) -> int:
    """Return how many mails of a desk were quarantined after this time, and still are.

    Imported ones do not count: who imported them was told at once.
    """
    query = select(func.count()).where(
        QUARANTINED, inbox.c.desk == desk, inbox.c.decided_at > since, inbox.c.source != Source.IMPORT
    )
    return c.execute(query).scalar_one()


def _undamaged(data: bytes) -> bytes | None:
    try:
        return decompress(data)
    except Damaged:
        return None


def _row(inbox_id: int) -> Update:
    return update(inbox).where(inbox.c.id == inbox_id)


def _require(c: Connection, inbox_id: int, allowed: Collection[Verdict]) -> None:
    row = c.execute(select(inbox.c.verdict).where(inbox.c.id == inbox_id)).first()
    if row is None:
        raise _no_such(inbox_id)
    if row.verdict not in allowed:
        became = row.verdict or "not decided yet"
        message = f"Mail {inbox_id} is {became}; this works only where it is {' or '.join(sorted(allowed))}."
        raise NotAllowed(message)


def _no_such(inbox_id: int) -> NoSuchMail:
    return NoSuchMail(f"The inbox holds no mail {inbox_id}.")
