"""Arrivals: mail that comes in quickly is let in first; for a decision nobody holds the line."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Mail that comes in quicker than this comes without a pause, and is let in first, but for so long.
PAUSE_SECONDS = 0.005
YIELD_SECONDS = 10.0


class Arrivals:
    """Knows whether mail comes in just now. ``heard`` is called when one has come."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        self._under_way = 0
        self._last = -PAUSE_SECONDS

    @contextmanager
    def arrival(self) -> Iterator[None]:
        """Say that a mail comes in while the block runs, and that its sender may be about to send another."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._last = time.monotonic()
            self._heard()

    async def let_in(self, since: float) -> bool:
        """Wait while mail comes in without a pause, and return whether there was any to wait for.

        Some seconds after the monotonic time ``since`` nothing is waited for: both go on together.
        """
        end = since + YIELD_SECONDS
        if not self._is_on() or time.monotonic() > end:
            return False
        while self._is_on() and time.monotonic() < end:  # noqa: ASYNC110 - nothing tells of silence
            await asyncio.sleep(PAUSE_SECONDS)
        return True

    def _is_on(self) -> bool:
        return bool(self._under_way) or time.monotonic() < self._last + PAUSE_SECONDS
