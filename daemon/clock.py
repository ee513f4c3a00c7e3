"""The clock: the one place where the running system asks for the time.

The daemon's own clock counts the true time that has passed. The system's may be set, by an hour or by years;
`daemon/timekeeping.py` follows it, together with whatever waits for its time.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

# A wall clock that took longer than this to be read tells a time that is past.
_QUICK = timedelta(seconds=1)


def utc_now() -> datetime:
    """Return the present time as the system's clock tells it, aware, in UTC."""
    return datetime.now(UTC)


def true_seconds() -> float:
    """Return the seconds since the machine was started. Nobody can set them, and they go on in its sleep."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """Tells the time that ``wall`` told once, and what has ``passed`` since, in seconds.

    Setting the wall clock does not move this one: `move` does.
    """

    def __init__(self, wall: Clock = utc_now, passed: Callable[[], float] = true_seconds) -> None:
        self._wall = wall
        self._passed = passed
        self.anchor = wall(), passed()

    def __call__(self) -> datetime:
        """Return the present time, aware, in UTC."""
        at, passed = self.anchor
        return at + timedelta(seconds=self._passed() - passed)

    def behind(self) -> timedelta | None:
        """Return how far the wall clock is ahead of this one, or None where it answered too slowly.

        Raises what the wall clock raises.
        """
        before = self()
        wall = self._wall()
        took = self() - before
        return None if took > _QUICK else wall - before - took / 2

    def move(self, step: timedelta) -> None:
        """Go on from a time that is later by so much."""
        at, passed = self.anchor
        self.anchor = at + step, passed
