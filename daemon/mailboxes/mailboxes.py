"""All mailboxes that are read by IMAP, each by a thread of its own."""

import asyncio
import logging
import time
from collections.abc import Iterable

from daemon.mailboxes.reader import Reader
from daemon.mailboxes.state import MailboxState

_log = logging.getLogger("postdesk.mailboxes")


class Mailboxes:
    """The readers of all mailboxes, together."""

    def __init__(self, readers: Iterable[Reader] = ()) -> None:
        self.readers = tuple(readers)
        self._leaving: set[Reader] = set()

    def change(self, readers: Iterable[Reader]) -> None:
        """Read these from now on. One of the same mailbox goes on as it is; others end, or begin.

        A reader that ends does so by itself, at the latest when its server does not answer.
        """
        known = {reader.mailbox: reader for reader in self.readers}
        wanted = {reader.mailbox: reader for reader in readers}
        for mailbox in known.keys() & wanted.keys():
            known[mailbox].adopt(wanted[mailbox])
        kept = tuple(known.get(mailbox, reader) for mailbox, reader in wanted.items())
        self._leaving = {reader for reader in self._leaving if reader.is_alive}
        for reader in self.readers:
            if reader not in kept:
                reader.stop()
                self._leaving.add(reader)
        for reader in kept:
            if reader not in self.readers:
                reader.start()
        self.readers = kept

    def poll(self) -> None:
        """Have those looked through whose time has come."""
        for reader in self.readers:
            reader.poll_if_due()

    def start(self) -> None:
        """Begin to read."""
        for reader in self.readers:
            reader.start()

    async def stop(self, seconds: float) -> None:
        """End reading: mails that are being stored are stored; what is left is taken at the next start."""
        readers = (*self.readers, *self._leaving)
        for reader in readers:
            reader.stop()
        ended = await asyncio.gather(*(asyncio.to_thread(each.join, seconds) for each in readers))
        for reader, has_ended in zip(readers, ended, strict=True):
            if not has_ended:
                _log.warning("%s did not end in time; nothing of it is lost", reader.name)

    def behind(self) -> bool:
        """Tell whether any holds more mail than is taken at once."""
        return any(reader.taking.behind for reader in self.readers)

    def states(self) -> tuple[MailboxState, ...]:
        """Return how each mailbox is."""
        return tuple(reader.state for reader in self.readers)

    def hanging(self) -> tuple[str, ...]:
        """Return the names of the mailboxes whose threads have gone without a sign for too long."""
        now = time.monotonic()
        return tuple(
            reader.name for reader in self.readers if now - reader.beat > reader.longest_step_seconds
        )
