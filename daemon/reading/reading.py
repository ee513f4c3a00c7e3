"""Reading: mails go to the reading process ahead of their turn, and come back in order."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from daemon.reading.answers import mail_of
from daemon.reading.frames import Head, Tag
from daemon.reading.process import CHILD, Ended, Limits, ReadingProcess
from desk.mail import Mail

K = TypeVar("K")

_log = logging.getLogger("postdesk.reading")

# So many mails, and bytes of them, are given ahead: the process never waits while there is work.
_AHEAD = 32
_BYTES_AHEAD = 4_000_000

# A mail that ended the process is tried once more, alone: another's memory may have been to blame.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing can be made of a mail; ``why`` is shown to a person."""

    why: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    """What became of a mail; ``seconds`` is how long it was read, or what it was given at most."""

    key: K
    found: Mail | Unreadable
    seconds: float


@dataclass(slots=True)
class _Given(Generic[K]):
    key: K
    request: tuple[bytes, bytes]
    size: int


class Reading:
    """Reads mails in a process of its own. For one thread at a time."""

    def __init__(self, limits: Limits | None = None, child: str = CHILD) -> None:
        self._limits = limits or Limits()
        self._child = child
        self._process: ReadingProcess | None = None

    def begin(self) -> None:
        """Start the process, if it does not run, so that the first mail need not wait. Raises CannotRead."""
        self._running()

    def close(self) -> None:
        """End the process; what is read next starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def read(self, mails: Iterable[tuple[K, bytes, datetime]]) -> Iterator[Outcome[K]]:
        """Return what each mail says, in their order; each is a name for it, its bytes, its time of receipt.

        Mails are taken from the iterable somewhat ahead of their turn. If the caller stops early, what was
        given ahead is forgotten. Raises CannotRead: no mail is to blame.
        """
        waiting = iter(mails)
        given: deque[_Given[K]] = deque()
        try:
            while self._give_ahead(waiting, given):
                outcome = self._first(given)
                # Before the caller goes on: who has all the answers may leave, and the process stays.
                given.popleft()
                yield outcome
        finally:
            if given:
                self.close()

    def _give_ahead(self, waiting: Iterator[tuple[K, bytes, datetime]], given: "deque[_Given[K]]") -> bool:
        while len(given) < _AHEAD and sum(each.size for each in given) < _BYTES_AHEAD:
            following = next(waiting, None)
            if following is None:
                break
            key, raw, at = following
            given.append(_Given(key, (f"{at.isoformat()}\n".encode(), raw), len(raw)))
            self._give([given[-1]])
        return bool(given)

    def _first(self, given: "deque[_Given[K]]") -> Outcome[K]:
        """Return what becomes of the first mail; the others stay given, if need be anew."""
        first, *others = given
        why = ""
        for tries in range(1, _TRIES + 1):
            try:
                head, found = self._answer()
            except Ended as fault:
                why = f"reading it {fault}"
                _log.warning("mail %s: %s", first.key, why)
                self.close()
                # Tried once more, it has the process for itself.
                self._give([first] if tries < _TRIES else others)
                continue
            if head.last:
                self.close()
            if head.last or tries > 1:
                self._give(others)
            return Outcome(first.key, found, head.seconds)
        return Outcome(first.key, Unreadable(why), self._limits.seconds)

    def _answer(self) -> tuple[Head, Mail | Unreadable]:
        """Return the next answer. Raises Ended: the mail is to blame, and the process is of no more use."""
        head, content = self._running().answer()
        if head.tag is Tag.MAIL:
            return head, _mail(content)
        if head.tag is Tag.RAISED:
            return head, Unreadable(f"{content.decode('ascii', 'replace')} while reading")
        if head.tag is Tag.NO_MEMORY:
            raise Ended(f"took more than {self._limits.memory // 1_048_576} MB")
        raise Ended("gave nonsense")

    def _give(self, given: Iterable[_Given[K]]) -> None:
        for each in given:
            self._running().give(each.request)

    def _running(self) -> ReadingProcess:
        if self._process is None:
            self._process = ReadingProcess(self._limits, self._child)
        return self._process


def _mail(content: bytes) -> Mail:
    try:
        return mail_of(content)
    except ValueError as fault:
        raise Ended("gave nonsense") from fault
