"""Connections to a relay: used again, replaced, given up."""

import asyncio
from contextlib import suppress

import pytest

from daemon.sending.outcomes import Later, Sent
from tests.daemon.sending.relays import (
    ANN,
    CUT,
    DESK,
    MAIL,
    relay_peer,
    relay_to,
    stubborn_peer,
)


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
