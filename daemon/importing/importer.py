"""The importer: mails out of a catalogue become history, some at a time, each whole or not at all."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

from daemon.importing.archive import Archive
from daemon.importing.catalogue import Catalogue, Entry, mails_of
from daemon.importing.summary import ALREADY_THERE, GONE, TOO_BIG, Summary
from desk.case import Case
from desk.envelope import Envelope, Source
from desk.facts import Facts
from desk.forms import through_form
from desk.history import Import, decide_history
from desk.mail import Mail
from desk.office import Office
from desk.verdicts import Verdict
from parsers.mail import read
from storage import history, inbox
from storage.content_key import content_key
from storage.engine import Connection, Store
from storage.faults import StoreFull, StoreUnavailable
from storage.prepared import Prepared, prepare

_log = logging.getLogger("postdesk.importing")

# So much is read, decided and committed together. A daemon beside us waits for its turn no longer than that.
BATCH = 64
BATCH_BYTES = 8_000_000

# SQLite lets nobody queue: who waits looks every tenth of a second (sqliteDefaultBusyCallback), and would
# find the store ours again and again if we left it for less.
REST_SECONDS = 0.11


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail as it is kept, and what it says."""

    prepared: Prepared
    mail: Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports into the desk of an office. Mails over ``most`` bytes are left out.

    What a mail is known by is its content: one that this desk has, by whatever way, is passed over. So an
    import that was broken off goes on where it was, and a second one changes nothing.
    """

    store: Store
    office: Office
    wish: Import
    most: int
    now: datetime

    def run(self, catalogue: Catalogue, told: Callable[[Summary], None]) -> Summary:
        """Import everything; ``told`` hears of the counts after each batch.

        Raises StoreFull, StoreUnavailable: what was counted is kept; the rest is not there.
        """
        summary = Summary()
        for batch in catalogue.batches(BATCH, BATCH_BYTES):
            written = self._import(batch, summary)
            told(summary)
            if written and self.store.has_daemon:
                time.sleep(REST_SECONDS)
        return summary

    def _import(self, batch: Sequence[Entry], summary: Summary) -> bool:
        """Import some mails, and tell whether anything was written."""
        fitting = [entry for entry in batch if self._fits(entry)]
        summary.add(TOO_BIG, len(batch) - len(fitting))
        raws = [(entry, raw) for entry, raw in mails_of(fitting) if raw is not None]
        summary.add(GONE, len(fitting) - len(raws))
        new = self._new(raws)
        summary.add(ALREADY_THERE, len(raws) - len(new))
        jobs = [(entry, one, self._written(entry, one)) for entry, one in self._read(new)]
        wait([job for _, _, job in jobs])
        for entry, one, job in jobs:
            summary.add(self._outcome(entry, one, job))
        return bool(jobs)

    def _read(self, raws: Sequence[tuple[Entry, bytes]]) -> list[tuple[Entry, Reading]]:
        """Read all of them before the first is written: the store is ours for that long only."""
        return [(entry, Reading(prepare(raw), read(raw, received_at=self.now))) for entry, raw in raws]

    def _fits(self, entry: Entry) -> bool:
        item = entry.item
        if item.size > self.most:
            _log.warning("left out: a mail of %s, %d bytes, %s", entry.archive.name, item.size, entry.at)
        return item.size <= self.most

    def _new(self, raws: Sequence[tuple[Entry, bytes]]) -> list[tuple[Entry, bytes]]:
        """Return the mails that the desk does not have, each once."""
        by_content = {content_key(raw): (entry, raw) for entry, raw in reversed(raws)}
        desk = self.office.desk.address
        known = self.store.read(lambda c: history.known_contents(c, desk, by_content))
        return [by_content[key] for key in reversed(by_content) if key not in known]

    def _written(self, entry: Entry, one: Reading) -> "Future[Verdict | None]":
        return self.store.write(lambda c: self._write(c, entry, one))

    def _write(self, c: Connection, entry: Entry, one: Reading) -> Verdict | None:
        """Decide one mail and write down what it becomes; return None where it came in meanwhile."""
        desk = self.office.desk
        if history.known_contents(c, desk.address, (one.prepared.content_key,)):
            return None
        at = min(one.mail.date or entry.at, self.now)
        envelope = self._envelope(entry.archive)
        [inbox_id] = inbox.accept(c, one.prepared, envelope, (desk.address,))
        case = through_form(
            Case(
                mail=one.mail, envelope=envelope, facts=Facts(), office=self.office, inbox_id=inbox_id, now=at
            )
        )
        known = history.known_of(c, desk, case.mail, self.now)
        decision = decide_history(case, known, self.wish)
        history.write_history(c, decision, desk=desk, mail=one.mail, inbox_id=inbox_id, at=at, now=self.now)
        return decision.verdict

    def _envelope(self, archive: Archive) -> Envelope:
        # Should a person have it decided anew some day: nothing automatic answers a stale mail.
        return Envelope(
            return_path="",
            recipients=(self.office.desk.address,),
            source=Source.IMPORT,
            peer=archive.name,
            received_at=self.now,
            stale=True,
        )

    def _outcome(self, entry: Entry, one: Reading, job: "Future[Verdict | None]") -> str:
        fault = job.exception()
        if isinstance(fault, StoreFull | StoreUnavailable):
            raise fault
        if fault is not None:
            self._set_aside(entry, one, fault)
            return Verdict.QUARANTINED
        return job.result() or ALREADY_THERE

    def _set_aside(self, entry: Entry, one: Reading, fault: BaseException) -> None:
        """Quarantine a mail that no rule could decide, so that the mails behind it go on."""
        _log.error("a mail of %s could not be decided and is quarantined", entry.archive.name, exc_info=fault)
        why, envelope = f"imported: {type(fault).__name__} while deciding", self._envelope(entry.archive)

        def job(c: Connection) -> None:
            [inbox_id] = inbox.accept(c, one.prepared, envelope, (self.office.desk.address,))
            inbox.quarantine(c, inbox_id, why, self.now)

        self.store.write(job).result()
