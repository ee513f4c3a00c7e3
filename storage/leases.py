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

# The rows by which daemons know of each other begin so.
_DAEMON = "daemon "

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
    """Say that a daemon lives, and return all that live, this one too, in the order of their names."""
    take(c, _DAEMON + owner, owner, now, until)
    living = select(leases.c.owner).where(leases.c.name.startswith(_DAEMON), leases.c.until > now)
    return tuple(sorted({owner, *c.scalars(living)}))


def forget_all(c: Connection) -> None:
    """Forget every lease: for a daemon that has the store to itself."""
    c.execute(delete(leases))
