"""Notices: what the operator was told, so that it is not told again too soon."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import told


def first_time(c: Connection, what: str, since: datetime, now: datetime) -> bool:
    """Tell whether this was not told after ``since``, and mark it as told now if so."""
    last = c.scalar(select(told.c.at).where(told.c.what == what))
    if last is None:
        c.execute(insert(told).values(what=what, at=now))
        return True
    if last > since:
        return False
    c.execute(update(told).where(told.c.what == what).values(at=now))
    return True
