"""Timekeeping: the daemon's clock and what waits in the store follow a set clock, both or neither."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from daemon.clock import SteadyClock
from daemon.offices import Offices
from daemon.timekeeping import TOLERATED, Timekeeper
from desk.desks import Limits
from desk.people import Directory
from storage import outbox
from storage.engine import Store, open_store
from storage.faults import StoreUnavailable
from tests.clocks import NOON, Machine
from tests.storage.builders import DESK, a_letter, do, open_ticket
from tests.stores import database, database_with_tables, locked

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store in which a mail is to be sent at one o'clock."""
    opened = open_store(database_with_tables(tmp_path), busy_seconds=0.2)
    open_ticket(opened, now=NOON, letters=(a_letter(),))
    do(opened, lambda c: outbox.later(c, 1, "451", NOON + HOUR))
    yield opened
    opened.close()


def _keeper(store: Store, clock: SteadyClock, *, leads: bool = True) -> Timekeeper:
    return Timekeeper(store, Offices((DESK,), Directory((), ()), Limits()), clock, lambda: leads)


def _due_at(store: Store) -> datetime:
    record = store.read(lambda c: outbox.record(c, 1))
    assert record is not None
    return record.due_at


async def test_a_clock_that_was_set_is_followed_together_with_what_waits(store: Store) -> None:
    """The time is right at the next beat, and the pause is as long as it was."""
    machine = Machine()
    clock = machine.clock()
    machine.set_clock(-HOUR)
    await _keeper(store, clock).beat()
    assert (clock(), _due_at(store)) == (NOON - HOUR, NOON)


async def test_a_clock_that_is_put_right_moves_nothing(store: Store) -> None:
    """What a time server corrects while the clock goes is no setting of it."""
    machine = Machine()
    clock = machine.clock()
    machine.set_clock(TOLERATED / 2)
    await _keeper(store, clock).beat()
    assert (clock(), _due_at(store)) == (machine.wall, NOON + HOUR)


async def test_of_several_daemons_one_moves_what_waits(store: Store) -> None:
    """The others follow with their clocks alone: an hour is not moved twice."""
    machine = Machine()
    clocks = [machine.clock(), machine.clock()]
    machine.set_clock(HOUR)
    await _keeper(store, clocks[0], leads=False).beat()
    await _keeper(store, clocks[1]).beat()
    assert [clock() for clock in clocks] == [machine.wall] * 2
    assert _due_at(store) == NOON + 2 * HOUR


async def test_a_job_behind_the_move_has_the_new_time(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever speaks to the writer meanwhile sees the clock and the rows as they belong together."""
    machine, gate = Machine(), threading.Event()
    clock = machine.clock()
    busy = store.write(lambda c: gate.wait(60))
    before = store.write(lambda c: clock())
    machine.set_clock(HOUR)
    beat = asyncio.create_task(_keeper(store, clock).beat())
    for _ in range(3000):
        if "was set ahead by 1:00:00" in caplog.text:
            break
        await asyncio.sleep(0.01)
    behind = store.write(lambda c: clock())
    gate.set()
    await beat
    assert (busy.result(), before.result(), behind.result()) == (True, NOON, NOON + HOUR)


async def test_while_the_store_takes_nothing_neither_is_moved(store: Store, tmp_path: Path) -> None:
    """A locked store leaves the clock as it is, and the next beat moves both."""
    machine = Machine()
    clock = machine.clock()
    keeper = _keeper(store, clock)
    machine.set_clock(HOUR)
    with locked(database(tmp_path)), pytest.raises(StoreUnavailable):
        await keeper.beat()
    assert (clock(), _due_at(store)) == (NOON, NOON + HOUR)
    await keeper.beat()
    assert (clock(), _due_at(store)) == (NOON + HOUR, NOON + 2 * HOUR)


async def test_a_time_that_is_set_to_and_fro_leaves_every_pause(store: Store) -> None:
    """Many steps are as good as none."""
    machine = Machine()
    clock = machine.clock()
    keeper = _keeper(store, clock)
    for step in (HOUR, timedelta(days=3650), -HOUR, -timedelta(days=3650)):
        machine.set_clock(step)
        await keeper.beat()
    assert (clock(), _due_at(store)) == (NOON, NOON + HOUR)
