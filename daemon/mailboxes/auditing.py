"""Auditing a mailbox: what lies in its folder is compared with the inbox, and nothing in it is changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from config.mailboxes import MailboxTable
from daemon.mailboxes.choosing import place_of
from daemon.mailboxes.client import Client, Opened, nobody_to_tell
from daemon.mailboxes.connecting import close, connect, told
from daemon.mailboxes.folder import Folder
from daemon.mailboxes.ledger import FAULTS, Bounds, Standing, bounds, sentence, standing
from daemon.mailboxes.login import LogIn
from daemon.mailboxes.trying import CannotRead
from storage import mailbox_ledger, mailboxes
from storage.engine import Store
from storage.faults import StorageError
from storage.mailboxes import Place

# So many mails are compared at once: neither list is ever held whole.
_AT_ONCE = 500


@dataclass(slots=True, kw_only=True)
class Audit:
    """What was found: how many mails lie there, and how each stands to the inbox; each fault in a sentence.

    ``taken`` counts all that were ever taken out of this folder, ``aside`` the mails in the folder that
    taken ones are moved to, where there is one. ``looked_at`` is false before the first look.
    """

    lie: int
    looked_at: bool
    taken: int
    aside: int | None = None
    standings: Counter[Standing] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the store knew before the folder was looked at: what is taken meanwhile must not seem older."""

    known: mailboxes.Folder
    taken: int
    highest: int


def audit(
    mailbox: MailboxTable,
    log_in: LogIn,
    store: Store,
    most: int,
    now: datetime,
    opened: Opened = nobody_to_tell,
) -> Audit:
    """Compare a folder with the inbox; mails over ``most`` bytes are not to be taken.

    ``opened`` is told of the connection's socket. Raises CannotRead, and StorageError.
    """
    recorded = _recorded(store, place_of(mailbox))
    try:
        client = connect(mailbox, log_in, opened)
        try:
            return _seen(mailbox, client, store, recorded, most, now)
        finally:
            close(client)
    except StorageError:
        raise
    except Exception as fault:
        # A server can lead imapclient to anything; a person is told in a sentence.
        raise CannotRead(told(fault)) from fault


def _recorded(store: Store, place: Place) -> _Recorded | None:
    known = store.read(lambda c: mailboxes.folder(c, place))
    if known is None:
        return None
    return _Recorded(known, *store.read(lambda c: mailbox_ledger.extent(c, place, known.uidvalidity)))


def _seen(
    mailbox: MailboxTable, client: Client, store: Store, recorded: _Recorded | None, most: int, now: datetime
) -> Audit:
    folder = Folder(client, mailbox.folder, readonly=True)
    found = Audit(
        lie=folder.mails,
        looked_at=recorded is not None,
        taken=recorded.taken if recorded is not None else 0,
    )
    if recorded is not None:
        found.faults += _faults_of_folder(folder, recorded)
        if folder.uidvalidity == recorded.known.uidvalidity:
            _compare(found, folder, store, place_of(mailbox), bounds(mailbox, recorded.known, most), now)
    if mailbox.after == "move" and folder.has(mailbox.move_to):
        found.aside = Folder(client, mailbox.move_to, readonly=True).mails
    return found


def _faults_of_folder(folder: Folder, recorded: _Recorded) -> Iterator[str]:
    if folder.uidvalidity != recorded.known.uidvalidity:
        yield "the folder was made anew, and was not looked through since"
    elif folder.next_uid is not None and folder.next_uid <= recorded.highest:
        yield (
            f"the server has gone back: its next mail gets UID {folder.next_uid}, but {recorded.highest} was"
            " taken already; new mails can be mistaken for old ones"
        )


def _compare(found: Audit, folder: Folder, store: Store, place: Place, limits: Bounds, now: datetime) -> None:
    uids = folder.above(0)
    for start in range(0, len(uids), _AT_ONCE):
        portion = uids[start : start + _AT_ONCE]
        outlines = folder.outlines(portion)
        # After the outlines: what was taken in between is then no fault.
        taken = store.read(
            lambda c, uids=portion: mailbox_ledger.taken_of(c, place, folder.uidvalidity, uids)  # type: ignore[misc] # bound now
        )
        for lies in outlines:
            stands = standing(lies, taken.get(lies.uid), limits, now)
            found.standings[stands] += 1
            if stands in FAULTS:
                found.faults.append(sentence(stands, lies, taken.get(lies.uid)))
