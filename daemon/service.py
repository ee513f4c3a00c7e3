"""The service: every part of the running daemon, started in order and stopped without losing anything."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from daemon import systemd
from daemon.clock import Clock
from daemon.group import Group
from daemon.health.endpoint import Endpoint
from daemon.intake import Intake
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.reading.process import CannotRead
from daemon.receiving.listener import Listeners
from daemon.reloading import Reloaded, Reloading
from daemon.sending.delivery import Delivery
from daemon.ticks import Ticks
from daemon.timekeeping import Timekeeper
from storage.engine import Store
from storage.faults import StorageError, StoreFull, StoreUnavailable

_log = logging.getLogger("postdesk")

# So long a transaction in flight may take to end with its true answer.
GRACE_SECONDS = 20.0

# So long a stage rests after a fault of the store before it tries again.
PAUSE_SECONDS = 2.0

# A writer that has not answered by then hangs: no lock is waited for so long.
_ANSWER_SECONDS = 15.0

# With this in the environment SIGUSR2 makes the event loop hang, for trying the watchdog.
DEBUG_HANG = "POSTDESK_DEBUG_HANG"
_HANG_SECONDS = 3600


class Service:
    """The listeners, the mailboxes, the intake, the delivery and the ticks over one store."""

    def __init__(
        self,
        *,
        store: Store,
        group: Group,
        timekeeper: Timekeeper,
        listeners: Listeners,
        intake: Intake,
        delivery: Delivery,
        ticks: Ticks,
        mailboxes: Mailboxes,
        reloading: Reloading,
        endpoint: "Callable[[Service], Endpoint]",
        clock: Clock,
    ) -> None:
        self.store = store
        self._group = group
        self.timekeeper = timekeeper
        self.mailboxes = mailboxes
        self.clock = clock
        self.listeners = listeners
        self._intake = intake
        self._delivery = delivery
        self.ticks = ticks
        self._reloading = reloading
        self.endpoint = endpoint(self)
        # Starting, stopping and reloading take turns; before the start and after the end nothing is reloaded.
        self._turn = asyncio.Lock()
        self._runs = False
        self._asked = asyncio.Event()
        self._stages: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the doors, then start the stages. Raises CannotListen; the store is closed then."""
        async with self._turn:
            await self._open()
            with suppress(StorageError):
                # Its stage tries again, and tells the fault.
                await self._group.turn()
            self._heart = self._stage("group", self._group.run)
            self._stages = [
                self._stage("clock", self.timekeeper.run),
                self._stage("intake", self._intake.run),
                self._stage("delivery", self._delivery.run),
            ]
            self.mailboxes.start()
            self.ticks.start()
            self._runs = True

    async def _open(self) -> None:
        try:
            await self.endpoint.start()
            await self.listeners.start()
        except BaseException:
            await self.endpoint.stop()
            await self._delivery.close()
            # The writer's thread would keep the process alive.
            self.store.close()
            raise

    async def stop(self) -> None:
        """Close the doors first; what is under way in each stage ends with its true outcome."""
        async with self._turn:
            self._runs = False
        await self.listeners.stop(GRACE_SECONDS)
        await self.mailboxes.stop(GRACE_SECONDS)
        await self.ticks.stop()
        for stage in self._stages:
            await _ended(stage)
        self._intake.close()
        # Until our mails under way have ended the others must hear that we live.
        await self._group.retire()
        await self._delivery.close()
        await _ended(self._heart)
        await self.endpoint.stop()
        await self._group.leave()
        await asyncio.to_thread(self.store.close)

    async def reload(self) -> Reloaded:
        """Put the configuration as it is now into force, or nothing of it; tells which."""
        async with self._turn:
            if not self._runs:
                return Reloaded(faults=("Postdesk is stopping; the next start reads the configuration.",))
            systemd.reloading()
            done = Reloaded(faults=("see the log",))
            try:
                done = await self._reloading.reload()
            finally:
                # However it ends: systemd waits for this.
                systemd.notify("READY=1", f"STATUS={self._status(done)}")
        return done

    async def run(self, started: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM; ``started`` is called once everything listens. SIGHUP reloads."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        if os.environ.get(DEBUG_HANG):
            loop.add_signal_handler(signal.SIGUSR2, time.sleep, _HANG_SECONDS)
        loop.add_signal_handler(signal.SIGHUP, self._asked.set)
        # What came while we were being built has waited, and is heard now.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        await self.start()
        attending = [
            self._stage("reload", self._reload_when_asked),
            self._stage("watchdog", self._feed_watchdog),
        ]
        systemd.notify("READY=1", f"STATUS={self._status()}")
        started()
        await stopping.wait()
        _log.info("stopping")
        systemd.notify("STOPPING=1", "STATUS=stopping")
        for stage in attending:
            stage.cancel()
        await self.stop()

    async def _reload_when_asked(self) -> None:
        while True:
            await self._asked.wait()
            # Whoever asks from now on asks for what is in the file then.
            self._asked.clear()
            await self.reload()

    def _status(self, done: Reloaded | None = None) -> str:
        if done is not None and done.faults:
            return f"not reloaded, the old settings are in force: {done.faults[0]}"
        doors = ", ".join(map(str, self.listeners.listening))
        mailboxes = len(self.mailboxes.readers)
        reading = f"; reads {mailboxes} mailbox{'es' if mailboxes > 1 else ''}" if mailboxes else ""
        return f"takes mail at {doors or 'no socket'}{reading}"

    async def _feed_watchdog(self) -> None:
        """Tell systemd that we live: the loop turns, the writer writes, the mailboxes' threads go on."""
        period = systemd.watchdog_seconds()
        while period is not None:
            await asyncio.sleep(period / 3)
            if await self.lives():
                systemd.notify("WATCHDOG=1")

    async def lives(self) -> bool:
        """Tell whether the writer answers soon, and no mailbox's thread hangs."""
        for name in self.mailboxes.hanging():
            _log.error("the thread that reads %s hangs", name)
            return False
        answered = asyncio.wrap_future(self.store.write(lambda c: None))
        # A store that is full or locked answers, too; only a thread that is stuck does not.
        done, _ = await asyncio.wait({answered}, timeout=_ANSWER_SECONDS)
        for each in done:
            each.exception()
        return bool(done)

    def _stage(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> "asyncio.Task[None]":
        return asyncio.create_task(_supervised(name, work), name=name)


async def _ended(stage: "asyncio.Task[None]") -> None:
    stage.cancel()
    with suppress(asyncio.CancelledError):
        await stage


async def _supervised(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a stage; after a fault (a locked store, a full disk) it goes on by itself, nobody needs to come."""
    while True:
        try:
            await work()
        except (StoreFull, StoreUnavailable, CannotRead) as fault:
            # A condition of the store's or the machine's, not a bug: its sentence says all.
            _log.error("the %s has met a fault and goes on in %d seconds: %s", name, PAUSE_SECONDS, fault)
        except Exception:
            # The edge of the stage: what it was doing is still in its list, and is taken up again.
            _log.exception("the %s has met a fault and goes on in %d seconds", name, PAUSE_SECONDS)
        await asyncio.sleep(PAUSE_SECONDS)
