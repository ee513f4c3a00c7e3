"""Ticks: the periodic work of the daemon, which looks for due rows."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial

from daemon.alarms import told
from daemon.clock import Clock
from daemon.expiry import Expiring, due_warnings
from daemon.group import TICKS, Group, LeaseLost, desk_work
from daemon.health.measures import Measures
from daemon.mailboxes.daily_audit import DailyAudit
from daemon.mailboxes.mailboxes import Mailboxes
from daemon.notices import Lookout
from daemon.offices import Offices
from daemon.schedule import Schedule, Work
from desk.case import LATEST
from desk.reminding import decide_due, last_asked
from storage import carrying, outbox, reminders, threads, waiting
from storage.engine import Connection, Store
from storage.faults import StoreFull, StoreUnavailable

_log = logging.getLogger("postdesk.ticks")

BATCH = 100
REMINDERS_EVERY = timedelta(seconds=30)
LOOK_OUT_EVERY = timedelta(minutes=5)
PATROL_EVERY = timedelta(seconds=1)
POLL_EVERY = timedelta(seconds=1)
# An agent who waits for an answer to leave counts the seconds.
HOLDS_EVERY = timedelta(seconds=1)
MAILBOXES_EVERY = timedelta(seconds=30)
EXPIRY_EVERY = timedelta(hours=1)
# Looked is whether a day is over, and whether a mailbox can be read again.
AUDIT_EVERY = timedelta(minutes=30)


class Ticks:
    """The periodic work: reminders, the operator's notices, waking who may have missed a call."""

    def __init__(
        self,
        store: Store,
        offices: Offices,
        group: Group,
        clock: Clock,
        wake_intake: Callable[[], None],
        decided: asyncio.Event,
        mailboxes: Mailboxes,
        expiring: Callable[[], Iterable[tuple[str, Expiring]]],
        lookout: Lookout,
        audit: DailyAudit,
        measures: Measures,
    ) -> None:
        self._measures = measures
        self._store = store
        self._mailboxes = mailboxes
        self._expiring = expiring
        self._lookout = lookout
        self._audit = audit
        self._offices = offices
        self._group = group
        self._clock = clock
        self._wake_intake = wake_intake
        self._decided = decided
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._schedule = Schedule()

    def start(self) -> None:
        """Begin to tick; the first ticks come at once."""
        for work, every in (
            (self.remind, REMINDERS_EVERY),
            (self.look_out, LOOK_OUT_EVERY),
            (self._patrol, PATROL_EVERY),
            (self.end_holds, HOLDS_EVERY),
            (self.poll_mailboxes, POLL_EVERY),
            (self.watch_mailboxes, MAILBOXES_EVERY),
            (self.tell_of_expiry, EXPIRY_EVERY),
            (self.audit_mailboxes, AUDIT_EVERY),
        ):
            self._schedule.add(partial(self._tick, work), every)
        self._schedule.start()

    async def stop(self) -> None:
        """End ticking, and wait for the work under way."""
        self._schedule.stop()
        self._audit.stop()
        if self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _tick(self, work: Work) -> None:
        """Begin a piece of work unless its last turn goes on; APScheduler would cancel what it waits for."""
        name = work.__name__
        if name not in self._under_way:
            self._under_way[name] = asyncio.create_task(self._turn(name, work))

    async def _turn(self, name: str, work: Work) -> None:
        try:
            await work()
        except (StoreFull, StoreUnavailable) as fault:
            _log.error("a tick (%s) has met a fault: %s", name, fault)
            self._measures.tick_failed(name.strip("_"))
        except Exception:
            # The edge of the stage: what is due stays due, and the next tick comes back to it.
            _log.exception("a tick (%s) has met a fault", name)
            self._measures.tick_failed(name.strip("_"))
        finally:
            del self._under_way[name]

    async def remind(self) -> None:
        """Do what reached due times ask for, each ticket by itself: one that cannot be helped stays."""
        desks = self._own_desks()
        due = await asyncio.to_thread(
            self._store.read, lambda c: reminders.due(c, self._clock(), BATCH, desks)
        )
        jobs = [self._write(partial(self._remind, ticket_id=ticket_id)) for ticket_id in due]
        ends = await asyncio.gather(*jobs, return_exceptions=True)
        if any(end is True for end in ends):
            self._decided.set()
        for ticket_id, end in zip(due, ends, strict=True):
            if isinstance(end, StoreFull | StoreUnavailable):
                raise end
            if isinstance(end, BaseException) and not isinstance(end, LeaseLost):
                _log.error("what is due at the ticket with the id %d cannot be done", ticket_id, exc_info=end)
                self._measures.tick_failed("remind")

    def _own_desks(self) -> list[str]:
        """Return the desks whose mails this daemon decides."""
        return [desk for desk in self._offices.by_address if self._group.does(desk_work(desk))]

    def _remind(self, c: Connection, ticket_id: int) -> bool:
        now = self._clock()
        ticket = reminders.still_due(c, now, ticket_id)
        office = None if ticket is None else self._offices.get(ticket.desk)
        if ticket is None or office is None:
            return False
        # As a mail's decision does: neither sees the other's half.
        self._group.require(c, desk_work(ticket.desk))
        thread = threads.latest(c, ticket.id, LATEST)
        public = threads.last_words(c, (ticket.id,)).get(ticket.id, ())
        asked = last_asked(public, threads.last_joined(c, (ticket.id,)).get(ticket.id))
        last_hour = outbox.automatic_last_hour(c, ticket.desk, now)
        decision = decide_due(ticket, office, now, last_hour, thread, asked)
        carrying.carry_out(c, decision, desk=office.desk, mail=None, inbox_id=None, now=now)
        return True

    async def end_holds(self) -> None:
        """Let those mails be decided whose outgoing hold is over."""
        desks = self._own_desks()
        due = await asyncio.to_thread(self._store.read, lambda c: waiting.due(c, self._clock(), BATCH, desks))
        if due and await self._write(partial(self._end_holds, ids=due)):
            self._wake_intake()

    def _end_holds(self, c: Connection, ids: Sequence[int]) -> bool:
        waiting.let_go(c, ids)
        return True

    async def look_out(self) -> None:
        """Tell the operators once a day of what in the service's own state needs them."""
        if not self._group.does(TICKS):
            return
        free = await asyncio.to_thread(self._lookout.room.free)
        if await self._write(lambda c: self._lookout.tell(c, self._clock(), free)):
            self._decided.set()

    async def poll_mailboxes(self) -> None:
        """Wake those mailboxes whose poll interval is over."""
        self._mailboxes.poll()

    async def watch_mailboxes(self) -> None:
        """Tell the operators of mailboxes that could not be read for long."""
        for reader in self._mailboxes.readers:
            await asyncio.to_thread(reader.tell_if_down)

    async def tell_of_expiry(self) -> None:
        """Tell the operators of secrets, tokens and certificates that end before long."""
        if not self._group.does(TICKS):
            return
        if await self._write(self._tell_of_expiry):
            self._decided.set()

    def _tell_of_expiry(self, c: Connection) -> bool:
        now = self._clock()
        spoken = False
        for desk, thing in self._expiring():
            office, alarm = self._offices.get(desk), due_warnings(thing, now)
            if office is not None and alarm is not None:
                spoken = told(c, office, alarm, now) or spoken
        return spoken

    async def audit_mailboxes(self) -> None:
        """Compare each mailbox with the inbox once a day, and tell the operators what differs."""
        if self._group.does(TICKS) and await asyncio.to_thread(self._audit.run):
            self._decided.set()

    async def _patrol(self) -> None:
        # The command line and other processes write to the same store; nobody calls us then.
        self._wake_intake()

    async def _write(self, job: Callable[[Connection], bool]) -> bool:
        return await asyncio.wrap_future(self._store.write(job))
