"""Mail that comes by IMAP takes the same road."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from daemon.mailboxes.taking import Taking
from desk.verdicts import Verdict
from storage import inbox_records
from storage.tables import leases
from tests.imap_server import ImapServer, imap_server
from tests.road.mailbox import PLAIN, comes, count, reading
from tests.road.road import ANN, DESK, IVAN, a_mail, an_answer, text, to, until


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with an empty INBOX."""
    with imap_server() as server:
        yield server


async def test_a_mail_in_the_mailbox_becomes_a_ticket(tmp_path: Path, server: ImapServer) -> None:
    """The customer is acknowledged and staff are told, as if it had come by SMTP."""
    async with reading(tmp_path, server) as road:
        sent = await comes(road, server, a_mail(IVAN))
        assert road.numbers() == ["SUP-1001"]
        assert "SUP-1001" in str(to(sent, IVAN)[0]["Subject"])
        assert to(sent, ANN)
        assert not any(mail.flags for mail in server.inbox.mails)


@pytest.mark.postgresql
async def test_a_mailbox_that_another_daemon_reads_is_left_to_it(tmp_path: Path, server: ImapServer) -> None:
    """Even before this one has noticed: what it fetches it neither keeps nor touches."""
    async with reading(tmp_path, server, 'after = "move"\nmove_to = "Done"') as road:
        taken_over = update(leases).values(owner="another", until=datetime(2999, 1, 1, tzinfo=UTC))
        road.store.write(lambda c: c.execute(taken_over)).result()
        server.deliver(a_mail(IVAN).as_bytes())
        await until(lambda: road.service.mailboxes.states()[0].fault != "")
        assert count(road) == 0
        assert len(server.inbox.mails) == 1


async def test_a_whole_conversation_goes_by_imap(tmp_path: Path, server: ImapServer) -> None:
    """Question, answer, solution and confirmation, with keys in plus addresses."""
    async with reading(tmp_path, server) as road:
        told = to(await comes(road, server, a_mail(IVAN)), ANN)[0]
        asked = to(await comes(road, server, an_answer(told, ANN, "#ask\nWhich printer?")), IVAN)[0]
        assert "Which printer?" in text(asked)
        told = to(await comes(road, server, an_answer(asked, IVAN, "Третий этаж.")), ANN)[0]
        solved = to(await comes(road, server, an_answer(told, ANN, "#resolve\nTry again.")), IVAN)[0]
        await comes(road, server, an_answer(solved, IVAN, "Спасибо, работает, можно закрывать."))
        assert road.ticket().state.value == "closed"


async def test_a_conversation_without_plus_addresses(tmp_path: Path, server: ImapServer) -> None:
    """With plain addresses ids and numbers lead to the ticket; an agent must be proved."""
    async with reading(tmp_path, server, desk=PLAIN) as road:
        first = await comes(road, server, a_mail(IVAN, believed=True))
        told = to(first, ANN)[0]
        assert "+" not in str(told["Reply-To"] or told["From"])
        answer = a_mail(
            ANN,
            "Which printer?",
            to=DESK,
            subject=f"Re: {told['Subject']}",
            believed=True,
            headers=(("In-Reply-To", str(told["Message-ID"])), ("References", str(told["Message-ID"]))),
        )
        asked = to(await comes(road, server, answer), IVAN)
        assert "Which printer?" in text(asked[0])
        await comes(road, server, an_answer(asked[0], IVAN, "Третий этаж."))
        assert road.numbers() == ["SUP-1001"]


async def test_old_mail_is_left_alone_by_default(tmp_path: Path, server: ImapServer) -> None:
    """What lay there before the first look is nobody's business; what comes after it is."""
    server.deliver(a_mail(IVAN, "Старое.").as_bytes())
    async with reading(tmp_path, server) as road:
        await comes(road, server, a_mail(IVAN, "Новое."))
        assert road.numbers() == ["SUP-1001"]
        assert "Новое." in road.thread()[0].text


async def test_old_mail_is_taken_without_acknowledgement(tmp_path: Path, server: ImapServer) -> None:
    """Nobody is annoyed by an acknowledgement of what was written days ago."""
    week = datetime.now(UTC) - timedelta(days=7)
    server.deliver(a_mail(IVAN, "Старое.").as_bytes(), arrived=week)
    async with reading(tmp_path, server, 'first_run = "all"') as road:
        sent = await road.settled()
        assert road.numbers() == ["SUP-1001"]
        assert not to(sent, IVAN)
        assert to(sent, ANN)
        assert "over a day" in road.record().silence
        assert to(await comes(road, server, a_mail(IVAN, "Новое.")), IVAN)


async def test_letters_may_wait_while_a_mailbox_holds_much(
    tmp_path: Path, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the second portion on, until all are taken; the letters of a single one wait for nothing."""
    seen: list[bool] = []
    take = Taking._take

    def noting(taking: Taking, *about: Any) -> Sequence[int]:
        seen.append(taking.behind)
        return take(taking, *about)

    monkeypatch.setattr(Taking, "_take", noting)
    monkeypatch.setattr("daemon.mailboxes.portions.MAILS", 1)
    for said in ("Первое.", "Второе.", "Третье."):
        server.deliver(a_mail(IVAN, said).as_bytes())
    async with reading(tmp_path, server, 'first_run = "all"') as road:
        await road.settled()
        assert seen == [False, True, True]
        assert not road.service.mailboxes.behind()


async def test_mail_since_a_day_is_taken(tmp_path: Path, server: ImapServer) -> None:
    """A date says how far to look back."""
    now = datetime.now(UTC)
    server.deliver(a_mail(IVAN, "Старое.").as_bytes(), arrived=now - timedelta(days=20))
    server.deliver(a_mail(IVAN, "Недавнее.").as_bytes(), arrived=now - timedelta(days=2))
    since = (now - timedelta(days=5)).date()
    async with reading(tmp_path, server, f'first_run = "{since}"') as road:
        await road.settled()
        assert [message.text.strip() for message in road.thread()] == ["Недавнее."]
        assert road.numbers() == ["SUP-1001"]


@pytest.mark.parametrize("capabilities", [["MOVE", "UIDPLUS"], ["UIDPLUS"], []])
async def test_a_taken_mail_is_moved(tmp_path: Path, server: ImapServer, capabilities: list[str]) -> None:
    """By MOVE, else by a copy; another person's marked mail is never removed."""
    server.capabilities = ["IMAP4rev1", *capabilities]
    theirs = server.inbox.add(a_mail(IVAN, "Чужое.").as_bytes())
    server.inbox.mails[0].flags.add(rb"\Deleted")
    async with reading(tmp_path, server, 'after = "move"\nmove_to = "Done"') as road:
        await comes(road, server, a_mail(IVAN, "Новое."))
        await until(lambda: len(server.boxes["Done"].mails) == 1)
        await until(lambda: b"Unsettled" not in server.said)
    left = {mail.uid: mail.flags for mail in server.inbox.mails}
    assert theirs in left
    assert len(left) == (1 if capabilities else 2)
    assert all(rb"\Deleted" in flags for flags in left.values())
    assert not any(said.upper().endswith(b" EXPUNGE") for said in server.said)


async def test_a_taken_mail_is_flagged(tmp_path: Path, server: ImapServer) -> None:
    """A person sees which mails were taken, and that nobody has read them."""
    async with reading(tmp_path, server, 'after = "flag"') as road:
        await comes(road, server, a_mail(IVAN))
        await until(lambda: server.inbox.mails[0].flags == {b"$Postdesk"})


async def test_a_mailbox_made_anew_makes_no_second_ticket(tmp_path: Path, server: ImapServer) -> None:
    """Other UIDs, the same mails: neither what was taken before nor what was left comes in."""
    month = datetime.now(UTC) - timedelta(days=30)
    server.deliver(a_mail(IVAN, "Давно.", subject="Давно").as_bytes(), arrived=month)
    async with reading(tmp_path, server) as road:
        await comes(road, server, a_mail(IVAN, "Первое."))
        server.make_anew()
        server.cut()
        sent = await comes(road, server, a_mail(IVAN, "Второе.", subject="Второе"))
        assert road.numbers() == ["SUP-1001", "SUP-1002"]
        assert len(to(sent, IVAN)) == 1
        verdicts = [row.verdict for row in road.read(lambda c: inbox_records.listing(c, limit=10))]
        assert verdicts.count(Verdict.TICKET) == 2
        assert set(verdicts) == {Verdict.TICKET, Verdict.DUPLICATE}


async def test_the_same_mail_by_smtp_and_by_imap_is_one(tmp_path: Path, server: ImapServer) -> None:
    """A copy that takes another way makes no second ticket and no second acknowledgement."""
    async with reading(tmp_path, server) as road:
        mail = a_mail(IVAN)
        assert to(await road.send(mail), IVAN)
        delivered = b"Delivered-To: support@example.org\r\nReceived: by mx.example.org\r\n" + mail.as_bytes()
        assert not await comes(road, server, delivered)
        assert road.numbers() == ["SUP-1001"]
        assert road.record().verdict is Verdict.DUPLICATE


async def test_hostile_bytes_are_quarantined(tmp_path: Path, server: ImapServer) -> None:
    """No server stands before a mailbox: what SMTP would refuse is kept aside, and those behind it go on."""
    evil = b"X-Y: a\rFrom: ann@staff.example\r\nFrom: eve@evil.example\r\nSubject: x\r\n\r\n#resolve\r\n"
    async with reading(tmp_path, server) as road:
        await comes(road, server, evil)
        assert road.record().verdict is Verdict.QUARANTINED
        await comes(road, server, a_mail(IVAN))
        assert road.numbers() == ["SUP-1001"]


async def test_a_bounce_in_the_mailbox_opens_no_ticket(tmp_path: Path, server: ImapServer) -> None:
    """The null return path stands in the mail alone, and is believed."""
    robot = b"Return-Path: <>\r\n" + a_mail("robot@customer.example", "I am away.").as_bytes()
    async with reading(tmp_path, server) as road:
        assert not await comes(road, server, robot)
        assert road.record().return_path == ""
        assert road.numbers() == []


async def test_what_a_sender_wrote_is_never_a_command(tmp_path: Path, server: ImapServer) -> None:
    """An id that ends a line and goes on as a command stays text."""
    raw = a_mail(IVAN, headers=(("Message-ID", "<x@y>"),)).as_bytes()
    evil = raw.replace(b"<x@y>", b'<x"\r\n A1 UID MOVE 1:* Junk\r\n @y>')
    async with reading(tmp_path, server) as road:
        await comes(road, server, evil)
    verbs = {said.split()[1] if said != b"DONE" else said for said in server.said if said}
    assert verbs <= {b"CAPABILITY", b"LOGIN", b"SELECT", b"UID", b"IDLE", b"DONE", b"LOGOUT", b"NOOP"}
    assert not any(b"MOVE" in said for said in server.said)


async def test_a_cut_connection_is_made_anew(tmp_path: Path, server: ImapServer) -> None:
    """What came meanwhile is taken then; the log has one line for each turn."""
    async with reading(tmp_path, server) as road:
        await comes(road, server, a_mail(IVAN, "Первое."))
        server.cut()
        await comes(road, server, a_mail(IVAN, "Второе.", subject="Второе"))
        assert road.numbers() == ["SUP-1001", "SUP-1002"]


async def test_without_idle_the_mailbox_is_polled(tmp_path: Path, server: ImapServer) -> None:
    """A server that does not tell of mail is asked."""
    server.capabilities.remove("IDLE")
    async with reading(tmp_path, server) as road:
        assert to(await comes(road, server, a_mail(IVAN)), IVAN)
    assert not any(b"IDLE" in said for said in server.said)


async def test_a_crash_between_commit_and_move_is_mended(tmp_path: Path, server: ImapServer) -> None:
    """What was taken and not moved is moved at the next connection, and not taken again."""
    broken = [True]

    def cut(session: object, command: bytes) -> bool:
        if b"MOVE" in command and broken:
            broken.clear()
            server.cut()
            return True
        return False

    server.fault = cut
    async with reading(tmp_path, server, 'after = "move"') as road:
        await comes(road, server, a_mail(IVAN))
        await until(lambda: not server.inbox.mails)
        assert count(road) == 1
        assert len(server.boxes["Postdesk"].mails) == 1
