"""Timekeeping: the daemon's clock follows the system's; where that was set, what waits is moved with it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from daemon.clock import SteadyClock
from daemon.group import LEASE as GROUP_LEASE
from daemon.offices import Offices
from daemon.sending.delivery import LEASE as CLAIM
from daemon.sending.retries import LONGEST_PAUSE
from desk.reminding import PUT_OFF
from storage import due_times
from storage.due_times import Longest
from storage.engine import Connection, Store
from storage.faults import StorageError

_log = logging.getLogger("postdesk.clock")

BEAT_SECONDS = 1.0

# By so much a clock may be put right while it goes; what is more, somebody has set it.
TOLERATED = timedelta(seconds=2)


class Timekeeper:
    """Compares the clock with the wall clock at every beat.

    ``leads`` tells whether it is this daemon, of several, that moves what waits.
    """

    def __init__(self, store: Store, offices: Offices, clock: SteadyClock, leads: Callable[[], bool]) -> None:
        self._store = store
        self._offices = offices
        self._clock = clock
        self._leads = leads

    async def run(self) -> None:
        """Keep the time until cancelled; first of all end pauses that cannot be."""
        await asyncio.wrap_future(self._store.write(self._bring_near))
        while True:
            await self.beat()
            await asyncio.sleep(BEAT_SECONDS)

    async def beat(self) -> None:
        """Follow the wall clock, wherever it is. Raises StorageError: nothing is changed then."""
        try:
            step = await asyncio.to_thread(self._clock.behind)
        except StorageError:
            # The wall clock is that of a database which is away; the stages that work with it tell of it.
            return
        if step is None:
            return
        if abs(step) < TOLERATED:
            self._clock.move(step)
            return
        word = "ahead" if step > timedelta() else "back"
        _log.warning("the clock was set %s by %s; what waits keeps its pauses", word, abs(step))
        before = self._clock.anchor
        try:
            await asyncio.wrap_future(self._store.write(lambda c: self._follow(c, step)))
        except Exception:
            self._clock.anchor = before
            raise

    def _follow(self, c: Connection, step: timedelta) -> None:
        """Set the clock in the writer's job: each job before it, and none behind it, has the old time."""
        leads = self._leads()
        if leads:
            due_times.shift(c, step)
        self._clock.move(step)
        if leads:
            self._bring_near(c)

    def _bring_near(self, c: Connection) -> None:
        ended = due_times.bring_near(c, self._clock(), _longest(self._offices))
        if ended:
            _log.warning("%d times lay further ahead than any pause; they are brought near", ended)


def _longest(offices: Offices) -> Longest:
    """Return the longest pauses that anything can have at present."""
    reminders = [pause for office in offices.by_address.values() for pause in office.desk.reminders]
    return Longest(
        outgoing_hold=max(office.desk.outgoing_hold for office in offices.by_address.values()),
        retry=LONGEST_PAUSE,
        claim=CLAIM,
        lease=GROUP_LEASE,
        reminder=max(*reminders, PUT_OFF) if reminders else None,
    )
