"""Old mail beside a running daemon: it becomes history, and living mail goes on with it."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from desk.states import State
from desk.verdicts import Verdict
from storage import outbox
from tests.daemon.home import Home
from tests.daemon.importing.mails import in_mbox
from tests.road.road import ANN, CONFIGURATION, DESK, EVE, IVAN, Road, a_mail, an_answer, running, to

NOW = datetime.now(UTC)


def old(mail: EmailMessage, days: int) -> EmailMessage:
    """Return the mail as one that was written so many days ago."""
    mail["Date"] = format_datetime(NOW - timedelta(days=days))
    return mail


REQUEST = old(a_mail(IVAN, "Принтер не печатает."), 5)
ANSWER = old(an_answer(REQUEST, ANN, "Включите его."), 4)
ANCIENT = old(a_mail(IVAN, "Сканер шумит.", subject="Сканер"), 500)


async def imported(road: Road, *mails: EmailMessage) -> str:
    """Import mails beside the daemon, by a process of its own; return what it tells."""
    (road.folder / "old.mbox").write_bytes(in_mbox(*(mail.as_bytes() for mail in mails)))
    home = Home(road.folder)
    archive = str(road.folder / "old.mbox")
    done = await asyncio.to_thread(home.process, "import", "mbox", "--desk", DESK, archive)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def believed_answer(to: EmailMessage, words: str) -> EmailMessage:
    """Return Ivan's answer to an old mail, proved by our host."""
    headers = (("In-Reply-To", str(to["Message-ID"])),)
    return a_mail(IVAN, words, subject=f"Re: {to['Subject']}", headers=headers, believed=True)


async def test_importing_beside_the_daemon_wakes_nobody(tmp_path: Path) -> None:
    """The daemon neither sends anything because of old mail nor is it held up by it."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, REQUEST, ANSWER, ANCIENT)
        assert await road.settled() == []
        assert road.read(lambda c: outbox.listing(c)) == []
        assert road.ticket("SUP-1001").state is State.CLOSED
        assert await road.send(a_mail(EVE, "Help", subject="New"))
        assert road.record().ticket == "SUP-1003"


async def test_a_living_answer_goes_on_with_an_imported_ticket(tmp_path: Path) -> None:
    """A proved customer's, by the ids of the answer of old: the ticket opens again, the staff are told."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, REQUEST, ANSWER)
        sent = await road.send(believed_answer(ANSWER, "Всё ещё не печатает."))
        assert road.numbers() == ["SUP-1001"]
        assert road.ticket().state is State.OPEN
        assert to(sent, ANN)


async def test_an_unproved_answer_to_an_imported_ticket_adds_its_words(tmp_path: Path) -> None:
    """An id out of an archive is known to whoever got the mail: the staff are told, nothing is reopened."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, REQUEST, ANSWER)
        sent = await road.send(an_answer(ANSWER, IVAN, "Всё ещё не печатает."))
        assert road.thread()[-1].text == "Всё ещё не печатает."
        assert road.ticket().state is State.CLOSED
        assert to(sent, ANN)


async def test_after_the_reopen_period_a_living_answer_begins_a_new_ticket(tmp_path: Path) -> None:
    """Linked to the old one, as with any closed ticket."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, ANCIENT)
        await road.send(believed_answer(ANCIENT, "Опять шумит."))
        assert road.numbers() == ["SUP-1001", "SUP-1002"]
        assert road.ticket("SUP-1001").state is State.CLOSED


async def test_who_took_no_part_then_takes_none_now(tmp_path: Path) -> None:
    """An id out of an archive opens no history to a stranger."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, REQUEST, ANSWER)
        await road.send(an_answer(ANSWER, EVE, "Send it to me."))
        assert road.record().ticket == "SUP-1002"
        assert len(road.thread("SUP-1001")) == 2


async def test_a_living_ticket_is_not_closed_by_old_mail_of_it(tmp_path: Path) -> None:
    """It goes on; the old words stand in its thread."""
    async with running(tmp_path, CONFIGURATION) as road:
        await road.send(REQUEST)
        assert road.ticket().state is State.NEW
        direct = old(
            a_mail(ANN, "Включите его.", to=IVAN, headers=(("In-Reply-To", str(REQUEST["Message-ID"])),)), 0
        )
        assert "went into the thread" in await imported(road, direct)
        assert road.ticket().state is State.NEW
        assert len(road.thread()) == 2


async def test_living_mail_that_was_imported_before_is_a_duplicate(tmp_path: Path) -> None:
    """The mailbox of the archive is read by the daemon later: no second ticket, no acknowledgement."""
    async with running(tmp_path, CONFIGURATION) as road:
        await imported(road, REQUEST)
        assert await road.send(REQUEST) == []
        assert road.record().verdict is Verdict.DUPLICATE
