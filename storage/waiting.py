"""What waits in the outgoing hold: agents' mails that are decided anew when their time has come."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, insert, select, update

from desk.facts import Waiting
from desk.holding import MEANWHILE, RETURNED, TIME
from desk.verdicts import Verdict
from storage.staff_tables import waiting
from storage.tables import HELD, PENDING, inbox

# Built once: making a statement costs more than running it.
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_ADD = insert(waiting)
_OF_TICKETS = select(waiting).where(waiting.c.ticket_id.in_(_IDS))
_REMOVE = delete(waiting).where(waiting.c.inbox_id.in_(_IDS))
_HELD = update(inbox).where(inbox.c.id.in_(_IDS), HELD)


def add(c: Connection, desk: str, ticket_id: int, one: Waiting) -> None:
    """Let a mail wait until its time."""
    values = {"desk": desk, "ticket_id": ticket_id, "agent": one.agent, "text": one.text}
    c.execute(_ADD, {"inbox_id": one.inbox_id, "due_at": one.due_at, **values})


def of_tickets(c: Connection, ids: Collection[int]) -> dict[int, tuple[Waiting, ...]]:
    """Return what waits in these tickets, in order of acceptance, with one query."""
    if not ids:
        return {}
    found: defaultdict[int, list[Waiting]] = defaultdict(list)
    # Sorted here: by an index of the ids PostgreSQL would go through all that waits.
    for row in sorted(c.execute(_OF_TICKETS, {"ids": list(ids)}), key=lambda row: int(row.inbox_id)):
        one = Waiting(inbox_id=row.inbox_id, agent=row.agent, text=row.text, due_at=row.due_at)
        found[row.ticket_id].append(one)
    return {ticket_id: tuple(each) for ticket_id, each in found.items()}


def due(c: Connection, now: datetime, limit: int, desks: Collection[str]) -> list[int]:
    """Return the mails of these desks whose time has come, longest due first.

    None that came in before is undecided: by that one it may be given back, or taken back.
    """
    came_before = exists().where(
        PENDING, inbox.c.desk == waiting.c.desk, inbox.c.received_at <= waiting.c.due_at
    )
    query = select(waiting.c.inbox_id).where(waiting.c.due_at <= now, waiting.c.desk.in_(desks), ~came_before)
    return list(c.scalars(query.order_by(waiting.c.due_at, waiting.c.inbox_id).limit(limit)))


def end(c: Connection, ids: Collection[int]) -> None:
    """Let these mails wait no more; what becomes of them is for others to say."""
    if ids:
        c.execute(_REMOVE, {"ids": list(ids)})


def let_go(c: Connection, ids: Collection[int]) -> None:
    """Let these mails be decided anew: their time has come."""
    if ids:
        c.execute(_HELD.values(verdict=None, released=TIME, decided_at=None, tries=0), {"ids": list(ids)})
        end(c, ids)


def take_back(c: Connection, ids: Collection[int]) -> None:
    """Never send these mails: their author has taken them back, or written others in their place."""
    if ids:
        c.execute(_HELD.values(verdict=Verdict.COMMAND, rule="taken back by its author"), {"ids": list(ids)})
        end(c, ids)


def give_back(c: Connection, ids: Collection[int], now: datetime) -> None:
    """Hold these mails until their author says that they are to be sent."""
    if ids:
        told = {"rule": f"{RETURNED}: {MEANWHILE}", "decided_at": now}
        c.execute(_HELD.values(told), {"ids": list(ids)})
        end(c, ids)
