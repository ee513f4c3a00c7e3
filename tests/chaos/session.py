"""A client of an experiment: one connection for mail after mail, and what became of each attempt."""

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from desk.envelope import Source
from tests.chaos.daemon import PATIENCE
from tests.chaos.mails import Mail
from tests.chaos.unheard import Unheard
from tests.imap_server import ImapServer

# An address and a port, or a socket.
Door = tuple[str, int] | Path


@dataclass(frozen=True, slots=True)
class Doors:
    """Where mail can be given. A door may be shut at any time; the mailbox always takes a mail.

    ``patience`` is how long a client waits for any answer, in seconds.
    """

    smtp: Sequence[tuple[str, int]]
    lmtp: Sequence[Path]
    mailbox: ImapServer
    patience: float = PATIENCE


class Session:
    """A client that goes from door to door, and keeps a connection through each.

    Of the last attempt ``code`` is the answer, 0 where the line broke; ``unsure`` tells that the mail may be
    in the inbox although it was not answered with 250.
    """

    def __init__(self, doors: Doors, way: Source, unheard: Unheard) -> None:
        self.way = way
        self._unheard = unheard
        self._doors: Iterator[Door] = cycle(doors.lmtp if way is Source.LMTP else doors.smtp)
        self._patience = doors.patience
        self._clients: dict[Door, smtplib.SMTP] = {}
        self.code = 0
        self.unsure = False

    def takes(self, mail: Mail) -> bool:
        """Give a mail at the next door; false where it was not answered with 250."""
        self.unsure = False
        door = next(self._doors)
        try:
            if door not in self._clients:
                self._clients[door] = self._connected(door)
            client = self._clients[door]
            client.ehlo_or_helo_if_needed()
            self.code = client.mail(mail.sender)[0]
            if self.code == 250:
                self.code = client.rcpt(mail.recipient)[0]
            if self.code != 250:
                client.rset()
                return False
            self.unsure = True
            with self._unheard.under_way():
                self.code, _ = client.data(mail.raw)
        except (OSError, smtplib.SMTPException):
            self._hang_up(door)
            self.code = 0
            return False
        # What was put off may have been kept: a store that is cut off from us cannot tell.
        self.unsure = self.code // 100 == 4
        return self.code == 250

    def close(self) -> None:
        """Hang up everywhere."""
        for door in list(self._clients):
            self._hang_up(door)

    def _hang_up(self, door: Door) -> None:
        client = self._clients.pop(door, None)
        if client is not None:
            client.close()

    def _connected(self, door: Door) -> smtplib.SMTP:
        if isinstance(door, Path):
            return smtplib.LMTP(str(door), local_hostname="mx.example", timeout=self._patience)
        return smtplib.SMTP(*door, local_hostname="mx.example", timeout=self._patience)
