"""The clock of a running daemon is set: no retry and no reminder comes twice, too early, or never."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chaos.fake_clock import FakeClock
from tests.chaos.pauses import experiment

HOUR = timedelta(hours=1)
TEN_YEARS = timedelta(days=3650)
BERLIN = ZoneInfo("Europe/Berlin")

# What a broken build puts off for ever is waited for so long.
SHORT_PATIENCE = 8.0


def _by(step: timedelta) -> Callable[[FakeClock], None]:
    return lambda clock: clock.set_by(step)


def _before_the_change(year: int, month: int, day: int, hour: int) -> Callable[[FakeClock], None]:
    """Set the clock to a second before that hour in Berlin, when summer time begins or ends."""
    return lambda clock: clock.set_to(datetime(year, month, day, hour - 1, 59, 59, tzinfo=BERLIN))


STEPS = {
    "set": {"an hour back": _by(-HOUR), "an hour ahead": _by(HOUR), "ten years ahead": _by(TEN_YEARS)},
    "summer time": {
        "it begins": _before_the_change(2027, 3, 28, 2),
        "it ends": _before_the_change(2027, 10, 31, 3),
    },
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_what_waits_comes_once_at_its_time(
    tmp_path: Path, steps: Mapping[str, Callable[[FakeClock], None]]
) -> None:
    """Whatever the clock is set to, a retry and a reminder keep their pauses, and neither comes again."""
    with experiment(tmp_path, clock="steady", pause=4) as running:
        breaches = {name: running.breaches(step) for name, step in steps.items()}
        counts = running.counts()
    assert breaches == {name: set() for name in steps}
    # The acknowledgement, twice to whom it was cut; to the others also the question and one reminder.
    assert counts == {
        f"{name}{turn}@customer.example": count
        for turn in range(1, len(steps) + 1)
        for name, count in (("ivan", 3), ("olga", 2))
    }


@pytest.mark.parametrize(("step", "pause"), [(-HOUR, 4), (TEN_YEARS, 30)])
def test_a_build_that_goes_by_the_wall_clock_is_found_out(
    tmp_path: Path, step: timedelta, pause: int
) -> None:
    """It waits for an hour when the clock is set back; ahead, it does all at once, or nothing any more."""
    with experiment(tmp_path, clock="wall", pause=pause) as running:
        breaches = running.breaches(_by(step), SHORT_PATIENCE)
    assert breaches
