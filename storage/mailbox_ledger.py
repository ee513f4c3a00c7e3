"""What the store knows of mails that lie in an IMAP folder, for comparing the two."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from storage.mailbox_tables import mailbox_mails
from storage.mailboxes import Place
from storage.tables import inbox


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken: its number in the inbox, when, and whether it was moved or flagged since."""

    inbox_id: int
    at: datetime
    settled: bool


def taken_of(c: Connection, place: Place, uidvalidity: int, uids: Collection[int]) -> dict[int, Taken]:
    """Return those of these UIDs that were taken."""
    query = (
        select(mailbox_mails.c.uid, mailbox_mails.c.settled, inbox.c.id, inbox.c.received_at)
        .join(inbox, inbox.c.id == mailbox_mails.c.inbox_id)
        .where(_of(place, uidvalidity), mailbox_mails.c.uid.in_(uids))
    )
    return {row.uid: Taken(row.id, row.received_at, row.settled) for row in c.execute(query)}


def extent(c: Connection, place: Place, uidvalidity: int) -> tuple[int, int]:
    """Return how many mails of a folder were taken, and the highest UID of them; 0 where there is none."""
    query = select(func.count(), func.max(mailbox_mails.c.uid)).where(_of(place, uidvalidity))
    count, highest = c.execute(query).one()
    return count, highest or 0


def _of(place: Place, uidvalidity: int) -> ColumnElement[bool]:
    return and_(
        mailbox_mails.c.account == place.account,
        mailbox_mails.c.folder == place.folder,
        mailbox_mails.c.uidvalidity == uidvalidity,
    )
