"""Until when something waits: a day or a span of time, as an agent writes it in Russian or English."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import dropwhile

# Without a time of day: the first hour in which somebody looks.
MORNING = time(9)
# Two years, one of them a leap year; what is put off for longer is forgotten, or was mistyped.
FARTHEST = timedelta(days=731)
# No day takes more to name.
_LONGEST = 80


def _table(rows: Mapping[int, str]) -> dict[str, int]:
    return {word: number for number, words in rows.items() for word in words.split()}


# What may stand before a day, and before a span of time.
_BEFORE_DAYS = frozenset({"until", "till", "til", "up", "to", "on", "до", "по", "на", "в", "во"})
_BEFORE_SPANS = frozenset({"in", "for", "через", "на"})
_BEFORE_TIMES = frozenset({"at", "в", "во"})
_FILLING = frozenset({"the", "of", "st", "nd", "rd", "th", "го", "е"})
_ENDS = frozenset({"end", "конец", "конца", "концу"})
_WHICH = _table(
    {
        0: "this этой эту этого этот текущей текущую текущего текущий",
        1: "next следующей следующую следующая следующего следующий следующее след",
    }
)
_DAYS = {
    "today": 0,
    "сегодня": 0,
    "tomorrow": 1,
    "завтра": 1,
    "завтрашнего дня": 1,
    "day after tomorrow": 2,
    "послезавтра": 2,
}
_WEEKDAYS = _table(
    {
        0: "monday mon понедельник понедельника пн",
        1: "tuesday tue tues вторник вторника вт",
        2: "wednesday wed среда среды среду ср",
        3: "thursday thu thur thurs четверг четверга чт",
        4: "friday fri пятница пятницы пятницу пт",
        5: "saturday sat суббота субботы субботу сб",
        6: "sunday sun воскресенье воскресенья воскресение воскресения вс",
    }
)
# The working week's last day is its end.
_LAST_WEEKDAY = 4
_MONTHS = _table(
    {
        1: "january jan январь января янв",
        2: "february feb февраль февраля фев февр",
        3: "march mar март марта мар",
        4: "april apr апрель апреля апр",
        5: "may май мая",
        6: "june jun июнь июня июн",
        7: "july jul июль июля июл",
        8: "august aug август августа авг",
        9: "september sep sept сентябрь сентября сен сент",
        10: "october oct октябрь октября окт",
        11: "november nov ноябрь ноября ноя нояб",
        12: "december dec декабрь декабря дек",
    }
)
_NUMBERS = _table(
    {
        1: "a an one один одну одна",
        2: "two два две",
        3: "three три",
        4: "four четыре",
        5: "five пять",
        6: "six шесть",
        7: "seven семь",
        8: "eight восемь",
        9: "nine девять",
        10: "ten десять",
    }
)
# Units by what they count in: minutes that run on, days and months of the calendar.
_MINUTES = _table(
    {
        1: "minute minutes min mins минута минуту минуты минут мин",
        60: "hour hours hr hrs h час часа часов ч",
    }
)
_CALENDAR_DAYS = _table(
    {1: "day days d день дня дней дн д сутки", 7: "week weeks wk wks w неделя неделю недели недель нед"}
)
_CALENDAR_MONTHS = _table(
    {1: "month months месяц месяца месяцев мес", 12: "year years год года лет"},
)
_HALVES = {
    "half an hour": ["30", "minutes"],
    "half hour": ["30", "minutes"],
    "полчаса": ["30", "minutes"],
    "полгода": ["6", "months"],
}
_WEEK = frozenset({"week", "неделя", "неделю", "недели", "неделе"})
_MONTH = frozenset({"month", "месяц", "месяца", "месяце"})
_YEAR = frozenset({"year", "год", "года"})

# "г." behind a year is no word of its own; "3d" and "1-го" are two.
_OF_YEAR = re.compile(r"(?<=[0-9]{4})\s?г(?:ода?)?(?!\w)")
_JOINED = re.compile(r"(?<=[0-9])-?(?=[a-zа-я])")
_CLOCK = re.compile(r"t?([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
_HOUR = re.compile(r"(1[0-2]|0?[1-9])(?::([0-9]{2}))? ([ap])m")
_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<year>(?:20)?[0-9]{2}))?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2}) )?(?P<month>[a-zа-я]{3,9})(?: (?P<year>[0-9]{4}))?"),
    re.compile(r"(?P<month>[a-z]{3,9}) (?P<day>[0-9]{1,2})(?: (?P<year>[0-9]{4}))?"),
)


def until(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the time that words name, in UTC, or None where they do not surely name one to come.

    Days are those of ``zone``, and begin at ``MORNING`` where no time of day stands beside them; hours and
    minutes run from ``now``. A weekday is the next one after today, a day without its year the next one
    from today on, a week ends on its Friday. What lies more than ``FARTHEST`` ahead is None, too.
    """
    try:
        return next((at for at in _meant(words, now, zone) if now < at <= now + FARTHEST), None)
    except (ValueError, OverflowError):
        # The 30th of February, 25:00, the year 9999.
        return None


def _meant(words: str, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield the times in UTC that words may name. Raises ValueError, OverflowError: in no calendar."""
    row, clock = _timed(_row(words))
    today = now.astimezone(zone).date()
    span = _span(row)
    if span and span[1] in _MINUTES:
        if clock is None:
            yield now.astimezone(UTC) + span[0] * timedelta(minutes=_MINUTES[span[1]])
        return
    day = _later(today, *span) if span else _day([*dropwhile(_BEFORE_DAYS.__contains__, row)], today, clock)
    if day:
        at = datetime.combine(day, clock or MORNING, zone)
        # Where clocks are set back, an hour comes twice. One that they leave out comes as long after the last
        # hour as it says (PEP 495).
        yield from (at.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def _row(words: str) -> list[str]:
    """Return the words that say something, lowered, each without punctuation around it."""
    if len(words) > _LONGEST:
        return []
    text = _OF_YEAR.sub(" ", words.lower().replace("ё", "е").replace(",", " "))
    row = [word.strip(".;:!?…()\"'«»“”„‘’") for word in _JOINED.sub(" ", text).split()]
    return [word for word in row if word and word not in _FILLING]


def _timed(row: list[str]) -> tuple[list[str], time | None]:
    """Return words without the first time of day among them, and that time."""
    for at, word in enumerate(row):
        if match := _HOUR.fullmatch(" ".join(row[at : at + 2])):
            found = time(int(match[1]) % 12 + 12 * (match[3] == "p"), int(match[2] or 0))
        elif match := _CLOCK.fullmatch(word):
            found = time(int(match[1]), int(match[2]))
        else:
            continue
        before = at - 1 if at and row[at - 1] in _BEFORE_TIMES else at
        return [*row[:before], *row[at + 1 + match[0].count(" ") :]], found
    return row, None


def _span(row: list[str]) -> tuple[int, str] | None:
    """Return how many of which unit words tell; a unit alone is one where a word leads up to it."""
    named = row[1:] if row and row[0] in _BEFORE_SPANS else row
    said = _HALVES.get(" ".join(named), named)
    if len(said) == 1 and len(named) < len(row):
        said = ["1", *said]
    if len(said) != 2 or said[1] not in _MINUTES | _CALENDAR_DAYS | _CALENDAR_MONTHS:
        return None
    count = int(said[0]) if _COUNT.fullmatch(said[0]) else _NUMBERS.get(said[0])
    return (count, said[1]) if count else None


def _later(day: date, count: int, unit: str) -> date:
    """Return the day so many units later; a month's 31st becomes the last day of a shorter one."""
    if unit in _CALENDAR_DAYS:
        return day + timedelta(days=count * _CALENDAR_DAYS[unit])
    years, month = divmod(day.month - 1 + count * _CALENDAR_MONTHS[unit], 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, _last(first).day))


def _last(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(row: list[str], today: date, clock: time | None) -> date | None:
    """Return the day that words name; a time of day alone is today's."""
    if not row:
        return today if clock else None
    said = " ".join(row)
    if said in _DAYS:
        return today + timedelta(days=_DAYS[said])
    if row[-1] in _WEEKDAYS and (len(row) == 1 or _WHICH.get(" ".join(row[:-1]))):
        return today + timedelta(days=(_WEEKDAYS[row[-1]] - today.weekday() - 1) % 7 + 1)
    if row[0] in _WEEKDAYS:
        day = _dated(" ".join(row[1:]), today)
        return day if day and day.weekday() == _WEEKDAYS[row[0]] else None
    return _bound(row, today) or _dated(said, today)


def _bound(row: list[str], today: date) -> date | None:
    """Return the end of a week, a month or a year, or the beginning of the next one."""
    *before, unit = row
    ends = before != [] and before[0] in _ENDS
    which = before[ends:]
    ahead = _WHICH.get(" ".join(which)) if which else 0
    if ahead is None or not (ends or ahead):
        return None
    if unit in _MONTHS and not which:
        return _last(date(today.year + (_MONTHS[unit] < today.month), _MONTHS[unit], 1))
    if unit in _WEEK:
        return today + timedelta(days=7 * ahead - today.weekday() + _LAST_WEEKDAY * ends)
    if unit in _MONTH:
        first = _later(today.replace(day=1), ahead, "month")
        return _last(first) if ends else first
    return date(today.year + ahead, *((12, 31) if ends else (1, 1))) if unit in _YEAR else None


def _dated(said: str, today: date) -> date | None:
    """Return a date in figures or with its month's name; a month alone is its first day."""
    match = next((found for look in _DATES if (found := look.fullmatch(said))), None)
    if match is None:
        return None
    month = int(match["month"]) if match["month"].isdigit() else _MONTHS.get(match["month"])
    day, year = int(match["day"] or 1), match["year"]
    if month is None:
        return None
    if year:
        return date(int(year) + 2000 * (len(year) == 2), month, day)
    years = range(today.year, today.year + 3)
    days = (date(one, month, day) for one in years if day <= monthrange(one, month)[1])
    return next((one for one in days if one >= today), None)
