"""Notices: what the operator was told, so that it is not told again too soon."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.rivals import insert_first
from storage.tables import told


def last_told(c: Connection, what: str) -> datetime | None:
    """Return when this was told last, or None."""
    return c.scalar(select(told.c.at).where(told.c.what == what))


def first_time(c: Connection, what: str, since: datetime, now: datetime) -> bool:
    """Tell whether this was not told after ``since``, and mark it as told now if so."""
    again = update(told).where(told.c.what == what, told.c.at <= since).values(at=now)
    return c.execute(again).rowcount > 0 or insert_first(c, told, {"what": what, "at": now}) is not None
