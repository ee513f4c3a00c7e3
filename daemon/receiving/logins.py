"""Logins: who an agent is by a password, checked off the event loop and never fast enough for guessing."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from daemon.receiving.passwords import Passwords
from desk.address import fold
from desk.people import Agent, Directory

log = logging.getLogger("postdesk.logins")

# Each hash takes 64 MB for some tens of milliseconds.
_AT_ONCE = 2

# Seconds before the answer after so many failures in a row, of a peer or for an agent; the last holds on.
_DELAYS = (0, 0, 1, 2, 4, 8, 15, 30)

# After such a silence earlier failures no longer count; and of no more peers and users is anything kept.
_FORGOTTEN_SECONDS = 900.0
_MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class _Failures:
    count: int = 0
    at: float = 0.0


class Logins:
    """Checks who logs in. ``passwords`` is exchanged by a reload."""

    def __init__(self, passwords: Passwords, directory: Callable[[], Directory]) -> None:
        self.passwords = passwords
        self._directory = directory
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._failures: dict[str, _Failures] = {}

    async def agent(self, user: str, password: str, peer: str) -> str | None:
        """Return the name of the agent who logs in as this address or name, or None.

        The answer comes later the more often this peer failed, or somebody for this user.

        Raises PasswordsUnavailable.
        """
        known = self._known(user)
        names = (f"peer {peer}", f"user {known.name if known else fold(user)[:100]}")
        await asyncio.sleep(max(map(self._delay, names)))
        async with self._turns:
            good = await asyncio.to_thread(self.passwords.verify, known.name if known else "", password)
        if known is None or not good:
            self._note(names)
            log.warning("a login from %s was refused, as %a", peer, user[:100])
            return None
        for name in names:
            self._failures.pop(name, None)
        return known.name

    def owns(self, agent: str, addr: str) -> bool:
        """Tell whether an address belongs to the agent of this name."""
        known = self._directory().named(agent)
        return known is not None and known.has(addr)

    def _known(self, user: str) -> Agent | None:
        agents = self._directory().agents
        return next((agent for agent in agents if agent.has(user) or agent.name == user), None)

    def _delay(self, name: str) -> float:
        failures = self._failures.get(name)
        if failures is None or time.monotonic() - failures.at > _FORGOTTEN_SECONDS:
            return 0
        return _DELAYS[min(failures.count, len(_DELAYS) - 1)]

    def _note(self, names: tuple[str, ...]) -> None:
        now = time.monotonic()
        for name in names:
            if self._delay(name) == 0 and now - self._failures.get(name, _Failures()).at > _FORGOTTEN_SECONDS:
                self._failures.pop(name, None)
            failures = self._failures.setdefault(name, _Failures())
            failures.count, failures.at = failures.count + 1, now
        while len(self._failures) > _MOST_REMEMBERED:
            del self._failures[next(iter(self._failures))]
