"""The operator's notices: each cause is a letter, once a day, to one address, never the start of a loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from desk.verdicts import Verdict
from storage import outbox
from storage.outbox import DeliveryState
from tests.daemon.sending.relays import RelayPeer, relay_peer
from tests.imap_server import imap_server
from tests.keys import written
from tests.road.relaying import by_relay, deliveries_to, mail_of, sent_out
from tests.road.relaying import to as taken_by
from tests.road.road import (
    ANN,
    BOB,
    CONFIGURATION,
    DESK,
    IVAN,
    SALES,
    Road,
    a_mail,
    an_answer,
    running,
    text,
    to,
    until,
)
from tests.stores import configure

OPS = "ops@admin.example"
NOTICES = f'\n[notices]\naddress = "{OPS}"\n'
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])
NO_MAIL = b"Subject: no from\r\n\r\nHello\r\n"


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

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
async def road(tmp_path: Path, clock: Hands) -> AsyncIterator[Road]:
    """Run a Postdesk whose notices go to one address."""
    async with running(tmp_path, CONFIGURATION + NOTICES, clock) as whole:
        yield whole


def in_language(language: str) -> str:
    """Return the configuration with notices in this language: that of the first desk."""
    own = f'language = "{language}"\nauthentication_hosts'
    return CONFIGURATION.replace("authentication_hosts", own, 1) + NOTICES


async def looked(road: Road) -> list[EmailMessage]:
    """Look once at the service's state, and return the letters to the operator."""
    await road.service.ticks.look_out()
    return to(await road.settled(), OPS)


def shown(mail: EmailMessage) -> str:
    """Return the text of a letter as one line."""
    return " ".join(text(mail).split())


async def test_notices_go_to_the_one_address_and_to_nobody_else(road: Road) -> None:
    """Agents have their work; whoever looks after the machine has another mailbox."""
    await road.post(NO_MAIL, IVAN, [DESK])
    await road.service.ticks.look_out()
    [mail] = await road.settled()
    assert str(mail["Delivered-To"]).strip("<>") == OPS
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Reply-To"] is None


async def test_an_agent_as_the_operator_is_written_to_in_the_agents_language(tmp_path: Path) -> None:
    """Where the address is an agent's, the agent's own settings count."""
    agent = f'addresses = ["{BOB}"]\nlanguage = "ru"\n'
    whole = CONFIGURATION.replace(f'addresses = ["{BOB}"]\n', agent) + NOTICES.replace(OPS, BOB)
    async with running(tmp_path, whole) as road:
        await road.post(NO_MAIL, IVAN, [DESK])
        await road.service.ticks.look_out()
        [mail] = await road.settled()
        assert str(mail["Delivered-To"]).strip("<>") == BOB
        assert mail["Subject"] == "Письма ждут вашего решения"


@LANGUAGES
async def test_held_mail_is_told_once_a_day(tmp_path: Path, clock: Hands, language: str) -> None:
    """How many wait, and how they are looked at."""
    words = {"en": "2 mails wait for your decision", "ru": "2 письма ждут вашего решения"}[language]
    async with running(tmp_path, in_language(language), clock) as road:
        for number in (1, 2):
            await road.post(NO_MAIL + b"%d\r\n" % number, IVAN, [DESK])
        [mail] = await looked(road)
        assert words in shown(mail)
        assert "postdesk inbox list" in shown(mail)
        clock.turn(hours=23)
        assert await looked(road) == []
        clock.turn(hours=2)
        assert len(await looked(road)) == 1


async def _unreadable(road: Road, number: int) -> list[EmailMessage]:
    # A bare CR from a trusted host is taken, and read by no parser.
    raw = b"From: ivan@customer.example\r\nX: a\rb\r\nSubject: %d\r\n\r\nHello\r\n" % number
    _, out = await road.lmtp(raw, IVAN, [DESK])
    assert road.record().verdict is Verdict.QUARANTINED
    return to(out, OPS)


@LANGUAGES
async def test_quarantined_mail_is_told_at_once_and_then_counted(
    tmp_path: Path, clock: Hands, language: str
) -> None:
    """A flood of it is one letter today, and one tomorrow with the number of the others."""
    first, later = {
        "en": (
            "could not be read. It is kept whole",
            "2 more mails to support@example.org could not be read",
        ),
        "ru": ("не удалось прочитать. Оно сохранено", "Не удалось прочитать ещё 2 письма на адрес"),
    }[language]
    async with running(tmp_path, in_language(language), clock) as road:
        [mail] = await _unreadable(road, 1)
        assert first in shown(mail)
        assert "postdesk inbox show 1" in shown(mail)
        clock.turn(hours=1)
        assert await _unreadable(road, 2) == await _unreadable(road, 3) == []
        assert await looked(road) == []
        clock.turn(hours=24)
        [mail] = await looked(road)
        assert later in shown(mail)
        assert "postdesk inbox list --verdict quarantined" in shown(mail)
        clock.turn(hours=25)
        assert await looked(road) == []


@LANGUAGES
async def test_a_full_disk_is_told_before_mail_is_refused(
    tmp_path: Path, clock: Hands, language: str
) -> None:
    """At twice the room that is kept free mail still comes in, and the operator hears of it."""
    words = {
        "en": "has only 150 MB left. When it has less than 100 MB, no mail is taken",
        "ru": "осталось только 150 МБ. Когда останется меньше 100 МБ",
    }[language]
    async with running(tmp_path, in_language(language), clock) as road:
        watch = road.service.ticks._lookout
        assert await looked(road) == []
        road.store.write(lambda c: watch.tell(c, clock(), 200_000_000)).result()
        assert await road.settled() == []
        road.store.write(lambda c: watch.tell(c, clock(), 150_000_000)).result()
        road.service.ticks._decided.set()
        [mail] = to(await road.settled(), OPS)
        assert words in shown(mail)
        road.store.write(lambda c: watch.tell(c, clock(), 120_000_000)).result()
        assert await road.settled() == []


@LANGUAGES
async def test_an_old_outbox_is_told(tmp_path: Path, clock: Hands, language: str) -> None:
    """Since when it waits and what the relay said; the letter arrives when the relay works again."""
    words = {"en": "the oldest for 2 hours", "ru": "самое старое — 2 часа"}[language]
    async with (
        relay_peer() as peer,
        running(tmp_path, by_relay(peer.port, in_language(language)), clock) as road,
    ):
        await _refused_for_now(road, peer)
        await road.service.ticks.look_out()
        assert deliveries_to(road, OPS) == []
        clock.turn(hours=2)
        for _ in range(3):
            await road.service.ticks.look_out()
        assert len(deliveries_to(road, OPS)) == 1
        await until(lambda: bool(deliveries_to(road, OPS)[0].reply))
        peer.answers["DATA"].clear()
        peer.taken.clear()
        road.store.write(lambda c: outbox.retry(c, clock())).result()
        [notice] = taken_by(await sent_out(road, peer), OPS)
        assert words in shown(mail_of(notice))
        assert "451 4.3.0 later" in shown(mail_of(notice))
        clock.turn(days=2)
        await road.service.ticks.look_out()
        assert len(deliveries_to(road, OPS)) == 1


async def _refused_for_now(road: Road, peer: RelayPeer) -> None:
    """Let a mail of ours wait, because the relay does not take it."""
    peer.say("DATA", *["451 4.3.0 later"] * 100)
    await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
    await until(lambda: len([each for each in road.read(outbox.listing) if each.reply]) == 3)


@LANGUAGES
async def test_the_end_of_the_certificate_is_told_three_times(
    tmp_path: Path, clock: Hands, language: str
) -> None:
    """30, 7 and 1 days before its last day, each once; a certificate that is far from its end is no news."""
    words = {
        "en": "expires in 30 days: its last day is 2027-01-20",
        "ru": "истекает через 30 дней: последний день — 2027-01-20",
    }[language]
    authority = trustme.CA()
    issued = authority.issue_cert("mx.example.org", not_after=NOON + timedelta(days=60))
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    written(tmp_path / "key.pem", issued.private_key_pem.bytes())
    tls = 'tls_certificate = "cert.pem"\ntls_key = "key.pem"\n[lmtp]'
    async with running(tmp_path, in_language(language).replace("[lmtp]", tls, 1), clock) as road:
        told = []
        for _ in range(61):
            for _ in range(2):
                await road.service.ticks.tell_of_expiry()
            told += [(clock.now, mail) for mail in to(await road.settled(), OPS)]
            clock.turn(days=1)
        assert [(at - NOON).days for at, _ in told] == [30, 53, 59]
        assert words in shown(told[0][1])
        assert "cert.pem" in shown(told[0][1])
        assert "postdesk reload" in shown(told[0][1])


@LANGUAGES
async def test_the_cap_of_a_desk_is_told(tmp_path: Path, clock: Hands, language: str) -> None:
    """The operator hears that automatic mail has stopped, once."""
    words = {"en": "as many automatic mails as it may in an hour", "ru": "сколько разрешено"}[language]
    limits = "\n[limits]\nautomatic_per_desk_hour = 1\n"
    async with running(tmp_path, in_language(language) + limits, clock) as road:
        out = []
        for number in range(4):
            out += await road.send(a_mail(subject=f"{number}", text=f"Помогите {number}"))
        [mail] = to(out, OPS)
        assert words in shown(mail)
        assert len(to(out, IVAN)) == 1


@LANGUAGES
async def test_a_mailbox_that_is_down_is_told(tmp_path: Path, clock: Hands, language: str) -> None:
    """After the time that is configured, with what went wrong, once a day."""
    words = {"en": "could not be read for some time", "ru": "давно не удаётся прочитать"}[language]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        table = _mailbox(tmp_path, nobody.getsockname()[1])
        async with running(tmp_path, in_language(language) + table, clock) as road:
            [reader] = road.service.mailboxes.readers
            await until(lambda: bool(reader.state.fault))
            await road.service.ticks.watch_mailboxes()
            assert await road.settled() == []
            clock.turn(minutes=16)
            for _ in range(3):
                await road.service.ticks.watch_mailboxes()
            [mail] = to(await road.settled(), OPS)
            assert words in shown(mail)
            assert "127.0.0.1" in shown(mail)


@LANGUAGES
async def test_a_mailbox_that_refuses_the_login_is_told(tmp_path: Path, clock: Hands, language: str) -> None:
    """At once: nothing mends that but a person."""
    words = {"en": "does not let Postdesk in", "ru": "не впускает Postdesk"}[language]
    with imap_server() as server:
        table = _mailbox(tmp_path, server.port)
        async with running(tmp_path, in_language(language) + table, clock) as road:
            await until(lambda: bool(deliveries_to(road, OPS)))
            [mail] = to(await road.settled(), OPS)
            assert words in shown(mail)
            assert "wrong horse" not in shown(mail)


def _mailbox(folder: Path, port: int) -> str:
    written(folder / "password", b"wrong horse")
    return (
        f'\n[[mailbox]]\ndesk = "{DESK}"\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
        'user = "stranger"\npassword_file = "password"\n'
    )


async def test_an_answer_to_a_notice_is_no_ticket(road: Road) -> None:
    """Whoever thanks Postdesk for its notice is not a customer."""
    await road.post(NO_MAIL, IVAN, [DESK])
    [notice] = await looked(road)
    assert await road.send(an_answer(notice, OPS, "Спасибо, посмотрю.")) == []
    assert road.record().verdict is Verdict.IGNORED
    assert "answer to a notice" in road.record().rule
    assert road.numbers() == []


async def test_an_agents_answer_to_a_notice_is_no_ticket_either(tmp_path: Path) -> None:
    """Not even a believed one: it would open a ticket in the agent's own name."""
    async with running(tmp_path) as road:
        await road.post(NO_MAIL, IVAN, [DESK])
        await road.service.ticks.look_out()
        [notice] = to(await road.settled(), ANN)
        headers = (("In-Reply-To", str(notice["Message-ID"])),)
        await road.send(a_mail(ANN, "Посмотрю.", believed=True, headers=headers))
        assert road.record().verdict is Verdict.IGNORED
        assert road.numbers() == []


async def test_a_mail_to_a_ticket_counts_whatever_it_answers(road: Road) -> None:
    """A key in the address says where it belongs, should somebody answer a notice to there."""
    out = await road.send(a_mail())
    await road.post(NO_MAIL, IVAN, [DESK])
    [notice] = await looked(road)
    headers = (("In-Reply-To", str(notice["Message-ID"])),)
    address = str(to(out, ANN)[0]["Reply-To"])
    await road.send(a_mail(ANN, "Смотрю.", to=address, headers=headers))
    assert len(road.thread()) == 2


async def test_an_out_of_office_of_the_operators_is_filed(road: Road) -> None:
    """A machine that answers a notice gets no answer."""
    await road.post(NO_MAIL, IVAN, [DESK])
    [notice] = await looked(road)
    reply = an_answer(notice, OPS, "Меня нет.")
    reply["Auto-Submitted"] = "auto-replied"
    assert await road.send(reply, return_path="") == []
    assert road.record().verdict is Verdict.AUTO_REPLY
    assert road.numbers() == []


async def test_a_notice_that_cannot_be_delivered_does_not_multiply(tmp_path: Path, clock: Hands) -> None:
    """Refused for good, its address dies; of the other causes there is one row each, and nothing is sent."""
    async with relay_peer() as peer, running(tmp_path, by_relay(peer.port) + NOTICES, clock) as road:
        peer.refused[OPS] = "550 5.1.1 no such user"
        await road.post(NO_MAIL, IVAN, [DESK, SALES])
        for _ in range(3):
            await road.service.ticks.look_out()
            await road.settled()
            clock.turn(days=1, hours=1)
        ends = deliveries_to(road, OPS)
        assert {each.state for each in ends} == {DeliveryState.FAILED}
        assert len(ends) == 6
        assert peer.asked.count(OPS) <= 2
        assert {each.recipient for each in road.read(lambda c: outbox.listing(c))} == {OPS}


async def test_a_reload_changes_where_notices_go(road: Road, clock: Hands) -> None:
    """The next notice goes to the new address, without a restart; so does when they are written."""
    path = road.folder / "postdesk.toml"
    changed = NOTICES.replace(OPS, BOB) + 'outbox_age = "5m"\n'
    configure(path, CONFIGURATION + changed)
    reloaded = await road.service.reload()
    assert f"notices.address: {OPS} -> {BOB}" in reloaded.changed
    assert reloaded.needs_restart == ()
    await road.post(NO_MAIL, IVAN, [DESK])
    await road.service.ticks.look_out()
    [mail] = await road.settled()
    assert str(mail["Delivered-To"]).strip("<>") == BOB
    assert road.service.ticks._lookout.outbox_age == timedelta(minutes=5)
