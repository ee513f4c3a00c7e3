"""Intake: from the inbox through the parsers to a decision, one mail after the other at each desk."""

import asyncio
import logging
from concurrent.futures import Future, wait
from contextlib import suppress

from daemon.alarms import told
from daemon.clock import Clock
from daemon.group import Group, LeaseLost, desk_work
from daemon.health.measures import Measures
from daemon.notices import quarantine_alarm
from daemon.offices import Offices
from daemon.receiving.hostile import hostile
from desk.case import Case
from desk.deciding import decide
from desk.decisions import Alarm, Decision
from desk.mail import Mail
from desk.verdicts import Verdict
from parsers.mail import read
from storage import carrying, facts, inbox
from storage.engine import Connection, Store
from storage.faults import StoreFull, StoreUnavailable
from storage.inbox import Pending

_log = logging.getLogger("postdesk.intake")

# A decision that was carried out, and the number of its ticket, if it has one.
Decided = tuple[Decision, str]

# So many mails are read from the inbox at once; their decisions share few commits.
BATCH = 64


class Intake:
    """Decides every mail that waits in the inbox, whenever it is woken.

    Mails are parsed off the event loop; each decision is one job of the store's writer, in the order of
    acceptance, so that it sees what the decisions before it did.
    """

    def __init__(
        self,
        store: Store,
        offices: Offices,
        group: Group,
        clock: Clock,
        decided: asyncio.Event,
        measures: Measures,
    ) -> None:
        self._store = store
        self._group = group
        self._measures = measures
        self._offices = offices
        self._clock = clock
        self._decided = decided
        self._waiting = asyncio.Event()
        self._waiting.set()
        self._loop: asyncio.AbstractEventLoop | None = None

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
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while await asyncio.shield(asyncio.to_thread(self.work_off)):
                self._decided.set()

    def work_off(self) -> int:
        """Decide the mails that wait, at most one batch of them, and return how many there were.

        Raises StoreFull, StoreUnavailable: what could not be decided for it waits on.
        """
        desks = tuple(desk for desk in self._offices.by_address if self._group.does(desk_work(desk)))
        pending = self._store.read(lambda c: inbox.pending(c, BATCH, desks))
        jobs = [(row, self._decide(row)) for row in pending]
        wait([job for _, job in jobs])
        faults: list[tuple[Pending, BaseException]] = []
        for row, job in jobs:
            fault = job.exception()
            if fault is None:
                self._note(row, job.result())
            else:
                faults.append((row, fault))
        for row, fault in faults:
            if isinstance(fault, LeaseLost):
                # Another daemon decides this desk's mails from here on.
                continue
            if isinstance(fault, StoreFull | StoreUnavailable):
                # No fault of the mail's: it stays where it is, and the stage comes back to it by itself.
                raise fault
            self._set_aside(row, fault)
        return len(jobs)

    def _decide(self, row: Pending) -> "Future[Decided | None]":
        raw = self._store.read(lambda c: inbox.raw(c, row.id))
        # What Unix programs pipe to us ends its lines with LF alone; only a stranger's bare LF is a trick.
        # What a person let go on is read as well as can be.
        why = None if row.released else hostile(raw)
        with self._measures.stage("parse"):
            mail = read(raw, received_at=row.envelope.received_at)
        return self._store.write(lambda c: self._carry(c, row, mail, why))

    def _carry(self, c: Connection, row: Pending, mail: Mail, hostility: str | None) -> "Decided | None":
        office, now = self._offices.get(row.desk), self._clock()
        if office is None:
            # The desk was just removed from the configuration: its mail waits for its return.
            return None
        self._group.require(c, desk_work(row.desk))
        with self._measures.stage("decide"):
            if hostility is not None:
                decision = Decision(verdict=Verdict.QUARANTINED, rule=f"hostile bytes: {hostility}")
            else:
                known = facts.facts_of(c, office.desk, row.id, row.envelope, mail, now)
                case = Case(
                    mail=mail, envelope=row.envelope, facts=known, office=office, inbox_id=row.id, now=now
                )
                decision = decide(case)
            done = carrying.carry_out(c, decision, desk=office.desk, mail=mail, inbox_id=row.id, now=now)
        for alarm in (*decision.alarms, *_quarantine_alarm(decision, row)):
            told(c, office, alarm, now)
        return decision, done.number

    def _note(self, row: Pending, decided: Decided | None) -> None:
        if decided is not None:
            self._measures.decided(row.desk, decided[0].verdict)
            _tell(row, *decided)

    def _set_aside(self, row: Pending, fault: BaseException) -> None:
        """Quarantine a mail that no rule could decide, so that the mails behind it go on."""
        _log.error(
            "mail %d at %s: could not be decided and is quarantined",
            row.id,
            row.desk,
            exc_info=fault,
            extra={"mail": row.id},
        )
        office, why = self._offices.get(row.desk), f"{type(fault).__name__} while deciding"

        def job(c: Connection) -> None:
            now = self._clock()
            inbox.quarantine(c, row.id, why, now)
            if office is not None:
                told(c, office, quarantine_alarm(row.desk, row.id, why), now)

        self._store.write(job).result()
        self._measures.decided(row.desk, Verdict.QUARANTINED)


def _tell(row: Pending, decision: Decision, number: str) -> None:
    """Write the line of the log by which a mail's fate is found again."""
    verdict = decision.verdict.value if decision.verdict is not None else "undecided"
    ticket = f" to {number}" if number else ""
    silence = f"; not acknowledged: {decision.silence}" if decision.silence else ""
    _log.info(
        "mail %d at %s: %s%s, by the rule %a%s",
        row.id,
        row.desk,
        verdict,
        ticket,
        decision.rule,
        silence,
        extra={"mail": row.id, "ticket": number} if number else {"mail": row.id},
    )


def _quarantine_alarm(decision: Decision, row: Pending) -> tuple[Alarm, ...]:
    if decision.verdict is not Verdict.QUARANTINED:
        return ()
    return (quarantine_alarm(row.desk, row.id, decision.rule),)
