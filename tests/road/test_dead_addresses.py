"""Dead addresses over the road: they die of a sure word, are left in peace, and live again."""

import asyncio
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from daemon.cli import postdesk
from daemon.story import Past, story
from desk.states import State
from desk.ticket import Event
from desk.verdicts import Verdict
from storage import dead_addresses, inbox_records, outbox, threads, tickets
from storage.outbox import DeliveryState
from tests.daemon.sending.relays import relay_peer
from tests.road.relaying import by_relay, deliveries_to, mail_of, sent_out
from tests.road.relaying import to as taken_by
from tests.road.road import ANN, BOB, DESK, IVAN, OLGA, Road, a_mail, an_answer, running, text, to


def _report(
    mail: EmailMessage, recipient: str, *, action: str = "failed", status: str = "5.1.1", number: int = 1
) -> bytes:
    """Return what a mail system says of a mail of ours (RFC 3464)."""
    address = str(mail["Return-Path"]).strip("<>")
    return (
        f"From: Mail Delivery System <mailer-daemon@mx.customer.example>\r\nTo: {address}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"MIME-Version: 1.0\r\nMessage-ID: <bounce-{number}@mx.customer.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()


def _path(mail: EmailMessage) -> str:
    return str(mail["Return-Path"]).strip("<>")


def _dead(road: Road) -> list[str]:
    return [address.addr for address in road.read(dead_addresses.listing)]


def _events(road: Road, number: str = "SUP-1001") -> list[str]:
    return [event.what for event in road.history(number)]


def _story(road: Road, number: str = "SUP-1001") -> str:
    ticket = road.ticket(number)
    return road.read(
        lambda c: story(
            Past(
                ticket=ticket,
                links=tickets.links(c, ticket.id),
                thread=tuple(threads.thread(c, ticket.id)),
                history=tuple(threads.history(c, ticket.id)),
                inbox=tuple(inbox_records.listing(c)),
                outbox=tuple(reversed(outbox.listing(c, ticket_id=ticket.id))),
            )
        )
    )


async def _killed(road: Road) -> EmailMessage:
    """Let the customer's address die of the bounce of its acknowledgement; return Ann's notification."""
    out = await road.send(a_mail())
    acknowledgement = to(out, IVAN)[0]
    told = await road.post(_report(acknowledgement, IVAN), "", [_path(acknowledgement)])
    assert _dead(road) == [IVAN]
    assert "postdesk address revive ivan@customer.example" in text(to(told, ANN)[0])
    return to(out, ANN)[0]


async def test_a_proved_bounce_kills_an_address_and_nothing_more_is_sent_there(road: Road) -> None:
    """Staff are told once; their answers go nowhere, pile up nowhere, and the story says why."""
    notification = await _killed(road)
    assert _events(road)[-2:] == ["undelivered", "dead_address"]
    for number in range(3):
        out = await road.send(an_answer(notification, ANN, f"Смотрю, {number}."))
        assert to(out, IVAN) == []
        assert [mail for mail in to(out, ANN) if "address revive" in text(mail)] == []
    unsent = deliveries_to(road, IVAN)[:3]
    assert {(each.state, each.attempts) for each in unsent} == {(DeliveryState.FAILED, 0)}
    assert road.read(outbox.oldest_waiting) is None
    told = _story(road)
    assert "is a dead address: nothing more is sent there" in told
    assert "answer to ivan@customer.example: not delivered, not tried yet, given up" in told
    assert "Not sent: the address is dead since" in told
    assert road.ticket().state is State.OPEN


async def test_in_another_ticket_staff_are_told_once_too(road: Road) -> None:
    """Who answers there must learn that the answer went nowhere, but not again and again."""
    await _killed(road)
    out = await road.send(a_mail(subject="Второе", text="Второе письмо"))
    assert to(out, IVAN) == []
    assert len([mail for mail in to(out, BOB) if "address revive" in text(mail)]) == 1
    assert _events(road, "SUP-1002").count("unsent") == 1
    first = next(mail for mail in to(out, ANN) if "address revive" not in text(mail))
    out = await road.send(an_answer(first, ANN, "Отвечаю."))
    assert [mail for mail in out if "address revive" in text(mail)] == []
    assert _events(road, "SUP-1002").count("unsent") == 1


async def test_others_of_the_ticket_are_written_to_as_ever(road: Road) -> None:
    """One dead address among several costs the others nothing."""
    out = await road.send(a_mail(cc=OLGA))
    acknowledgement = to(out, IVAN)[0]
    await road.post(_report(acknowledgement, IVAN), "", [_path(acknowledgement)])
    answered = await road.send(an_answer(to(out, ANN)[0], ANN, "Смотрю."))
    assert (len(to(answered, OLGA)), len(to(answered, IVAN))) == (1, 0)


async def test_the_relays_own_word_kills_too(tmp_path: Path) -> None:
    """Refused with 5.1.1 at RCPT: the relay is never asked for that recipient again."""
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port)) as road:
        peer.refused[IVAN] = "550 5.1.1 no such user"
        await road.send(a_mail())
        out = await sent_out(road, peer)
        assert _dead(road) == [IVAN]
        await road.send(an_answer(mail_of(taken_by(out, ANN)[0]), ANN, "Смотрю."))
        await sent_out(road, peer)
        assert peer.asked.count(IVAN) == 1


@pytest.mark.parametrize(
    "answer", ["550 no such user", "550 5.2.1 disabled", "550 5.7.1 no", "552 5.2.2 full"]
)
async def test_a_refusal_for_another_reason_kills_nobody(tmp_path: Path, answer: str) -> None:
    """The mailbox may be there; the next mail is tried."""
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port)) as road:
        peer.refused[IVAN] = answer
        await road.send(a_mail())
        out = await sent_out(road, peer)
        await road.send(an_answer(mail_of(taken_by(out, ANN)[0]), ANN, "Смотрю."))
        await sent_out(road, peer)
        assert _dead(road) == []
        assert peer.asked.count(IVAN) == 2


async def test_a_bounce_that_is_not_proved_kills_nobody(road: Road) -> None:
    """Sent to the desk by one who knows our Message-ID and the customer: nothing changes."""
    out = await road.send(a_mail())
    await road.post(_report(to(out, IVAN)[0], IVAN), "", [DESK])
    assert road.record().verdict is Verdict.BOUNCE
    assert _dead(road) == []
    assert len(to(await road.send(an_answer(to(out, ANN)[0], ANN, "Смотрю.")), IVAN)) == 1


async def test_a_customers_bounce_kills_nobody_else(road: Road) -> None:
    """Who forges a report to the own return path can name the own address only."""
    out = await road.send(a_mail(cc=OLGA))
    acknowledgement = to(out, IVAN)[0]
    await road.post(_report(acknowledgement, OLGA), "", [_path(acknowledgement)])
    assert _dead(road) == []


async def test_a_proved_mail_of_its_owner_revives_an_address(road: Road) -> None:
    """The history tells it, and the next mail is sent."""
    notification = await _killed(road)
    await road.send(a_mail(text="Я здесь.", subject="Re: [SUP-1001]", believed=True))
    assert _dead(road) == []
    assert "revived" in _events(road)
    out = await road.send(an_answer(notification, ANN, "Смотрю."))
    assert len(to(out, IVAN)) == 1


async def test_a_mail_that_only_says_it_is_from_there_revives_nobody(road: Road) -> None:
    """From can be forged: the address stays dead, the acknowledgement is not sent."""
    await _killed(road)
    out = await road.send(a_mail(subject="Второе", text="Второе письмо"))
    assert _dead(road) == [IVAN]
    assert to(out, IVAN) == []


async def test_a_person_revives_an_address(road: Road) -> None:
    """By the command line, beside the running daemon."""
    notification = await _killed(road)
    words = ["--config", str(road.folder / "postdesk.toml"), "address", "revive", IVAN]
    done = await asyncio.to_thread(CliRunner().invoke, postdesk, words)
    assert done.exit_code == 0, done.output
    out = await road.send(an_answer(notification, ANN, "Смотрю."))
    assert len(to(out, IVAN)) == 1


async def test_a_delay_is_shown_and_not_acted_on(road: Road) -> None:
    """The story tells of it; no state, no letter, no dead address comes of it."""
    out = await road.send(a_mail())
    acknowledgement, before = to(out, IVAN)[0], road.ticket()
    report = _report(acknowledgement, IVAN, action="delayed", status="4.4.1")
    assert await road.post(report, "", [_path(acknowledgement)]) == []
    assert "is delayed, its mail system goes on trying: 4.4.1" in _story(road)
    assert (road.ticket().state, road.ticket().remind_at) == (before.state, before.remind_at)
    assert _dead(road) == []
    assert len(to(await road.send(an_answer(to(out, ANN)[0], ANN, "Смотрю.")), IVAN)) == 1


def _untouched(road: Road) -> tuple[object, list[Event], int]:
    return road.ticket(), road.history(), len(road.thread())


@pytest.mark.parametrize("status", ["5.1.1", "5.7.1"])
async def test_a_bounce_of_a_notification_changes_no_ticket(road: Road, status: str) -> None:
    """State, reminders, thread and history are as before; the operator is told, the customer is not."""
    out = await road.send(a_mail())
    out += await road.send(an_answer(to(out, ANN)[0], ANN, "#take\n#ask Какая модель?"))
    out = await road.send(an_answer(to(out, IVAN)[1], IVAN, "HP"))
    notification, before = to(out, ANN)[0], _untouched(road)
    told = await road.post(_report(notification, ANN, status=status), "", [_path(notification)])
    assert _untouched(road) == before
    assert to(told, IVAN) == []
    # Ann is the one operator: where her address is dead, even the notice of that cannot reach her.
    assert len(told) == (0 if status == "5.1.1" else 1)
    notices = [each for each in deliveries_to(road, ANN) if each.template.value == "notice"]
    assert len(notices) == 1


async def test_a_bounced_notice_makes_no_other(road: Road) -> None:
    """However often it comes back, the operator's own broken address multiplies nothing."""
    out = await road.send(a_mail())
    notification = to(out, BOB)[0]
    [notice] = await road.post(_report(notification, BOB, status="5.7.1"), "", [_path(notification)])
    for number in (2, 3):
        again = _report(notice, ANN, status="5.7.1", number=number)
        assert await road.post(again, "", [_path(notice)]) == []
    assert road.record().verdict is Verdict.BOUNCE
    assert road.read(outbox.oldest_waiting) is None
