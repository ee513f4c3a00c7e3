"""Group commit: what came while the last commit ran goes into the next; each job fails alone."""

import random
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage.engine import Connection, Store, open_store
from storage.faults import StorageError, StoreFull, StoreInUse, StoreUnavailable
from storage.notices import first_time
from storage.tables import told
from tests.storage.builders import NOW, arrive, do
from tests.stores import locked


def _tell(store: Store, what: str) -> bool:
    return do(store, lambda c: first_time(c, what, NOW, NOW))


def _told(store: Store) -> set[str]:
    return store.read(lambda c: set(c.exec_driver_sql("SELECT what FROM told").scalars()))


def _while_the_writer_waits(store: Store, *jobs: Callable[[Connection], object]) -> list[object]:
    """Queue jobs behind one that waits, so that they go into one commit; return how each ended."""
    gate, started = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        started.set()
        gate.wait(30)

    first = store.write(hold)
    assert started.wait(30)
    futures = [store.write(job) for job in jobs]
    gate.set()
    first.result(30)
    return [future.exception(30) or future.result(30) for future in futures]


def test_what_came_during_a_commit_shares_the_next(store: Store) -> None:
    """Jobs that waited together are one transaction: each sees the same start, and all are committed."""
    counts: list[int] = []

    def job(c: Connection) -> None:
        counts.append(c.exec_driver_sql("SELECT count(*) FROM told").scalar_one())
        first_time(c, f"job {len(counts)}", NOW, NOW)
        # Nobody outside may see this before the commit of all three.
        assert not _told(store)

    assert _while_the_writer_waits(store, job, job, job) == [None, None, None]
    assert counts == [0, 1, 2]
    assert _told(store) == {"job 1", "job 2", "job 3"}


def test_a_failing_job_fails_alone(store: Store) -> None:
    """A job that raises is undone whole; those before and behind it in the same commit stand."""

    def fail(c: Connection) -> None:
        first_time(c, "half done", NOW, NOW)
        raise RuntimeError("a fault of the job")

    before, failure, behind = _while_the_writer_waits(
        store,
        lambda c: first_time(c, "before", NOW, NOW),
        fail,
        lambda c: first_time(c, "behind", NOW, NOW),
    )
    assert (before, behind) == (True, True)
    assert isinstance(failure, RuntimeError)
    assert _told(store) == {"before", "behind"}


def test_a_job_that_ends_the_thread_s_work_does_not_end_the_thread(store: Store) -> None:
    """Even SystemExit in a job is that job's fault alone."""

    def leave(_: Connection) -> None:
        raise SystemExit(3)

    assert isinstance(store.write(leave).exception(30), SystemExit)
    assert _tell(store, "still there")


def test_a_failing_commit_fails_all_its_jobs(store: Store) -> None:
    """Where COMMIT fails no future says that its work was kept, nothing of it is, and work goes on."""

    def spoil(c: Connection) -> None:
        if c.dialect.name == "sqlite":
            c.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            c.exec_driver_sql(
                "ALTER TABLE events ALTER CONSTRAINT fk_events_ticket_id DEFERRABLE INITIALLY DEFERRED"
            )
        c.exec_driver_sql("INSERT INTO events VALUES (1, 999, 'x', '', '', '', 'now', NULL)")

    ends = _while_the_writer_waits(store, lambda c: first_time(c, "honest", NOW, NOW), spoil)
    assert all(isinstance(end, StorageError) for end in ends)
    assert _told(store) == set()
    assert _tell(store, "afterwards")


def test_a_fault_of_the_tables_is_told_without_the_mail(store: Store) -> None:
    """Neither an error nor a traceback of it shows the values: those are people's mail."""
    words = "my secret"

    def twice(c: Connection) -> None:
        for _ in range(2):
            c.execute(insert(told).values(what=words, at=NOW))

    fault = store.write(twice).exception(30)
    assert isinstance(fault, StorageError)
    assert "unique" in str(fault).lower()
    assert words not in "".join(traceback.format_exception(fault))


def test_a_locked_store_is_unavailable_and_recovers(store: Store, url: str) -> None:
    """While someone else holds the lock a job fails as a condition; afterwards the next one succeeds."""
    with locked(url):
        fault = store.write(lambda c: first_time(c, "locked out", NOW, NOW)).exception(30)
    assert isinstance(fault, StoreUnavailable)
    assert "lock" in str(fault)
    assert _tell(store, "afterwards")
    assert _told(store) == {"afterwards"}


@pytest.mark.postgresql
def test_a_line_that_is_cut_is_a_condition_for_all_that_shared_it(store: Store) -> None:
    """A job whose connection breaks, and those before and behind it, hear that the store is out of reach."""

    def cut(c: Connection) -> None:
        c.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    ends = _while_the_writer_waits(
        store,
        lambda c: first_time(c, "before", NOW, NOW),
        cut,
        lambda c: first_time(c, "behind", NOW, NOW),
    )
    assert [type(end) for end in ends] == [StoreUnavailable] * 3
    assert _tell(store, "afterwards")
    assert _told(store) == {"afterwards"}


@pytest.mark.sqlite
def test_a_full_disk_is_a_condition_and_recovers_by_itself(store: Store) -> None:
    """Without room a mail is not taken; those taken before stay, and with room the next is taken."""
    kept = arrive(store)

    def limit(c: Connection, pages: int) -> None:
        c.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    do(store, lambda c: limit(c, c.exec_driver_sql("PRAGMA page_count").scalar_one() + 1))
    noise = random.Random(1).randbytes(500_000)  # noqa: S311 - bytes that no compression makes smaller
    with pytest.raises(StoreFull, match="free space"):
        arrive(store, b"Subject: big\r\n\r\n" + noise)
    assert store.read(lambda c: c.exec_driver_sql("SELECT id FROM inbox").scalars().all()) == [kept]
    assert store.read(lambda c: c.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
    do(store, lambda c: limit(c, 1_000_000))
    assert arrive(store, b"Subject: big\r\n\r\n" + noise) == kept + 1


def test_readers_cannot_write(store: Store) -> None:
    """A reading job that writes is refused."""
    with pytest.raises(StorageError, match=r"read-?only"):
        store.read(lambda c: first_time(c, "x", NOW, NOW))


def test_a_reader_sees_one_state(store: Store) -> None:
    """Within one reading job the store does not change, whatever is committed beside it."""

    def look_twice(c: Connection) -> tuple[int, int]:
        count = "SELECT count(*) FROM told"
        before = c.exec_driver_sql(count).scalar_one()
        assert _tell(store, "meanwhile")
        return before, c.exec_driver_sql(count).scalar_one()

    assert store.read(look_twice) == (0, 0)
    assert _told(store) == {"meanwhile"}


def test_closing_finishes_what_was_given(url: str) -> None:
    """Jobs queued before `close` are committed; after it every job is refused, and closing again is fine."""
    store = open_store(url)
    futures = [store.write(partial(first_time, what=f"job {n}", since=NOW, now=NOW)) for n in range(600)]
    store.close()
    store.close()
    assert all(future.result(0) for future in futures)
    assert isinstance(store.write(lambda c: None).exception(0), StoreUnavailable)
    again = open_store(url)
    assert len(_told(again)) == 600
    again.close()


def test_a_cancelled_job_is_not_done(store: Store) -> None:
    """Who gives up before a job's turn gets no half: the job does not run."""
    ran: list[str] = []
    gate, started = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        started.set()
        gate.wait(30)

    store.write(hold)
    assert started.wait(30)
    cancelled = store.write(lambda _: ran.append("cancelled"))
    kept = store.write(lambda _: ran.append("kept"))
    assert cancelled.cancel()
    gate.set()
    kept.result(30)
    assert ran == ["kept"]


@pytest.mark.sqlite
def test_a_second_daemon_is_refused(url: str) -> None:
    """One daemon works on a store; the refusal names its process, and its end lets in another."""
    first = open_store(url, exclusive=True)
    beside = open_store(url)
    assert _tell(beside, "a command line's word")
    with pytest.raises(StoreInUse, match=r"process \d+"):
        open_store(url, exclusive=True)
    first.close()
    beside.close()
    open_store(url, exclusive=True).close()


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Opening makes nothing: without a migrated file it says what to run."""
    with pytest.raises(StoreUnavailable, match="postdesk migrate"):
        open_store(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sqlite
def test_the_store_syncs_every_commit(store: Store) -> None:
    """Both ways of opening write ahead and sync whole: what was answered with 250 survives a power cut."""
    for run in (store.read, lambda job: do(store, job)):
        assert run(lambda c: c.exec_driver_sql("PRAGMA journal_mode").scalar()) == "wal"
        assert run(lambda c: c.exec_driver_sql("PRAGMA synchronous").scalar()) == 2
        assert run(lambda c: c.exec_driver_sql("PRAGMA foreign_keys").scalar()) == 1
    assert tuple(map(int, store.engine_version.removeprefix("SQLite ").split("."))) >= (3, 51, 3)
