"""The group: which daemon does what alone, and that no two of them do the same."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from daemon.group import BEAT_SECONDS, LEASE, TICKS, Group, LeaseLost, desk_work, rightful
from storage import outbox
from storage.engine import Store, open_store
from storage.outbox_tables import deliveries
from tests.storage.builders import a_letter, do, open_ticket
from tests.stores import database_with_tables

WORK = {desk_work(f"desk{number}@example.org") for number in range(30)}


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store."""
    opened = open_store(database_with_tables(tmp_path))
    yield opened
    opened.close()


def a_daemon(store: Store, clock: Time) -> Group:
    """Return a daemon that wants to do all the work there is."""
    group = Group(store, clock, inherit=lambda c, work: None, changed=lambda: None)
    group.want(WORK)
    return group


def a_claim(store: Store, clock: Time, owner: str) -> int:
    """Return a delivery that this daemon has under way."""
    open_ticket(store, letters=(a_letter(),))
    (due,) = do(store, lambda c: outbox.claim(c, clock(), 1, timedelta(minutes=15), owner))
    return due.id


def is_claimed(store: Store, delivery_id: int) -> bool:
    """Tell whether some daemon has a delivery under way."""
    of_this = select(deliveries.c.lease_until).where(deliveries.c.id == delivery_id)
    return store.read(lambda c: c.scalar(of_this)) is not None


def done_by(*groups: Group) -> Counter[str]:
    """Return by how many of these each piece of work is done."""
    return Counter(work for group in groups for work in (*WORK, TICKS) if group.does(work))


async def settle(*groups: Group) -> None:
    """Let each speak twice: what one gives back another takes at its next word."""
    for _ in range(2):
        for group in groups:
            await group.turn()


async def test_a_daemon_alone_does_everything(store: Store) -> None:
    """From its first word on; before that it does nothing."""
    alone = a_daemon(store, Time())
    assert not done_by(alone)
    await alone.turn()
    assert done_by(alone) == Counter([*WORK, TICKS])


async def test_work_that_is_taken_is_told_of_once(store: Store) -> None:
    """In the transaction that takes it: whoever did it last may have died of it."""
    told: list[set[str]] = []
    group = Group(store, Time(), inherit=lambda c, work: told.append(set(work)), changed=lambda: None)
    group.want(["x"])
    await group.turn()
    group.want(["x", "y"])
    await group.turn()
    assert told == [{TICKS, "x"}, {"y"}]


async def test_daemons_share_the_work(store: Store) -> None:
    """Every piece is done by one of them, and each has its part."""
    clock = Time()
    group = [a_daemon(store, clock) for _ in range(3)]
    await settle(*group)
    assert done_by(*group) == Counter([*WORK, TICKS])
    assert all(done_by(each).total() > 3 for each in group)


async def test_the_work_of_a_dead_daemon_is_taken_over(store: Store) -> None:
    """Once its lease has run out, not before; meanwhile nobody else does it."""
    clock = Time()
    dead, alive = a_daemon(store, clock), a_daemon(store, clock)
    await settle(dead, alive)
    before = done_by(alive)
    clock.now += LEASE - timedelta(seconds=1)
    await alive.turn()
    assert done_by(alive) == before
    clock.now += timedelta(seconds=1)
    await alive.turn()
    assert done_by(alive) == Counter([*WORK, TICKS])


async def test_a_daemon_that_ends_leaves_its_work_at_once(store: Store) -> None:
    """The others need not wait for its leases to run out, and it does nothing more."""
    clock = Time()
    ending, staying = a_daemon(store, clock), a_daemon(store, clock)
    await settle(ending, staying)
    await ending.leave()
    assert not done_by(ending)
    await staying.turn()
    assert done_by(staying) == Counter([*WORK, TICKS])


async def test_a_daemon_that_ends_lives_until_what_is_under_way_has_ended(store: Store) -> None:
    """The others do its work at once, but leave alone what it is sending."""
    clock = Time()
    ending, staying = a_daemon(store, clock), a_daemon(store, clock)
    claimed = a_claim(store, clock, ending.owner)
    await settle(ending, staying)
    await ending.retire()
    assert not done_by(ending)
    assert ending.lives
    staying._listening_since -= LEASE.total_seconds()
    await staying.turn()
    assert done_by(staying) == Counter([*WORK, TICKS])
    assert is_claimed(store, claimed)
    await ending.leave()
    await staying.turn()
    assert not is_claimed(store, claimed)


async def test_who_has_not_listened_takes_nobody_for_dead(store: Store) -> None:
    """Behind a standstill of the database, which lets nobody speak, what the others send stays theirs."""
    clock = Time()
    alone = a_daemon(store, clock)
    claimed = a_claim(store, clock, "another")
    await alone.turn()
    assert is_claimed(store, claimed)
    alone._listening_since -= LEASE.total_seconds()
    alone._spoke_at -= 3 * BEAT_SECONDS
    await alone.turn()
    assert is_claimed(store, claimed)
    alone._listening_since -= LEASE.total_seconds()
    await alone.turn()
    assert not is_claimed(store, claimed)


@pytest.mark.postgresql
async def test_a_daemon_that_could_not_speak_does_nothing(store: Store) -> None:
    """Cut off for the length of a lease, it must take it that others do its work."""
    cut_off = a_daemon(store, Time())
    await cut_off.turn()
    assert cut_off.lives
    cut_off._good_until -= LEASE.total_seconds()
    assert not cut_off.lives
    assert not done_by(cut_off)


async def test_what_is_under_way_ends_when_the_others_take_us_for_dead(store: Store) -> None:
    """Not one moment later: from then on another may be doing it."""
    cut_off = a_daemon(store, Time())
    await cut_off.turn()

    async def hang() -> None:
        async with cut_off.while_it_lives():
            cut_off._live_until(0.0)
            await asyncio.Event().wait()

    with pytest.raises(LeaseLost):
        await hang()
    with pytest.raises(LeaseLost):
        async with cut_off.while_it_lives():
            pytest.fail("it began what the others do")


async def test_what_is_under_way_goes_on_while_the_others_hear_of_us(store: Store) -> None:
    """Each word gives it the length of a lease."""
    group = a_daemon(store, Time())
    await group.turn()
    async with group.while_it_lives():
        soon = time.monotonic() + 5
        group._live_until(soon)
        await group.turn()
        (limit,) = group._limits
        assert (limit.when() or 0) > soon


@pytest.mark.postgresql
async def test_a_daemon_that_overslept_changes_nothing_more(store: Store) -> None:
    """Even where it has not noticed yet: whatever it does is undone once another has taken over."""
    clock = Time()
    late, other = a_daemon(store, clock), a_daemon(store, clock)
    await late.turn()
    clock.now += LEASE
    await other.turn()
    assert late.does(TICKS)
    with pytest.raises(LeaseLost):
        store.write(lambda c: late.require(c, TICKS)).result()
    store.write(lambda c: other.require(c, TICKS)).result()


def test_little_moves_when_one_comes() -> None:
    """Only what the newcomer does is done by another than before."""
    before = {work: rightful(work, ["a", "b", "c"]) for work in WORK}
    after = {work: rightful(work, ["a", "b", "c", "d"]) for work in WORK}
    assert {after[work] for work in WORK if after[work] != before[work]} == {"d"}


@pytest.mark.sqlite
async def test_over_a_file_nobody_takes_a_daemon_for_dead(store: Store) -> None:
    """However long the store takes no word of it: there is no other who could do the same."""
    alone = a_daemon(store, Time())
    await alone.turn()
    assert alone._good_until == math.inf
    async with alone.while_it_lives():
        await asyncio.sleep(0)
