"""What a process and its children cost: CPU seconds and resident memory, from /proc (proc(5))."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")
_KILOBYTE = 1024
_MEGABYTE = 1_000_000
_LOOK_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of a process itself, and of all its children, those that have ended included."""

    itself: float
    children: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.itself + self.children

    def __sub__(self, earlier: "Spent") -> "Spent":
        return Spent(self.itself - earlier.itself, self.children - earlier.children)


def spent(pid: int) -> Spent:
    """Return what a process has spent since it began."""
    own, ended = _times(pid)
    return Spent(own, ended + sum(sum(_times(child)) for child in _descendants(pid)))


def megabytes(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB; what they share is shared out."""
    return sum(map(resident, (pid, *_descendants(pid))))


def resident(pid: int) -> float:
    """Return the resident memory of a process alone, in MB; of shared pages its share (proc(5), Pss)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        # It has just ended.
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _KILOBYTE / _MEGABYTE


class Watch:
    """Looks at the memory of a process and its children all the time; ``most`` is the most that it saw.

    The kernel keeps peaks of each process alone, and theirs need not have been at one moment.
    """

    def __init__(self, pid: int) -> None:
        self.most = 0.0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            self.most = max(self.most, megabytes(self._pid))


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread or child may end while we look.
        with suppress(OSError):
            for child in map(int, task.read_text(encoding="ascii").split()):
                yield child
                yield from _descendants(child)


def _times(pid: int) -> tuple[float, float]:
    """Return the CPU seconds of a process, and those of its children that have ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        # It has just ended, and its parent counts its time.
        return 0.0, 0.0
    # The name, in brackets, may hold anything; utime is the twelfth word behind it.
    own_user, own_system, user, system = map(int, stat.rpartition(")")[2].split()[11:15])
    return (own_user + own_system) / _TICKS, (user + system) / _TICKS
