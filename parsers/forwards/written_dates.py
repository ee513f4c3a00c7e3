"""Dates as mail programs show them to people, in English and Russian, and in the form of RFC 5322."""

import re
from datetime import datetime, timedelta, timezone

# No program writes a longer one.
_MOST = 100
_YEARS = range(1980, 2100)

_STEMS = "jan feb mar apr may jun jul aug sep oct nov dec янв фев мар апр май июн июл авг сен окт ноя дек"
_MONTHS = {stem: number % 12 + 1 for number, stem in enumerate(_STEMS.split())} | {"мая": 5}

_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\.? ([a-zа-я]{3,10})\.?,? (\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"(?<![a-z])([a-z]{3,10})\.? (\d{1,2}),? (\d{4})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_TIME = re.compile(r"(?<![\d:+\-])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])(?: ?([ap])\.?m\b)?")

_OFFSET = re.compile(r"([+\-−])(\d\d?)(?::?(\d\d))?(?!\d)")
# The names of zones that mean one offset wherever they are written, in hours.
_ZONES = {"gmt": 0, "utc": 0, "z": 0, "мск": 3, "msk": 3, "cet": 1, "cest": 2, "eet": 2, "eest": 3}
_WORD = re.compile(r"[^\W\d_]{1,10}")
_MOST_HOURS = 14
_TWELVE = 12


def read(text: str) -> datetime | None:
    """Return the moment that a text tells, or None where day, time and zone are not all surely told.

    ``03/04/2026`` may be of March or of April, and a time without a zone is of whoever's clock.
    """
    if len(text) > _MOST:
        return None
    rest = " ".join(text.lower().split())
    day = _day(rest)
    times = list(_TIME.finditer(rest))
    zone = _zone(rest[times[0].end() :]) if len(times) == 1 else None
    if day is None or zone is None:
        return None
    hour, minute, second, half = times[0].groups()
    hours = int(hour) if half is None else int(hour) % _TWELVE + (_TWELVE if half == "p" else 0)
    try:
        return datetime(*day, hours, int(minute), int(second or 0), tzinfo=zone)
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Return the year, the month and the day that a text tells, if it is one day."""
    told = [(int(year), _MONTHS.get(name[:3], 0), int(day)) for day, name, year in _DAY_FIRST.findall(text)]
    told += [(int(y), _MONTHS.get(name[:3], 0), int(day)) for name, day, y in _MONTH_FIRST.findall(text)]
    told += [(int(year), int(month), int(day)) for day, month, year in _DOTTED.findall(text)]
    told += [(int(year), int(month), int(day)) for year, month, day in _ISO.findall(text)]
    for one, other, year in _SLASHED.findall(text):
        # Some write the month first, some the day.
        told += {(int(year), int(one), int(other)), (int(year), int(other), int(one))}
    days = {day for day in told if day[0] in _YEARS and 1 <= day[1] <= _TWELVE}
    return days.pop() if len(days) == 1 else None


def _zone(text: str) -> timezone | None:
    """Return the zone that stands behind a time, if it is one."""
    offsets = _OFFSET.findall(text)
    if len(offsets) == 1:
        sign, hours, minutes = offsets[0]
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return None if offset > timedelta(hours=_MOST_HOURS) else timezone(offset if sign == "+" else -offset)
    named = {_ZONES[word] for word in _WORD.findall(text) if word in _ZONES}
    return timezone(timedelta(hours=named.pop())) if len(named) == 1 and not offsets else None
