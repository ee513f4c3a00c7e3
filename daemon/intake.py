"""Intake: when the mails that wait in the inbox are decided, and how many at once."""

import asyncio
import logging
import time
from contextlib import suppress

from daemon.arrivals import Arrivals
from daemon.batches import Batches

_log = logging.getLogger("postdesk.intake")

# So many mails are looked for in the inbox at once; their decisions share few commits. Behind a pause there
# are fewer at first: it may be a short one.
BATCH = 128
FIRST_BATCH = 8


class Intake:
    """Has every mail that waits in the inbox decided, whenever it is woken."""

    def __init__(self, batches: Batches, decided: asyncio.Event) -> None:
        self._batches = batches
        self._decided = decided
        self._waiting = asyncio.Event()
        self._waiting.set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.arrivals = Arrivals(self.wake)
        # Whether more mail waits than is decided at once: then letters may wait a little.
        self.behind = False

    def wake(self) -> None:
        """Say that mail may be waiting."""
        self._waiting.set()

    def wake_from_thread(self) -> None:
        """Say the same from any thread, while `run` works."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                # The loop has ended; what waits in the inbox is decided at the next start.
                loop.call_soon_threadsafe(self._waiting.set)

    async def run(self) -> None:
        """Work until cancelled; what is under way is then finished first."""
        self._loop = asyncio.get_running_loop()
        self._batches.stopping = False
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            yielding_since, most = time.monotonic(), FIRST_BATCH
            while True:
                if await self.arrivals.let_in(yielding_since):
                    most = FIRST_BATCH
                done = await self._batch_worked_off(most)
                self.behind = done >= most
                if not done:
                    break
                self._decided.set()
                most = min(2 * most, BATCH)

    async def _batch_worked_off(self, most: int) -> int:
        work = asyncio.create_task(asyncio.to_thread(self._batches.work_off, most))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            self._batches.stopping = True
            await asyncio.wait({work})
            if (fault := work.exception()) is not None:
                # We stop all the same: what could not be decided waits in the inbox.
                _log.error("the intake has met a fault at its end: %s", fault)
            raise

    def close(self) -> None:
        """End the reading process, once nothing is under way."""
        self._batches.close()
