"""A mail under way at a kill: who gives it never hears its answer, as when the line dies as well."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.chaos.daemon import PATIENCE


class Unheard:
    """Where a kill and a client meet over one mail; for one kill at a time, and any number of clients."""

    def __init__(self) -> None:
        self._begun = threading.Condition()
        # How many mails are to begin until the one that is met; 0 where no kill waits for any.
        self._left = 0
        self._killed = threading.Event()

    @contextmanager
    def met(self, nth: int) -> Iterator[None]:
        """Wait until the content of the nth mail from now on begins to go out; its client then waits, too."""
        self._killed.clear()
        with self._begun:
            self._left = nth
            assert self._begun.wait_for(lambda: not self._left, PATIENCE), f"{self._left} of {nth} never came"
        try:
            yield
        finally:
            self._killed.set()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Give the content of a mail while the block runs; a ConnectionError where a kill has met it."""
        with self._begun:
            met = self._left == 1
            self._left = max(0, self._left - 1)
            self._begun.notify_all()
        yield
        if met:
            self._killed.wait()
            raise ConnectionAbortedError("killed before the answer was heard")
