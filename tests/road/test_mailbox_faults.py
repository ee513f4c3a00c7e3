"""Mailboxes that cannot be read, mails that do not come: the operator hears of it, and the rest goes on."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from daemon.mailboxes.reader import Reader
from tests.imap_server import ImapServer, Session, imap_server
from tests.road.mailbox import comes, count, reading
from tests.road.road import ANN, IVAN, Road, a_mail, text, to, until

BIG = a_mail(IVAN, "x" * 200_000, subject="Big").as_bytes()


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with an empty INBOX."""
    with imap_server() as server:
        yield server


def lines(caplog: pytest.LogCaptureFixture, words: str, level: int) -> int:
    """Return how many lines of this level say this."""
    found = [record for record in caplog.records if words in record.getMessage()]
    return len([record for record in found if record.levelno == level])


async def told(road: Road, words: str) -> EmailMessage:
    """Wait for a notice to the operator that says this."""
    found: list[EmailMessage] = []

    def there() -> bool:
        found.extend(mail for mail in to(road.outgoing(), ANN) if words in text(mail))
        return bool(found)

    await until(there)
    return found[0]


async def test_a_refused_login_is_told_once_and_not_tried_often(
    tmp_path: Path, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Servers lock accounts for that. Neither the log nor the notice has the password."""
    server.fault = refuse
    async with reading(tmp_path, server, waits=False) as road:
        notice = text(await told(road, "refuses"))
        assert "support@example.org at 127.0.0.1, INBOX" in notice
        (state,) = road.service.mailboxes.states()
        assert (state.connected, "refuses" in state.fault) == (False, True)
        # A poll does not make it try again.
        road.service.mailboxes.poll()
    assert len([said for said in server.said if b"LOGIN" in said]) == 1
    assert lines(caplog, "cannot be read", logging.WARNING) == 1
    assert "correct horse" not in caplog.text + notice


def refuse(session: Session, command: bytes) -> bool:
    """Let nobody in."""
    if command.startswith(b"LOGIN"):
        session.send(session.tag + b" NO [AUTHENTICATIONFAILED] no")
    return command.startswith(b"LOGIN")


def hang_up(session: Session, command: bytes) -> bool:
    """Let everybody in, and give nothing."""
    if command.startswith(b"UID"):
        session.server.cut()
    return command.startswith(b"UID")


async def test_a_mailbox_that_is_down_for_long_is_told(tmp_path: Path, server: ImapServer) -> None:
    """Once a day, even where the server lets us in each time and gives nothing; not when it is back."""
    async with reading(tmp_path, server) as road:
        reader = road.service.mailboxes.readers[0]
        server.fault = hang_up
        server.cut()
        await until(lambda: bool(reader.state.fault))
        reader.tell_if_down()
        assert not to(await road.settled(), ANN)
        reader.taking.down_after = timedelta(0)
        reader.tell_if_down()
        reader.tell_if_down()
        (notice,) = to(await road.settled(), ANN)
        assert "INBOX" in text(notice)
        server.fault = None
        await until(lambda: reader.state.connected and not reader.state.fault)
        await comes(road, server, a_mail(IVAN))
        reader.tell_if_down()
        assert not [mail for mail in to(await road.settled(), ANN) if "127.0.0.1" in text(mail)]


async def test_a_server_that_hangs_up_while_nothing_happens_is_no_trouble(
    tmp_path: Path, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Some do so every few minutes: no warning, and the next mail is taken."""
    caplog.set_level(logging.INFO)
    async with reading(tmp_path, server) as road:
        await until(lambda: b"IDLE" in server.said[-1])
        server.cut()
        await until(lambda: lines(caplog, "reading", logging.INFO) == 2)
        await comes(road, server, a_mail(IVAN))
    assert lines(caplog, "has closed the connection", logging.INFO) == 1
    assert lines(caplog, "cannot be read", logging.WARNING) == 0


async def test_a_mail_over_the_limit_is_left_and_told_once(tmp_path: Path, server: ImapServer) -> None:
    """It is never read, those behind it are taken, and another start does not tell of it again."""
    limits = '[limits]\nmessage_size = "100kB"'
    server.deliver(BIG)
    async with reading(tmp_path, server, f'first_run = "all"\n{limits}') as road:
        sent = await comes(road, server, a_mail(IVAN))
        assert road.numbers() == ["SUP-1001"]
        notice = next(mail for mail in [*sent, *road.outgoing()] if "message_size" in text(mail))
        assert to([notice], ANN)
    asked = [said for said in server.said if b"BODY" in said]
    assert [said.split()[3] for said in asked] == [b"2"]
    async with reading(tmp_path, server, f'first_run = "all"\n{limits}') as road:
        await comes(road, server, a_mail(IVAN, "Ещё.", subject="Ещё"))
        assert not [mail for mail in road.outgoing() if "message_size" in text(mail)]
    assert len(server.inbox.mails) == 3


async def test_a_mail_whose_bytes_do_not_come_holds_up_nobody(tmp_path: Path, server: ImapServer) -> None:
    """It is asked for alone a few times; then it is left, and the operator told."""

    def without(session: Session, command: bytes) -> bool:
        uids = command.split()[2].split(b",") if b"BODY" in command else []
        if b"1" in uids and len(uids) > 1:
            session.server.cut()
        elif b"1" in uids:
            session.send(session.tag + b" OK nothing")
        return b"1" in uids

    server.deliver(a_mail(IVAN, "Первое.", subject="1").as_bytes())
    server.deliver(a_mail(IVAN, "Второе.", subject="2").as_bytes())
    server.fault = without
    async with reading(tmp_path, server, 'first_run = "all"', waits=False) as road:
        await told(road, "do not come")
        assert [message.text.strip() for message in road.thread()] == ["Второе."]
        await comes(road, server, a_mail(IVAN, "Третье.", subject="3"))
        assert road.numbers() == ["SUP-1001", "SUP-1002"]


async def test_a_full_disk_leaves_mail_in_the_mailbox(tmp_path: Path, server: ImapServer) -> None:
    """Nothing is touched; when there is room again it is taken without a hand."""
    async with reading(tmp_path, server, 'after = "move"') as road:
        reader = road.service.mailboxes.readers[0]
        asked = []

        def full(size: int) -> bool:
            asked.append(size)
            return False

        reader.taking.has_room = full
        server.deliver(a_mail(IVAN).as_bytes())
        await until(lambda: bool(asked))
        assert (count(road), len(server.inbox.mails)) == (0, 1)
        reader.taking.has_room = lambda size: True
        await until(lambda: not server.inbox.mails)
        await road.settled()
        assert road.numbers() == ["SUP-1001"]


@pytest.mark.parametrize("word", [b"greeting", b"LOGIN", b"SELECT", b"SEARCH", b"IDLE"])
async def test_a_silent_server_does_not_keep_the_daemon(
    tmp_path: Path, server: ImapServer, word: bytes
) -> None:
    """Wherever its thread waits, a stop ends it."""
    silent = []

    def say_nothing(_: Session, command: bytes) -> bool:
        if word in command:
            silent.append(command)
        return word in command

    server.fault = say_nothing
    async with reading(tmp_path, server, 'poll = "10m"\ntimeout = "10m"', waits=False) as road:
        await until(lambda: bool(silent))
        (reader,) = road.service.mailboxes.readers
        assert reader.is_alive
    assert not reader.is_alive


async def test_a_thread_that_hangs_is_seen(
    tmp_path: Path, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that gave no sign of life for longer than any step takes is named; one that waits is not."""
    async with reading(tmp_path, server) as road:
        assert road.service.mailboxes.hanging() == ()
        assert await road.service.lives()
        monkeypatch.setattr(Reader, "longest_step_seconds", -1.0)
        assert road.service.mailboxes.hanging() == ("support@example.org at 127.0.0.1, INBOX",)
        assert not await road.service.lives()


async def test_mailboxes_can_be_the_only_way_in(tmp_path: Path, server: ImapServer) -> None:
    """Nothing listens, and the road begins in the mailbox."""
    async with reading(
        tmp_path, server, change=lambda text: text.replace('"127.0.0.1:0"', "[]").replace('"lmtp.sock"', '""')
    ) as road:
        assert not road.service.listeners.listening
        assert to(await comes(road, server, a_mail(IVAN)), IVAN)


async def test_an_old_mailbox_that_was_filled_from_another_is_not_acknowledged(
    tmp_path: Path, server: ImapServer
) -> None:
    """All its mails have just arrived; their own dates tell how old they are."""
    old = datetime.now(UTC) - timedelta(days=30)
    mail = a_mail(IVAN, "Давно.", headers=(("Date", f"{old:%a, %d %b %Y %H:%M:%S} +0000"),))
    async with reading(tmp_path, server) as road:
        assert not to(await comes(road, server, mail), IVAN)
        assert road.numbers() == ["SUP-1001"]


async def test_a_mailbox_that_goes_on_over_a_reload_has_the_new_limits(
    tmp_path: Path, server: ImapServer
) -> None:
    """Its thread and its connection stay; a mail over the new limit is left."""
    async with reading(tmp_path, server) as road:
        (reader,) = road.service.mailboxes.readers
        path = tmp_path / "postdesk.toml"
        path.write_text(path.read_text("utf-8") + '[limits]\nmessage_size = "100kB"\n', "utf-8")
        assert not (await road.service.reload()).faults
        assert road.service.mailboxes.readers == (reader,)
        server.deliver(BIG)
        await comes(road, server, a_mail(IVAN))
        assert count(road) == 1
    assert len([said for said in server.said if b"LOGIN" in said]) == 1
