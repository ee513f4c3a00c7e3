"""The clock: it counts true time, whatever the system's clock is set to."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from daemon.clock import SteadyClock, true_seconds, utc_now
from tests.clocks import NOON, Machine

HOUR = timedelta(hours=1)
TEN_YEARS = timedelta(days=3650)


def test_it_goes_as_time_passes() -> None:
    """It tells the wall clock's time, and is not behind it."""
    machine = Machine()
    clock = machine.clock()
    machine.pass_time(HOUR)
    assert (clock(), clock.behind()) == (NOON + HOUR, timedelta())


@pytest.mark.parametrize("step", [-HOUR, HOUR, TEN_YEARS, -TEN_YEARS])
def test_setting_the_system_s_clock_does_not_move_it(step: timedelta) -> None:
    """It goes on, and tells by how much it is behind; moved by that it is right again."""
    machine = Machine()
    clock = machine.clock()
    machine.set_clock(step)
    machine.pass_time(HOUR)
    assert (clock(), clock.behind()) == (NOON + HOUR, step)
    clock.move(step)
    assert (clock(), clock.behind()) == (machine.wall, timedelta())


def test_a_wall_clock_that_answers_slowly_is_not_believed() -> None:
    """What a stopped process, or a database far away, tells of the time is past when it is heard."""
    machine = Machine()

    def slow() -> datetime:
        told = machine.wall
        machine.pass_time(timedelta(seconds=5))
        return told

    assert SteadyClock(slow, lambda: machine.uptime).behind() is None


def test_the_way_of_an_answer_is_counted() -> None:
    """A database's time is taken for that of the middle between the question and the answer."""
    machine = Machine()
    half = timedelta(milliseconds=250)

    def some_way_off() -> datetime:
        machine.pass_time(half)
        told = machine.wall
        machine.pass_time(half)
        return told

    clock = SteadyClock(some_way_off, lambda: machine.uptime)
    clock.anchor = machine.wall, machine.uptime
    assert clock.behind() == timedelta()


@pytest.fixture(params=["Europe/Berlin", "America/St_Johns"])
def _time_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put this process into a time zone that has summer time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    del os.environ["TZ"]
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("_time_zone")
def test_the_machine_s_time_zone_does_not_matter() -> None:
    """The system's clock is read as UTC."""
    before = time.time()
    assert before <= utc_now().timestamp() <= time.time()
    assert utc_now().tzinfo is UTC


def test_true_time_goes_forward() -> None:
    """Nobody can set it back."""
    assert true_seconds() <= true_seconds()
