"""Leases: what one of several daemons does alone, until it says so no more.

A lease that has run out may be taken by another. Whoever acts under one holds its row in the same
transaction (`hold`): so a daemon that was stopped, cut off or slow for too long changes nothing any more,
and a new holder waits for the last work of the one before.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from storage.rivals import insert_first
from storage.tables import leases

# The rows by which daemons know of each other begin so: that of one that works, and that of one that only
# finishes what it has begun.
_DAEMON, _LEAVING = "daemon ", "leaving "

_NOW = bindparam("now", type_=leases.c.until.type)
_NAME = leases.c.name == bindparam("sought")
_MINE = leases.c.owner == bindparam("me")
_HELD = select(leases.c.name).where(_NAME, _MINE).with_for_update()
_FREE = update(leases).where(_NAME, or_(_MINE, leases.c.until <= _NOW))


def take(c: Connection, name: str, owner: str, now: datetime, until: datetime) -> bool:
    """Take a lease that is free, or keep one that is the owner's; return whether it is the owner's now."""
    values = {"owner": owner, "until": until}
    if c.execute(_FREE.values(values), {"sought": name, "me": owner, "now": now}).rowcount:
        return True
    return insert_first(c, leases, {"name": name, **values}) is not None


def hold(c: Connection, name: str, owner: str) -> bool:
    """Tell whether a lease is the owner's, and keep it so until this transaction ends."""
    return c.scalar(_HELD, {"sought": name, "me": owner}) is not None


def give_back(c: Connection, owner: str, names: Collection[str] | None = None) -> None:
    """Let others take these leases at once, or all of the owner's."""
    mine = delete(leases).where(leases.c.owner == owner)
    c.execute(mine if names is None else mine.where(leases.c.name.in_(names)))


def appear(c: Connection, owner: str, now: datetime, until: datetime) -> tuple[str, ...]:
    """Say that a daemon lives and works, and return all that do, this one too, by their names."""
    take(c, _DAEMON + owner, owner, now, until)
    return tuple(sorted({owner, *_heard_of(c, now, _DAEMON)}))


def linger(c: Connection, owner: str, now: datetime, until: datetime) -> None:
    """Say that a daemon lives, but works no more; what it held is free for others."""
    give_back(c, owner)
    take(c, _LEAVING + owner, owner, now, until)


def living(c: Connection, now: datetime) -> tuple[str, ...]:
    """Return all daemons that live, whether they still work or not."""
    return tuple(_heard_of(c, now, _DAEMON) | _heard_of(c, now, _LEAVING))


def _heard_of(c: Connection, now: datetime, prefix: str) -> set[str]:
    return set(
        c.scalars(select(leases.c.owner).where(leases.c.name.startswith(prefix), leases.c.until > now))
    )


def forget_all(c: Connection) -> None:
    """Forget every lease: for a daemon that has the store to itself."""
    c.execute(delete(leases))
