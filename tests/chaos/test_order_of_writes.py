"""The order of writes: no mail is answered with 250 before the store that holds it is synced to the disk."""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.chaos.configuration import HOST
from tests.chaos.daemon import PATIENCE, Daemon
from tests.chaos.mails import DESK, request
from tests.chaos.relay import running_relay
from tests.chaos.strace import Call, attached, calls_in
from tests.imap_server import imap_server
from tests.postgresql import Server

CALLS = "fsync,fdatasync,sendto,recvfrom"
SYNCS = {"fsync", "fdatasync"}

# Transactions in one session alone, and in each of several at once, whose commits are shared. Where a server
# is watched beside the daemon, and in builds that are found out soon, fewer will do.
SESSIONS = 5
WHOLE = (100, 10)
SHORT = (20, 4)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A mail that was answered with 250: when its last byte was read, and when its answer began to go out."""

    heard: int
    answered: int


def transactions(calls: Sequence[Call], port: int) -> Iterator[Transaction]:
    """Give the mails that were taken on a port: from each 354 on, the last reading before the answer."""
    heard: dict[str, int] = {}
    for call in calls:
        if f"{HOST}:{port}->" not in call.place or call.result <= 0:
            continue
        begins = call.name == "sendto" and call.data.startswith("354")
        if begins or (call.name == "recvfrom" and call.place in heard):
            heard[call.place] = call.ended
        elif call.place in heard:
            last = heard.pop(call.place)
            if call.data.startswith("250"):
                yield Transaction(heard=last, answered=call.begun)


def unsynced(mails: Sequence[Transaction], calls: Sequence[Call], store: Path) -> list[Transaction]:
    """Return the mails for which no sync of a store's files began after their last byte and ended well."""
    syncs = [call for call in calls if call.name in SYNCS and call.place.startswith(str(store))]
    done = [(call.begun, call.ended) for call in syncs if call.result == 0]
    return [
        mail
        for mail in mails
        if not any(mail.heard < begun and ended < mail.answered for begun, ended in done)
    ]


def _give(port: int, numbers: Sequence[int]) -> None:
    with smtplib.SMTP(HOST, port, timeout=PATIENCE) as client:
        for number in numbers:
            mail = request(number, Random(number))  # noqa: S311 - no secret.
            client.sendmail(mail.sender, [DESK], mail.raw)


def _give_all(port: int, alone: int, each: int) -> int:
    """Give the mails, and return how many."""
    _give(port, range(alone))
    given = alone + SESSIONS * each
    with ThreadPoolExecutor(SESSIONS) as sessions:
        portions = [range(alone + n, given, SESSIONS) for n in range(SESSIONS)]
        list(sessions.map(lambda numbers: _give(port, numbers), portions))
    return given


@dataclass(frozen=True, slots=True)
class Traced:
    """What a trace shows: how many mails were given, those answered with 250, and those not synced before."""

    given: int
    answered: int
    unsynced: int


def _no_others() -> Sequence[int]:
    return ()


def _traced(
    folder: Path,
    database: str,
    store: Path,
    fault: str,
    others: Callable[[], Sequence[int]] = _no_others,
    mails: tuple[int, int] = SHORT,
) -> Traced:
    """Run a daemon over a store whose files begin with this path, trace it and others, and give it mails."""
    starter = ("-m", "tests.chaos.broken", fault) if fault else ("-m", "daemon")
    with running_relay(seed=1) as relay, imap_server() as mailbox:
        daemon = Daemon(folder, database, relay.port, mailbox.port, starter=starter)
        daemon.start()
        try:
            daemon.wait_until_it_listens()
            with attached([daemon.pid, *others()], folder / "trace", CALLS):
                given = _give_all(daemon.port, *mails)
        finally:
            daemon.stop()
    calls = calls_in(folder / "trace")
    taken = list(transactions(calls, daemon.port))
    return Traced(given, len(taken), len(unsynced(taken, calls, store)))


def _traced_over_sqlite(folder: Path, fault: str = "", mails: tuple[int, int] = SHORT) -> Traced:
    store = folder / "postdesk.sqlite3"
    return _traced(folder, f"sqlite:///{store}", store, fault, mails=mails)


def _traced_over_postgresql(folder: Path, server: Server, fault: str = "") -> Traced:
    name = f"traced_{fault.replace('-', '_')}"
    server.sql(f"CREATE DATABASE {name}")
    log = server.folder / "data" / "pg_wal"
    return _traced(folder, server.url(name), log, fault, others=server.processes)


def test_the_file_is_synced_before_each_250(tmp_path: Path) -> None:
    """Between a mail's last byte and its 250 a sync of the store begins and succeeds."""
    traced = _traced_over_sqlite(tmp_path, mails=WHOLE)
    assert traced == Traced(given=150, answered=150, unsynced=0)


@pytest.mark.parametrize("fault", ["never-syncs", "answers-early"])
def test_a_broken_build_is_found_out(tmp_path: Path, fault: str) -> None:
    """A store that does not sync, and an answer before the commit, show in the trace."""
    traced = _traced_over_sqlite(tmp_path, fault)
    assert traced.answered == traced.given
    assert traced.unsynced


def test_the_server_is_synced_before_each_250(tmp_path: Path, postgresql: Server) -> None:
    """The same over PostgreSQL: its write-ahead log is on the disk before our 250 is on the way."""
    assert _traced_over_postgresql(tmp_path, postgresql) == Traced(given=40, answered=40, unsynced=0)


def test_a_build_that_does_not_wait_for_the_server_is_found_out(tmp_path: Path, postgresql: Server) -> None:
    """A commit that PostgreSQL may sync later shows in the trace."""
    traced = _traced_over_postgresql(tmp_path, postgresql, "never-syncs")
    assert traced.answered == traced.given
    assert traced.unsynced
