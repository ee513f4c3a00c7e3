"""Verifying: whether all that the store keeps is there and can be read, told mail by mail."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, func, select

from storage.engine import Store
from storage.faults import StorageError
from storage.outbox_tables import composed, outbox
from storage.prepared import Damaged, decompress
from storage.soundness import strays, torn
from storage.tables import counters, inbox, raws, tickets

# So many rows are looked at in one reading: a long one keeps the log from being folded into the file.
_AT_ONCE = 200

# Returns what is wrong with the rows of one table from this number to that.
_Look = Callable[[Connection, int, int], list[str]]

# Returns what a row is called by whoever looks for it.
_Name = Callable[[Connection, int], str]


def extent(store: Store) -> int:
    """Return how much there is to be verified, in the measure of what ``advance`` is told by `faults`."""
    return sum(_last(store, key) for key in (raws.c.id, composed.c.outbox_id, tickets.c.id))


def faults(store: Store, advance: Callable[[int], None]) -> Iterator[str]:
    """Return in sentences what is wrong with the store, as it is found; a daemon may work on it meanwhile.

    Looked at are the file's pages, indexes and references (a database server sees to its own), the bytes of
    every mail that came in or was made, and whether a counter is behind the numbers that were given.
    ``advance`` is told how much is done.
    """
    yield from _structure(store)
    given: dict[str, int] = {}
    looks: tuple[tuple[Column[int], _Look, _Name], ...] = (
        (raws.c.id, _raws, _mails),
        (composed.c.outbox_id, _composed, lambda _, number: f"letter {number}"),
        (tickets.c.id, partial(_numbers, given), lambda _, number: f"ticket in row {number}"),
    )
    done = 0
    for key, look, name in looks:
        last = _last(store, key)
        for low in range(1, last + 1, _AT_ONCE):
            high = min(low + _AT_ONCE - 1, last)
            yield from _portion(store, look, name, low, high)
            advance(done + high)
        done += last
    # Last: counters that go on meanwhile are ahead of what was seen.
    yield from _read(store, "the counters", partial(_counters, given))


def _last(store: Store, key: Column[int]) -> int:
    try:
        return store.read(lambda c: c.scalar(select(func.max(key)))) or 0
    except StorageError:
        # The structure tells why.
        return 0


def _structure(store: Store) -> Iterator[str]:
    if store.shared:
        return
    yield from _read(store, "the file", lambda c: list(torn(c)))
    yield from _read(store, "the references", lambda c: list(strays(c)))


def _read(store: Store, what: str, look: Callable[[Connection], list[str]]) -> list[str]:
    try:
        return store.read(look)
    except StorageError as fault:
        return [f"{what}: {fault}"]


def _portion(store: Store, look: _Look, name: _Name, low: int, high: int) -> Iterator[str]:
    try:
        yield from store.read(lambda c: look(c, low, high))
    except StorageError:
        # One torn page hides its neighbours: each row alone tells which it is.
        for number in range(low, high + 1):
            yield from _row(store, look, name, number)


def _row(store: Store, look: _Look, name: _Name, number: int) -> list[str]:
    try:
        return store.read(lambda c: look(c, number, number))
    except StorageError as fault:
        called = _read(store, f"row {number}", lambda c: [name(c, number)])
        return [f"{called[0]}: {fault}"]


def _raws(c: Connection, low: int, high: int) -> list[str]:
    query = select(raws).where(raws.c.id.between(low, high)).execution_options(yield_per=1)
    broken = {row.id: fault for row in c.execute(query) if (fault := _fault(row))}
    return [f"{_mails(c, raw_id)}: {fault}" for raw_id, fault in broken.items()]


def _fault(row: Any) -> str:  # noqa: ANN401 - a row of `raws`
    raw = _unpacked(row.data)
    if raw is None:
        return "its bytes cannot be unpacked"
    if len(raw) != row.size:
        return f"it has {len(raw)} bytes, and came with {row.size}"
    return "" if hashlib.sha256(raw).hexdigest() == row.sha256 else "its bytes are not those that came"


def _unpacked(data: bytes) -> bytes | None:
    try:
        return decompress(data)
    except Damaged:
        return None


def _mails(c: Connection, raw_id: int) -> str:
    """Return the numbers of the mails that have these bytes: it may have come to several desks."""
    numbers = c.scalars(select(inbox.c.id).where(inbox.c.raw_id == raw_id).order_by(inbox.c.id)).all()
    return f"mail {', '.join(map(str, numbers))}" if numbers else f"stored bytes {raw_id}, of no mail"


def _composed(c: Connection, low: int, high: int) -> list[str]:
    query = (
        select(composed, tickets.c.number)
        .outerjoin(outbox, outbox.c.id == composed.c.outbox_id)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .where(composed.c.outbox_id.between(low, high))
        .execution_options(yield_per=1)
    )
    return [
        f"letter {row.outbox_id}{f' of {row.number}' if row.number else ''}: its bytes cannot be unpacked"
        for row in c.execute(query)
        if _unpacked(row.data) is None
    ]


def _numbers(given: dict[str, int], c: Connection, low: int, high: int) -> list[str]:
    """Note the highest number of each prefix; return the tickets that have none."""
    unnumbered = []
    for row in c.execute(select(tickets.c.id, tickets.c.number).where(tickets.c.id.between(low, high))):
        prefix, _, number = row.number.rpartition("-")
        if prefix and number.isascii() and number.isdigit():
            given[prefix] = max(given.get(prefix, 0), int(number))
        else:
            unnumbered.append(f"ticket {row.number!r}: this is no number")
    return unnumbered


def _counters(given: dict[str, int], c: Connection) -> list[str]:
    stands = {row.prefix: row.value for row in c.execute(select(counters))}
    return [
        f"ticket {prefix}-{number}: the counter stands at {stands.get(prefix, 0)}: numbers would come twice"
        for prefix, number in sorted(given.items())
        if stands.get(prefix, 0) < number
    ]
