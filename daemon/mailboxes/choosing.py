"""Which mails of a folder are to be taken: those that are new, or as far back as ``first_run`` says."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from config.mailboxes import MailboxTable
from daemon.mailboxes.folder import Folder, Outline
from storage import mailboxes
from storage.engine import Store
from storage.mailboxes import Place

# A server's clock, which tells when a mail arrived, may go after ours, and tells whole seconds.
_CLOCKS_APART = timedelta(minutes=5)

# What lay there longer than this before it was seen is not acknowledged any more.
STALE_AFTER = timedelta(days=1)


def place_of(mailbox: MailboxTable) -> Place:
    """Return where the mails of a mailbox lie."""
    return Place(mailbox.account, mailbox.folder)


def looked_at(
    mailbox: MailboxTable, known: mailboxes.Folder | None, folder: Folder, now: datetime
) -> mailboxes.Folder:
    """Return what is known of a folder that is looked at now, and was as ``known`` before."""
    if known is None:
        floor = folder.highest() if mailbox.first_run == "new" else 0
        return mailboxes.Folder(uidvalidity=folder.uidvalidity, floor=floor, first_seen_at=now, seen_at=now)
    if known.uidvalidity == folder.uidvalidity:
        return known
    return mailboxes.Folder(
        uidvalidity=folder.uidvalidity, floor=0, first_seen_at=known.first_seen_at, seen_at=now
    )


def would_be_taken(
    mailbox: MailboxTable, store: Store | None, folder: Folder, now: datetime
) -> list[Outline]:
    """Return the mails that a first or next look would take; nothing is changed by that.

    Without a store (before `postdesk migrate`) it is the first look.
    """
    if store is None:
        known, done = looked_at(mailbox, None, folder, now), frozenset[int]()
    else:
        place = place_of(mailbox)
        known = looked_at(mailbox, store.read(lambda c: mailboxes.folder(c, place)), folder, now)
        done = store.read(lambda c: mailboxes.taken(c, place, known.uidvalidity, known.floor))
    outlines = folder.outlines([uid for uid in folder.above(known.floor) if uid not in done])
    return list(filter(is_wanted(mailbox, known), outlines))


def is_wanted(mailbox: MailboxTable, known: mailboxes.Folder) -> Callable[[Outline], bool]:
    """Return the test whether a mail is to be taken, by its arrival.

    Only mail from before the first look can be unwanted; UIDs tell that, until the folder is made anew.
    """
    first = mailbox.first_run
    anew = known.seen_at != known.first_seen_at
    if first == "all" or (first == "new" and not anew):
        return lambda outline: True
    since = known.first_seen_at - _CLOCKS_APART if first == "new" else datetime.combine(first, time(), UTC)
    return lambda outline: outline.arrived is None or outline.arrived >= since


def is_stale(arrived: datetime | None, sent_at: datetime | None, seen_at: datetime) -> bool:
    """Tell whether a mail was over a day old when the folder was first looked at.

    Its own date counts, too: where a mailbox was filled from another one, all its mails have just arrived.
    """
    return any(at < seen_at - STALE_AFTER for at in (arrived, sent_at) if at is not None)
