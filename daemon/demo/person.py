"""A person with a mail program: writes to an address, answers a mail by its Reply-To."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from daemon.demo.mailbox import Mailbox, text_of


class Person:
    """Someone who knows an address to write to and the mails that came back."""

    def __init__(self, name: str, address: str, mailbox: Mailbox, port: int) -> None:
        self.name = name
        self.address = address
        self.mailbox = mailbox
        self.last: EmailMessage | None = None
        self._port = port

    def write(self, to: str, subject: str, text: str) -> None:
        """Send a new mail."""
        self._send(self._mail(to, subject, text))

    def answer(self, text: str) -> None:
        """Answer the last mail that came, as mail programs do: its text quoted, its ids referred to."""
        if self.last is None:
            raise RuntimeError("there is no mail to answer")
        last = self.last
        to = parseaddr(str(last["Reply-To"] or last["From"]))[1]
        subject = str(last["Subject"])
        quoted = "\n".join(f"> {line}" for line in text_of(last).splitlines())
        mail = self._mail(
            to,
            subject if subject.lower().startswith("re:") else f"Re: {subject}",
            f"{text}\n\nOn {last['Date']}, {last['From']} wrote:\n{quoted}\n",
        )
        mail["In-Reply-To"] = str(last["Message-ID"])
        mail["References"] = f"{last['References'] or ''} {last['Message-ID']}".strip()
        self._send(mail)

    def _mail(self, to: str, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = make_msgid(domain=self.address.partition("@")[2])
        mail.set_content(text)
        return mail

    def _send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self._port, timeout=30) as smtp:
            smtp.send_message(mail, from_addr=self.address)
