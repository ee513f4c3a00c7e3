"""Pauses between two attempts to connect."""

import random

# Seconds before the first, the second, … new attempt; the last holds for all further ones.
LOST = (1, 2, 5, 10, 30, 60, 120, 300)

# A refused login is not tried often: servers lock accounts for that.
REFUSED = (60, 300, 900, 3600)

# So many mailboxes of one server do not come back at the same moment.
_JITTER = 0.25


def pause(attempt: int, *, refused: bool) -> float:
    """Return the seconds to wait before a new attempt, the first being number 0; up to a quarter more."""
    table = REFUSED if refused else LOST
    seconds = table[min(attempt, len(table) - 1)]
    return seconds * (1 + random.uniform(0, _JITTER))  # noqa: S311 - spreads load, keeps no secret
