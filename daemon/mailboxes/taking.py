"""Taking mail out of a folder: what is new is stored, and only after the commit moved or flagged."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from config.mailboxes import MailboxTable
from daemon.alarms import told
from daemon.clock import Clock
from daemon.health.measures import Measures
from daemon.mailboxes.choosing import is_stale, is_wanted, looked_at, place_of
from daemon.mailboxes.folder import Folder, Outline
from daemon.mailboxes.patience import Patience
from daemon.mailboxes.portions import portions
from daemon.offices import Offices
from desk.decisions import Alarm
from desk.desks import Desk
from desk.envelope import Envelope, Source
from desk.topics import Topic
from parsers.head.trace import trace
from storage import inbox, mailboxes
from storage.engine import Connection, Store
from storage.mailboxes import Place
from storage.prepared import Prepared, prepare

_log = logging.getLogger("postdesk.mailboxes")

# So many mails are moved or flagged by one command: servers sync their folders at each.
SETTLED_TOGETHER = 500


@dataclass(slots=True)
class Taking:
    """Takes the mails of one mailbox. ``wake`` says that mail waits in the inbox; from any thread.

    ``require`` keeps the mailbox ours until a transaction ends; it raises where another daemon reads it now.
    ``most`` is the size in bytes over which a mail is left where it is; ``down_after`` is how long a mailbox
    may be out of reach before the operator is told.
    """

    mailbox: MailboxTable
    store: Store
    offices: Offices
    clock: Clock
    require: Callable[[Connection], None]
    wake: Callable[[], None]
    has_room: Callable[[int], bool]
    measures: Measures
    most: int
    down_after: timedelta
    taken: int = 0
    # Whether there is more mail than is taken at once: then letters may wait a little.
    behind: bool = False
    _patience: Patience = field(default_factory=Patience)

    def round(self, folder: Folder) -> bool:
        """Take what is new; return False where the store has no room, so that mail is left for later.

        Raises StorageError: the store cannot take mail now; what was not committed is untouched.
        """
        known = self._known(folder)
        place, uidvalidity = self._place, folder.uidvalidity
        self._settle(folder, self.store.read(lambda c: mailboxes.unsettled(c, place, uidvalidity)))
        waiting = folder.above(known.floor)
        try:
            has_room = self._taken(folder, known, waiting)
        finally:
            self.behind = False
        if has_room:
            self._raise_floor(folder, waiting)
        return has_room

    def _taken(self, folder: Folder, known: mailboxes.Folder, waiting: Sequence[int]) -> bool:
        """Take what is new as far as there is room, and tell whether that was all."""
        has_room, unsettled = True, list[int]()
        for number, portion in enumerate(self._new(folder, known, waiting)):
            # The first ones may be all there are: their letters wait for nothing.
            self.behind = number > 0
            has_room = self.has_room(sum(outline.size for outline in portion))
            if not has_room:
                break
            unsettled += self._take(folder, known, portion)
            if len(unsettled) >= SETTLED_TOGETHER:
                self._settle(folder, unsettled)
                unsettled = []
        self._settle(folder, unsettled)
        return has_room

    def _known(self, folder: Folder) -> mailboxes.Folder:
        now, place = self.clock(), self._place
        before = self.store.read(lambda c: mailboxes.folder(c, place))
        known = looked_at(self.mailbox, before, folder, now)
        if before is None:
            self.store.write(
                lambda c: mailboxes.begin(c, place, known.uidvalidity, known.floor, now)
            ).result()
        elif known is not before:
            _log.warning("%s was made anew by its server; its mails are looked through again", self._name)
            self.store.write(lambda c: mailboxes.renew(c, place, known.uidvalidity, now)).result()
            # The same number is another mail's now.
            self._patience = Patience()
        return known

    def _new(
        self, folder: Folder, known: mailboxes.Folder, waiting: Sequence[int]
    ) -> Iterator[list[Outline]]:
        """Give what is to be taken; each of those that did not come before alone, after all others."""
        place, uidvalidity = self._place, folder.uidvalidity
        done = self.store.read(lambda c: mailboxes.taken(c, place, uidvalidity, known.floor))
        patience = self._patience
        asked = [uid for uid in waiting if uid not in done and uid not in patience.given_up]
        wanted = list(filter(is_wanted(self.mailbox, known), folder.outlines(asked)))
        small = [each for each in wanted if self._is_small(each)]
        yield from portions(each for each in small if each.uid not in patience)
        trouble = [each for each in small if each.uid in patience]
        yield from ([each] for each in sorted(trouble, key=lambda each: patience.times(each.uid)))

    def _is_small(self, outline: Outline) -> bool:
        if outline.size > self.most:
            self._patience.give_up(outline.uid)
            self._leave(outline.uid, f"its {outline.size} bytes are more than limits.message_size")
        return outline.size <= self.most

    def _take(self, folder: Folder, known: mailboxes.Folder, portion: Sequence[Outline]) -> Sequence[int]:
        """Take some mails, and return those with which something is to be done in the mailbox.

        Those whose bytes do not come are noted, whatever breaks off.
        """
        came: dict[int, bytes] = {}
        try:
            came = folder.bodies(portion, self.most)
        finally:
            self._patience.came(came.keys())
            for uid in self._patience.missed([each.uid for each in portion if each.uid not in came]):
                self._leave(uid, "its bytes do not come")
        mails = [
            (each.uid, prepare(came[each.uid]), self._envelope(came[each.uid], each, known))
            for each in portion
            if each.uid in came
        ]
        if mails:
            self._keep(folder, mails)
        return [] if self.mailbox.after == "leave" else [uid for uid, _, _ in mails]

    def _keep(self, folder: Folder, mails: Sequence[tuple[int, Prepared, Envelope]]) -> None:
        place, uidvalidity, desk = self._place, folder.uidvalidity, self._desk.address
        settled = self.mailbox.after == "leave"

        def job(c: Connection) -> list[int]:
            self.require(c)
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

    def _settle(self, folder: Folder, uids: Sequence[int]) -> None:
        """Do with taken mails as configured; whatever breaks off here is done at the next connection."""
        if not uids:
            return
        if self.mailbox.after == "flag":
            folder.flag(uids, self.mailbox.flag)
        elif self.mailbox.after == "move":
            folder.move(uids, self.mailbox.move_to)
        place, uidvalidity = self._place, folder.uidvalidity
        self.store.write(lambda c: mailboxes.settle(c, place, uidvalidity, uids)).result()

    def _raise_floor(self, folder: Folder, waiting: Sequence[int]) -> None:
        self._patience.keep(waiting)
        hoped_for = self._patience.lowest
        floor = max(waiting, default=0) if hoped_for is None else hoped_for - 1
        if floor:
            place, uidvalidity = self._place, folder.uidvalidity
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
            stale=is_stale(outline.arrived, said.sent_at, known.seen_at),
        )

    def _leave(self, uid: int, why: str) -> None:
        _log.warning("mail with UID %d is left in %s: %s", uid, self._name, why)
        facts = {"word": self._name, "count": str(uid), "fault": why}
        # A flood of such mails is told once a day; the log names each.
        self.alarm(Alarm(topic=Topic.LEFT_IN_MAILBOX, once=f"left {self._name}", facts=facts))

    def alarm(self, alarm: Alarm) -> None:
        """Tell the operator."""
        office, now = self.offices[self.mailbox.desk], self.clock()
        self.store.write(lambda c: told(c, office, alarm, now)).result()

    @property
    def _place(self) -> Place:
        return place_of(self.mailbox)

    @property
    def _desk(self) -> Desk:
        return self.offices[self.mailbox.desk].desk

    @property
    def _name(self) -> str:
        return f"{self.mailbox.account}, {self.mailbox.folder}"
