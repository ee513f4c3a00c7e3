"""A folder of an IMAP server as an archive: looked at by EXAMINE, read by BODY.PEEK, so nothing changes."""

import time
from collections.abc import Callable, Iterator, Sequence
from imaplib import IMAP4
from typing import TypeVar

from config.mailboxes import MailboxTable
from daemon.importing.archive import Item, wire_form
from daemon.mailboxes.client import Client
from daemon.mailboxes.connecting import close, connect, told
from daemon.mailboxes.folder import Folder, Outline
from daemon.mailboxes.login import LogIn, LoginFault
from daemon.mailboxes.pauses import LOST
from desk.errors import PostdeskError
from parsers.head.written import written_at

T = TypeVar("T")

# So often a lost connection is made anew before a person is told.
_ATTEMPTS = 5


class MailboxLost(PostdeskError):
    """The mailbox cannot be read now."""


class MailFolder:
    """One folder of a mailbox. A mail's place is its UID; ``most`` bytes are the biggest that is read.

    Raises MailboxLost wherever the server does not answer any more, and LoginFault.
    """

    def __init__(self, mailbox: MailboxTable, log_in: LogIn, folder: str, most: int) -> None:
        self.name = f"{mailbox.account}, {folder}"
        self.left_out: tuple[str, ...] = ()
        self._mailbox = mailbox
        self._log_in = log_in
        self._folder_name = folder
        self._most = most
        self._client: Client | None = None
        self._uidvalidity: int | None = None
        self._folder = self._asked(lambda folder: folder)

    def items(self) -> Iterator[Item]:
        """Ask for the size and the date of every mail."""
        uids = self._asked(lambda folder: folder.above(0))
        outlines = self._asked(lambda folder: folder.outlines(uids))
        dates = self._asked(lambda folder: folder.date_fields([outline.uid for outline in outlines]))
        for outline in outlines:
            written = written_at(dates.get(outline.uid, b""))
            yield Item(outline.uid, outline.size, written or outline.arrived)

    def mails(self, items: Sequence[Item]) -> Iterator[bytes | None]:
        """Fetch some mails at once."""
        outlines = [Outline(item.place, item.size, item.at) for item in items]
        found = self._asked(lambda folder: folder.bodies(outlines, self._most))
        for outline in outlines:
            raw = found.get(outline.uid)
            yield wire_form(raw) if raw is not None else None

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            close(self._client)
            self._client = None

    def _asked(self, ask: Callable[[Folder], T]) -> T:
        """Return what the server answers; a lost connection is made anew, a few times."""
        for attempt in range(_ATTEMPTS):
            try:
                return ask(self._selected())
            except (LoginFault, MailboxLost):
                raise
            except Exception as fault:
                # The edge of this stage: whatever a server leads imapclient to, this connection ends here.
                self.close()
                if not self._may_heal(fault) or attempt == _ATTEMPTS - 1:
                    raise self._lost(told(fault)) from None
                time.sleep(LOST[attempt])
        raise AssertionError

    def _may_heal(self, fault: Exception) -> bool:
        """Tell whether a new connection may do better; what never worked is told at once."""
        return self._uidvalidity is not None and isinstance(fault, OSError | IMAP4.abort)

    def _selected(self) -> Folder:
        if self._client is not None:
            return self._folder
        self._client = connect(self._mailbox, self._log_in)
        self._folder = Folder(self._client, self._folder_name, readonly=True)
        if self._uidvalidity not in (None, self._folder.uidvalidity):
            raise self._lost("the folder was made anew by its server meanwhile")
        self._uidvalidity = self._folder.uidvalidity
        return self._folder

    def _lost(self, why: str) -> MailboxLost:
        return MailboxLost(f"{self.name}: {why}. What was imported is kept; the same command goes on.")
