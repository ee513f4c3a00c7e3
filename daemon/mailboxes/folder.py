"""A folder of an IMAP server, selected: what is in it, and what is done with a mail that was taken."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from imaplib import IMAP4

from daemon.mailboxes.client import Client, tells_of_mail
from daemon.mailboxes.wire import BrokenConnection, Closed

# RFC 3501, 2.3.1.1: a UID and a UIDVALIDITY have 32 bits.
_HIGHEST = 2**32 - 1

_OUTLINES_AT_ONCE = 500

# What stands around the mails in an answer.
_AROUND = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """A mail that is there: its size in bytes, and when it arrived, where the server tells."""

    uid: int
    size: int
    arrived: datetime | None


class Folder:
    """One selected folder. Every method may raise whatever a broken server leads imapclient to."""

    def __init__(self, client: Client, name: str, *, readonly: bool = False) -> None:
        self._client = client
        self.name = name
        answer = client.select_folder(name, readonly=readonly)
        self.uidvalidity = _number(answer.get(b"UIDVALIDITY"), "UIDVALIDITY")
        self.can_idle = client.has_capability("IDLE")
        self.can_move = client.has_capability("MOVE")
        self.can_expunge = client.has_capability("UIDPLUS")
        self._next = answer.get(b"UIDNEXT")
        mails = answer.get(b"EXISTS")
        # How many mails were there.
        self.mails = mails if isinstance(mails, int) else 0

    @property
    def next_uid(self) -> int | None:
        """The UID of the next mail to come, when the folder was selected, where the server tells."""
        return None if self._next is None else _number(self._next, "UIDNEXT")

    def highest(self) -> int:
        """Return the UID up to which mail was here when the folder was selected; 0 where there was none."""
        if self.next_uid is not None:
            return self.next_uid - 1
        return max(self.above(0), default=0)

    def above(self, floor: int) -> list[int]:
        """Return the UIDs over this one, in their order."""
        self._client.forget_news()
        self._client.wire.expect()
        # A range that ends in * always names the last mail, even one below (RFC 3501, 6.4.8).
        found = self._client.search(["UID", f"{floor + 1}:*"]) if floor < _HIGHEST else []
        return sorted({uid for uid in map(int, found) if floor < uid <= _HIGHEST})

    def outlines(self, uids: Sequence[int]) -> list[Outline]:
        """Return size and arrival of these mails; those that are gone are left out."""
        outlines = []
        for start in range(0, len(uids), _OUTLINES_AT_ONCE):
            asked = list(uids[start : start + _OUTLINES_AT_ONCE])
            self._client.wire.expect()
            answer = self._client.fetch(asked, ["RFC822.SIZE", "INTERNALDATE"])
            outlines += [_outline(uid, answer[uid]) for uid in asked if uid in answer]
        return outlines

    def date_fields(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return the Date field of each of these mails, as the header block that it alone makes up."""
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), _OUTLINES_AT_ONCE):
            self._client.wire.expect()
            answer = self._client.fetch(
                list(uids[start : start + _OUTLINES_AT_ONCE]), ["BODY.PEEK[HEADER.FIELDS (DATE)]"]
            )
            for uid, data in answer.items():
                field = data.get(b"BODY[HEADER.FIELDS (DATE)]")
                found[uid] = field if isinstance(field, bytes) else b""
        return found

    def bodies(self, outlines: Sequence[Outline], most: int) -> dict[int, bytes]:
        """Return the bytes of these mails, unread as before; none over ``most`` bytes is read."""
        # A server may be wrong about a size, but not by more than its line ends.
        total = 2 * sum(outline.size for outline in outlines) + _AROUND * (len(outlines) + 1)
        self._client.wire.expect(literal=min(most, total), total=total)
        try:
            answer = self._client.fetch([outline.uid for outline in outlines], ["BODY.PEEK[]"])
        finally:
            self._client.wire.expect()
        found = {outline.uid: answer.get(outline.uid, {}).get(b"BODY[]") for outline in outlines}
        return {uid: body for uid, body in found.items() if isinstance(body, bytes)}

    def flag(self, uids: Sequence[int], flag: str) -> None:
        """Set a flag."""
        self._client.add_flags(list(uids), [flag], silent=True)

    def has(self, target: str) -> bool:
        """Tell whether the account has a folder of this name."""
        # In LIST "*" and "%" stand for any letters, so the answer can name others (RFC 3501, 6.3.8).
        return target in {name for _, _, name in self._client.list_folders("", target)}

    def make(self, target: str) -> None:
        """Make a folder that mails are to be moved to, unless it is there."""
        if self.has(target):
            return
        try:
            self._client.create_folder(target)
        except IMAP4.error as fault:
            # Some servers know names in one case or one form of their letters only, and list those.
            if isinstance(fault, IMAP4.abort) or "exists" not in str(fault).lower():
                raise

    def move(self, uids: Sequence[int], target: str) -> None:
        """Move mails to another folder; without MOVE and UIDPLUS they stay here, marked as deleted.

        A bare EXPUNGE would remove what other people have marked.
        """
        if self.can_move:
            self._client.move(list(uids), target)
            return
        self._client.copy(list(uids), target)
        self._client.add_flags(list(uids), [rb"\Deleted"], silent=True)
        if self.can_expunge:
            self._client.uid_expunge(list(uids))

    def wait(self, seconds: float) -> None:
        """Let the server tell of new mail (IDLE); return when it does, or after so many seconds."""
        # It tells of each mail once: perhaps at the end of the search that did not find it yet.
        if self._client.has_news():
            return
        deadline = time.monotonic() + seconds
        self._client.wire.expect()
        news = self._client.begin_idle()
        while not news and self._client.wire.comes(deadline - time.monotonic()):
            line = self._client.untagged_line()
            if line.upper().startswith(b"* BYE"):
                raise Closed("the server has said goodbye")
            news = tells_of_mail(line)
        self._client.idle_done()


def _outline(uid: int, answer: Mapping[bytes, object]) -> Outline:
    size, arrived = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
    if not isinstance(size, int) or size < 0:
        raise BrokenConnection("the server tells no size of a mail")
    if not isinstance(arrived, datetime) or arrived.tzinfo is None:
        return Outline(uid, size, None)
    return Outline(uid, size, arrived)


def _number(value: object, name: str) -> int:
    if not isinstance(value, int) or not 0 < value <= _HIGHEST + 1:
        raise BrokenConnection(
            f"the server tells no usable {name}, so no mail of it can be told from another"
        )
    return value
