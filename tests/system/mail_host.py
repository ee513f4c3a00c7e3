"""A mail host with one mailbox, which Postdesk reads by IMAP; people look into the mailbox too."""

import imaplib
import smtplib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme

from storage import inbox_records
from storage.engine import open_store
from tests.system.dovecot import Dovecot
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT
from tests.system.servers import HOST, certificate, wait_until

PASSWORD = "the mailbox's password"

CONFIGURATION = """
[store]
database = "sqlite:///{folder}/postdesk.sqlite3"

[smtp]
listen = "{host}:{smtp}"
hostname = "desk.example.test"

[lmtp]
socket = "{folder}/lmtp.sock"

[delivery]
way = "maildir"
maildir = "{folder}/out"

[limits]
automatic_per_desk_hour = 100000
acknowledgements_per_sender_hour = 100000

[[desk]]
address = "{desk}"
outgoing_hold = "0s"

[[agent]]
name = "Ann Lee"
addresses = ["ann@staff.example.test"]
role = "operator"

[[mailbox]]
desk = "{desk}"
host = "{host}"
user = "{desk}"
{mailbox}
"""
ENCRYPTED = 'port = {port}\nca_file = "{ca_file}"\npassword_file = "mailbox-password"\npoll = "2s"\n'
PLAIN = 'port = {port}\ntls = "none"\npassword_file = "mailbox-password"\npoll = "2s"\n'


class MailHost:
    """Dovecot with the mailbox of ``SUPPORT``. ``authority`` vouches for its certificate."""

    def __init__(self, folder: Path, dovecot: Dovecot, authority: trustme.CA) -> None:
        self.folder = folder
        self.authority = authority
        self.ca_file = folder / "ca.pem"
        self.port = dovecot.port
        self.tls_port = dovecot.tls_port
        self.dovecot = dovecot
        dovecot.add(SUPPORT, PASSWORD)

    def deliver(self, *mails: bytes) -> None:
        """Deliver mails into the mailbox, as from the world outside."""
        with _Lmtp(str(self.dovecot.lmtp)) as client:
            for mail in mails:
                sender = message_from_bytes(mail, policy=policy.compat32)["From"]
                client.sendmail(sender, [SUPPORT], mail)

    def person(self) -> "Person":
        """Return somebody who looks into the mailbox with a mail program."""
        return Person(self.port)

    def encrypted(self, more: str = "", port: int = 0) -> str:
        """Return the lines of a mailbox read over TLS; ``port`` may be a proxy's."""
        return ENCRYPTED.format(port=port or self.tls_port, ca_file=self.ca_file) + more

    def plain(self, more: str = "", port: int = 0) -> str:
        """Return the lines of a mailbox read in the clear, whose words can be seen by a proxy."""
        return PLAIN.format(port=port or self.port) + more


class _Lmtp(smtplib.LMTP):
    """smtplib knows a unix socket by its slash, and else asks for this machine's name."""

    def __init__(self, path: str) -> None:
        super().__init__(path, local_hostname="mx.example.test")


class Person(imaplib.IMAP4):
    """Somebody who is logged in to the mailbox."""

    def __init__(self, port: int) -> None:
        super().__init__(HOST, port)
        self.login(SUPPORT, PASSWORD)

    def sees(self, folder: str = "INBOX") -> dict[bytes, set[bytes]]:
        """Return the flags of each mail in a folder, by its Message-ID."""
        if self.select(f'"{folder}"', readonly=True)[0] != "OK" or not self.search(None, "ALL")[1][0]:
            return {}
        answer = self.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
        found = [part for part in answer if isinstance(part, tuple)]
        return {_message_id(part[1]): set(imaplib.ParseFlags(part[0])) for part in found}

    def count(self, folder: str) -> int:
        """Return how many mails are in a folder, without looking at them."""
        kind, answer = self.status(folder, "(MESSAGES)")
        return int(answer[0].split()[-1].rstrip(b")")) if kind == "OK" else 0

    def uid_of(self, message_id: bytes) -> str:
        """Return the number of a mail in the selected folder."""
        quoted = f'"{message_id.decode()}"'
        return str(self.uid("SEARCH", "HEADER", "Message-ID", quoted)[1][0].decode())


def _message_id(header: bytes) -> bytes:
    return header.partition(b":")[2].strip()


class Desk(Postdesk):
    """A daemon that reads the mailbox; what it sends is kept in a Maildir."""

    def configure_mailbox(self, *mailboxes: str) -> None:
        """Write the configuration: one mailbox for each of these texts."""
        secret = self.folder / "mailbox-password"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(PASSWORD)
        text = CONFIGURATION.format(
            folder=self.folder, host=HOST, smtp=self.smtp_port, desk=SUPPORT, mailbox=mailboxes[0]
        )
        head = f'\n[[mailbox]]\ndesk = "{SUPPORT}"\nhost = "{HOST}"\nuser = "{SUPPORT}"\n'
        self.configuration.write_text(text + "".join(head + more for more in mailboxes[1:]), "utf-8")

    def secret(self, name: str, content: str) -> Path:
        """Write a file that holds a secret."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(content)
        return path

    def take(self, mail: bytes) -> None:
        """Hand a mail to the desk by LMTP."""
        with _Lmtp(str(self.folder / "lmtp.sock")) as client:
            client.sendmail("lev@customers.example.test", [SUPPORT], mail)

    def sent(self) -> list[EmailMessage]:
        """Return the mails that have left."""
        folder = self.folder / "out" / "new"
        files = sorted(folder.iterdir()) if folder.exists() else []
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def to_customers(self) -> list[EmailMessage]:
        """Return those of them that went to customers."""
        return [mail for mail in self.sent() if "customers" in str(mail["To"])]

    def wait_for_log(self, words: str, times: int = 1) -> None:
        """Wait until the log says this so often."""
        wait_until(lambda: self.log().count(words) >= times, lambda: f"no {words!r}:\n{self.log()[-6000:]}")

    def wait_for_inbox(self, count: int) -> None:
        """Wait until so many mails are in the inbox and decided."""
        # The command line would take most of a second for each look.
        store = open_store(f"sqlite:///{self.store}/postdesk.sqlite3")

        def there() -> bool:
            found = store.read(lambda c: inbox_records.listing(c, limit=count + 10))
            return len(found) >= count and all(mail.verdict for mail in found)

        try:
            wait_until(there, lambda: f"not {count} mails:\n{self.log()[-6000:]}")
        finally:
            store.close()

    def wait_until_read(self, times: int = 1) -> None:
        """Wait until the daemon has logged in and reads the mailbox."""
        self.wait_for_log("reading ", times)


@contextmanager
def running_mail_host(
    *, capability: str = "", introspection: str = "", expires: datetime | None = None
) -> Iterator[MailHost]:
    """Start a mail host in a folder of its own, and stop and remove it; the settings are `Dovecot`'s."""
    with tempfile.TemporaryDirectory(prefix="host-", dir="/tmp") as name:
        folder = Path(name)
        # The server's own users must get through to their folders.
        folder.chmod(0o755)
        authority = certificate(folder, expires)
        dovecot = Dovecot(folder, capability=capability, introspection=introspection)
        try:
            yield MailHost(folder, dovecot, authority)
        finally:
            dovecot.stop()


@contextmanager
def desk_over(*mailboxes: str, started: bool = True) -> Iterator[Desk]:
    """Start a daemon that reads these mailboxes; stop it, and remove what it kept."""
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        folder = Path(name)
        desk = Desk(folder / "lmtp.sock", folder, folder)
        desk.configure_mailbox(*mailboxes)
        try:
            if started:
                desk.start()
                desk.wait_until_read(len(mailboxes))
            yield desk
        finally:
            desk.stop()


def a_mail(number: int, *, size: int = 0, date: str = "", more: str = "") -> bytes:
    """Return a customer's mail with this number in its sender, subject and Message-ID."""
    head = (
        f"From: lev+{number}@customers.example.test\r\nTo: {SUPPORT}\r\nSubject: number {number}\r\n"
        f"Message-ID: <{number}@customers.example.test>\r\n{more}"
    )
    dated = f"Date: {date}\r\n" if date else ""
    filling = "It is broken, and this is how.\r\n" * (size // 32)
    return f"{head}{dated}\r\nMail number {number}.\r\n{filling}".encode()


def message_id(number: int) -> bytes:
    """Return the Message-ID of `a_mail`."""
    return b"<%d@customers.example.test>" % number


def assert_one_ticket_each(desk: Desk, numbers: Sequence[int]) -> None:
    """Prove that each of these mails has one ticket, and that there is no other."""
    tickets = desk.listed("ticket", "list", "--limit", "20000")
    assert sorted(ticket["subject"] for ticket in tickets) == sorted(f"number {n}" for n in numbers)
