"""Delivery to a relay: which answers mean what, and how connections are used."""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import trustme

from daemon.outcomes import Later, Outcome, Refused, Sent
from daemon.relay import Relay
from daemon.relay_answers import Stage, cleaned, judged
from daemon.relay_connections import BadAuthorities, RelaySettings, Tls
from tests.daemon.relays import CUT, PASSWORD, USER, knows_password, relay_peer, relay_to, stubborn_peer

MAIL = b"Message-ID: <a1@desk.example>\r\nSubject: Hello\r\n\r\nA line.\r\n.\r\n..two dots\r\n"
DESK = "support+key@desk.example"
ANN = "ann@customer.example"


async def test_a_mail_arrives_as_it_was() -> None:
    """Envelope and content reach the relay unchanged, dots included, and its reply is kept."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        assert await relay.send(MAIL, DESK, ANN) == Sent("250 2.0.0 kept as 1")
    assert [(mail.sender, mail.recipients, mail.content) for mail in peer.taken] == [(DESK, (ANN,), MAIL)]


async def test_the_null_sender_is_sent_as_such() -> None:
    """An empty return path goes out as ``<>`` (RFC 5321, 4.5.5)."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        await relay.send(MAIL, "", ANN)
    assert peer.taken[0].sender == "<>"


async def test_a_relay_that_asks_for_patience_gets_it() -> None:
    """451 three times is Later three times; then the mail is sent, all over one connection."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        peer.say("RCPT", *["451 4.7.1 greylisted"] * 3)
        outcomes = [await relay.send(MAIL, DESK, ANN) for _ in range(4)]
    later = Later("The relay does not take the recipient now: 451 4.7.1 greylisted")
    assert outcomes == [later, later, later, Sent("250 2.0.0 kept as 1")]
    assert len(peer.links) == 1


@pytest.mark.parametrize("command", ["RCPT", "BEFORE DATA", "DATA"])
async def test_a_refused_mail_holds_up_no_other(command: str) -> None:
    """550 for a recipient or a content is Refused; the next mail goes over the same connection."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        peer.say(command, "550 5.1.1 nobody of that name")
        refused = await relay.send(MAIL, DESK, "nobody@customer.example")
        sent = await relay.send(MAIL, DESK, ANN)
    assert isinstance(refused, Refused)
    assert refused.reply.endswith("550 5.1.1 nobody of that name")
    assert isinstance(sent, Sent)
    assert peer.taken[-1].recipients == (ANN,)
    assert len(peer.links) == 1


@pytest.mark.parametrize(
    ("stage", "reply", "meaning"),
    [
        (Stage.SENDER, "451 4.3.0 busy", None),
        (Stage.SENDER, "550 5.7.1 your host is listed", None),
        (Stage.SENDER, "552 5.3.4 too big", Refused),
        (Stage.SENDER, "552 message size exceeds fixed limit", Refused),
        (Stage.SENDER, "523 5.3.4 too big", Refused),
        (Stage.SENDER, "452 4.3.4 too big just now", None),
        (Stage.RECIPIENT, "450 4.2.0 mailbox busy", Later),
        (Stage.RECIPIENT, "550 5.1.1 unknown", Refused),
        (Stage.RECIPIENT, "552 5.2.2 mailbox full", Refused),
        (Stage.RECIPIENT, "530 5.7.0 authentication required", None),
        (Stage.CONTENT, "421 4.3.2 going down", Later),
        (Stage.CONTENT, "552 too much", Refused),
        (Stage.CONTENT, "554 5.7.1 looks like spam", Refused),
        (Stage.CONTENT, "503 5.5.1 what?", None),
    ],
)
def test_only_what_is_about_the_mail_decides_its_fate(
    stage: Stage, reply: str, meaning: type[Outcome] | None
) -> None:
    """A relay that refuses us or our sender is the operator's matter: no mail is given up for it."""
    code, _, text = reply.partition(" ")
    outcome = judged(stage, int(code), text)
    assert outcome is None if meaning is None else type(outcome) is meaning


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("MAIL", "550 5.7.1 your host is listed"),
        ("MAIL", "421 4.7.0 come back tomorrow"),
        ("MAIL", CUT),
        ("RCPT", CUT),
        ("RCPT", "530 5.7.0 authentication required"),
        ("BEFORE DATA", CUT),
        ("BEFORE DATA", "451 4.3.0 busy"),
        ("BEFORE DATA", "421 4.3.2 going down"),
        ("RCPT", "unintelligible"),
    ],
)
async def test_a_fault_of_the_relay_loses_no_mail(command: str, answer: str) -> None:
    """Whatever breaks before the mail was handed over is Later, and the next attempt succeeds."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        peer.say(command, answer)
        first = await relay.send(MAIL, DESK, ANN)
        second = await relay.send(MAIL, DESK, ANN)
    assert isinstance(first, Later)
    assert isinstance(second, Sent)
    assert len(peer.taken) == 1


async def test_a_lost_answer_means_once_more() -> None:
    """A relay that takes the mail and hangs up before it says so gets it again: better twice than never."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        peer.say("DATA", CUT)
        first = await relay.send(MAIL, DESK, ANN)
        second = await relay.send(MAIL, DESK, ANN)
    assert isinstance(first, Later)
    assert isinstance(second, Sent)
    assert len(peer.taken) == 2


async def test_many_mails_share_few_connections() -> None:
    """Twenty mails at once over three connections: three are opened, twenty arrive, each once."""
    async with relay_peer() as peer, relay_to(peer.port, connections=3) as relay:
        addresses = [f"ann{i}@customer.example" for i in range(20)]
        outcomes = await asyncio.gather(*(relay.send(MAIL, DESK, addr) for addr in addresses))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert sorted(mail.recipients[0] for mail in peer.taken) == sorted(addresses)
    assert len(peer.links) == 3
    assert peer.commands.count("QUIT") == 3


async def test_a_connection_that_died_while_idle_is_replaced() -> None:
    """The relay hung up between two mails: the second goes over a new connection and is sent."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        await relay.send(MAIL, DESK, ANN)
        peer.links[0].cut()
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert len(peer.links) == 2


@pytest.mark.parametrize("answer", [CUT, "421 4.4.2 idle for too long", "500 5.5.2 pardon?"])
async def test_a_connection_that_is_no_longer_welcome_is_replaced(answer: str) -> None:
    """What a relay says to the sign of life of an old connection is never held against the mail."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        await relay.send(MAIL, DESK, ANN)
        peer.say("RSET", answer)
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert len(peer.links) == 2


async def test_an_idle_connection_is_closed_in_good_order() -> None:
    """After the idle time the relay hears QUIT, without anyone closing anything."""
    async with relay_peer() as peer, relay_to(peer.port, idle_seconds=0.01) as relay:
        await relay.send(MAIL, DESK, ANN)
        await peer.parted.wait()
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert len(peer.links) == 2


async def test_a_relay_that_is_not_there_is_later() -> None:
    """Nobody listens: the mail waits, with a sentence that says why."""
    async with stubborn_peer(lambda reader, writer: asyncio.sleep(0)) as port:
        pass
    async with relay_to(port) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert outcome.reply.startswith("The relay cannot be reached, or hangs up: ")


@pytest.mark.parametrize(
    "greeting", [b"554 5.7.1 not you\r\n", b"421 4.3.2 full\r\n", b"HTTP/1.1 400\r\n", b""]
)
async def test_a_relay_that_does_not_greet_is_later(greeting: bytes) -> None:
    """A refusal at the door is about us, even a permanent one."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await writer.drain()

    async with stubborn_peer(talk) as port, relay_to(port) as relay:
        assert isinstance(await relay.send(MAIL, DESK, ANN), Later)


@pytest.mark.parametrize("silent_after", [0, 1, 2, 3, 4])
async def test_a_relay_that_falls_silent_is_later(silent_after: int) -> None:
    """A relay that stops answering at any point costs one time limit, not a connection for ever."""
    gone = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = [b"220 hi\r\n", b"250 relay\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"]
        for answer in answers[:silent_after]:
            writer.write(answer)
            await reader.readline()
        await reader.read()
        gone.set()

    limits = {"connect_seconds": 0.2, "answer_seconds": 0.2, "content_seconds": 0.2}
    async with stubborn_peer(talk) as port, relay_to(port, **limits) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
        await gone.wait()
    assert isinstance(outcome, Later)
    assert outcome.reply.startswith("The relay does not answer: ")


async def test_a_relay_that_reads_nothing_is_left() -> None:
    """A relay that reads nothing of a big mail in time is cut off; the rest is not kept for it."""
    released, heard = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b"220 hi\r\n", b"250 relay\r\n", b"250 ok\r\n", b"250 ok\r\n"):
            writer.write(answer)
            await reader.readline()
        writer.write(b"354 go on\r\n")
        await released.wait()
        count = 0
        with suppress(ConnectionError):
            while chunk := await reader.read(65536):
                count += len(chunk)
        heard.set_result(count)

    big = MAIL + b"x" * 30_000_000
    async with stubborn_peer(talk) as port, relay_to(port, content_seconds=0.2) as relay:
        outcome = await relay.send(big, DESK, ANN)
        released.set()
        assert await heard < len(big)
    assert isinstance(outcome, Later)


async def test_a_cancelled_sending_gives_its_place_back() -> None:
    """A sending that is cancelled drops its connection; the next one gets the only place."""
    async with relay_peer() as peer, relay_to(peer.port, connections=1) as relay:
        peer.hang = True
        sending = asyncio.create_task(relay.send(MAIL, DESK, ANN))
        await peer.hanging.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        peer.hang = False
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority of the tests' own."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """The authority's certificate."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def server_side(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """Return a server's TLS with a certificate for this name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_mail_goes_over_verified_tls(tls: Tls, authority: trustme.CA, ca_file: Path) -> None:
    """With a certificate of the named authority both ways of TLS work, and the connection is used again."""
    way = {tls.value: server_side(authority, "127.0.0.1")}
    async with relay_peer(**way) as peer, relay_to(peer.port, tls=tls, ca_file=ca_file) as relay:
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert [mail.private for mail in peer.taken] == [True, True]
    assert len(peer.links) == 1


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_certificate_that_cannot_be_verified_stops_the_mail(
    tls: Tls, wrong: str, authority: trustme.CA, ca_file: Path
) -> None:
    """A stranger's certificate, or one for another host: nothing is sent, the mail waits."""
    signer = trustme.CA() if wrong == "authority" else authority
    way = {tls.value: server_side(signer, "other.example" if wrong == "name" else "127.0.0.1")}
    async with relay_peer(**way) as peer, relay_to(peer.port, tls=tls, ca_file=ca_file) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert outcome.reply.startswith("The relay's certificate cannot be trusted: ")
    assert peer.taken == []


async def test_a_relay_without_starttls_gets_no_mail_in_the_clear(ca_file: Path) -> None:
    """Where TLS is configured and not offered, the mail waits: it is not sent openly."""
    async with relay_peer() as peer, relay_to(peer.port, tls=Tls.STARTTLS, ca_file=ca_file) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert "STARTTLS" in outcome.reply
    assert peer.commands == []


async def test_implicit_tls_with_a_plain_relay_is_later(ca_file: Path) -> None:
    """A relay that speaks no TLS on this port is a fault of the configuration, not of the mail."""
    limits = {"connect_seconds": 2.0}
    async with (
        relay_peer() as peer,
        relay_to(peer.port, tls=Tls.IMPLICIT, ca_file=ca_file, **limits) as relay,
    ):
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)


def test_a_useless_ca_file_is_told_at_the_start(tmp_path: Path) -> None:
    """A missing file and one without certificates are named, with what is wrong."""
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "missing.pem"):
        settings = RelaySettings(host="relay.example", port=25, hostname="desk.example", ca_file=path)
        with pytest.raises(BadAuthorities, match=path.name):
            Relay(settings)


async def test_the_user_is_authenticated_over_tls(authority: trustme.CA, ca_file: Path) -> None:
    """User and password are given after STARTTLS, once for each connection."""
    options: dict[str, Any] = {
        "authenticator": knows_password,
        "auth_required": True,
        "require_starttls": True,
    }
    context = server_side(authority, "127.0.0.1")
    login = {"tls": Tls.STARTTLS, "ca_file": ca_file, "user": USER, "password": PASSWORD}
    async with relay_peer(starttls=context, **options) as peer, relay_to(peer.port, **login) as relay:
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert peer.taken[0].user == USER


async def test_a_refused_password_is_logged_once(
    authority: trustme.CA, ca_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong password is the operator's fault: every mail is Later, the log says it once, without it."""
    context = server_side(authority, "127.0.0.1")
    login = {"tls": Tls.STARTTLS, "ca_file": ca_file, "user": USER, "password": "Wrong-Password"}
    options: dict[str, Any] = {"authenticator": knows_password}
    async with relay_peer(starttls=context, **options) as peer, relay_to(peer.port, **login) as relay:
        outcomes = [await relay.send(MAIL, DESK, ANN) for _ in range(3)]
    said = [record.getMessage() for record in caplog.records if record.name == "postdesk.relay"]
    assert all(isinstance(outcome, Later) for outcome in outcomes)
    assert len(said) == 1
    assert said[0].startswith("The relay refuses our user name and password: 535")
    assert "Wrong-Password" not in caplog.text + repr(outcomes)


async def test_a_relay_that_wants_no_password_says_so() -> None:
    """A user is configured and the relay offers no AUTH: Later, never sent without."""
    async with relay_peer() as peer, relay_to(peer.port, user=USER, password=PASSWORD) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert "AUTH" in outcome.reply
    assert peer.taken == []


def test_the_password_is_not_shown() -> None:
    """Settings that end up in a log or a traceback do not carry the password."""
    settings = RelaySettings(host="h", port=25, hostname="d", user=USER, password=PASSWORD)
    assert PASSWORD not in repr(settings)


async def test_a_non_ascii_recipient_needs_smtputf8() -> None:
    """Offered, SMTPUTF8 is used (RFC 6531); not offered, the mail is refused with a clear sentence."""
    mail = "Subject: Привет\r\n\r\nТекст\r\n".encode()
    async with relay_peer(enable_SMTPUTF8=True) as peer, relay_to(peer.port) as relay:
        assert isinstance(await relay.send(mail, DESK, "анна@почта.example"), Sent)
    assert peer.taken[0].recipients == ("анна@почта.example",)
    assert "SMTPUTF8" in peer.taken[0].options
    async with relay_peer(enable_SMTPUTF8=False) as peer, relay_to(peer.port) as relay:
        refused = await relay.send(mail, DESK, "анна@почта.example")
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert isinstance(refused, Refused)
    assert "SMTPUTF8" in refused.reply


async def test_an_ascii_mail_asks_for_no_smtputf8() -> None:
    """An ordinary mail goes out in the ordinary way, to whomever the relay sends it on."""
    async with relay_peer(enable_SMTPUTF8=True) as peer, relay_to(peer.port) as relay:
        await relay.send(MAIL, DESK, ANN)
    assert [option.upper() for option in peer.taken[0].options] == [f"SIZE={len(MAIL)}"]


INJECTIONS = (
    "",
    "ann",
    "ann@",
    "@customer.example",
    "ann@customer.example\r\nRCPT TO:<evil@z.example>",
    "ann@customer.example\nDATA",
    "ann@customer.example\r",
    'x\r\nRCPT TO:<evil@z.example>"@a.example',
    '"x\r\nRCPT TO:<evil@z.example>"@a.example',
    '"quoted local"@customer.example',
    "ann@customer.example> SIZE=1",
    "<ann@customer.example>",
    "ann@customer.example,evil@z.example",
    "ann@customer.example\0",
    "ann@[127.0.0.1]",
    "@relay.example:ann@customer.example",
    "ann@customer.example ORCPT=rfc822;x",
    "ann@customer.example\u0085evil",
    "ann@customer.example\u2028evil",
    "a" * 300 + "@customer.example",
)


@pytest.mark.parametrize("address", INJECTIONS)
async def test_no_address_becomes_a_command(address: str) -> None:
    """Whatever is not one plain address is refused before the relay hears a word of it."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        assert isinstance(await relay.send(MAIL, DESK, address), Refused)
        if address:
            assert isinstance(await relay.send(MAIL, address, ANN), Refused)
    assert peer.links == []


async def test_a_relays_words_are_made_harmless() -> None:
    """A reply becomes one printable line, whatever it holds and however long it is."""
    async with relay_peer() as peer, relay_to(peer.port) as relay:
        peer.say("RCPT", "550-5.1.1 one\r\n550-5.1.1 \x1b[31mtwo\x07\r\n550 5.1.1 three" + "!" * 3000)
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Refused)
    assert outcome.reply.startswith(
        "The relay refuses the recipient: 550 5.1.1 one 5.1.1 [31mtwo 5.1.1 three!!"
    )
    assert outcome.reply.isprintable()
    assert len(outcome.reply) < 600


@pytest.mark.parametrize("text", ["\u202eevil", "a\r\nb", "\ud800", "\x00\x9b"])
def test_cleaned_text_is_printable(text: str) -> None:
    """Controls, lone surrogates and signs that turn the line around are gone."""
    assert cleaned(text).isprintable()
