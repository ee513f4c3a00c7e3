"""Delivery: from the outbox, through the composer, to the relay; every end of it is written down."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from daemon.clock import Clock
from daemon.group import Group, LeaseLost
from daemon.health.measures import Measures
from daemon.offices import Offices
from daemon.sending.composing import Composer
from daemon.sending.endings import Unsent, give_up, leave_unsent
from daemon.sending.outcomes import Later, Outcome, Refused, Sent, Transport
from daemon.sending.retries import next_attempt
from desk.address import with_tag
from storage import outbox
from storage.engine import Connection, Store
from storage.faults import StoreFull, StoreUnavailable
from storage.outbox import Due
from storage.prepared import Damaged

T = TypeVar("T")


_log = logging.getLogger("postdesk.delivery")

# So many mails are on their way at once; one that hangs holds up only the mails of its own ticket.
MOST_UNDER_WAY = 64
# Where that many are, so many of them end before the next are claimed together: each claim is a commit.
CLAIMED_TOGETHER = 16

# A claim whose process died is free again after this long; no single delivery may take longer.
LEASE = timedelta(minutes=15)

# While mail waits for its decision, a letter may wait for so long: who wrote has been let in, and decides
# nothing by the second.
MAY_WAIT = timedelta(seconds=30)

# A store that is full or locked is asked again so soon; when we are to stop, no longer than so many times.
STORE_PAUSE_SECONDS = 1.0
STORE_ATTEMPTS = 60

# Without a word from anyone the outbox is looked at this often, for pauses that have run out.
PATROL_SECONDS = 5.0


class Delivery:
    """Sends what is due in the outbox, several mails at once, in order within each ticket."""

    def __init__(
        self,
        store: Store,
        offices: Offices,
        group: Group,
        clock: Clock,
        composer: Composer,
        transport: Transport,
        *,
        give_up_after: timedelta,
        decided: asyncio.Event,
        may_wait: Callable[[], bool],
        measures: Measures,
    ) -> None:
        # Whether other work goes first for a while.
        self._may_wait = may_wait
        self._measures = measures
        self._store = store
        self._group = group
        self._offices = offices
        self._clock = clock
        self._composer = composer
        # Several threads would only wait for each other.
        self._composing = ThreadPoolExecutor(1, "postdesk-composing")
        self._transport = transport
        self._give_up_after = give_up_after
        self._decided = decided
        # By their numbers.
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self._partings: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled; mails under way then go on until `close`."""
        # After a fault of the store a claim may have been kept, but never told to us.
        await self._write(lambda c: outbox.give_back(c, self._group.owner, but=tuple(self._under_way)))
        while True:
            # Not wait_for: on Python 3.11 it can swallow the cancellation that ends this loop.
            with suppress(TimeoutError):
                async with asyncio.timeout(PATROL_SECONDS):
                    await self._decided.wait()
            self._decided.clear()
            await self.start_due()

    async def start_due(self) -> None:
        """Begin to send what is due, as far as there is room."""
        while self._group.lives and (room := MOST_UNDER_WAY - len(self._under_way)) >= CLAIMED_TOGETHER:
            due = await self._write(partial(self._claim, most=room, but=tuple(self._under_way)))
            if not due:
                return
            for delivery in due:
                task = asyncio.create_task(self._deliver(delivery))
                self._under_way[delivery.id] = task
                task.add_done_callback(partial(self._done, delivery.id))

    def _claim(self, c: Connection, most: int, but: Collection[int]) -> list[Due]:
        # The time is asked for here: between a word to the writer and its deed the clock may have been set.
        now = self._clock()
        due_by = now - MAY_WAIT if self._may_wait() else now
        # Not those under way, though the claim of one that waits for the store may run out.
        return outbox.claim(c, due_by, most, now + LEASE - due_by, self._group.owner, but)

    async def finish(self) -> None:
        """Wait for the mails under way; each ends within the transport's timeouts, once the store can."""
        if self._under_way:
            await asyncio.wait(self._under_way.values())

    def change(self, transport: Transport, give_up_after: timedelta) -> None:
        """Send by this way from now on; mails under way end as they began."""
        parting = asyncio.create_task(self._transport.close())
        self._partings.add(parting)
        parting.add_done_callback(self._partings.discard)
        self._transport, self._give_up_after = transport, give_up_after

    async def close(self) -> None:
        """Finish the mails under way, then part from the other side."""
        self._stopping = True
        await self.finish()
        await asyncio.gather(self._transport.close(), *self._partings)

    def _done(self, delivery_id: int, task: "asyncio.Task[None]") -> None:
        del self._under_way[delivery_id]
        # There is room for the next, and the next of this ticket waited for this one.
        self._decided.set()
        if task.cancelled() or (fault := task.exception()) is None:
            return
        if isinstance(fault, StoreFull | StoreUnavailable):
            _log.error("a delivery was left, the next start takes it up again: %s", fault)
        else:
            _log.error("a delivery ended in a fault; its claim runs out by itself", exc_info=fault)

    async def _deliver(self, delivery: Due) -> None:
        transport = self._transport
        if self._offices.get(delivery.desk) is None:
            await self._record(delivery, Later("its desk is no longer in the configuration"))
            return
        if delivery.dead is not None:
            await self._record(delivery, Unsent(delivery.dead))
            return
        try:
            mail = delivery.mail() or await self._compose(delivery)
        except Damaged as fault:
            await self._record(delivery, Later(f"the mail cannot be sent: {fault}"))
            return
        except (StoreFull, StoreUnavailable):
            # Before the store is back the claim may have become another's: it is not gone on with.
            await asyncio.sleep(STORE_PAUSE_SECONDS)
            await self._patiently(delivery, partial(self._give_back, delivery))
            return
        if mail is None:
            await self._record(delivery, Later("the mail could not be composed; see the log"))
            return
        try:
            with self._measures.stage("deliver"):
                async with self._group.while_it_lives():
                    outcome = await transport.send(mail, self._return_path(delivery), delivery.recipient)
        except LeaseLost:
            # Another may send it, or has sent it already.
            await self._patiently(delivery, partial(self._give_back, delivery))
            return
        await self._record(delivery, outcome)

    async def _compose(self, delivery: Due) -> bytes | None:
        """Return the bytes of a mail that has none yet, after they are kept: they are never made again."""
        with self._measures.stage("compose"):
            loop = asyncio.get_running_loop()
            mail = await loop.run_in_executor(self._composing, self._composer.compose, delivery)
        if mail is None:
            return None
        return await self._write(lambda c: outbox.keep(c, delivery.outbox_id, mail))

    async def _give_back(self, delivery: Due) -> None:
        await self._write(lambda c: outbox.give_back(c, self._group.owner, only=delivery.id))

    def _return_path(self, delivery: Due) -> str:
        key = delivery.return_path_key
        return with_tag(delivery.desk, key) if key else delivery.desk

    async def _record(self, delivery: Due, outcome: Outcome | Unsent) -> None:
        """Write down how a delivery ended; else it would be sent again."""
        await self._patiently(delivery, partial(self._write_down, delivery, outcome))

    async def _patiently(self, delivery: Due, step: Callable[[], Awaitable[T]]) -> T:
        """Take a step of a delivery as soon as the store allows it. Raises its fault when we are to stop."""
        attempts = 0
        while True:
            try:
                return await step()
            except (StoreFull, StoreUnavailable) as fault:
                attempts += 1
                if attempts == 1:
                    _log.warning("delivery %d waits for the store: %s", delivery.id, fault)
                if self._stopping and attempts >= STORE_ATTEMPTS:
                    raise
            await asyncio.sleep(STORE_PAUSE_SECONDS)

    async def _write_down(self, delivery: Due, outcome: Outcome | Unsent) -> None:
        now, office = self._clock(), self._offices.get(delivery.desk)
        match outcome:
            case Sent(reply):
                await self._write(lambda c: outbox.sent(c, delivery.id, reply, now))
                self._measures.delivered("sent")
                _log.info("%s: sent: %a", _name(delivery), reply, extra=_numbers(delivery))
            case Refused(reply):
                await self._write(lambda c: give_up(c, office, delivery, outcome, now))
                self._measures.delivered("failed")
                _log.warning("%s: refused: %a", _name(delivery), reply, extra=_numbers(delivery))
            case Unsent(dead):
                await self._write(lambda c: leave_unsent(c, office, delivery, dead, now))
                self._measures.delivered("unsent")
                _log.info("%s: not sent: its address is dead", _name(delivery), extra=_numbers(delivery))
            case Later(reply):
                await self._again(delivery, reply)

    async def _again(self, delivery: Due, reply: str) -> None:
        next_at = await self._write(lambda c: self._put_off(c, delivery, reply))
        if next_at is None:
            self._measures.delivered("failed")
            _log.warning("%s: given up: %a", _name(delivery), reply, extra=_numbers(delivery))
            return
        until = f"{next_at:%F %T}"
        _log.warning("%s: waits until %s: %a", _name(delivery), until, reply, extra=_numbers(delivery))
        self._measures.delivered("later")

    def _put_off(self, c: Connection, delivery: Due, reply: str) -> datetime | None:
        """Write down until when a delivery waits, or that it is given up; by the time that the rows go by."""
        now = self._clock()
        jitter = random.random()  # noqa: S311 - spreads attempts; no secret.
        since = outbox.waits_since(c, delivery.id)
        next_at = next_attempt(since, delivery.attempts, now, jitter, self._give_up_after)
        if next_at is None:
            give_up(c, self._offices.get(delivery.desk), delivery, Refused(reply), now)
        else:
            outbox.later(c, delivery.id, reply, next_at, self._group.owner)
        return next_at

    async def _write(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._store.write(job))


def _name(delivery: Due) -> str:
    """Return what a delivery is called in the log, without its recipient."""
    ticket = f" in {delivery.number}" if delivery.number else ""
    what = f"{delivery.template.value}{ticket}"
    return f"letter {delivery.outbox_id}, delivery {delivery.id} of {delivery.desk}, {what}"


def _numbers(delivery: Due) -> dict[str, object]:
    """Return the numbers by which a line of the log is found; what is not known is left out."""
    numbers = {"letter": delivery.outbox_id, "mail": delivery.inbox_id, "ticket": delivery.number}
    return {name: number for name, number in numbers.items() if number}
