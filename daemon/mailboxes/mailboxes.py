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

    def start(self) -> None:
        """Begin to read."""
        for reader in self.readers:
            reader.start()

    async def stop(self, seconds: float) -> None:
        """End reading: mails that are being stored are stored; what is left is taken at the next start."""
        for reader in self.readers:
            reader.stop()
        ended = await asyncio.gather(*(asyncio.to_thread(each.join, seconds) for each in self.readers))
        for reader, has_ended in zip(self.readers, ended, strict=True):
            if not has_ended:
                _log.warning("%s did not end in time; nothing of it is lost", reader.name)

    def states(self) -> tuple[MailboxState, ...]:
        """Return how each mailbox is."""
        return tuple(reader.state for reader in self.readers)

    def hanging(self) -> tuple[str, ...]:
        """Return the names of the mailboxes whose threads have gone without a sign for too long."""
        now = time.monotonic()
        return tuple(
            reader.name for reader in self.readers if now - reader.beat > reader.longest_step_seconds
        )
