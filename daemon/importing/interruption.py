"""Ctrl-C that nothing swallows: a library may catch the exception, but not what is remembered of it."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Interruption:
    """Within it Ctrl-C raises KeyboardInterrupt at once, as ever, and again at each `check`."""

    def __init__(self) -> None:
        self._asked = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def check(self) -> None:
        """Raise KeyboardInterrupt where Ctrl-C was pressed."""
        if self._asked:
            raise KeyboardInterrupt

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        raise KeyboardInterrupt
