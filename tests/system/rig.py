"""The rig: a small mail world of real servers around the desk, with people who have mailboxes in it.

``desk.example.test`` is Postdesk: Postfix hands its mail to the unix socket ``rig.desk`` by LMTP, whoever
listens there. ``customers.example.test`` and ``staff.example.test`` are mailboxes in Dovecot.
"""

import imaplib
import smtplib
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

from tests.system.dovecot import Dovecot
from tests.system.postfix import Postfix
from tests.system.servers import HOST, certificate, wait_until

SUPPORT = "support@desk.example.test"


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox in the rig, and its password; an agent is written to in ``language``."""

    address: str
    name: str
    password: str
    language: str = "en"


class Rig:
    """The running servers, and what people do with them. ``folder`` is gone when the rig is."""

    def __init__(self, folder: Path, dovecot: Dovecot, postfix: Postfix, desk: Path) -> None:
        self.folder = folder
        self.desk = desk
        self.smtp_port = postfix.smtp
        self.submission_port = postfix.submission
        self.imap_port = dovecot.port
        self.ca_file = folder / "ca.pem"
        self._dovecot = dovecot
        self._postfix = postfix

    def mailbox(self, address: str, name: str, language: str = "en") -> Person:
        """Make a mailbox; each test makes its own, under an address that no other test uses."""
        person = Person(address, name, f"password of {address}", language)
        self._dovecot.add(person.address, person.password)
        return person

    def submit(self, raw: bytes, as_user: Person) -> None:
        """Send a mail as a logged-in person to whom its To and Cc name."""
        mail = message_from_bytes(raw, policy=policy.compat32)
        named = [*mail.get_all("To", []), *mail.get_all("Cc", [])]
        recipients = [address for _, address in getaddresses(named)]
        with smtplib.SMTP(HOST, self.submission_port) as client:
            client.starttls(context=ssl.create_default_context(cafile=self.ca_file))
            client.login(as_user.address, as_user.password)
            client.sendmail(as_user.address, recipients, raw)

    def deliver(self, raw: bytes, sender: str, recipient: str) -> None:
        """Send a mail from the world outside: nobody vouches for its sender."""
        with smtplib.SMTP(HOST, self.smtp_port) as client:
            client.sendmail(sender, [recipient], raw)

    def inbox(self, person: Person, folder: str = "INBOX") -> list[bytes]:
        """Return the mails in a person's inbox or another folder, the oldest first, unread as they were."""
        with imaplib.IMAP4(HOST, self.imap_port) as client:
            client.login(person.address, person.password)
            client.select(folder, readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            fetched = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
        return [part[1] for part in fetched if isinstance(part, tuple)]

    def wait_for(self, person: Person, wanted: int | Callable[[bytes], bool]) -> list[bytes]:
        """Wait for so many mails, or for one of this kind; return the inbox, or only those of the kind."""
        found: list[bytes] = []

        def there() -> bool:
            mails = self.inbox(person)
            found[:] = mails if isinstance(wanted, int) else filter(wanted, mails)
            return len(found) >= (wanted if isinstance(wanted, int) else 1)

        wait_until(there, lambda: f"{person.address} waits in vain.\n{self.told()}")
        return found

    def postfix_log(self) -> str:
        """Return what Postfix has logged."""
        return self._postfix.log()

    def told(self) -> str:
        """Return the last words of all servers, for the text of a fault."""
        # Looking into a mailbox makes two lines of no interest.
        dovecot = [line for line in self._dovecot.log().splitlines() if ": Info: " not in line]
        return "\n".join(("Postfix:", self._postfix.log()[-4000:], "Dovecot:", *dovecot[-20:]))


@contextmanager
def running_rig(*, vouching: bool = True) -> Iterator[Rig]:
    """Start a rig in a folder of its own, and stop and remove it.

    ``vouching``: Postfix puts ``Authentication-Results: … dmarc=pass`` on what its people submit.
    """
    with tempfile.TemporaryDirectory(prefix="rig-", dir="/tmp") as name:
        folder = Path(name)
        # The servers' own users must get through to their folders and to the desk's socket.
        folder.chmod(0o755)
        certificate(folder)
        desk = folder / "desk.sock"
        dovecot = Dovecot(folder)
        try:
            postfix = Postfix(folder, desk=desk, mailboxes=dovecot.lmtp, sasl=dovecot.sasl, vouching=vouching)
            try:
                yield Rig(folder, dovecot, postfix, desk)
            finally:
                postfix.stop()
        finally:
            dovecot.stop()
