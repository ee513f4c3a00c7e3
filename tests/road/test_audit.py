"""The daily audit: a mailbox that differs from the inbox is told to the operator, once a day."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from storage.mailbox_tables import mailbox_mails
from tests.imap_server import ImapServer, Session, imap_server
from tests.road.mailbox import comes, reading
from tests.road.road import ANN, IVAN, PATIENCE, Road, a_mail, text, to, until

WORDS = {
    "en": ("A mailbox differs from what was taken out of it", "1 thing differs"),
    "ru": ("Почтовый ящик расходится с принятой почтой", "1 расхождение"),
}


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) - timedelta(days=9)

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def turn(self, **time: float) -> None:
        """Let this time pass."""
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Hands:
    """Return a clock that stands still."""
    return Hands()


@pytest.fixture
def server(clock: Hands) -> Iterator[ImapServer]:
    """An IMAP server with an empty INBOX."""
    with imap_server() as server:
        yield server


async def audited(road: Road, clock: Hands, **time: float) -> list[EmailMessage]:
    """Let time pass, look whether an audit is due, and return what the operator is told."""
    clock.turn(**time)
    await road.service.ticks.audit_mailboxes()
    return to(await road.settled(), ANN)


def forget(road: Road, uid: int) -> None:
    """Lose the record of a mail, as no fault of ours should."""
    row = mailbox_mails.delete().where(mailbox_mails.c.uid == uid)
    road.store.write(lambda c: c.execute(row)).result()


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_what_differs_is_told_once_a_day(
    tmp_path: Path, server: ImapServer, clock: Hands, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    """With the mailbox and the mail; the log names it, too."""
    subject, words = WORDS[language]

    def spoken(whole: str) -> str:
        return whole.replace('role = "operator"\n', f'role = "operator"\nlanguage = "{language}"\n')

    async with reading(tmp_path, server, clock=clock, change=spoken) as road:
        clock.turn(hours=2)
        await comes(road, server, a_mail(IVAN))
        server.inbox.mails[0].arrived = clock()
        forget(road, 1)
        with caplog.at_level(logging.WARNING):
            [mail] = await audited(road, clock, hours=25)
        assert mail["Subject"] == subject
        assert words in text(mail)
        assert "UID 1 was not taken" in text(mail)
        assert "postdesk inbox audit" in text(mail)
        assert "INBOX differs from the inbox: UID 1 was not taken" in caplog.text
        assert await audited(road, clock, hours=23) == []
        assert len(await audited(road, clock, hours=2)) == 1


async def test_where_nothing_differs_nobody_is_told(tmp_path: Path, server: ImapServer, clock: Hands) -> None:
    """A customer's mail that was taken, and one that somebody has removed since."""
    async with reading(tmp_path, server, clock=clock) as road:
        for words in ("Один.", "Два."):
            await comes(road, server, a_mail(IVAN, words))
        for mail in server.inbox.mails:
            mail.arrived = clock()
        del server.inbox.mails[0]
        assert await audited(road, clock, hours=25) == []


async def test_the_first_audit_comes_after_a_day(tmp_path: Path, server: ImapServer, clock: Hands) -> None:
    """A start, or a hundred in a day, makes no second connection."""
    async with reading(tmp_path, server, clock=clock) as road:
        await road.service.ticks.audit_mailboxes()
        await audited(road, clock, hours=23)
        assert not any(b"EXAMINE" in said for said in server.said)
        await audited(road, clock, hours=2)
        assert any(b"EXAMINE" in said for said in server.said)


async def test_a_mailbox_that_cannot_be_read_is_audited_when_it_can(
    tmp_path: Path, server: ImapServer, clock: Hands
) -> None:
    """Its turn is not over; what keeps it from being read is its reader's to tell."""
    async with reading(tmp_path, server, clock=clock) as road:
        await road.service.ticks.audit_mailboxes()
        server.fault = lambda session, command: command.startswith(b"EXAMINE") and _refused(session)
        assert await audited(road, clock, hours=25) == []
        server.fault = None
        server.said.clear()
        await audited(road, clock, minutes=30)
        assert any(b"EXAMINE" in said for said in server.said)


def _refused(session: Session) -> bool:
    session.send(session.tag + b" NO not now")
    return True


async def test_a_stop_breaks_an_audit_off(tmp_path: Path, server: ImapServer, clock: Hands) -> None:
    """A server that does not answer holds up nobody who stops the service."""
    async with reading(tmp_path, server, 'poll = "10m"\ntimeout = "5m"', clock=clock) as road:
        await road.service.ticks.audit_mailboxes()
        server.fault = lambda session, command: command.startswith(b"EXAMINE")
        clock.turn(hours=25)
        auditing = asyncio.create_task(road.service.ticks.audit_mailboxes())
        await until(lambda: any(b"EXAMINE" in said for said in server.said))
        road.service.ticks._audit.stop()
        async with asyncio.timeout(PATIENCE):
            await auditing
