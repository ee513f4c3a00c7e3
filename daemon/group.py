"""The group: the daemons over one store, and what each of them does alone.

Every piece of work that may not be done twice at once has a name: a desk's decisions, a mailbox, the
periodic looks. Of the daemons that live, one is rightful for a name (by rendezvous hashing: all of them come
to the same answer without a word, and little moves when one comes or goes); it holds the name's lease. A
daemon alone, as over SQLite, holds everything.
"""

import asyncio
import hashlib
import logging
import math
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from daemon.clock import Clock
from storage import leases, outbox
from storage.engine import Connection, Store
from storage.faults import StorageError

_log = logging.getLogger("postdesk.group")

# A daemon that was not heard of for so long has died: another takes over its work.
LEASE = timedelta(seconds=20)
BEAT_SECONDS = 5.0

# The work that is one for all desks: notices to the operator, what is given up by the dead.
TICKS = "ticks"

_TAKEN_FOR_DEAD = "the other daemons have not heard of this one for too long"


class LeaseLost(StorageError):
    """Another daemon does this work now; what was begun here is undone."""


def desk_work(address: str) -> str:
    """Return the name of the work of deciding a desk's mails."""
    return f"desk {address}"


def mailbox_work(account: str, folder: str) -> str:
    """Return the name of the work of reading a mailbox."""
    return f"mailbox {account}, {folder}"


def rightful(work: str, owners: Sequence[str]) -> str:
    """Return which of these daemons is to do a piece of work."""
    return max(owners, key=lambda owner: hashlib.sha256(f"{owner} {work}".encode()).digest())


class Group:
    """Our daemon as one of the group. `turn` speaks to the others; all else may be asked from any thread.

    Of work that was not ours before ``inherit`` is told in the transaction that takes it, by the writer's
    thread: whoever did it last may have died of it. Afterwards ``changed`` is told in the event loop.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        inherit: Callable[[Connection, Collection[str]], None],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._inherit = inherit
        self._changed = changed
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._wanted: frozenset[str] = frozenset({TICKS})
        self._held: frozenset[str] = frozenset()
        self._good_until = 0.0
        self._leaving = False
        # When we last spoke, and since when we have at every beat.
        self._spoke_at = self._listening_since = -math.inf
        self._again = asyncio.Event()
        # One for each piece of work that ends when we are taken for dead.
        self._limits: set[asyncio.Timeout] = set()

    def want(self, work: Collection[str]) -> None:
        """Say, in the event loop, what there is to be done; what is rightfully ours of it is begun."""
        self._wanted = frozenset({TICKS, *work})
        self._again.set()

    @property
    def lives(self) -> bool:
        """Tell whether the others know that we live. If not, nothing may be begun that they would do, too."""
        return time.monotonic() < self._good_until

    def does(self, work: str) -> bool:
        """Tell whether a piece of work is ours."""
        return work in self._held and self.lives

    def require(self, c: Connection, work: str) -> None:
        """Keep a piece of work ours until this transaction ends. Raises LeaseLost: it is ours no more."""
        # A file of SQLite has one daemon, by a lock on it.
        if self._store.shared and not leases.hold(c, work, self.owner):
            raise LeaseLost(f"another daemon does the work: {work}")

    @asynccontextmanager
    async def while_it_lives(self) -> AsyncIterator[None]:
        """Break off, in the event loop, what goes on in the block as soon as the others take us for dead.

        Raises LeaseLost: that happened, or we were dead before; another may have begun the same.
        """
        if not self.lives:
            raise LeaseLost(_TAKEN_FOR_DEAD)
        try:
            # The event loop goes by the same clock.
            async with asyncio.timeout_at(self._good_until) as limit:
                self._limits.add(limit)
                try:
                    yield
                finally:
                    self._limits.discard(limit)
        except TimeoutError as fault:
            if not limit.expired():
                raise
            raise LeaseLost(_TAKEN_FOR_DEAD) from fault

    def _live_until(self, when: float) -> None:
        self._good_until = when
        for limit in self._limits:
            # One that has run out cannot be given more time.
            if not limit.expired():
                limit.reschedule(when)

    async def run(self) -> None:
        """Speak to the others until cancelled."""
        while True:
            self._again.clear()
            try:
                await self.turn()
            except StorageError as fault:
                _log.error("the store cannot be told that this daemon lives: %s", fault)
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._again.wait()
            except TimeoutError:
                pass

    async def turn(self) -> None:
        """Say that we live, take what is rightfully ours and free, give back what is another's."""
        begun, before = time.monotonic(), self._held
        self._held = await asyncio.wrap_future(self._store.write(self._turn))
        # Over a file there is no other who could take us for dead, however long it takes no word of ours.
        self._live_until(begun + LEASE.total_seconds() if self._store.shared else math.inf)
        if self._held - before:
            self._changed()
        if self._held != before and self._store.shared:
            _log.info("this daemon now does: %s", "; ".join(sorted(self._held)) or "nothing")

    def _turn(self, c: Connection) -> frozenset[str]:
        now = self._clock()
        if self._leaving:
            leases.linger(c, self.owner, now, now + LEASE)
            return frozenset()
        working = leases.appear(c, self.owner, now, now + LEASE)
        ours = {work for work in self._wanted if rightful(work, working) == self.owner}
        if self._held - ours:
            leases.give_back(c, self.owner, self._held - ours)
        held = frozenset(work for work in sorted(ours) if leases.take(c, work, self.owner, now, now + LEASE))
        if begun := held - self._held:
            self._inherit(c, begun)
        if self._has_listened() and TICKS in held:
            freed = outbox.release_claims(c, leases.living(c, now))
            if freed:
                _log.warning("%d deliveries of a daemon that died are due again", freed)
        return held

    def _has_listened(self) -> bool:
        """Tell whether we know who has died: for a whole lease we have spoken at every beat.

        While the database stands still nobody is heard of, and all may live.
        """
        now = time.monotonic()
        if now > self._spoke_at + 2 * BEAT_SECONDS:
            self._listening_since = now
        self._spoke_at = now
        return now >= self._listening_since + LEASE.total_seconds()

    async def retire(self) -> None:
        """Let the others begin at once with what was ours, while what is under way goes on: we still live."""
        self._leaving = True
        with suppress(StorageError):
            # The next beat says it again, and tells the fault.
            await self.turn()

    async def leave(self) -> None:
        """Say that we live no more: nothing is under way."""
        self._live_until(0.0)
        try:
            await asyncio.wrap_future(self._store.write(lambda c: leases.give_back(c, self.owner)))
        except StorageError as fault:
            _log.warning("the store cannot be told that this daemon ends: %s", fault)
