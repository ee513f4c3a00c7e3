"""Which mails of a folder are taken, and which of them are too old to be acknowledged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from daemon.mailboxes.choosing import is_stale, is_wanted
from daemon.mailboxes.folder import Outline
from daemon.mailboxes.portions import BYTES, MAILS, portions
from storage.mailboxes import Folder
from tests.daemon.mailboxes.folders import mailbox
from tests.imap_server import imap_server

FIRST = datetime(2026, 11, 1, 12, tzinfo=UTC)
ANEW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("first_run", "seen_at", "arrived", "wanted"),
    [
        ("all", FIRST, FIRST - 900 * DAY, True),
        ("new", FIRST, FIRST + MINUTE, True),
        # Above the floor it is new, whatever the server's clock says.
        ("new", FIRST, FIRST - 900 * DAY, True),
        ("new", FIRST, None, True),
        # The folder was made anew: now only the time tells what was left at the first look.
        ("new", ANEW, FIRST - DAY, False),
        ("new", ANEW, FIRST - MINUTE, True),
        ("new", ANEW, FIRST + DAY, True),
        ("new", ANEW, None, True),
        (date(2026, 10, 1), FIRST, datetime(2026, 9, 30, 23, 59, tzinfo=UTC), False),
        (date(2026, 10, 1), FIRST, datetime(2026, 10, 1, tzinfo=UTC), True),
        (date(2026, 10, 1), ANEW, datetime(2026, 9, 30, 23, 59, tzinfo=UTC), False),
        (date(2026, 10, 1), FIRST, None, True),
    ],
)
def test_first_run_says_how_far_back_to_go(
    first_run: object, seen_at: datetime, arrived: datetime | None, *, wanted: bool
) -> None:
    """Where nothing tells how old a mail is, it is taken: better once too often than lost."""
    known = Folder(uidvalidity=1, floor=0, first_seen_at=FIRST, seen_at=seen_at)
    with imap_server() as server:
        assert is_wanted(mailbox(server, first_run=first_run), known)(Outline(1, 1, arrived)) is wanted


@pytest.mark.parametrize(
    ("arrived", "sent_at", "stale"),
    [
        (FIRST - 2 * DAY, None, True),
        (FIRST - 2 * DAY, FIRST, True),
        (FIRST - DAY + MINUTE, FIRST - DAY + MINUTE, False),
        # Moved from another mailbox by a program that kept no times.
        (FIRST, FIRST - 30 * DAY, True),
        (None, FIRST - 30 * DAY, True),
        (None, None, False),
        # The daemon stood still for a week: who wrote then still waits for a word.
        (FIRST + DAY, FIRST + DAY, False),
    ],
)
def test_what_is_over_a_day_old_at_the_first_look_is_stale(
    arrived: datetime | None, sent_at: datetime | None, *, stale: bool
) -> None:
    """By the earlier of the server's time and the mail's own."""
    assert is_stale(arrived, sent_at, FIRST) is stale


def test_portions_are_bounded_by_number_and_by_size() -> None:
    """A big one comes alone, in its turn; none is left out."""
    outlines = [Outline(uid, BYTES * 2 if uid == 3 else 10, None) for uid in range(1, MAILS + 10)]
    found = list(portions(outlines))
    assert [outline for portion in found for outline in portion] == outlines
    assert [len(portion) for portion in found] == [2, 1, MAILS, 6]
    assert list(portions([])) == []
