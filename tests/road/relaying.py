"""A Postdesk that sends through a relay of the test's own."""

import asyncio
import email
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default

from storage import outbox
from tests.daemon.sending.relays import RelayPeer, Taken
from tests.road.road import CONFIGURATION, Road


def by_relay(port: int, configuration: str = CONFIGURATION) -> str:
    """Return the configuration with a relay on this port as the way out."""
    relay = f'\n[delivery.relay]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
    return configuration.replace('way = "maildir"', 'way = "relay"') + relay


def refuse(peer: RelayPeer, recipient: str, answer: str) -> None:
    """Have the relay refuse this one recipient from now on."""
    usual = peer.answer

    def answering(command: str, server: object, said: str) -> str:
        return usual(command, server, said)  # type: ignore[arg-type]  # The server's own type is the peer's.

    accept = peer.handle_RCPT

    async def handle(server: object, session: object, envelope: object, address: str, options: object) -> str:
        if address == recipient:
            peer.commands.append(f"RCPT {address}")
            return answer
        return await accept(server, session, envelope, address, options)  # type: ignore[arg-type]  # As above.

    peer.handle_RCPT = handle  # type: ignore[method-assign]
    del answering


async def sent_out(road: Road, peer: RelayPeer) -> list[Taken]:
    """Wait until nothing waits, and return what the relay took since the last look."""
    await road.settled()
    taken, peer.taken[:] = list(peer.taken), []
    return taken


def to(taken: list[Taken], addr: str) -> list[Taken]:
    """Return what went to this recipient."""
    return [each for each in taken if each.recipients == (addr,)]


def mail_of(taken: Taken) -> EmailMessage:
    """Return a mail as its reader gets it."""
    mail = email.message_from_bytes(taken.content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def deliveries_to(road: Road, addr: str) -> list[outbox.Record]:
    """Return the deliveries to a recipient, newest first."""
    return [each for each in road.read(lambda c: outbox.listing(c, limit=1000)) if each.recipient == addr]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(3000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("it did not come to that")
