"""Machines, bounces and copies over the road: we never annoy."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from desk.states import State
from desk.verdicts import Verdict
from tests.road.road import ANN, DESK, IVAN, SALES, Road, a_mail, an_answer, to

MARKS = (
    ("Auto-Submitted", "auto-replied"),
    ("Auto-Submitted", "auto-generated"),
    ("Auto-Submitted", "auto-notified"),
    ("Precedence", "bulk"),
    ("Precedence", "junk"),
    ("Precedence", "list"),
    ("Precedence", "auto_reply"),
    ("X-Autoreply", "yes"),
    ("X-Autorespond", "yes"),
    ("X-Autoresponder", "yes"),
    ("X-FC-MachineGenerated", "true"),
    ("List-Id", "<news.customer.example>"),
    ("List-Unsubscribe", "<mailto:off@customer.example>"),
    ("Return-Path", "<>"),
)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: ": ".join(mark))
async def test_no_mark_of_a_machine_is_ever_answered(road: Road, mark: tuple[str, str]) -> None:
    """A mail with a mark of machine mail gets no answer, whatever else becomes of it."""
    out = await road.send(a_mail(headers=(mark,)))
    assert to(out, IVAN) == []


async def test_an_out_of_office_to_an_acknowledgement_is_filed(road: Road) -> None:
    """A customer's automatic reply opens nothing, changes nothing, is told to nobody."""
    out = await road.send(a_mail())
    reply = an_answer(to(out, IVAN)[0], IVAN, "Я в отпуске до понедельника.")
    reply["Auto-Submitted"] = "auto-replied"
    out = await road.send(reply, return_path="")
    assert road.record().verdict is Verdict.AUTO_REPLY
    assert road.numbers() == ["SUP-1001"]
    assert out == []


async def test_an_out_of_office_never_reopens(road: Road) -> None:
    """An automatic reply to the closing note leaves the ticket closed."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "Подтверждаю, всё работает."))
    reply = an_answer(to(out, IVAN)[0], IVAN, "Я в отпуске.")
    reply["Auto-Submitted"] = "auto-replied"
    assert await road.send(reply) == []
    assert road.ticket().state is State.CLOSED


async def test_an_agents_out_of_office_never_reaches_a_customer(road: Road) -> None:
    """What an agent's mailbox answers by itself to a notification stays with us."""
    out = await road.send(a_mail())
    reply = an_answer(to(out, ANN)[0], ANN, "Я в отпуске.")
    reply["Auto-Submitted"] = "auto-replied"
    out = await road.send(reply)
    assert out == []
    assert road.record().verdict is Verdict.AUTO_REPLY


def _bounce(mail: EmailMessage, recipient: str) -> bytes:
    address = str(mail["Return-Path"]).strip("<>")
    return (
        f"From: Mail Delivery System <mailer-daemon@mx.example.org>\r\nTo: {address}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\nMessage-ID: <bounce-1@mx.example.org>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()


async def test_a_bounce_of_an_acknowledgement_ends_at_its_delivery(road: Road) -> None:
    """A bounce opens no ticket; the ticket tells of it, and staff are told once."""
    out = await road.send(a_mail())
    acknowledgement = to(out, IVAN)[0]
    path = str(acknowledgement["Return-Path"]).strip("<>")
    bounce = _bounce(acknowledgement, IVAN)
    out = await road.post(bounce, "", [path])
    assert road.record().verdict is Verdict.BOUNCE
    assert road.numbers() == ["SUP-1001"]
    assert to(out, IVAN) == []
    assert len(to(out, ANN)) == 1
    assert "undelivered" in [event.what for event in road.history()]
    again = await road.post(bounce.replace(b"bounce-1", b"bounce-2"), "", [path])
    assert again == []


async def test_a_bounce_without_our_return_path_changes_nothing(road: Road) -> None:
    """Who only knows our Message-ID cannot declare a mail undelivered."""
    out = await road.send(a_mail())
    out = await road.post(_bounce(to(out, IVAN)[0], IVAN), "", [DESK])
    assert out == []
    assert "undelivered" not in [event.what for event in road.history()]


async def test_a_mail_of_our_own_that_comes_back_is_ignored(road: Road) -> None:
    """Whatever brings our own mail back to us, it is not a request."""
    out = await road.send(a_mail())
    await road.post(to(out, IVAN)[0].as_bytes(policy=SMTP), IVAN, [DESK])
    assert road.record().verdict is Verdict.IGNORED
    assert road.numbers() == ["SUP-1001"]


async def test_a_mail_from_a_desk_of_ours_is_held(road: Road) -> None:
    """Our own address as the sender is never answered."""
    out = await road.send(a_mail(SALES))
    assert out == []
    assert road.record().verdict is Verdict.HELD


async def test_the_same_mail_by_two_ways_is_one_ticket(road: Road) -> None:
    """The same mail by SMTP and by LMTP, with other trace lines, is a duplicate."""
    mail = a_mail()
    await road.send(mail)
    traced = b"Received: from a by b; Fri, 20 Nov 2026 12:00:00 +0000\r\n" + mail.as_bytes()
    _, out = await road.lmtp(traced, IVAN, [DESK])
    assert road.record().verdict is Verdict.DUPLICATE
    assert road.numbers() == ["SUP-1001"]
    assert out == []


async def test_a_no_reply_sender_gets_a_ticket_and_no_answer(road: Road) -> None:
    """Nobody reads what is written to a no-reply address."""
    out = await road.send(a_mail("noreply@customer.example"))
    assert road.numbers() == ["SUP-1001"]
    assert to(out, "noreply@customer.example") == []
    assert "no-reply" in road.record().silence


async def test_a_robot_without_marks_is_answered_at_most_five_times_an_hour(road: Road) -> None:
    """A robot that opens ticket after ticket meets the limit of its sender."""
    answered = 0
    for number in range(8):
        answered += len(to(await road.send(a_mail(subject=f"Ping {number}", text=f"{number}")), IVAN))
    assert answered == 5
    assert "limit" in road.record().silence


async def test_an_acknowledgement_goes_to_the_requester_alone(road: Road) -> None:
    """Nobody in Cc gets an acknowledgement, nor joins by being there."""
    out = await road.send(a_mail(cc="a@evil.example, b@evil.example"))
    assert {str(mail["Delivered-To"]).strip("<>") for mail in out} == {IVAN, ANN, "bob@staff.example"}
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "Смотрю."))
    assert [str(mail["Delivered-To"]).strip("<>") for mail in out] == [IVAN, "bob@staff.example"]
