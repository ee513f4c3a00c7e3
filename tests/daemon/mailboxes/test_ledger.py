"""How a mail that lies in a folder stands to the inbox: each rule, and that nothing rightful is a fault."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.mailboxes import MailboxTable
from daemon.mailboxes.folder import Outline
from daemon.mailboxes.ledger import FAULTS, Bounds, Standing, bounds, sentence, standing
from storage.mailbox_ledger import Taken
from storage.mailboxes import Folder

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LOOK = NOW - timedelta(days=10)
LIMITS = Bounds(since=LOOK, most=1000, floor=50)


def ago(**time: float) -> datetime:
    """Return this time ago."""
    return NOW - timedelta(**time)


def lies(arrived: datetime | None, uid: int = 7, size: int = 100) -> Outline:
    """Return a mail that lies in the folder."""
    return Outline(uid, size, arrived)


def taken(at: datetime, *, settled: bool = True) -> Taken:
    """Return the same mail as it was taken."""
    return Taken(3, at, settled)


@pytest.mark.parametrize(
    ("mail", "record", "expected"),
    [
        (lies(ago(days=2)), taken(ago(days=2)), Standing.TAKEN),
        (lies(None), taken(ago(days=2)), Standing.TAKEN),
        (lies(ago(days=30)), taken(ago(days=2)), Standing.TAKEN),
        # A server's clock may go after ours, and a date of the future says nothing.
        (lies(ago(days=1, hours=23, minutes=1)), taken(ago(days=2)), Standing.TAKEN),
        (lies(NOW + timedelta(days=400)), taken(ago(days=2)), Standing.TAKEN),
        (lies(ago(days=1)), taken(ago(days=2)), Standing.ANOTHER),
        (lies(ago(days=2)), taken(ago(minutes=59), settled=False), Standing.TAKEN),
        (lies(ago(days=2)), taken(ago(minutes=61), settled=False), Standing.UNSETTLED),
        (lies(ago(days=11)), None, Standing.BEFORE),
        (lies(ago(days=9)), None, Standing.NOT_TAKEN),
        (lies(ago(days=9), uid=51), None, Standing.NOT_TAKEN),
        (lies(ago(minutes=61)), None, Standing.NOT_TAKEN),
        (lies(ago(minutes=59)), None, Standing.ON_ITS_WAY),
        (lies(ago(days=9), size=1000), None, Standing.NOT_TAKEN),
        (lies(ago(days=9), size=1001), None, Standing.TOO_LARGE),
        (lies(None, uid=50), None, Standing.BEFORE),
        (lies(None, uid=51), None, Standing.ON_ITS_WAY),
    ],
)
def test_each_standing_has_its_rule(mail: Outline, record: Taken | None, expected: Standing) -> None:
    """By arrival, size and what was recorded."""
    assert standing(mail, record, LIMITS, NOW) is expected


@pytest.mark.parametrize(
    ("first_run", "since"),
    [
        ("new", LOOK + timedelta(hours=1)),
        ("all", datetime.min.replace(tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_the_configuration_says_which_mail_is_to_be_taken(first_run: str | date, since: datetime) -> None:
    """New mail, all mail, or that of a first day on; a folder made anew changes nothing of it."""
    known = Folder(uidvalidity=2, floor=50, first_seen_at=LOOK, seen_at=NOW)
    mailbox = MailboxTable.model_construct(first_run=first_run)
    assert bounds(mailbox, known, 1000) == Bounds(since=since, most=1000, floor=50)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_names_its_mail(fault: Standing) -> None:
    """By its UID, and what was taken by its number in the inbox, too."""
    record = None if fault is Standing.NOT_TAKEN else taken(ago(days=2))
    told = sentence(fault, lies(ago(days=1)), record)
    assert "UID 7 " in told
    assert ("mail 3" in told) == (record is not None)


def test_when_a_mail_came_is_told_in_utc() -> None:
    """Whatever the server's zone is."""
    arrived = datetime.fromisoformat("2026-11-20T23:30:00-05:00")
    told = sentence(Standing.NOT_TAKEN, lies(arrived), None)
    assert told == "UID 7 was not taken; it came on 2026-11-21 04:30 UTC"
