"""The schedule: APScheduler as the clock that calls for periodic work; it keeps no due time of its own."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from daemon.clock import utc_now

_log = logging.getLogger("postdesk.ticks")

Work = Callable[[], Coroutine[Any, Any, None]]

WATCH_SECONDS = 1.0


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no annotations.
    """A time that comes again and again, counted from the present: what was missed is not made up for.

    APScheduler's own trigger goes through all that was missed: for ever, when a clock went ahead by years.
    """

    def __init__(self, pause: timedelta) -> None:
        self.pause = pause

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next time."""
        return now + self.pause


class Schedule:
    """Calls for each piece of work at once and then after every pause, however the system's clock is set.

    A piece of work must not take long, nor raise.
    """

    def __init__(self) -> None:
        # A stalled loop must not drop a tick (the default grace is one second), nor pile ticks up.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        self._watching: asyncio.Task[None] | None = None

    def add(self, work: Work, pause: timedelta) -> None:
        """Have this work called for."""
        self._scheduler.add_job(work, Every(pause), next_run_time=utc_now())

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """Call for nothing any more."""
        self._scheduler.shutdown(wait=False)
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        """Call for what waits for longer than its pause: APScheduler goes by a clock that was set back."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now = utc_now()
            for job in self._scheduler.get_jobs():
                if job.next_run_time - now > job.trigger.pause:
                    job.modify(next_run_time=now)
