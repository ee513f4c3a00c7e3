"""Postdesk in a hurry: a retry waits for seconds instead of minutes. If so asked, with a mere wall clock.

python -m tests.chaos.hurried steady|wall SECONDS [the command line's own words]
"""

import sys
from datetime import timedelta

from apscheduler.triggers.interval import IntervalTrigger

from daemon import bootstrap, cli, schedule, ticks
from daemon.clock import SteadyClock, utc_now
from daemon.sending import delivery, retries
from tests.chaos.broken import stand_in


class WallClock(SteadyClock):
    """What it was before: the system's clock itself, whatever it is set to."""

    __call__ = staticmethod(utc_now)


def _by_the_wall() -> None:
    """Go by the system's clock alone, and leave APScheduler to itself."""
    stand_in(bootstrap, "SteadyClock", lambda steady: WallClock)
    stand_in(schedule, "Every", lambda every: lambda pause: IntervalTrigger(seconds=pause.total_seconds()))
    schedule.WATCH_SECONDS = 3600.0


if __name__ == "__main__":
    clock, seconds = sys.argv.pop(1), sys.argv.pop(1)
    retries.PAUSES = (timedelta(seconds=int(seconds)),)
    delivery.PATROL_SECONDS = 0.2
    ticks.REMINDERS_EVERY = timedelta(seconds=0.2)
    if clock == "wall":
        _by_the_wall()
    cli.main()
