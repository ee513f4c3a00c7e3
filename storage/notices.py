"""Notices: what the operator was told, so that it is not told again too soon."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import told


def last_told(c: Connection, what: str) -> datetime | None:
    """Return when this was told last, or None."""
    return c.scalar(select(told.c.at).where(told.c.what == what))


def first_time(c: Connection, what: str, since: datetime, now: datetime) -> bool:
    """Tell whether this was not told after ``since``, and mark it as told now if so."""
    last = last_told(c, what)
    if last is None:
        c.execute(insert(told).values(what=what, at=now))
        return True
    if last > since:
        return False
    c.execute(update(told).where(told.c.what == what).values(at=now))
    return True
