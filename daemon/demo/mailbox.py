"""A mailbox as a mail program sees it: the mails that were delivered to one address."""

import email
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

POLL_SECONDS = 0.05


class Mailbox:
    """The mails that come to one address from now on, by their Delivered-To; each is given out once."""

    def __init__(self, maildir: Path, address: str) -> None:
        self._maildir = maildir
        self._new = maildir / "new"
        self._address = address
        self._seen = {path.name for path in self._new.iterdir()} if self._new.is_dir() else set()

    def wait(self, count: int, seconds: float) -> list[EmailMessage]:
        """Return the mails that came, as soon as there are ``count`` of them or the time is over.

        Whoever expects none waits to the end of the time.
        """
        end = time.monotonic() + seconds
        came: list[EmailMessage] = []
        while True:
            came.extend(self._unseen())
            if 0 < count <= len(came) or time.monotonic() >= end:
                return came
            time.sleep(POLL_SECONDS)

    def last(self) -> EmailMessage | None:
        """Return the last mail that came to the address, whether it was read or not."""
        paths = [path for folder in ("new", "cur") for path in (self._maildir / folder).glob("*")]
        # A Maildir's file names begin with the time of delivery.
        newest_first = sorted(paths, key=lambda path: path.name, reverse=True)
        return next((mail for path in newest_first if (mail := self._mine(path)) is not None), None)

    def _unseen(self) -> Iterator[EmailMessage]:
        if not self._new.is_dir():
            return
        for path in sorted(self._new.iterdir()):
            if path.name in self._seen:
                continue
            self._seen.add(path.name)
            mail = self._mine(path)
            if mail is not None:
                yield mail

    def _mine(self, path: Path) -> EmailMessage | None:
        """Return the mail in this file, if it was delivered to the address."""
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        return mail if str(mail["Delivered-To"]).strip("<>") == self._address else None


def text_of(mail: EmailMessage) -> str:
    """Return the text that a reader sees."""
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n").strip() if body is not None else ""


def shown(mail: EmailMessage) -> str:
    """Return the mail as a reader would see it: who, to whom, about what, and the text."""
    head = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject") if mail[name]]
    files = [f"[{part.get_filename()}]" for part in mail.iter_attachments()]
    return "\n".join([*head, "", text_of(mail), *files])
