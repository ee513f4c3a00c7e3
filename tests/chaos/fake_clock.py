"""A process's wall clock, set by libfaketime; the clock that nobody can set goes on as it is."""

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

LIBRARY = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu" / "faketime" / "libfaketimeMT.so.1"


class FakeClock:
    """``environment`` is what a process needs to go by it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set_by(timedelta())

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of libfaketime."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set_by(self, step: timedelta) -> None:
        """Set the clock so far ahead of the true time, or so far back."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{step.total_seconds():+.0f}\n")
        new.replace(self._file)

    def set_to(self, moment: datetime) -> None:
        """Set the clock to this moment."""
        self.set_by(timedelta(seconds=moment.timestamp() - time.time()))
