"""The service: every part of the running daemon, started in order and stopped without losing anything."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from daemon.clock import Clock
from daemon.intake import Intake
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.receiving.listener import Listeners
from daemon.sending.delivery import Delivery
from daemon.sending.outcomes import Transport
from daemon.ticks import Ticks
from storage.engine import Store

_log = logging.getLogger("postdesk")

# So long a transaction in flight may take to end with its true answer.
GRACE_SECONDS = 20.0

# So long a stage rests after a fault of the store before it tries again.
PAUSE_SECONDS = 2.0


class Service:
    """The listeners, the mailboxes, the intake, the delivery and the ticks over one store."""

    def __init__(
        self,
        *,
        store: Store,
        listeners: Listeners,
        intake: Intake,
        delivery: Delivery,
        ticks: Ticks,
        transport: Transport,
        mailboxes: Mailboxes,
        clock: Clock,
    ) -> None:
        self.store = store
        self.mailboxes = mailboxes
        self.clock = clock
        self.listeners = listeners
        self._intake = intake
        self._delivery = delivery
        self.ticks = ticks
        self._transport = transport
        self._stages: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the doors, then start the stages. Raises CannotListen; the store is closed then."""
        try:
            await self.listeners.start()
        except BaseException:
            await self._transport.close()
            # The writer's thread would keep the process alive.
            self.store.close()
            raise
        self._stages = [
            self._stage("intake", self._intake.run),
            self._stage("delivery", self._delivery.run),
        ]
        self.mailboxes.start()
        self.ticks.start()

    async def stop(self) -> None:
        """Close the doors first; what is under way in each stage ends with its true outcome."""
        await self.listeners.stop(GRACE_SECONDS)
        await self.mailboxes.stop(GRACE_SECONDS)
        await self.ticks.stop()
        for stage in self._stages:
            stage.cancel()
            with suppress(asyncio.CancelledError):
                await stage
        await self._transport.close()
        await asyncio.to_thread(self.store.close)

    async def run(self, started: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM; ``started`` is called once everything listens."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        await self.start()
        started()
        await stopping.wait()
        _log.info("stopping")
        await self.stop()

    def _stage(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> "asyncio.Task[None]":
        return asyncio.create_task(_supervised(name, work), name=name)


async def _supervised(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a stage; after a fault (a locked store, a full disk) it goes on by itself, nobody needs to come."""
    while True:
        try:
            await work()
        except Exception:
            # The edge of the stage: what it was doing is still in its list, and is taken up again.
            _log.exception("the %s has met a fault and goes on in %d seconds", name, PAUSE_SECONDS)
        await asyncio.sleep(PAUSE_SECONDS)
