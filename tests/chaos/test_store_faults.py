"""A store that fails for a while: senders are told to come back, mail stays in its mailbox, all heals."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from pysqlite3 import dbapi2

from tests.chaos.broken import TOO_LATE
from tests.chaos.strace import attached
from tests.chaos.trial import Trial, trial
from tests.postgresql import Server
from tests.stores import locked

LATER, FULL = 451, 452

STORE = "postdesk.sqlite3"

# The broken build of the negative controls.
EARLY = "answers-early"

# So many attempts to give a mail must fail before a fault ends, and so many transactions are cut.
ATTEMPTS = 3
CUTS = 10

NO_MAIL_NOW = "cannot be read: the store takes no mail now"
NO_ROOM = "no room for the mail of"


def _refuses_all(tried: Trial, *told: str) -> None:
    """Give mail while the store fails: senders are put off; the mailbox is looked into, and left as it is.

    ``told`` is what the log may say of the mailbox.
    """

    def times() -> int:
        log = tried.daemon.log.read_text()
        return sum(map(log.count, told))

    first, said = tried.mailbox.inbox.next_uid, times()
    tried.go_on()

    def seen() -> bool:
        waits = tried.mailbox.inbox.next_uid > first
        return waits and times() > said and tried.generator.answers.total() >= ATTEMPTS

    tried.until(seen)
    came = range(first, tried.mailbox.inbox.next_uid)
    untouched = {mail.uid for mail in tried.mailbox.inbox.mails if not mail.flags}
    assert untouched.issuperset(came)


def _is_found_out(tried: Trial) -> None:
    """Give mail while the store fails to a build that answers for it early: what it took then is lost."""
    tried.go_on()
    tried.until(lambda: TOO_LATE in tried.daemon.log.read_text())


@contextmanager
def _disk(megabytes: int) -> Iterator[Path]:
    """Mount a small disk."""
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", name]
        subprocess.run(mount, check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


@contextmanager
def _filled(store: Path) -> Iterator[None]:
    """Take all the room there is on the disk of the store, to the last page, and what it keeps for later."""
    with closing(dbapi2.connect(str(store), isolation_level=None, timeout=30)) as other:
        # Commits would go on in its write-ahead log as far as that was long once before.
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = store.parent / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1_000_000)) == 1_000_000:
            pass
        while True:
            file.write(bytes(4096))
    yield
    filler.unlink()


def test_a_locked_file_is_answered_with_451_and_recovers(tmp_path: Path) -> None:
    """While another program holds the file nothing is taken; then all goes on, and nothing was done twice."""
    store = tmp_path / "postdesk.sqlite3"
    with trial(tmp_path, f"sqlite:///{store}") as tried:
        tried.work()
        with locked(f"sqlite:///{store}"):
            _refuses_all(tried, NO_MAIL_NOW)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert set(verdict.answers) == {LATER}
    assert "Traceback" not in verdict.log


def test_a_sync_that_fails_is_answered_with_451_and_recovers(tmp_path: Path) -> None:
    """What the disk does not confirm is not taken, although the system has it in its memory."""
    with trial(tmp_path, f"sqlite:///{tmp_path}/postdesk.sqlite3") as tried:
        tried.work()
        with _unsynced(tried, tmp_path):
            _refuses_all(tried, NO_MAIL_NOW)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert set(verdict.answers) == {LATER}
    assert "Traceback" not in verdict.log


def test_a_full_disk_is_answered_with_452_and_recovers(tmp_path: Path) -> None:
    """What was under way when the last page was taken is decided and sent once there is room."""
    with _disk(160) as disk, trial(tmp_path, f"sqlite:///{disk}/{STORE}") as tried:
        tried.relay_line.freeze()
        tried.work()
        with _filled(disk / STORE):
            # A disk is found full before a mail is fetched, or when what was fetched is written.
            _refuses_all(tried, NO_ROOM, NO_MAIL_NOW)
            tried.relay_line.flow()
            tried.until(lambda: "database or disk is full" in tried.daemon.log.read_text())
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert set(verdict.answers) == {FULL}
    assert "Traceback" not in verdict.log


@contextmanager
def _unsynced(tried: Trial, folder: Path) -> Iterator[None]:
    """Have every sync of the store fail."""
    calls = "fsync,fdatasync"
    with attached([tried.daemon.pid], folder / "trace", calls, inject=f"{calls}:error=EIO"):
        yield
    assert "EIO" in (folder / "trace").read_text()


@contextmanager
def _stopped(server: Server) -> Iterator[None]:
    """Stop the server as a failing machine does."""
    server.stop("immediate")
    try:
        yield
    finally:
        server.start(synced=True)


def test_a_server_that_stops_is_answered_for_with_451_and_recovers(
    tmp_path: Path, postgresql: Server
) -> None:
    """PostgreSQL goes away under the load, and comes back."""
    postgresql.sql("CREATE DATABASE stopped")
    with trial(tmp_path, postgresql.url("stopped")) as tried:
        tried.work()
        with _stopped(postgresql):
            _refuses_all(tried, NO_MAIL_NOW)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert set(verdict.answers) == {LATER}
    assert "Traceback" not in verdict.log


@pytest.mark.parametrize("fault", ["locked", "unsynced", "filled"])
def test_a_build_that_answers_early_is_found_out(tmp_path: Path, fault: str) -> None:
    """What it took while the file could not be written is not in the inbox afterwards."""
    with _disk(160) as disk:
        store = disk / STORE
        with trial(tmp_path, f"sqlite:///{store}", fault=EARLY) as tried:
            tried.work()
            faults = {
                "locked": locked(f"sqlite:///{store}"),
                "unsynced": _unsynced(tried, tmp_path),
                "filled": _filled(store),
            }
            with faults[fault]:
                _is_found_out(tried)
            verdict = tried.verdict()
    assert "lost" in verdict.breaches


def test_a_build_that_answers_early_is_found_out_when_the_server_stops(
    tmp_path: Path, postgresql: Server
) -> None:
    """What it took while there was no server is not in the inbox afterwards."""
    postgresql.sql("CREATE DATABASE early")
    with trial(tmp_path, postgresql.url("early"), fault=EARLY) as tried:
        tried.work()
        with _stopped(postgresql):
            _is_found_out(tried)
        verdict = tried.verdict()
    assert "lost" in verdict.breaches


# Ends a writer's connection that has changed something and not committed yet.
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname LIKE 'cut%' AND backend_xid IS NOT NULL
"""


def _cut_transactions(tried: Trial, postgresql: Server) -> None:
    """Let mail be given while transactions are cut, until enough were."""
    cuts = 0

    def cut() -> bool:
        nonlocal cuts
        cuts += len(administrator.execute(CUT).fetchall())
        return cuts >= CUTS

    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as administrator:
        tried.work()
        tried.go_on()
        tried.until(cut)


def test_transactions_that_are_cut_are_answered_for_with_451_and_recover(
    tmp_path: Path, postgresql: Server
) -> None:
    """Each commit is there as a whole or not at all, and what nobody knows of is done again, once."""
    postgresql.sql("CREATE DATABASE cut")
    with trial(tmp_path, postgresql.url("cut")) as tried:
        _cut_transactions(tried, postgresql)
        verdict = tried.verdict()
    assert verdict.breaches == {}
    assert set(verdict.answers) == {LATER}
    assert "Traceback" not in verdict.log


def test_a_build_that_answers_early_is_found_out_when_transactions_are_cut(
    tmp_path: Path, postgresql: Server
) -> None:
    """What was in a transaction that was cut is not in the inbox afterwards."""
    postgresql.sql("CREATE DATABASE cut_early")
    with trial(tmp_path, postgresql.url("cut_early"), fault=EARLY) as tried:
        _cut_transactions(tried, postgresql)
        verdict = tried.verdict()
    assert "lost" in verdict.breaches
