"""Delivery to a relay: which answers mean what for a mail."""

import pytest

from daemon.sending.outcomes import Later, Outcome, Refused, Sent
from daemon.sending.relay_answers import Stage, cleaned, judged
from tests.daemon.sending.relays import ANN, CUT, DESK, MAIL, relay_peer, relay_to


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
