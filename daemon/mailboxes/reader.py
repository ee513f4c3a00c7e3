"""The thread of one mailbox: connect, take what is new, wait for more; again when the connection is lost."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from config.mailboxes import MailboxTable
from daemon.mailboxes.client import Client
from daemon.mailboxes.connecting import close, connect, told
from daemon.mailboxes.folder import Folder
from daemon.mailboxes.login import LogIn, LoginFault
from daemon.mailboxes.pauses import pause
from daemon.mailboxes.state import MailboxState
from daemon.mailboxes.taking import Taking
from daemon.mailboxes.wire import BrokenConnection, Closed
from desk.decisions import Alarm
from desk.topics import Topic
from storage.faults import StorageError

_log = logging.getLogger("postdesk.mailboxes")

# RFC 2177: a server may end IDLE after 29 minutes; networks forget a silent connection much sooner.
LONGEST_IDLE = 300.0

# A connection that has held for so long was a good one.
_LASTING = timedelta(minutes=1)

# So often a reader looks whether its mailbox has become its own.
_STAND_BACK_SECONDS = 1.0

# Where nobody wakes us, we wake up by ourselves.
_OVERSLEPT = 2.0


class Reader:
    """Reads one mailbox in a thread of its own, until it is stopped."""

    def __init__(self, taking: Taking, log_in: LogIn, ours: Callable[[], bool]) -> None:
        mailbox = taking.mailbox
        # Whether it is this daemon that reads it, of several.
        self._ours = ours
        self.taking = taking
        self._mailbox = mailbox
        self.log_in = log_in
        self._name = f"{mailbox.account}, {mailbox.folder}"
        self._awake = threading.Event()
        self._stopping = False
        self._client: Client | None = None
        self._link: socket.socket | None = None
        self._attempts = 0
        self._refused = False
        self._told = logging.NOTSET
        self._down_since: datetime | None = None
        self._beaten = self._polled = time.monotonic()
        self.state = MailboxState(
            account=mailbox.account,
            folder=mailbox.folder,
            desk=mailbox.desk,
            connected=False,
            since=taking.clock(),
        )
        self._thread = threading.Thread(target=self._run, name=f"postdesk-mailbox {self._name}", daemon=True)

    @property
    def name(self) -> str:
        """What the mailbox is called in the log."""
        return self._name

    @property
    def poll_seconds(self) -> float:
        """How often to be polled."""
        return self._mailbox.poll.total_seconds()

    @property
    def longest_step_seconds(self) -> float:
        """The longest that the thread may go without a beat; beyond that it hangs."""
        return 3 * (self._mailbox.timeout.total_seconds() + self.poll_seconds) + 60

    @property
    def beat(self) -> float:
        """When the thread last gave a sign of life: it began a step, or bytes came for it."""
        client = self._client
        return self._beaten if client is None else max(self._beaten, client.wire.heard_at)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def mailbox(self) -> MailboxTable:
        """What is read, and how."""
        return self._mailbox

    @property
    def is_alive(self) -> bool:
        """Tell whether the thread has not ended."""
        return self._thread.is_alive()

    def poll_if_due(self) -> None:
        """Have the mailbox looked through if its time has come; where its server tells of mail, it is."""
        now = time.monotonic()
        if now - self._polled >= self.poll_seconds:
            self._polled = now
            self._awake.set()
        elif self.state.connected and not self._ours():
            self._break_off()

    def adopt(self, other: "Reader") -> None:
        """Go on with the limits and the login of another reader of the same mailbox."""
        self.log_in = other.log_in
        self.taking.most, self.taking.down_after = other.taking.most, other.taking.down_after

    def stop(self) -> None:
        """Ask the thread to end: whatever the server is asked for is broken off."""
        self._stopping = True
        self._break_off()

    def _break_off(self) -> None:
        self._awake.set()
        link = self._link
        if link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def join(self, seconds: float) -> bool:
        """Wait for the thread to have ended; return whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping:
            if not self._ours():
                self._stand_back()
                continue
            try:
                self._connected()
            except StorageError as fault:
                # The store's own trouble: the mailbox is left as it is, and looked through again.
                self._lost(f"the store takes no mail now: {fault}")
            except Exception as fault:
                # The edge of this stage: whatever a server leads imapclient to, this connection ends here.
                self._failed(fault)
            if not self._stopping:
                self._rest(pause(self._attempts, refused=self._refused))
                self._attempts += 1

    def _stand_back(self) -> None:
        """Leave the mailbox to another daemon for now."""
        if not self.state.elsewhere:
            self._attempts, self._down_since = 0, None
            self.state = replace(self.state, connected=False, elsewhere=True, fault="")
        self._rest(_STAND_BACK_SECONDS)

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping and (left := end - time.monotonic()) > 0:
            self._beat()
            self._awake.clear()
            # A stop that comes after this look sets the event once more.
            if not self._stopping:
                self._awake.wait(min(left, 5.0))

    def _connected(self) -> None:
        self._beat()
        client = connect(self._mailbox, self.log_in, self._opened)
        self._client = client
        try:
            folder = Folder(client, self._mailbox.folder)
            if self._mailbox.after == "move":
                folder.make(self._mailbox.move_to)
            self._begin(folder)
            while not self._stopping and self._ours():
                self._look(folder)
                self._wait(folder)
        finally:
            self._client = self._link = None
            close(client)

    def _opened(self, link: socket.socket) -> None:
        self._link = link
        # A stop that came before could not close it.
        if self._stopping:
            raise BrokenConnection("we are stopping")

    def _begin(self, folder: Folder) -> None:
        self._refused = False
        _log.info("reading %s by IMAP", self._name)
        if self._mailbox.after == "move" and not folder.can_move and not folder.can_expunge:
            _log.warning("the server of %s can remove no single mail: moved ones stay, marked", self._name)
        now = self.taking.clock()
        self.state = replace(self.state, connected=True, elsewhere=False, since=now, fault="")

    def _look(self, folder: Folder) -> None:
        self._beat()
        if not self.taking.round(folder):
            _log.error("no room for the mail of %s; it is left there for now", self._name)
        now = self.taking.clock()
        self._down_since = None
        # One that breaks off again and again, and brings nothing, is not a good one.
        if self.taking.taken > self.state.taken or now - self.state.since > _LASTING:
            self._attempts = 0
        self.state = replace(self.state, last_success_at=now, taken=self.taking.taken)

    def _wait(self, folder: Folder) -> None:
        """Wait for news; no longer than half the poll interval, so that a dead connection shows within it."""
        self._beat()
        self._awake.clear()
        if self._stopping:
            return
        if self._mailbox.idle and folder.can_idle:
            folder.wait(min(LONGEST_IDLE, self.poll_seconds / 2))
        else:
            self._awake.wait(_OVERSLEPT * self.poll_seconds)

    def _failed(self, fault: BaseException) -> None:
        if self._stopping or not self._ours():
            return
        self._refused = isinstance(fault, LoginFault)
        why = told(fault)
        # Not all is said in a sentence; what a server sent can hold a mail's text.
        _log.debug("%s: %s", self._name, why, exc_info=fault)
        # Some servers hang up every few minutes where nothing happens.
        self._lost(why, logging.INFO if isinstance(fault, Closed) else logging.WARNING)
        if self._refused:
            self._raise(Topic.LOGIN_REFUSED, why)

    def _lost(self, why: str, level: int = logging.WARNING) -> None:
        """Note that the mailbox cannot be read; the log hears of it once, until it is back."""
        begins = self.state.connected or not self.state.fault
        # A server that hung up, and then does not come back, is worth another line.
        if begins or level > self._told:
            _log.log(level, "%s cannot be read: %s", self._name, why)
            self._told = level
        now = self.taking.clock()
        # A server that lets us in and then gives nothing is down all the same.
        self._down_since = self._down_since or now
        since = now if begins else self.state.since
        self.state = replace(self.state, connected=False, since=since, fault=why)

    def tell_if_down(self) -> None:
        """Tell the operator of a mailbox that could not be read for long; call it now and then."""
        state, since = self.state, self._down_since
        if since and state.fault and self.taking.clock() - since >= self.taking.down_after:
            self._raise(Topic.MAILBOX_DOWN, state.fault)

    def _raise(self, topic: Topic, why: str) -> None:
        facts = {"word": self._name, "fault": why}
        try:
            self.taking.alarm(Alarm(topic=topic, once=f"{topic.value} {self._name}", facts=facts))
        except StorageError:
            _log.exception("the operator could not be told of %s", self._name)

    def _beat(self) -> None:
        self._beaten = time.monotonic()
