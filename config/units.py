"""Durations and sizes as people write them: ``15m``, ``14d``, ``35MB``."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from config.faults import Unfit, quoted

_DURATION = re.compile(r"([0-9]{1,9}) ?([smhd])")
_SIZE = re.compile(r"([0-9]{1,9}) ?(B|kB|MB|GB)")

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# Decimal, as providers and disks count: 1 MB = 1,000,000 bytes.
_BYTES = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}

# Ten years: what is longer is a slip of the pen, and would leave the calendar.
_LONGEST = timedelta(days=3650)


def duration(value: object) -> timedelta:
    """Return a duration written as a whole number with s, m, h or d. Raises Unfit."""
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit("must be a duration", 'write a whole number with s, m, h or d, such as "90s" or "14d"')
    seconds = int(found[1]) * _SECONDS[found[2]]
    if seconds > _LONGEST.total_seconds():
        raise Unfit(f"{quoted(found[0])} is too long", f'write "{_LONGEST.days}d" or less')
    return timedelta(seconds=seconds)


def size(value: object) -> int:
    """Return the bytes of a size written as a whole number with B, kB, MB or GB. Raises Unfit."""
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit("must be a size", 'write a whole number with B, kB, MB or GB, such as "35MB"')
    return int(found[1]) * _BYTES[found[2]]


def _lasting(value: timedelta) -> timedelta:
    if not value:
        raise Unfit("must be longer than nothing", 'write "1s" or more')
    return value


Duration = Annotated[timedelta, BeforeValidator(duration)]
PositiveDuration = Annotated[Duration, AfterValidator(_lasting)]
Size = Annotated[int, BeforeValidator(size)]
