"""A whole Postdesk in a test that reads a mailbox by IMAP, and the mails that come into it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

from daemon.clock import Clock, utc_now
from storage import inbox_records
from tests.imap_server import PASSWORD, USER, ImapServer
from tests.road.road import CONFIGURATION, DESK, Road, running, until

# For providers without plus addresses.
PLAIN = 'reply_address = "plain"\nreturn_path = "desk"'


@asynccontextmanager
async def reading(
    folder: Path,
    server: ImapServer,
    settings: str = "",
    desk: str = "",
    *,
    waits: bool = True,
    clock: Clock = utc_now,
    change: Callable[[str], str] = str,
) -> AsyncIterator[Road]:
    """Run a Postdesk that reads the server's INBOX, and wait until it does.

    ``settings`` are lines of the mailbox, ``desk`` lines of its desk; ``change`` has the last word on all.
    """
    secret = folder / "imap.password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    poll = "" if "poll =" in settings else 'poll = "2s"\n'
    mailbox = f"""
[[mailbox]]
desk = "{DESK}"
host = "127.0.0.1"
port = {server.port}
tls = "none"
user = "{USER}"
password_file = "imap.password"
{poll}{settings}
"""
    configuration = CONFIGURATION.replace(f'address = "{DESK}"\n', f'address = "{DESK}"\n{desk}\n')
    async with running(folder, change(configuration + mailbox), clock) as road:
        if waits:
            await until(lambda: road.service.mailboxes.states()[0].last_success_at is not None)
        yield road


async def comes(road: Road, server: ImapServer, mail: EmailMessage | bytes) -> list[EmailMessage]:
    """Put a mail into INBOX, and return what was sent out because of it."""
    before = count(road)
    server.deliver(mail if isinstance(mail, bytes) else mail.as_bytes())
    await until(lambda: count(road) > before)
    return await road.settled()


def count(road: Road) -> int:
    """Return how many mails were taken."""
    return len(road.read(lambda c: inbox_records.listing(c, limit=1000)))
