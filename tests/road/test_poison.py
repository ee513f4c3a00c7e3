"""Mails that no stage survives: each ends with a person, and the mails behind it flow on."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest

from daemon.clock import utc_now
from daemon.reading.process import Limits
from daemon.reading.reading import Outcome, Reading
from desk.envelope import Envelope, Source
from desk.verdicts import Verdict
from storage import inbox, inbox_records, leases
from storage.inbox_records import Record
from storage.prepared import prepare
from tests.daemon.home import DESK, PATIENCE, ROOT, Home, furnished, serving, wait_for
from tests.daemon.reading import poisoned
from tests.road.dying import DEADLY
from tests.road.road import ANN, IVAN, Road, a_mail, running, text, to, until
from tests.storage.builders import do

K = TypeVar("K")

LIMITS = Limits(seconds=1.0, memory=200_000_000)
REASONS = {
    poisoned.HANG: "unreadable: reading it took more than 1 s",
    poisoned.CRASH: "unreadable: reading it ended in signal 11 (Segmentation fault)",
    poisoned.EAT: "unreadable: reading it took more than 190 MB",
    poisoned.RAISE: "unreadable: RecursionError while reading",
}


@pytest.fixture
async def poisonable(tmp_path: Path) -> AsyncIterator[Road]:
    """Run a Postdesk on whose parsers poison works."""
    async with running(tmp_path, reading=Reading(LIMITS, poisoned.__name__)) as road:
        yield road


def a_poison(kind: bytes) -> EmailMessage:
    """Return a mail that does this to whoever reads it."""
    return a_mail(subject=kind.decode(), text=poisoned.poison(kind).decode())


async def test_poison_is_quarantined_and_the_mails_behind_it_flow_on(poisonable: Road) -> None:
    """Each kind with its reason; every other mail becomes its ticket; staff are told of the first."""
    told = []
    for kind in REASONS:
        poison = a_poison(kind).as_bytes()
        behind = a_mail(subject=f"after {kind.decode()}", text="Помогите.").as_bytes()
        # Both wait before the first is looked at.
        await asyncio.gather(
            asyncio.to_thread(poisonable._smtp, poison, IVAN, [DESK]),
            asyncio.to_thread(poisonable._smtp, behind, IVAN, [DESK]),
        )
        told += to(await poisonable.settled(), ANN)
    records = poisonable.read(lambda c: inbox_records.listing(c, limit=100))
    quarantined = {each.rule for each in records if each.verdict is Verdict.QUARANTINED}
    assert quarantined == set(REASONS.values())
    assert len([each for each in records if each.verdict is Verdict.TICKET]) == len(REASONS)
    assert len(poisonable.numbers()) == len(REASONS)
    (word,) = [mail for mail in told if "inbox show" in text(mail)]
    assert "took more than 1 s" in text(word)


class _InTheDaemon(Reading):
    """Reads without a process of its own, and without a net."""

    def begin(self) -> None:
        """Start nothing."""

    def read(self, mails: Iterable[tuple[K, bytes, datetime]]) -> Iterator[Outcome[K]]:
        """Read each in its turn."""
        for key, raw, at in mails:
            yield Outcome(key, poisoned.read(raw, at), 0.0)


async def test_a_build_that_reads_in_the_daemon_is_found_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One poison holds up all that comes behind it."""
    async with running(tmp_path, reading=_InTheDaemon()) as road:
        caplog.clear()
        await asyncio.to_thread(road._smtp, a_poison(poisoned.RAISE).as_bytes(), IVAN, [DESK])
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        # Once for the poison alone perhaps, then for both.
        await until(lambda: caplog.text.count("the intake has met a fault") == 2)
        assert [each.verdict for each in road.read(inbox_records.listing)] == [None, None]


async def test_after_a_fix_a_quarantined_mail_is_replayed(tmp_path: Path) -> None:
    """`postdesk inbox replay` has it decided as if it came in now."""
    async with running(tmp_path, reading=Reading(LIMITS, poisoned.__name__)) as road:
        await road.send(a_poison(poisoned.CRASH))
        assert road.record().verdict is Verdict.QUARANTINED
        assert road.numbers() == []
    async with running(tmp_path) as road:
        number = str(road.record().id)
        await asyncio.to_thread(Home(road.folder).told, "inbox", "replay", number)
        await road.service.ticks._patrol()
        await road.settled()
        assert road.record().verdict is Verdict.TICKET
        assert road.numbers() == ["SUP-1001"]


async def test_while_no_process_can_read_mails_wait(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A broken installation quarantines nothing; what came in meanwhile is decided once it is mended."""
    async with running(tmp_path, reading=Reading(child="tests.no_such_module")) as road:
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        caplog.clear()
        for _ in range(1200):
            if "the intake has met a fault" in caplog.text:
                break
            await asyncio.sleep(0.05)
        assert "the process that reads mails does not start" in caplog.text
        assert road.record().verdict is None
    async with running(tmp_path) as road:
        await road.settled()
        assert road.numbers() == ["SUP-1001"]


async def test_a_stopped_daemon_leaves_no_process_behind(tmp_path: Path) -> None:
    """Who reads the mails is gone when the daemon is."""
    before = _children(os.getpid())
    async with running(tmp_path) as road:
        await road.send(a_mail())
        assert _children(os.getpid()) > before
    assert _children(os.getpid()) == before


def test_a_killed_daemon_leaves_no_process_behind(tmp_path: Path) -> None:
    """Who reads the mails notices, and ends."""
    home = furnished(tmp_path)
    with serving(home) as daemon:
        wait_for(lambda: bool(_children(daemon.process.pid)), "the start of the process that reads")
        (child,) = _children(daemon.process.pid)
        daemon.stop(signal.SIGKILL)
        wait_for(lambda: not Path("/proc", child).exists(), "the end of the process that reads")


def _children(process: int) -> set[str]:
    # Each thread has its own.
    tasks = Path("/proc", str(process), "task").iterdir()
    return {child for task in tasks for child in (task / "children").read_text("ascii").split()}


@pytest.mark.timeout(110)
def test_a_mail_of_which_the_daemon_dies_is_quarantined(tmp_path: Path) -> None:
    """It is decided alone after the first death, and no more after the third; the mail behind it flows on."""
    home = furnished(tmp_path)
    _take(home, DEADLY)
    _take(home, "harmless")
    command = [sys.executable, "-m", "tests.road.dying", "--config", str(home.config), "serve"]
    for _ in range(3):
        died = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE)
        assert died.returncode == -signal.SIGKILL, died.stderr.decode()
        assert [each.verdict for each in _records(home)] == [None, None]
        with home.store() as store:
            # Over a server the next one would wait until they have run out.
            do(store, leases.forget_all)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as lives:
        try:
            wait_for(lambda: all(each.verdict for each in _records(home)), "the end of all work")
        finally:
            lives.terminate()
    harmless, deadly = _records(home)
    assert harmless.verdict is Verdict.TICKET
    assert deadly.verdict is Verdict.QUARANTINED
    assert deadly.rule == "the daemon ended 3 times while it was decided"


def _take(home: Home, subject: str) -> None:
    kept = prepare(a_mail(subject=subject).as_bytes())
    envelope = Envelope(
        return_path=IVAN, recipients=(DESK,), source=Source.SMTP, peer="127.0.0.1", received_at=utc_now()
    )
    with home.store() as store:
        store.write(lambda c: inbox.accept(c, kept, envelope, [DESK])).result()


def _records(home: Home) -> list[Record]:
    """Return the mails of the inbox, newest first."""
    with home.store() as store:
        return store.read(inbox_records.listing)
