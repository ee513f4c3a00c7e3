"""The daily audit: each mailbox is compared with the inbox, and the operator hears what differs."""

import logging
import socket
from contextlib import suppress
from datetime import datetime

from config.mailboxes import MailboxTable
from daemon.alarms import AGAIN_AFTER, told
from daemon.clock import Clock
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.auditing import audit
from daemon.mailboxes.trying import CannotRead
from daemon.offices import Offices
from desk.decisions import Alarm
from desk.topics import Topic
from storage import notices
from storage.engine import Connection, Store

_log = logging.getLogger("postdesk.mailboxes")

# So many are told by mail; the log and the command line name them all.
_TOLD = 5


class DailyAudit:
    """Audits the mailboxes whose day is over; the first time a day after they are first heard of.

    ``most`` is the size in bytes over which a mail is left where it is.
    """

    def __init__(
        self,
        store: Store,
        offices: Offices,
        clock: Clock,
        mailboxes: tuple[MailboxTable, ...],
        accounts: Accounts,
        most: int,
    ) -> None:
        self._store = store
        self._offices = offices
        self._clock = clock
        self._stopping = False
        self._link: socket.socket | None = None
        self.change(mailboxes, accounts, most)

    def change(self, mailboxes: tuple[MailboxTable, ...], accounts: Accounts, most: int) -> None:
        """Audit these from now on."""
        self._mailboxes, self._accounts, self._most = mailboxes, accounts, most

    def run(self) -> bool:
        """Audit those whose turn it is, and return whether the operator was written to; blocks.

        One that cannot be read is tried again at the next call. Raises StorageError.
        """
        spoken = False
        for mailbox in self._mailboxes:
            if not self._stopping and self._is_due(mailbox):
                spoken = self._audit(mailbox) or spoken
        return spoken

    def stop(self) -> None:
        """Break off what is under way, from any thread."""
        self._stopping = True
        link = self._link
        if link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _is_due(self, mailbox: MailboxTable) -> bool:
        now = self._clock()
        last = self._store.read(lambda c: notices.last_told(c, _mark(mailbox)))
        if last is None:
            self._store.write(lambda c: notices.first_time(c, _mark(mailbox), now, now)).result()
        return last is not None and now - last >= AGAIN_AFTER

    def _audit(self, mailbox: MailboxTable) -> bool:
        log_in, now = self._accounts.login(mailbox), self._clock()
        try:
            found = audit(mailbox, log_in, self._store, self._most, now, self._opened)
        except CannotRead as fault:
            # A mailbox that is down for long is told by its reader.
            _log.info("%s was not compared with the inbox: %s", _name(mailbox), fault)
            return False
        finally:
            self._link = None
        for each in found.faults:
            _log.warning("%s differs from the inbox: %s", _name(mailbox), each)
        return self._store.write(lambda c: self._tell(c, mailbox, found.faults, now)).result()

    def _tell(self, c: Connection, mailbox: MailboxTable, faults: list[str], now: datetime) -> bool:
        notices.first_time(c, _mark(mailbox), now, now)
        office = self._offices.get(mailbox.desk)
        if office is None or not faults:
            return False
        facts = {"word": _name(mailbox), "count": str(len(faults)), "fault": "; ".join(faults[:_TOLD])}
        alarm = Alarm(topic=Topic.LEDGER_DIFFERS, once=f"ledger {_name(mailbox)}", facts=facts)
        return told(c, office, alarm, now)

    def _opened(self, link: socket.socket) -> None:
        self._link = link
        if self._stopping:
            raise CannotRead("the service stops")


def _name(mailbox: MailboxTable) -> str:
    return f"{mailbox.account}, {mailbox.folder}"


def _mark(mailbox: MailboxTable) -> str:
    return f"audit {_name(mailbox)}"
