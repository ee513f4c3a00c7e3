"""A whole Postdesk in a test: mail goes in over real SMTP and LMTP, and comes out into a Maildir."""

import asyncio
import email
import smtplib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import TypeVar

from config.loading import load
from daemon.bootstrap import build
from daemon.clock import Clock, SteadyClock, utc_now
from daemon.reading.reading import Reading
from daemon.receiving.take import Outcome, take
from daemon.service import Service
from desk.ticket import Event, Message, Ticket
from storage import inbox_records, outbox, threads, tickets
from storage.engine import Connection, Store
from storage.inbox_records import Record
from storage.outbox import DeliveryState
from tests.stores import configure, database_with_tables, over_postgresql

T = TypeVar("T")

PATIENCE = 60.0

DESK = "support@example.org"
SALES = "sales@example.org"
ANN = "ann@staff.example"
BOB = "bob@staff.example"
IVAN = "ivan@customer.example"
OLGA = "olga@customer.example"
EVE = "eve@evil.example"
HOST = "mx.example.org"

# Where mail comes in and goes out, and where it is kept.
WAYS = """
[smtp]
listen = "127.0.0.1:0"

[lmtp]
socket = "lmtp.sock"

[delivery]
way = "maildir"
maildir = "outgoing"

[store]
database = "sqlite:///postdesk.sqlite3"
"""

CONFIGURATION = f"""{WAYS}
[[desk]]
address = "{DESK}"
authentication_hosts = ["{HOST}"]
outgoing_hold = "0s"

[[desk]]
address = "{SALES}"
prefix = "SAL"

[[agent]]
name = "Ann Lee"
addresses = ["{ANN}"]
role = "operator"
desks = ["{DESK}"]

[[agent]]
name = "Bob Ray"
addresses = ["{BOB}"]
desks = ["{DESK}"]

[[organisation]]
name = "Customer"
domains = ["customer.example"]
"""


def a_mail(
    sender: str = IVAN,
    text: str = "Принтер не печатает.",
    *,
    to: str = DESK,
    cc: str = "",
    subject: str = "Принтер",
    believed: bool = False,
    headers: tuple[tuple[str, str], ...] = (),
) -> EmailMessage:
    """Return a mail; ``believed`` puts our own host's Authentication-Results on top of it."""
    mail = EmailMessage(policy=SMTP)
    if believed:
        host = sender.rpartition("@")[2]
        mail["Authentication-Results"] = f"{HOST}; dmarc=pass header.from={host}"
        mail["Received"] = f"from mail.{host} by {HOST} with ESMTP; Fri, 20 Nov 2026 12:00:00 +0000"
    mail["From"] = sender
    mail["To"] = to
    if cc:
        mail["Cc"] = cc
    mail["Subject"] = subject
    for name, value in headers:
        mail[name] = value
    if "Message-ID" not in mail:
        mail["Message-ID"] = f"<{abs(hash((sender, text, subject, to)))}@{sender.rpartition('@')[2]}>"
    mail.set_content(text)
    return mail


def an_answer(to: EmailMessage, sender: str, text: str, *, references: bool = True) -> EmailMessage:
    """Return the answer that a mail program writes to this mail."""
    address = str(to["Reply-To"] or to["From"])
    subject = str(to["Subject"])
    subject = subject if subject.startswith("Re:") else f"Re: {subject}"
    chain = f"{to['References'] or ''} {to['Message-ID']}".strip()
    headers = (("In-Reply-To", str(to["Message-ID"])), ("References", chain)) if references else ()
    return a_mail(sender, text, to=address, subject=subject, headers=headers)


class Road:
    """The running daemon, as the world sees it, and as its operator does."""

    def __init__(self, service: Service, store: Store, folder: Path) -> None:
        self.service = service
        self.store = store
        self.folder = folder

    @property
    def port(self) -> int:
        """The port that SMTP listens on."""
        return next(door.port for door in self.service.listeners.listening if door.protocol == "smtp")

    async def send(self, mail: EmailMessage | bytes, *, return_path: str | None = None) -> list[EmailMessage]:
        """Send a mail over SMTP to the desks in its To and Cc, and return what was sent out because of it."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        parsed = email.message_from_bytes(raw, policy=default)
        sender = (
            return_path
            if return_path is not None
            else str(parsed["From"] or "").rpartition("<")[2].strip(">")
        )
        to = [addr for addr in _addresses(parsed) if self._is_desk(addr)] or [DESK]
        return await self.post(raw, sender, to)

    async def post(self, raw: bytes, return_path: str, recipients: list[str]) -> list[EmailMessage]:
        """Send bytes with this envelope over SMTP; return what was sent out because of them."""
        await asyncio.to_thread(self._smtp, raw, return_path, recipients)
        return await self.settled()

    def _smtp(self, raw: bytes, return_path: str, recipients: list[str]) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as smtp:
            smtp.sendmail(return_path, recipients, raw)

    async def lmtp(
        self, raw: bytes, return_path: str, recipients: list[str]
    ) -> tuple[Outcome, list[EmailMessage]]:
        """Hand a mail over by LMTP; return what became of it, and what was sent out because of it."""
        outcome = await asyncio.to_thread(take, self.folder / "lmtp.sock", raw, return_path, recipients)
        return outcome, await self.settled()

    async def settled(self) -> list[EmailMessage]:
        """Wait until every mail is decided and every letter has gone; return the letters not seen yet.

        Fails where something waits on for long: what did not come out then proves nothing.
        """
        try:
            await until(self._is_settled)
        except TimeoutError:
            raise AssertionError(f"something waits on: {self._waits()}") from None
        return self.outgoing()

    def _is_settled(self) -> bool:
        return not self.read(inbox_records.waiting) and self.read(outbox.oldest_waiting) is None

    def _waits(self) -> list[Record | outbox.Record]:
        letters = [each for each in self.read(outbox.listing) if each.state is DeliveryState.WAITING]
        return [*self.read(inbox_records.waiting), *letters]

    def outgoing(self) -> list[EmailMessage]:
        """Return the mails that went out since the last look."""
        new, seen = self.folder / "outgoing" / "new", self.folder / "outgoing" / "cur"
        found = []
        for path in sorted(new.iterdir()) if new.is_dir() else []:
            found.append(email.message_from_bytes(path.read_bytes(), policy=default))
            path.rename(seen / path.name)
        return found

    def read(self, job: Callable[[Connection], T]) -> T:
        """Look into the store."""
        return self.store.read(job)

    def ticket(self, number: str = "SUP-1001") -> Ticket:
        """Return a ticket as it stands."""
        found = self.read(lambda c: tickets.by_number(c, number, self.service.clock()))
        assert found is not None, f"there is no {number}"
        return found

    def numbers(self) -> list[str]:
        """Return the numbers of all tickets."""
        found = self.read(lambda c: tickets.listing(c, self.service.clock(), limit=1000))
        return sorted(ticket.number for ticket in found)

    def thread(self, number: str = "SUP-1001") -> list[Message]:
        """Return a ticket's messages."""
        return self.read(lambda c: threads.thread(c, self.ticket(number).id))

    def history(self, number: str = "SUP-1001") -> list[Event]:
        """Return a ticket's events."""
        return self.read(lambda c: threads.history(c, self.ticket(number).id))

    def record(self, inbox_id: int | None = None) -> Record:
        """Return a mail of the inbox, the newest by default."""
        if inbox_id is None:
            return self.read(lambda c: inbox_records.listing(c, limit=1))[0]
        found = self.read(lambda c: inbox_records.record(c, inbox_id))
        assert found is not None, f"there is no mail {inbox_id}"
        return found

    def _is_desk(self, addr: str) -> bool:
        local, _, host = addr.partition("@")
        return host == "example.org" and local.partition("+")[0] in {"support", "sales"}


def _addresses(mail: EmailMessage) -> list[str]:
    fields = [mail[name] for name in ("To", "Cc") if mail[name] is not None]
    return [address.addr_spec for field in fields for address in field.addresses]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        # The store and the server are asked: neither of them can wake us.
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def to(mails: list[EmailMessage], addr: str) -> list[EmailMessage]:
    """Return the mails that were delivered to this address."""
    return [mail for mail in mails if str(mail["Delivered-To"]).strip("<>") == addr]


def text(mail: EmailMessage) -> str:
    """Return the text that a reader sees."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@asynccontextmanager
async def running(
    folder: Path,
    configuration: str = CONFIGURATION,
    clock: Clock | SteadyClock = utc_now,
    reading: Reading | None = None,
) -> AsyncIterator[Road]:
    """Run a Postdesk of this configuration in this folder, by this clock; a mere `Clock` is never set."""
    path = folder / "postdesk.toml"
    if over_postgresql():
        # Quicker than having the daemon make them.
        database_with_tables(folder)
    configure(path, configuration)
    steady = clock if isinstance(clock, SteadyClock) else SteadyClock(clock, lambda: clock().timestamp())
    service = build(load(path), path, steady, reading)
    await service.start()
    try:
        yield Road(service, service.store, folder)
    finally:
        await service.stop()
