"""Guesses: each wrong password makes the next one from there, and the next for that name, wait longer."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

# Seconds between two logins after so many failures; the last holds on. Who mistypes twice waits for nothing.
_SPACING = (0.0, 0.0, 0.0, 1.0, 2.0, 4.0, 8.0)

# Whoever would have to wait longer is sent away: the places are for others.
PATIENCE = 20.0

# After such a silence earlier failures no longer count.
_FORGOTTEN_SECONDS = 900.0

# Of no more peers, names and pairs of them is anything kept; the oldest go first.
_MOST = 10_000


@dataclass(slots=True)
class _Page:
    failures: int = 0
    failed_at: float = 0.0
    free_at: float = 0.0


class _Ledger:
    """The failures under each key of one kind."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()

    def free_at(self, key: Hashable) -> float:
        page = self._pages.get(key)
        return page.free_at if page is not None else 0.0

    def book(self, key: Hashable, start: float) -> None:
        page = self._pages.get(key)
        if page is not None:
            page.free_at = start + _spacing(page.failures)

    def fail(self, key: Hashable, now: float) -> None:
        page = self._pages.setdefault(key, _Page())
        self._pages.move_to_end(key)
        if now - page.failed_at > _FORGOTTEN_SECONDS:
            page.failures = 0
        page.failures, page.failed_at = page.failures + 1, now
        page.free_at = max(page.free_at, now + _spacing(page.failures))
        if len(self._pages) > _MOST:
            self._pages.popitem(last=False)


class Guesses:
    """Gives each login its turn, one after the other for one peer and for one name, however many connect.

    Who has logged in as an agent from a place goes on doing so there at once, whatever strangers guess
    elsewhere. An invented name is treated as an agent's, but kept apart: inventing many makes no agent's
    failures forgotten.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._peers, self._agents, self._inventions = _Ledger(), _Ledger(), _Ledger()
        self._at_home: OrderedDict[tuple[Hashable, str], None] = OrderedDict()

    def turn(self, peer: Hashable, name: str, *, known: bool) -> float | None:
        """Return in how many seconds this login may go on, or None where that is too long to wait for."""
        if (peer, name) in self._at_home:
            return 0.0
        now, names = self._clock(), self._names(known=known)
        start = max(now, self._peers.free_at(peer), names.free_at(name))
        if start - now > PATIENCE:
            return None
        self._peers.book(peer, start)
        names.book(name, start)
        return start - now

    def failed(self, peer: Hashable, name: str, *, known: bool) -> None:
        """Note a wrong password."""
        now = self._clock()
        self._at_home.pop((peer, name), None)
        self._peers.fail(peer, now)
        self._names(known=known).fail(name, now)

    def succeeded(self, peer: Hashable, name: str) -> None:
        """Note that this agent logs in from there.

        It takes nothing from the peer's failures: an agent's own password buys no guesses at another's.
        """
        self._at_home[(peer, name)] = None
        self._at_home.move_to_end((peer, name))
        if len(self._at_home) > _MOST:
            self._at_home.popitem(last=False)

    def _names(self, *, known: bool) -> _Ledger:
        return self._agents if known else self._inventions


def _spacing(failures: int) -> float:
    return _SPACING[min(failures, len(_SPACING) - 1)]
