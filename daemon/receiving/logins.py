"""Logins: who an agent is by a password, checked off the event loop and never fast enough for guessing."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable

from daemon.receiving.guesses import Guesses
from daemon.receiving.passwords import Passwords
from desk.address import fold
from desk.people import Agent, Directory

# Each hash takes 64 MB for some tens of milliseconds.
_AT_ONCE = 2

log = logging.getLogger("postdesk.logins")

# Whoever is sent away may come again at once, a thousand times: in so many seconds the log is told once.
_TOLD_EVERY = 10.0

# So much is kept of a name that no agent has.
_LONGEST_NAME = 100


class Logins:
    """Checks who logs in. ``passwords`` is exchanged by a reload."""

    def __init__(self, passwords: Passwords, directory: Callable[[], Directory]) -> None:
        self.passwords = passwords
        self._directory = directory
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._guesses = Guesses()
        self._sent_away = 0
        self._told_at = -_TOLD_EVERY

    def turn(self, user: str, peer: Hashable) -> float | None:
        """Return in how many seconds this user may log in from there; None: not in any that one waits for."""
        agent = self._known(user)
        return self._guesses.turn(peer, _key(agent, user), known=agent is not None)

    def sent_away(self, peer: str) -> None:
        """Note that a login from this peer was not looked at."""
        self._sent_away += 1
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            others = f", nor were {self._sent_away - 1} before it" if self._sent_away > 1 else ""
            log.warning("a login from %s was not looked at%s: too many have failed", peer, others)
            self._sent_away, self._told_at = 0, now

    async def agent(self, user: str, password: str, peer: Hashable) -> str | None:
        """Return the name of the agent who logs in as this address or name, or None.

        An unknown user costs as much time as a known one. Raises PasswordsUnavailable.
        """
        agent = self._known(user)
        async with self._turns:
            good = await asyncio.to_thread(self.passwords.verify, agent, password)
        if agent is None or not good:
            self._guesses.failed(peer, _key(agent, user), known=agent is not None)
            return None
        self._guesses.succeeded(peer, agent.name)
        return agent.name

    def owns(self, agent: str, addr: str) -> bool:
        """Tell whether an address belongs to the agent of this name."""
        known = self._directory().named(agent)
        return known is not None and known.has(addr)

    def _known(self, user: str) -> Agent | None:
        agents = self._directory().agents
        return next((agent for agent in agents if agent.has(user) or agent.name == user), None)


def _key(agent: Agent | None, user: str) -> str:
    return agent.name if agent is not None else fold(user)[:_LONGEST_NAME]
