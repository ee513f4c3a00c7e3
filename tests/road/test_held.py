"""Held mail and the operator's word on it; desks without keys; two Postdesks that meet."""

import asyncio
import email
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from desk.states import State
from desk.verdicts import Verdict
from tests.daemon.home import Home
from tests.road.road import (
    ANN,
    CONFIGURATION,
    DESK,
    EVE,
    IVAN,
    SALES,
    Road,
    a_mail,
    an_answer,
    running,
    text,
    to,
)
from tests.road.test_attacks import proved

NUL = b"From: ivan@customer.example\r\nSubject: NUL\r\n\r\nNU\0L and a \r bare one\r\n"
POSTMASTER = "postmaster@example.org"


async def _operator(road: Road, *words: str) -> list[EmailMessage]:
    """Let the operator say this on the command line; return what was sent out because of it."""
    await asyncio.to_thread(Home(road.folder).told, "inbox", *words)
    await _patrolled(road)
    return await road.settled()


async def _patrolled(road: Road) -> None:
    """Let the daemon see what another process wrote, as it does by itself every few seconds."""
    await road.service.ticks._patrol()


async def test_a_forged_agents_mail_that_is_accepted_is_the_agents(road: Road) -> None:
    """The operator's word stands for the proof; the mail then does what it says, once."""
    out = await road.send(a_mail())
    headers = (("References", str(to(out, ANN)[0]["Message-ID"])),)
    await road.send(a_mail(ANN, "#resolve Готово.", subject="Re: Принтер", headers=headers))
    out = await _operator(road, "accept", "2")
    assert "Готово." in text(to(out, IVAN)[0])
    assert road.ticket().state is State.RESOLVED
    assert Home(road.folder).run("inbox", "accept", "2").exit_code != 0


async def test_whatever_is_held_can_be_accepted(road: Road) -> None:
    """Each kind of held or hostile mail becomes a ticket by the operator's word; no machine is answered."""
    await road.post(b"Subject: no From\r\n\r\nHello\r\n", EVE, [DESK])
    await road.post(b"From: " + ANN.encode() + b"\r\n" + a_mail(EVE).as_bytes(), EVE, [DESK])
    await road.send(a_mail("news@lists.example", headers=(("List-Id", "<a.b>"), ("Precedence", "list"))))
    await road.send(a_mail(SALES))
    await road.lmtp(NUL, IVAN, [DESK])
    held = [road.record(number).verdict for number in range(1, 6)]
    assert held == [Verdict.HELD] * 4 + [Verdict.QUARANTINED]
    out = await _operator(road, "accept", "1", "2", "3", "4", "5")
    decided = [road.record(number).verdict for number in range(1, 6)]
    assert decided == [Verdict.TICKET] * 5
    assert {str(mail["Delivered-To"]) for mail in out} == {ANN, "bob@staff.example", IVAN}
    assert "bare one" in road.thread(road.record(5).ticket)[0].text


@pytest.mark.parametrize(
    "head",
    [
        "From: Ivan <>\r\nSubject: Printer",
        f"From: {IVAN}\r\nSubject: Out of office: VPN not working",
        f"From: {IVAN}\r\nSubject: Автоответчик: прошу настроить",
    ],
)
async def test_no_persons_request_is_filed_unseen(road: Road, head: str) -> None:
    """Where no header says that a machine wrote, a mail becomes a ticket or waits for a person."""
    body = "It does not start since Monday. Could you please help?"
    await road.post(f"{head}\r\nMessage-ID: <a@b>\r\n\r\n{body}\r\n".encode(), IVAN, [DESK])
    assert road.record().verdict in {Verdict.HELD, Verdict.TICKET}


async def test_mail_for_the_postmaster_is_accepted_as_a_request(road: Road) -> None:
    """It waits for a person; accepted it is a ticket like any other."""
    await road.post(a_mail(EVE, to=POSTMASTER).as_bytes(), EVE, [POSTMASTER])
    assert road.record().verdict is Verdict.HELD
    out = await _operator(road, "accept", "1")
    assert len(to(out, EVE)) == 1
    assert road.numbers() == ["SUP-1001"]


async def test_dropped_mail_is_ignored_until_it_is_replayed(road: Road) -> None:
    """What was dropped does nothing; replayed it is decided as if it came in now, so it is held again."""
    await road.send(a_mail())
    await road.send(a_mail(ANN, "#resolve Готово.", subject="[SUP-1001]"))
    assert await _operator(road, "drop", "2") == []
    assert road.record(2).verdict is Verdict.IGNORED
    out = await _operator(road, "replay", "2")
    assert road.record(2).verdict is Verdict.HELD
    assert to(out, IVAN) == []
    assert road.ticket().state is State.NEW
    assert Home(road.folder).run("inbox", "replay", "1").exit_code != 0
    assert Home(road.folder).run("inbox", "drop", "99").exit_code != 0


PLAIN = CONFIGURATION.replace(
    "authentication_hosts", 'reply_address = "plain"\nreturn_path = "desk"\nauthentication_hosts', 1
)


async def test_a_desk_without_keys_talks_by_ids_and_numbers(tmp_path: Path) -> None:
    """With a plain reply address no mail shows a key, and the whole conversation finds its ticket."""
    async with running(tmp_path, PLAIN) as road:
        seen = out = await road.send(proved(a_mail()))
        answer = an_answer(to(out, ANN)[0], ANN, "#ask Какая модель?")
        out = await road.send(proved(answer))
        assert road.ticket().state is State.WAITING
        seen, question = seen + out, to(out, IVAN)[0]
        seen += await road.send(a_mail(IVAN, "HP.", subject=f"Re: {question['Subject']}", believed=True))
        assert road.ticket().state is State.OPEN
        seen += await road.send(proved(a_mail(ANN, "Заметка.", subject="Re: [SUP-1001]")))
        out = await road.send(proved(an_answer(to(seen, ANN)[0], ANN, "#resolve Готово.")))
        out += await road.send(proved(an_answer(to(out, IVAN)[0], IVAN, "Подтверждаю, всё работает.")))
        assert road.ticket().state is State.CLOSED
        assert road.numbers() == ["SUP-1001"]
        for mail in seen + out:
            assert "support+" not in mail.as_string() + text(mail)
            assert str(mail["Return-Path"]) == f"<{DESK}>"


async def test_a_desk_without_keys_asks_for_no_word_that_it_could_not_take(tmp_path: Path) -> None:
    """Without a key the agent cannot release a mail by an answer, so the operator is named instead."""
    async with running(tmp_path, PLAIN) as road:
        await road.send(a_mail())
        out = await road.send(a_mail(ANN, "#resolve Готово.", subject="[SUP-1001]"))
        asked = " ".join(text(to(out, ANN)[0]).split())
        assert "postdesk inbox accept 2" in asked
        assert "single word" not in asked


def _bounce(mail: EmailMessage, *recipients: str) -> bytes:
    told = "".join(
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        for recipient in recipients
    )
    return (
        f"From: Mail Delivery System <mailer-daemon@mx.example.org>\r\nTo: {DESK}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{recipients[0]}@mx.example.org>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"{told}"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()


async def test_a_desk_without_return_paths_takes_a_bounce_of_the_right_recipient(tmp_path: Path) -> None:
    """Our Message-ID together with the one it went to ends the delivery; another recipient does not."""
    async with running(tmp_path, PLAIN) as road:
        acknowledgement = to(await road.send(a_mail()), IVAN)[0]
        assert await road.post(_bounce(acknowledgement, EVE), "", [DESK]) == []
        assert "undelivered" not in [event.what for event in road.history()]
        out = await road.post(_bounce(acknowledgement, IVAN), "", [DESK])
        assert road.record().verdict is Verdict.BOUNCE
        assert "undelivered" in [event.what for event in road.history()]
        assert (len(to(out, ANN)), to(out, IVAN)) == (1, [])


HELP = "help@other.example"
MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress")
THREAD = ("In-Reply-To", "References", "Message-ID")


def _carried(mail: EmailMessage, lost: tuple[str, ...]) -> bytes:
    """Return the mail as the other side gets it, after a relay that loses these headers."""
    carried = email.message_from_bytes(mail.as_bytes(policy=SMTP), policy=default)
    for name in ("Return-Path", "Delivered-To", "X-Original-To", *lost):
        del carried[name]
    return carried.as_bytes(policy=SMTP)


@pytest.mark.parametrize(
    ("lost", "most"),
    [((), 1), (MARKS, 4), ((*MARKS, *THREAD, "Subject"), 10)],
    ids=["marks", "no marks", "nothing"],
)
async def test_two_postdesks_that_meet_fall_silent(tmp_path: Path, lost: tuple[str, ...], most: int) -> None:
    """Pointed at each other by a forged mail they end soon, whatever is lost on the way."""
    other = CONFIGURATION.replace(DESK, HELP).replace("support@", "help@")
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        folder.mkdir()
    async with running(folders[0]) as one, running(folders[1], other) as two:
        out, exchanged = await one.send(a_mail(HELP)), 0
        for here, there in ((two, HELP), (one, DESK)) * 30:
            mails = [mail for mail in out if there.partition("@")[2] in str(mail["Delivered-To"])]
            out = []
            for mail in mails:
                exchanged += 1
                path = str(mail["Return-Path"]).strip("<>")
                recipient = str(mail["Delivered-To"]).strip("<>")
                out += await here.post(_carried(mail, lost), path, [recipient])
            if not mails:
                break
        assert 1 <= exchanged <= most
        assert len(one.numbers()) + len(two.numbers()) <= most + 1


async def test_a_bounce_of_several_recipients_is_one_of_ours_too(tmp_path: Path) -> None:
    """Ours may be the second of those that it names."""
    async with running(tmp_path, PLAIN) as road:
        acknowledgement = to(await road.send(a_mail()), IVAN)[0]
        out = await road.post(_bounce(acknowledgement, EVE, IVAN), "", [DESK])
        assert "undelivered" in [event.what for event in road.history()]
        assert (len(to(out, ANN)), to(out, IVAN)) == (1, [])
