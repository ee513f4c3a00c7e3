"""How long a peer may be silent: one timer for a connection, not one for each command or chunk."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class TimeLimit:
    """Calls ``expired`` after so many seconds without a sign of life, and again after as many more."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float, expired: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._expired = expired
        self._alive_at = loop.time()
        self._suspended = False
        self._timer = loop.call_later(seconds, self._look)

    def touch(self) -> None:
        """Note a sign of life."""
        self._alive_at = self._loop.time()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """While this lasts the peer waits for us, so no time is counted."""
        self._suspended = True
        try:
            yield
        finally:
            self._suspended = False
            self.touch()

    def stop(self) -> None:
        """Count no more."""
        self._timer.cancel()

    def _look(self) -> None:
        if self._suspended:
            self.touch()
        if self._loop.time() >= self._alive_at + self._seconds:
            self.touch()
            self._expired()
        self._timer = self._loop.call_at(self._alive_at + self._seconds, self._look)
