"""Things with a last day: the operator hears of it in good time, and each step once."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from daemon.alarms import told
from daemon.expiry import Expiring, due_warnings
from desk.desks import Desk
from desk.office import Office
from desk.people import Agent, Directory
from desk.topics import Topic
from storage import outbox_records
from storage.engine import open_store
from tests.stores import database_with_tables

DAY = date(2027, 3, 1)
END = datetime(2027, 3, 2, tzinfo=UTC)
SECRET = Expiring(Topic.SECRET_EXPIRES, "support@example.org at imap.example.org", DAY)


def left(**time: float) -> str | None:
    """Return which step is due with so much time left, as the alarm's last word."""
    alarm = due_warnings(SECRET, END - timedelta(**time))
    return None if alarm is None else alarm.once.rpartition(" ")[2]


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (365, None),
        (30.001, None),
        (30, "30"),
        (7.001, "30"),
        (7, "7"),
        (1.001, "7"),
        (1, "1"),
        (0, "1"),
        (-400, "1"),
    ],
)
def test_the_steps_are_30_7_and_1_days(days: float, step: str | None) -> None:
    """A daemon that is started late tells the step that is due, not those before it."""
    assert left(days=days) == step


def test_an_alarm_says_what_ends_when_and_in_how_many_days() -> None:
    """A day is good to its end; what has ended has no days left."""
    alarm = due_warnings(SECRET, datetime(2027, 2, 23, 12, tzinfo=UTC))
    assert alarm is not None
    assert alarm.topic is Topic.SECRET_EXPIRES
    assert alarm.facts == {"word": SECRET.what, "count": "7", "day": "2027-03-01"}
    over = due_warnings(SECRET, datetime(2027, 3, 3, tzinfo=UTC))
    assert over is not None
    assert over.facts["count"] == "0"


def test_an_instant_is_taken_as_it_is() -> None:
    """A certificate ends at a second."""
    end = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
    thing = Expiring(Topic.CERTIFICATE_EXPIRES, "cert.pem", end)
    assert due_warnings(thing, end - timedelta(days=30, seconds=1)) is None
    alarm = due_warnings(thing, end - timedelta(days=30))
    assert alarm is not None
    assert alarm.facts["day"] == "2027-03-01"


def test_a_renewed_thing_is_another_one() -> None:
    """Next year's warnings are told too."""
    renewed = Expiring(SECRET.topic, SECRET.what, DAY.replace(year=2028))
    first = due_warnings(SECRET, END - timedelta(days=7))
    second = due_warnings(renewed, END + timedelta(days=366 - 7))
    assert first is not None
    assert second is not None
    assert first.once != second.once


def test_each_step_is_told_once_however_often_it_is_looked_at(tmp_path: Path) -> None:
    """Three letters in 40 days of looking four times a day, and the last one stays the last."""
    url = database_with_tables(tmp_path)
    desk = Desk(address="support@example.org")
    ann = Agent(name="Ann", addresses=("ann@example.org",))
    office = Office(desk, (desk,), Directory(agents=(ann,)))
    store = open_store(url)
    try:
        for hours in range(0, 40 * 24, 6):
            now = END - timedelta(days=35) + timedelta(hours=hours)
            alarm = due_warnings(SECRET, now)
            if alarm is not None:
                store.write(partial(told, office=office, alarm=alarm, now=now)).result()
        letters = store.read(lambda c: outbox_records.listing(c, limit=100))
    finally:
        store.close()
    assert len(letters) == 3
