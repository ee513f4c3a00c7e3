"""Which mails of a folder were taken: by UIDVALIDITY and UID, above a floor that keeps the work small."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from storage import inbox, mailboxes
from storage.engine import Connection, Store
from storage.mailboxes import Folder, Place
from storage.prepared import prepare
from tests.storage.builders import DESK, ENVELOPE, arrive, do
from tests.storage.plans import statements, steps

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
PLACE = Place("support at imap.example.org", "INBOX")
OTHER = Place("support at imap.example.org", "Sales")
VALID = 7


def taken(store: Store, place: Place = PLACE, uidvalidity: int = VALID, floor: int = 0) -> frozenset[int]:
    """Return the UIDs that were taken."""
    return store.read(lambda c: mailboxes.taken(c, place, uidvalidity, floor))


def unsettled(store: Store, place: Place = PLACE, uidvalidity: int = VALID) -> tuple[int, ...]:
    """Return the UIDs that are to be moved or flagged."""
    return store.read(lambda c: mailboxes.unsettled(c, place, uidvalidity))


def take(store: Store, *uids: int, place: Place = PLACE, settled: bool = False) -> None:
    """Take mails with these UIDs."""
    mails = [(uid, arrive(store, b"%d" % uid)) for uid in uids]
    do(store, lambda c: mailboxes.take(c, place, VALID, mails, settled=settled))


def test_a_folder_is_unknown_until_it_was_looked_at(store: Store) -> None:
    """Then its first look is known for ever, whatever becomes of it."""
    assert store.read(lambda c: mailboxes.folder(c, PLACE)) is None
    do(store, lambda c: mailboxes.begin(c, PLACE, VALID, 40, NOW))
    known = store.read(lambda c: mailboxes.folder(c, PLACE))
    assert known == Folder(uidvalidity=VALID, floor=40, first_seen_at=NOW, seen_at=NOW)
    assert store.read(lambda c: mailboxes.folder(c, OTHER)) is None
    do(store, lambda c: mailboxes.renew(c, PLACE, 8, LATER))
    known = store.read(lambda c: mailboxes.folder(c, PLACE))
    assert known == Folder(uidvalidity=8, floor=0, first_seen_at=NOW, seen_at=LATER)


def test_a_floor_never_sinks_and_is_one_uidvaliditys(store: Store) -> None:
    """What was done in a folder that is no more says nothing of the new one."""
    do(store, lambda c: mailboxes.begin(c, PLACE, VALID, 40, NOW))
    for floor, uidvalidity in ((50, VALID), (30, VALID), (90, 6)):
        do(store, partial(mailboxes.raise_floor, place=PLACE, uidvalidity=uidvalidity, floor=floor))
    known = store.read(lambda c: mailboxes.folder(c, PLACE))
    assert known is not None
    assert known.floor == 50


def test_taken_mails_are_told_above_the_floor_alone(store: Store) -> None:
    """Neither another folder's, nor another UIDVALIDITY's, nor those that need nothing more."""
    take(store, 5, 6, 7)
    take(store, 6, place=OTHER)
    assert taken(store) == {5, 6, 7}
    assert taken(store, floor=5) == {6, 7}
    assert taken(store, place=OTHER) == {6}
    assert taken(store, uidvalidity=8) == frozenset()


def test_what_is_to_be_moved_is_told_until_it_was(store: Store) -> None:
    """In the order of the folder; what is left where it is needs nothing."""
    take(store, 9, 3)
    take(store, 4, settled=True)
    take(store, 3, place=OTHER)
    assert unsettled(store) == (3, 9)
    do(store, lambda c: mailboxes.settle(c, PLACE, VALID, [9]))
    assert unsettled(store) == (3,)
    assert unsettled(store, OTHER) == (3,)
    assert unsettled(store, uidvalidity=8) == ()


def test_a_mail_is_taken_once_or_not_at_all(store: Store) -> None:
    """Where a UID was taken before, the second mail is not in the inbox either."""
    take(store, 5)

    def again(c: Connection) -> None:
        (number,) = inbox.accept(c, prepare(b"another"), ENVELOPE, [DESK.address])
        mailboxes.take(c, PLACE, VALID, [(5, number)], settled=False)

    with pytest.raises(Exception, match=r"(?i)unique"):
        do(store, again)
    assert taken(store) == {5}
    assert inbox_size(store) == 1


def inbox_size(store: Store) -> int:
    """Return the number of mails in the inbox."""
    return store.read(lambda c: int(c.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one()))


def test_no_look_goes_through_all_that_was_ever_taken(store: Store) -> None:
    """Each query finds its rows by a key or by the index of what is to be settled."""

    def job(c: Connection) -> None:
        mailboxes.taken(c, PLACE, VALID, 5)
        mailboxes.unsettled(c, PLACE, VALID)
        mailboxes.folder(c, PLACE)

    plans = [steps(store, text, given) for text, given in statements(store, job)]
    assert len(plans) == 3
    assert not any(step.all for plan in plans for step in plan)
    assert any(re.search("uid ?>", step.what) for step in plans[0])
    assert any("ix_mailbox_mails_unsettled" in step.what for step in plans[1])
