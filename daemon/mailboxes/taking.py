"""Taking mail out of a folder: what is new is stored, and only after the commit moved or flagged."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from config.mailboxes import MailboxTable
from daemon.alarms import told
from daemon.clock import Clock
from daemon.health.measures import Measures
from daemon.mailboxes.folder import Folder, Outline
from daemon.offices import Offices
from desk.decisions import Alarm
from desk.desks import Desk
from desk.envelope import Envelope, Source
from desk.letters import Topic
from parsers.trace import trace
from storage import inbox, mailboxes
from storage.engine import Connection, Store
from storage.mailboxes import Place
from storage.prepared import Prepared, prepare

_log = logging.getLogger("postdesk.mailboxes")

# A chunk is one question to the server, and one transaction: so many mails at the most, and so many bytes
# unless a single one has more.
CHUNK_MAILS = 50
CHUNK_BYTES = 4_000_000

# What lay there longer than this before it was seen is not acknowledged any more.
STALE_AFTER = timedelta(days=1)

# A server's clock, which tells when a mail arrived, may go after ours, and tells whole seconds.
_CLOCKS_APART = timedelta(minutes=5)

# A mail whose bytes did not come is asked for alone, and after so many times no more: it would hold up those
# behind it for ever.
_PATIENCE = 5


@dataclass(slots=True)
class Taking:
    """Takes the mails of one mailbox. ``wake`` says that mail waits in the inbox; from any thread.

    ``most`` is the size in bytes over which a mail is left where it is; ``down_after`` is how long a mailbox
    may be out of reach before the operator is told.
    """

    mailbox: MailboxTable
    store: Store
    offices: Offices
    clock: Clock
    wake: Callable[[], None]
    has_room: Callable[[int], bool]
    measures: Measures
    most: int
    down_after: timedelta
    taken: int = 0
    _misses: dict[int, int] = field(default_factory=dict)
    _given_up: set[int] = field(default_factory=set)

    @property
    def place(self) -> Place:
        """Where the mails lie."""
        return Place(self.mailbox.account, self.mailbox.folder)

    def round(self, folder: Folder) -> bool:
        """Take what is new; return False where the store has no room, so that mail is left for later.

        Raises StorageError: the store cannot take mail now; what was not committed is untouched.
        """
        known = self._known(folder)
        place, uidvalidity = self.place, folder.uidvalidity
        self._settle(folder, self.store.read(lambda c: mailboxes.unsettled(c, place, uidvalidity)))
        waiting = folder.above(known.floor)
        for chunk in self._chunks(self._new(folder, known, waiting)):
            if not self.has_room(sum(outline.size for outline in chunk)):
                return False
            self._take(folder, known, chunk)
        self._raise_floor(folder, waiting)
        return True

    def wanted(self, folder: Folder) -> list[Outline]:
        """Return the mails that a round would take now; nothing is changed by that."""
        known = self.store.read(lambda c: mailboxes.folder(c, self.place))
        now = self.clock()
        if known is None:
            floor = folder.highest() if self.mailbox.first_run == "new" else 0
            known = _folder(folder.uidvalidity, floor, now, now)
        elif known.uidvalidity != folder.uidvalidity:
            known = _folder(folder.uidvalidity, 0, known.first_seen_at, now)
        return self._new(folder, known, folder.above(known.floor))

    def _new(self, folder: Folder, known: mailboxes.Folder, uids: Sequence[int]) -> list[Outline]:
        place, uidvalidity = self.place, folder.uidvalidity
        done = self.store.read(lambda c: mailboxes.taken(c, place, uidvalidity, known.floor))
        outlines = folder.outlines([uid for uid in uids if uid not in done | self._given_up])
        return list(filter(self._wanted(known), outlines))

    def _known(self, folder: Folder) -> mailboxes.Folder:
        now, place, uidvalidity = self.clock(), self.place, folder.uidvalidity
        known = self.store.read(lambda c: mailboxes.folder(c, place))
        if known is None:
            floor = folder.highest() if self.mailbox.first_run == "new" else 0
            self.store.write(lambda c: mailboxes.begin(c, place, uidvalidity, floor, now)).result()
            return _folder(uidvalidity, floor, now, now)
        if known.uidvalidity != uidvalidity:
            _log.warning("%s was made anew by its server; its mails are looked through again", self._name)
            self.store.write(lambda c: mailboxes.renew(c, place, uidvalidity, now)).result()
            return _folder(uidvalidity, 0, known.first_seen_at, now)
        return known

    def _wanted(self, known: mailboxes.Folder) -> Callable[[Outline], bool]:
        """Return the test whether a mail is to be taken, by its arrival.

        Only mail from before the first look can be unwanted; UIDs tell that, until the folder is made anew.
        """
        first = self.mailbox.first_run
        if first == "all":
            return lambda outline: True
        since = (
            known.first_seen_at - _CLOCKS_APART if first == "new" else datetime.combine(first, time(), UTC)
        )
        # What has come since is taken whatever the server's clock says.
        anew = known.seen_at != known.first_seen_at
        if first == "new" and not anew:
            return lambda outline: True
        return lambda outline: outline.arrived is None or outline.arrived >= since

    def _chunks(self, outlines: Iterable[Outline]) -> Iterator[list[Outline]]:
        """Give mails in portions that fit into memory, a big one alone, and last those that did not come."""
        chunk: list[Outline] = []
        trouble: list[Outline] = []
        for outline in outlines:
            if outline.size > self.most:
                self._leave(outline.uid, f"its {outline.size} bytes are more than limits.message_size")
            elif outline.uid in self._misses:
                trouble.append(outline)
            else:
                if chunk and not _fits(chunk, outline):
                    yield chunk
                    chunk = []
                chunk.append(outline)
        trouble.sort(key=lambda outline: self._misses[outline.uid])
        yield from filter(None, (chunk, *([outline] for outline in trouble)))

    def _take(self, folder: Folder, known: mailboxes.Folder, chunk: Sequence[Outline]) -> None:
        """Take some mails. Those whose bytes do not come are noted, whatever breaks off."""
        came: dict[int, bytes] = {}
        try:
            came = folder.bodies(chunk, self.most)
        finally:
            self._note_missing([outline.uid for outline in chunk if outline.uid not in came])
        mails = [
            (each.uid, prepare(came[each.uid]), self._envelope(came[each.uid], each, known))
            for each in chunk
            if each.uid in came
        ]
        if mails:
            self._misses = {uid: times for uid, times in self._misses.items() if uid not in came}
            self._keep(folder, mails)

    def _note_missing(self, uids: Sequence[int]) -> None:
        for uid in uids:
            self._misses[uid] = self._misses.get(uid, 0) + 1
            # Only where it was asked for alone is the fault its own.
            if len(uids) == 1 and self._misses[uid] >= _PATIENCE:
                del self._misses[uid]
                self._given_up.add(uid)
                self._leave(uid, "its bytes do not come")

    def _keep(self, folder: Folder, mails: Sequence[tuple[int, Prepared, Envelope]]) -> None:
        place, uidvalidity, desk = self.place, folder.uidvalidity, self._desk.address
        settled = self.mailbox.after == "leave"

        def job(c: Connection) -> list[int]:
            numbers = [inbox.accept(c, mail, envelope, [desk])[0] for _, mail, envelope in mails]
            taken = [(uid, number) for (uid, _, _), number in zip(mails, numbers, strict=True)]
            mailboxes.take(c, place, uidvalidity, taken, settled=settled)
            return numbers

        numbers = self.store.write(job).result()
        self.taken += len(mails)
        self.wake()
        for number, (uid, mail, envelope) in zip(numbers, mails, strict=True):
            self.measures.accepted(envelope, (desk,))
            _log.info(
                "mail %d at %s: taken by IMAP from %s, UID %d, %d bytes, return path %a",
                number,
                desk,
                self._name,
                uid,
                mail.size,
                envelope.return_path,
                extra={"mail": number},
            )
        if not settled:
            self._settle(folder, tuple(uid for uid, _, _ in mails))

    def _settle(self, folder: Folder, uids: tuple[int, ...]) -> None:
        """Do with taken mails as configured; whatever breaks off here is done at the next connection."""
        if not uids:
            return
        if self.mailbox.after == "flag":
            folder.flag(uids, self.mailbox.flag)
        elif self.mailbox.after == "move":
            folder.move(uids, self.mailbox.move_to)
        place, uidvalidity = self.place, folder.uidvalidity
        self.store.write(lambda c: mailboxes.settle(c, place, uidvalidity, uids)).result()

    def _raise_floor(self, folder: Folder, waiting: Sequence[int]) -> None:
        # Those that were removed meanwhile need no more patience.
        self._misses = {uid: times for uid, times in self._misses.items() if uid in waiting}
        floor = min(self._misses) - 1 if self._misses else max(waiting, default=0)
        if floor:
            place, uidvalidity = self.place, folder.uidvalidity
            self.store.write(lambda c: mailboxes.raise_floor(c, place, uidvalidity, floor)).result()

    def _envelope(self, raw: bytes, outline: Outline, known: mailboxes.Folder) -> Envelope:
        said = trace(raw)
        desk = self._desk
        ours = tuple(addr for addr in said.recipients if desk.owns(addr))
        return Envelope(
            return_path=said.return_path,
            recipients=ours or (desk.address,),
            source=Source.IMAP,
            peer=f"{self.mailbox.host}/{self.mailbox.folder}",
            received_at=self.clock(),
            stale=_is_stale(outline.arrived, said.sent_at, known.seen_at),
        )

    def _leave(self, uid: int, why: str) -> None:
        _log.warning("mail with UID %d is left in %s: %s", uid, self._name, why)
        facts = {"word": self._name, "count": str(uid), "fault": why}
        self.alarm(
            Alarm(topic=Topic.LEFT_IN_MAILBOX, once=f"left {self._name} {uid}", facts=facts, daily=False)
        )

    def alarm(self, alarm: Alarm) -> None:
        """Tell the operator."""
        office, now = self.offices[self.mailbox.desk], self.clock()
        self.store.write(lambda c: told(c, office, alarm, now)).result()

    @property
    def _desk(self) -> Desk:
        return self.offices[self.mailbox.desk].desk

    @property
    def _name(self) -> str:
        return f"{self.mailbox.account}, {self.mailbox.folder}"


def _folder(uidvalidity: int, floor: int, first_seen_at: datetime, seen_at: datetime) -> mailboxes.Folder:
    return mailboxes.Folder(
        uidvalidity=uidvalidity, floor=floor, first_seen_at=first_seen_at, seen_at=seen_at
    )


def _is_stale(arrived: datetime | None, sent_at: datetime | None, seen_at: datetime) -> bool:
    """Tell whether a mail lay there for over a day before the folder was first looked at.

    Where a mailbox was filled anew, all its mails have just arrived: then their own dates tell.
    """
    if arrived is None or arrived >= seen_at:
        return False
    return min(arrived, sent_at or arrived) < seen_at - STALE_AFTER


def _fits(chunk: Sequence[Outline], outline: Outline) -> bool:
    size = sum(each.size for each in chunk) + outline.size
    return size <= CHUNK_BYTES and len(chunk) < CHUNK_MAILS
