"""The Date field, of which programs write many forms."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from parsers.head.headers import Head, shown

# Years outside of these are a broken clock's.
_YEARS = range(1980, 2100)
# Where the first Date is broken, another may stand below it.
_FIELDS = 3

# RFC 5322, 3.3, as nearly all programs write it.
_ORDINARY = re.compile(
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-3]?\d "
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}(?: \([A-Z]{3,4}\))?"
)


def is_ordinary(head: Head) -> bool:
    """Tell whether there is one Date, in the form that every parser reads alike."""
    fields = head.all("date")
    return len(fields) == 1 and _ORDINARY.fullmatch(fields[0]) is not None


def read(head: Head, strict: datetime | None) -> tuple[datetime | None, str]:
    """Return the aware time of writing, and what is odd about it.

    ``strict`` is what a parser of RFC 5322 found; where it found nothing, older forms are tried.
    """
    texts = [shown(value) for value in head.all("date")[:_FIELDS]]
    if not any(texts):
        return None, "no Date"
    found = (strict, *map(_lenient, texts))
    date = next((one for one in found if one is not None and one.year in _YEARS), None)
    return date, "" if date else "Date cannot be read"


def _lenient(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text[:100])
        # A time without a zone is taken as UTC (RFC 5322, 4.3).
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
