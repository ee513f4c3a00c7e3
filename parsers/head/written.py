"""When a mail was written, told by its header alone: so that a great many can be put in order."""

from datetime import datetime

from parsers.head import dates, headers


def written_at(header: bytes) -> datetime | None:
    """Return the aware time in the Date field of a header block, or None. Never raises."""
    head, _ = headers.split(header)
    found, _ = dates.read(head, None)
    return found
