"""Batches of mails that wait in the inbox: each is read, decided and carried out, in their order."""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import takewhile

from daemon.alarms import told
from daemon.clock import Clock
from daemon.group import Group, LeaseLost, desk_work
from daemon.health.measures import Measures
from daemon.notices import quarantine_alarm
from daemon.offices import Offices
from daemon.reading.reading import Reading, Unreadable
from daemon.receiving.hostile import hostile
from daemon.turns import OutOfTurn, Turns
from desk.case import Case
from desk.deciding import decide
from desk.decisions import Alarm, Decision
from desk.facts import Facts
from desk.forms import through_form
from desk.mail import Mail, MailKind
from desk.office import Office
from desk.verdicts import Verdict
from storage import agent_facts, carrying, facts, inbox
from storage.engine import Connection, Store
from storage.faults import AlreadyDecided, StoreFull, StoreUnavailable
from storage.inbox import Pending

_log = logging.getLogger("postdesk.intake")

# A decision that was carried out, and the number of its ticket, if it has one.
Decided = tuple[Decision, str]

# So many bytes of them are fetched at once.
_FETCH_BYTES = 4_000_000

# A suspect mail that was decided alone so often, and each time the daemon ended, is decided no more.
_MOST_TRIES = 3


class Batches:
    """Decides the mails that wait.

    They are read in a process of its own; each decision is one job of the store's writer, in the order of
    acceptance, so that it sees what the decisions before it did.
    """

    def __init__(
        self,
        store: Store,
        offices: Offices,
        group: Group,
        clock: Clock,
        measures: Measures,
        reading: Reading,
    ) -> None:
        self._store = store
        self._offices = offices
        self._group = group
        self._clock = clock
        self._measures = measures
        self._reading = reading
        # The suspects of whose trial by this process the store knows.
        self._on_trial: set[int] = set()
        # Whether the daemon ends: then no further mail is handed to the writer.
        self.stopping = False

    def close(self) -> None:
        """End the reading process, once nothing is under way."""
        self._reading.close()

    def work_off(self, most: int) -> int:
        """Decide the mails that wait, at most so many of them, and return how many there were.

        Raises StoreFull, StoreUnavailable, CannotRead: what could not be decided for it waits on.
        """
        try:
            return self._worked_off(most)
        except LeaseLost:
            # Another daemon decides this desk's mails from here on; we hear of it at our next word.
            return 0

    def _worked_off(self, most: int) -> int:
        self._reading.begin()
        desks = tuple(desk for desk in self._offices.by_address if self._group.does(desk_work(desk)))
        pending = self._store.read(lambda c: inbox.pending(c, most, desks))
        if pending and pending[0].tries > _MOST_TRIES:
            self._quarantine(pending[0], f"the daemon ended {_MOST_TRIES} times while it was decided")
            return 1
        batch = list(takewhile(lambda row: row.tries == 0, pending))
        jobs = list(self._jobs(batch or pending[:1]))
        wait([job for _, job in jobs])
        faults: list[tuple[Pending, BaseException]] = []
        for row, job in jobs:
            fault = job.exception()
            if fault is None:
                self._note(row, job.result())
            else:
                faults.append((row, fault))
        for row, fault in faults:
            if isinstance(fault, StoreFull | StoreUnavailable | LeaseLost):
                # No fault of the mail's: it stays where it is, and the stage comes back to it by itself.
                raise fault
            if not isinstance(fault, OutOfTurn | AlreadyDecided):
                self._set_aside(row, fault)
        return len(jobs)

    def _jobs(self, batch: Sequence[Pending]) -> "Iterator[tuple[Pending, Future[Decided | None]]]":
        """Hand each mail to the writer as soon as it is read; the reading of the next goes on meanwhile."""
        unfit: dict[int, str | None] = {}
        turns: Turns[Decided | None] = Turns(self._store.write)
        read = self._reading.read(self._fetched(batch, unfit))
        for row in batch:
            if self.stopping:
                return
            outcome = next(read)
            self._measures.took("parse", outcome.seconds)
            found = outcome.found
            mail = _unreadable(found.why) if isinstance(found, Unreadable) else found
            if row.tries and row.id not in self._on_trial:
                # It is decided alone, and this is known before: it may be what ends the daemon. One trial a
                # process, however often the store spoils it: no process dies twice.
                self._store.write(partial(inbox.note_try, inbox_id=row.id)).result()
                self._on_trial.add(row.id)
            job = partial(self._carry, row=row, mail=mail, unfit=unfit[row.id])
            yield row, turns.write(row.desk, job)

    def _fetched(
        self, batch: Sequence[Pending], unfit: dict[int, str | None]
    ) -> Iterator[tuple[int, bytes, datetime]]:
        """Fetch the bytes of the mails, some at a time, and say of each why they are unfit, if they are."""
        left = deque(batch)
        while left:
            some, size = [left.popleft()], 0
            while left and (size := size + left[0].size) <= _FETCH_BYTES:
                some.append(left.popleft())
            raws = self._store.read(partial(inbox.raws_of, ids=[row.id for row in some]))
            for row in some:
                raw = raws.pop(row.id)
                unfit[row.id] = _unfit(raw, row)
                yield row.id, raw or b"", row.envelope.received_at

    def _carry(self, c: Connection, *, row: Pending, mail: Mail, unfit: str | None) -> "Decided | None":
        office, now = self._offices.get(row.desk), self._clock()
        if office is None:
            # The desk was just removed from the configuration: its mail waits for its return.
            return None
        self._group.require(c, desk_work(row.desk))
        with self._measures.stage("decide"):
            if unfit is not None:
                decision = Decision(verdict=Verdict.QUARANTINED, rule=unfit)
            else:
                decision = decide(self._case(c, row, mail, office, now))
            done = carrying.carry_out(c, decision, desk=office.desk, mail=mail, inbox_id=row.id, now=now)
        for alarm in (*decision.alarms, *_quarantine_alarm(decision, row)):
            told(c, office, alarm, now)
        return decision, done.number

    def _case(self, c: Connection, row: Pending, mail: Mail, office: Office, now: datetime) -> Case:
        """Return the case of a mail, with what the store knows of the one whose request it is."""
        case = through_form(
            Case(mail=mail, envelope=row.envelope, facts=Facts(), office=office, inbox_id=row.id, now=now)
        )
        known = facts.facts_of(c, office.desk, row.id, row.envelope, case.mail, now)
        agent = office.agent(case.sender.addr)
        if agent is not None:
            known = agent_facts.with_agent_s(c, known, case.mail, agent, office.desk, now)
        return replace(case, facts=known)

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
        self._quarantine(row, f"{type(fault).__name__} while deciding")

    def _quarantine(self, row: Pending, why: str) -> None:
        office = self._offices.get(row.desk)

        def job(c: Connection) -> None:
            now = self._clock()
            self._group.require(c, desk_work(row.desk))
            if inbox.quarantine(c, row.id, why, now) and office is not None:
                told(c, office, quarantine_alarm(row.desk, row.id, why), now)

        self._store.write(job).result()
        self._measures.decided(row.desk, Verdict.QUARANTINED)


def _unfit(raw: bytes | None, row: Pending) -> str | None:
    """Return why nobody may read a mail, or None."""
    if raw is None:
        return "its bytes in the store are damaged"
    # What Unix programs pipe to us ends its lines with LF alone; only a stranger's bare LF is a trick. What a
    # person let go on is read as well as can be.
    fault = None if row.released else hostile(raw)
    return None if fault is None else f"hostile bytes: {fault}"


def _unreadable(why: str) -> Mail:
    return Mail(kind=MailKind.UNREADABLE, oddities=(why,))


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
