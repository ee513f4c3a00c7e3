"""Until when an agent puts a ticket off, in the words of two languages."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.until import FARTHEST, until

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday.
NOW = datetime(2026, 11, 25, 15, 20, tzinfo=MOSCOW)

NAMED = (
    ("2026-12-01", "2026-12-01 09:00"),
    ("2026-12-01 14:00", "2026-12-01 14:00"),
    ("2026-12-01T14:00", "2026-12-01 14:00"),
    ("2026-12-01T14:00:30", "2026-12-01 14:00"),
    ("until 2026-12-01", "2026-12-01 09:00"),
    ("01.12.2026", "2026-12-01 09:00"),
    ("01.12.2026 г.", "2026-12-01 09:00"),
    ("01.12.26", "2026-12-01 09:00"),
    ("1.12", "2026-12-01 09:00"),
    ("до 1.12.", "2026-12-01 09:00"),
    ("01.12 14:00", "2026-12-01 14:00"),
    ("до 01.12, 14:00", "2026-12-01 14:00"),
    ("24.11", "2027-11-24 09:00"),
    ("25.11 в 18:00", "2026-11-25 18:00"),
    ("1 Dec", "2026-12-01 09:00"),
    ("until 1 Dec.", "2026-12-01 09:00"),
    ("1 December 2026", "2026-12-01 09:00"),
    ("December 1", "2026-12-01 09:00"),
    ("December 1st, 2026 at 2 pm", "2026-12-01 14:00"),
    ("the 1st of December", "2026-12-01 09:00"),
    ("up to 3rd February", "2027-02-03 09:00"),
    ("till May 2", "2027-05-02 09:00"),
    ("to 15 September", "2027-09-15 09:00"),
    ("Friday, 27 November", "2026-11-27 09:00"),
    ("end of December", "2026-12-31 09:00"),
    ("end of November", "2026-11-30 09:00"),
    ("December", "2026-12-01 09:00"),
    ("1 декабря", "2026-12-01 09:00"),
    ("1 дек.", "2026-12-01 09:00"),
    ("по 1-е декабря", "2026-12-01 09:00"),
    ("до 1-го декабря", "2026-12-01 09:00"),
    ("До 1 Декабря 2026 года.", "2026-12-01 09:00"),
    ("до 1 дек. 2026 г., 18:30", "2026-12-01 18:30"),
    ("до\u00a01\u00a0\u00a0декабря!", "2026-12-01 09:00"),
    ("по 5 мая", "2027-05-05 09:00"),
    ("до 29 февраля 2028 года", "2028-02-29 09:00"),
    ("29 февраля", "2028-02-29 09:00"),
    ("до конца февраля", "2027-02-28 09:00"),
    ("Friday", "2026-11-27 09:00"),
    ("FRI", "2026-11-27 09:00"),
    ("until  Friday.", "2026-11-27 09:00"),
    ("Friday 14:30", "2026-11-27 14:30"),
    ("until 2:30 pm on Friday", "2026-11-27 14:30"),
    ("next Monday", "2026-11-30 09:00"),
    ("Tues", "2026-12-01 09:00"),
    ("on wednesday", "2026-12-02 09:00"),
    ("Thursday 12 am", "2026-11-26 00:00"),
    ("пятница", "2026-11-27 09:00"),
    ("до пятницы", "2026-11-27 09:00"),
    ("по пятницу", "2026-11-27 09:00"),
    ("на пятницу, 10:00", "2026-11-27 10:00"),
    ("в 10:00 в пятницу", "2026-11-27 10:00"),
    ("до следующего понедельника", "2026-11-30 09:00"),
    ("до следующей среды", "2026-12-02 09:00"),
    ("пт", "2026-11-27 09:00"),
    ("до вт.", "2026-12-01 09:00"),
    ("до воскресенья", "2026-11-29 09:00"),
    ("tomorrow", "2026-11-26 09:00"),
    ("until tomorrow at 8:15", "2026-11-26 08:15"),
    ("the day after tomorrow", "2026-11-27 09:00"),
    ("today 18:00", "2026-11-25 18:00"),
    ("until 6pm", "2026-11-25 18:00"),
    ("завтра", "2026-11-26 09:00"),
    ("до завтра в 8:15", "2026-11-26 08:15"),
    ("до завтрашнего дня", "2026-11-26 09:00"),
    ("послезавтра", "2026-11-27 09:00"),
    ("до 18:00", "2026-11-25 18:00"),
    ("next week", "2026-11-30 09:00"),
    ("end of week", "2026-11-27 09:00"),
    ("until the end of next week", "2026-12-04 09:00"),
    ("end of month", "2026-11-30 09:00"),
    ("next month", "2026-12-01 09:00"),
    ("the end of the year", "2026-12-31 09:00"),
    ("следующей недели", "2026-11-30 09:00"),
    ("до след. недели", "2026-11-30 09:00"),
    ("на следующую неделю", "2026-11-30 09:00"),
    ("до конца недели", "2026-11-27 09:00"),
    ("до конца этой недели", "2026-11-27 09:00"),
    ("конца месяца", "2026-11-30 09:00"),
    ("до конца следующего месяца", "2026-12-31 09:00"),
    ("до следующего года", "2027-01-01 09:00"),
    ("in 3 days", "2026-11-28 09:00"),
    ("in three days at 10:00", "2026-11-28 10:00"),
    ("for 2 weeks", "2026-12-09 09:00"),
    ("3 days", "2026-11-28 09:00"),
    ("3d", "2026-11-28 09:00"),
    ("2w", "2026-12-09 09:00"),
    ("a month", "2026-12-25 09:00"),
    ("in 4 hours", "2026-11-25 19:20"),
    ("4h", "2026-11-25 19:20"),
    ("for half an hour", "2026-11-25 15:50"),
    ("in an hour", "2026-11-25 16:20"),
    ("for 45 min.", "2026-11-25 16:05"),
    ("через 3 дня", "2026-11-28 09:00"),
    ("через три дня", "2026-11-28 09:00"),
    ("на десять дней", "2026-12-05 09:00"),
    ("на 3 дн.", "2026-11-28 09:00"),
    ("на неделю", "2026-12-02 09:00"),
    ("через две недели", "2026-12-09 09:00"),
    ("на месяц", "2026-12-25 09:00"),
    ("на полгода", "2027-05-25 09:00"),
    ("через 2 года", "2028-11-25 09:00"),
    ("через час", "2026-11-25 16:20"),
    ("через полчаса", "2026-11-25 15:50"),
    ("на 2 ч", "2026-11-25 17:20"),
)


@pytest.mark.parametrize(("words", "local"), NAMED)
def test_a_day_is_understood(words: str, local: str) -> None:
    """Dates, weekdays, spans: nine o'clock where no time is named; hours run from now."""
    assert until(words, NOW, MOSCOW) == datetime.fromisoformat(local).replace(tzinfo=MOSCOW)


REFUSED = (
    *("", " ", ".", "until", "до", "hello", "когда приедет мастер", "until the part arrives", "1", "15"),
    *(
        "some day",
        "soon",
        "days",
        "week",
        "неделя",
        "через",
        "in",
        "for for 2 days",
        "next",
        "end",
        "конец дня",
    ),
    *("this week", "на этой неделе", "until 3 days", "до 3 дней", "через пятницу", "end of day", "пару дней"),
    *(
        "1 Dezember",
        "1/12",
        "12/01/2026",
        "32.12",
        "30.02",
        "30 февраля",
        "2026-13-01",
        "1 December 2",
        "1 2",
    ),
    *("25:00", "tomorrow 24:01", "tomorrow 10:60", "13 pm", "0 am", "Friday 10:00 11:00", "in 2 hours 14:00"),
    *("Friday, 28 November", "Friday Monday", "2026-12-01 then", "0 days", "-3 days", "1.5 days", "007 days"),
    *("2026-11-25", "2026-11-24", "25.11", "today", "сегодня", "00:00", "01.11.2026", "1 Dec 1926"),
    *(
        "2028-12-01",
        "01.12.4026",
        "3 years",
        "999 days",
        "999 weeks",
        "99999 days",
        "9999-12-31",
        "0001-01-01",
    ),
    *("٣ days", "３ days", "in ³ days", "２０２６-12-01", "1\u0664.12", "\ud800 days"),
    *(
        "1" * 80,
        "9" * 5000 + " days",
        "next " * 5000 + "week",
        "до " * 5000,
        "1 Dec " + " " * 5000,
        "г" * 5000,
    ),
)


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_not_sure_or_not_to_come_is_refused(words: str) -> None:
    """Neither a guess, nor a day that is over, nor one more than two years ahead."""
    assert until(words, NOW, MOSCOW) is None


def test_the_answer_is_in_utc() -> None:
    """Whatever the zone of now."""
    found = until("Friday", NOW, MOSCOW)

    assert found == datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_days_are_those_of_the_zone() -> None:
    """Late in the evening of UTC, tomorrow has begun in Moscow."""
    now = datetime(2026, 11, 25, 22, tzinfo=UTC)

    assert until("tomorrow", now, MOSCOW) == datetime(2026, 11, 27, 9, tzinfo=MOSCOW)
    assert until("today", now, MOSCOW) == datetime(2026, 11, 26, 9, tzinfo=MOSCOW)


def test_a_weekday_is_never_today() -> None:
    """Before nine on a Wednesday, "Wednesday" is the next one."""
    assert until("среда", NOW.replace(hour=8), MOSCOW) == datetime(2026, 12, 2, 9, tzinfo=MOSCOW)


def test_a_week_that_has_ended_has_no_end_to_come() -> None:
    """On Friday after nine, whoever says "end of week" must say which day."""
    assert until("end of week", NOW + timedelta(days=2), MOSCOW) is None


def test_a_long_month_ends_in_a_shorter_one() -> None:
    """A month after the 31st of January is the last of February."""
    now = datetime(2027, 1, 31, 12, tzinfo=MOSCOW)

    assert until("in a month", now, MOSCOW) == datetime(2027, 2, 28, 9, tzinfo=MOSCOW)


def test_two_years_are_the_most() -> None:
    """What lies farther ahead was mistyped."""
    assert until("2028-11-25", NOW, MOSCOW) is not None
    assert until("2028-11-27", NOW, MOSCOW) is None


def test_an_hour_that_clocks_leave_out_is_an_hour_later() -> None:
    """At two o'clock on the 28th of March 2027, Berlin goes on to three."""
    assert until("2027-03-28 02:30", NOW, BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_to_come_counts() -> None:
    """At three o'clock on the 31st of October 2027, Berlin goes back to two."""
    between = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)

    assert until("2027-10-31 02:30", NOW, BERLIN) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert until("2027-10-31 02:30", between, BERLIN) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


PIECES = (
    "until",
    "до",
    "in",
    "на",
    "через",
    "next",
    "end",
    "31",
    "2",
    "02.12",
    "2026-12-31",
    "мая",
    "week",
    "days",
    "h",
    "9:30",
    "пт",
    "pm",
)


@pytest.mark.parametrize("zone", [UTC, MOSCOW, BERLIN])
@given(
    words=st.lists(st.sampled_from(PIECES)).map(" ".join) | st.text(),
    now=st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_is_said_the_answer_lies_ahead(zone: tzinfo, words: str, now: datetime) -> None:
    """No words, and no time to say them at, raise anything or lead into the past."""
    found = until(words, now, zone)

    assert found is None or timedelta() < found - now <= FARTHEST
