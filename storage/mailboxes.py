"""The mailboxes: which mails of an IMAP folder were taken, by UIDVALIDITY and UID (RFC 3501, 2.3.1.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, select, update

from storage.mailbox_tables import UNSETTLED, mailbox_folders, mailbox_mails


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of an account."""

    account: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What is known of a folder. Mail with a UID up to ``floor`` needs nothing more.

    ``first_seen_at`` is the first look at the folder at all, ``seen_at`` the first one at this UIDVALIDITY.
    """

    uidvalidity: int
    floor: int
    first_seen_at: datetime
    seen_at: datetime


def folder(c: Connection, place: Place) -> Folder | None:
    """Return what is known of a folder, or None before the first look."""
    row = c.execute(select(mailbox_folders).where(_of(mailbox_folders, place))).first()
    if row is None:
        return None
    return Folder(
        uidvalidity=row.uidvalidity,
        floor=row.floor,
        first_seen_at=row.first_seen_at,
        seen_at=row.seen_at,
    )


def begin(c: Connection, place: Place, uidvalidity: int, floor: int, now: datetime) -> None:
    """Note the first look at a folder."""
    c.execute(
        insert(mailbox_folders).values(
            account=place.account,
            folder=place.folder,
            uidvalidity=uidvalidity,
            floor=floor,
            first_seen_at=now,
            seen_at=now,
        )
    )


def renew(c: Connection, place: Place, uidvalidity: int, now: datetime) -> None:
    """Note that the folder was made anew: its UIDs say nothing of the mails that were taken before."""
    row = update(mailbox_folders).where(_of(mailbox_folders, place))
    c.execute(row.values(uidvalidity=uidvalidity, floor=0, seen_at=now))


def raise_floor(c: Connection, place: Place, uidvalidity: int, floor: int) -> None:
    """Note that mail up to this UID needs nothing more; a floor never sinks."""
    c.execute(
        update(mailbox_folders)
        .where(
            _of(mailbox_folders, place),
            mailbox_folders.c.uidvalidity == uidvalidity,
            mailbox_folders.c.floor < floor,
        )
        .values(floor=floor)
    )


def take(
    c: Connection, place: Place, uidvalidity: int, taken: Sequence[tuple[int, int]], *, settled: bool
) -> None:
    """Note mails as taken, each a UID with its number in the inbox."""
    c.execute(
        insert(mailbox_mails),
        [
            {
                "account": place.account,
                "folder": place.folder,
                "uidvalidity": uidvalidity,
                "uid": uid,
                "inbox_id": inbox_id,
                "settled": settled,
            }
            for uid, inbox_id in taken
        ],
    )


def settle(c: Connection, place: Place, uidvalidity: int, uids: Collection[int]) -> None:
    """Note that taken mails were moved or flagged as configured."""
    c.execute(
        update(mailbox_mails)
        .where(
            _of(mailbox_mails, place),
            mailbox_mails.c.uidvalidity == uidvalidity,
            mailbox_mails.c.uid.in_(uids),
        )
        .values(settled=True)
    )


def taken(c: Connection, place: Place, uidvalidity: int, floor: int) -> frozenset[int]:
    """Return the UIDs above the floor that were taken."""
    query = select(mailbox_mails.c.uid).where(
        _of(mailbox_mails, place), mailbox_mails.c.uidvalidity == uidvalidity, mailbox_mails.c.uid > floor
    )
    return frozenset(c.scalars(query))


def unsettled(c: Connection, place: Place, uidvalidity: int) -> tuple[int, ...]:
    """Return the UIDs that were taken, but not moved or flagged yet, in their order."""
    query = (
        select(mailbox_mails.c.uid)
        .where(UNSETTLED, _of(mailbox_mails, place), mailbox_mails.c.uidvalidity == uidvalidity)
        .order_by(mailbox_mails.c.uid)
    )
    return tuple(c.scalars(query))


def _of(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(table.c.account == place.account, table.c.folder == place.folder)
