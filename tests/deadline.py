"""Work that is ended when it takes too much of the processor's time, also within a regular expression."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(BaseException):
    """It is not over in its time. No Exception: what runs must not take it for a fault of its own."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """End what is inside after so many seconds of CPU time. Raises TookTooLong."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
