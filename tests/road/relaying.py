"""A Postdesk that sends through a relay of the test's own."""

import email
from email.message import EmailMessage
from email.policy import default

from storage import outbox
from tests.daemon.sending.relays import RelayPeer, Taken
from tests.road.road import CONFIGURATION, Road


def by_relay(port: int, configuration: str = CONFIGURATION) -> str:
    """Return the configuration with a relay on this port as the way out."""
    relay = f'\n[delivery.relay]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
    return configuration.replace('way = "maildir"', 'way = "relay"') + relay


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
