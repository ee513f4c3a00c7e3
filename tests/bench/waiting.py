"""Waiting for work to be done, and what may be wrong with it."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.1


class WrongWork(Exception):
    """What was done is not what was to be done, so that its speed means nothing."""


class Standstill(Exception):
    """What is waited for does not go on; the text says what is left."""


def wait_until_none(left: Callable[[], int], what: str) -> None:
    """Wait until nothing is left, looking ten times a second.

    Raises Standstill: for a minute nothing has changed.
    """
    last, end = 0, 0.0
    while (now := left()) > 0:
        if now != last:
            last, end = now, time.monotonic() + PATIENCE_SECONDS
        elif time.monotonic() > end:
            raise Standstill(f"{now} {what}, and nothing goes on")
        time.sleep(LOOK_SECONDS)
