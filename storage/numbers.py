"""Numbers: unique and without gaps, because they are counted in the transaction that uses them."""

from sqlalchemy import BindParameter, Connection, bindparam, case, select, update

from desk.desks import Desk
from storage.rivals import insert_first
from storage.tables import counters

_FIRST: BindParameter[int] = bindparam("first")
_NEXT = (
    update(counters)
    .where(counters.c.prefix == bindparam("of"))
    .values(value=case((counters.c.value + 1 < _FIRST, _FIRST), else_=counters.c.value + 1))
    .returning(counters.c.value)
)


def next_number(c: Connection, desk: Desk) -> str:
    """Return the next number of a desk, such as ``SUP-1042``.

    Where the first number was raised in the configuration, numbers go on from there.
    """
    value = _counted(c, desk)
    if value is None:
        first = insert_first(c, counters, {"prefix": desk.prefix, "value": desk.first_number})
        value = _counted(c, desk) if first is None else desk.first_number
    return f"{desk.prefix}-{value}"


def _counted(c: Connection, desk: Desk) -> int | None:
    return c.execute(_NEXT, {"of": desk.prefix, "first": desk.first_number}).scalar()


def last_number(c: Connection, prefix: str) -> int | None:
    """Return the last number given of a prefix, or None."""
    return c.scalar(select(counters.c.value).where(counters.c.prefix == prefix))
