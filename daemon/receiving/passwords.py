"""The passwords of agents: a file with one line for each, a name and an Argon2 hash (RFC 9106)."""

import os
import secrets
import stat
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError, VerifyMismatchError

from desk.address import fold
from desk.errors import PostdeskError
from desk.people import Agent

_HASHER = PasswordHasher()

# So many agents no desk has; a file that is larger was named by mistake.
_LARGEST = 1_000_000

# What the file must not allow: anything to the world, writing to the group.
_TOO_OPEN = stat.S_IRWXO | stat.S_IWGRP


class PasswordsUnavailable(PostdeskError):
    """The file of passwords cannot be used; the text says why and what to do."""


class Passwords:
    """The file of passwords, read anew whenever it has changed. ``verify`` blocks: call it in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version: tuple[int, ...] | None = None
        self._hashes: dict[str, str] = {}

    def verify(self, agent: Agent | None, password: str) -> bool:
        """Tell whether this is the agent's password; without an agent it takes as long.

        Raises PasswordsUnavailable.
        """
        hashes, nobodys = self.read(), _nobodys()
        known = next((hashes[each] for each in _names(agent) if each in hashes), None)
        try:
            _HASHER.verify(known or nobodys, _normal(password))
        except VerifyMismatchError:
            return False
        except (InvalidHashError, Argon2Error) as fault:
            name = agent.name if agent is not None else "nobody"
            raise PasswordsUnavailable(
                f"The hash of {name!a} in {self.path} cannot be used ({fault});"
                " set it anew with: postdesk agent password NAME"
            ) from fault
        return bool(known)

    def read(self) -> dict[str, str]:
        """Return the hash under each folded name. Raises PasswordsUnavailable."""
        try:
            # A pipe in place of the file must not hold us up.
            handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as file:
                status = os.fstat(handle)
                version = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
                if version != self._version:
                    _guard(self.path, status)
                    self._hashes = dict(map(entry, lines_of(file.read(_LARGEST))))
                    self._version = version
        except FileNotFoundError as fault:
            raise PasswordsUnavailable(
                f"There is no file {self.path}; make it with: postdesk agent password NAME"
            ) from fault
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "it is no text"
            raise PasswordsUnavailable(f"The file {self.path} cannot be read: {why}.") from fault
        return self._hashes


def hash_of(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_normal(password))


def lines_of(content: bytes) -> list[str]:
    """Return the lines of a file of passwords. Raises UnicodeDecodeError."""
    return content.decode().splitlines()


def entry(line: str) -> tuple[str, str]:
    """Return the folded name of a line and its hash; a name may hold a colon, a hash never does."""
    name, _, encoded = line.rpartition(":")
    return fold(name.strip()), encoded.strip()


def _names(agent: Agent | None) -> tuple[str, ...]:
    return tuple(map(fold, (agent.name, *agent.addresses))) if agent is not None else ()


@cache
def _nobodys() -> str:
    """Return what is compared where there is no such agent: the answer takes as long, and tells nothing."""
    return _HASHER.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    # RFC 8265, 4.2.2: one system writes a letter and its accent as one sign, another as two.
    return unicodedata.normalize("NFC", password)


def _guard(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_size >= _LARGEST:
        raise PasswordsUnavailable(f"{path} is no file of passwords: name another in [submission].")
    if status.st_mode & _TOO_OPEN:
        mode = stat.S_IMODE(status.st_mode)
        raise PasswordsUnavailable(f"{path} is open to others (mode {mode:04o}); run: chmod 0600 {path}")
