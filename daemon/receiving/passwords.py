"""The passwords of agents: a file with one line for each, a name and an Argon2 hash (RFC 9106)."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from desk.errors import PostdeskError

_HASHER = PasswordHasher()

# What is compared where there is no such agent: the answer takes as long, and tells nothing.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())

# So many agents no desk has; a file that is larger was named by mistake.
_LARGEST = 1_000_000


class PasswordsUnavailable(PostdeskError):
    """The file of passwords cannot be used; the text says why and what to do."""


class Passwords:
    """The file of passwords, read anew whenever it has changed. Every method blocks: call it in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version: tuple[int, int, int] | None = None
        self._hashes: dict[str, str] = {}

    def verify(self, agent: str, password: str) -> bool:
        """Tell whether this is the agent's password; an unknown agent takes as long.

        Raises PasswordsUnavailable.
        """
        known = self._read().get(agent)
        try:
            good = _HASHER.verify(known or _NOBODY, password)
        except InvalidHashError as fault:
            raise PasswordsUnavailable(
                f"The hash of {agent} in {self.path} cannot be read; run postdesk agent password again."
            ) from fault
        except Argon2Error:
            return False
        return good and known is not None

    def set(self, agent: str, password: str) -> None:
        """Give an agent this password. Raises PasswordsUnavailable."""
        self._write({**self._read(missing_ok=True), agent: _HASHER.hash(password)})

    def remove(self, agent: str) -> bool:
        """Take an agent's password away; tell whether there was one. Raises PasswordsUnavailable."""
        hashes = dict(self._read(missing_ok=True))
        had = hashes.pop(agent, None) is not None
        if had:
            self._write(hashes)
        return had

    def _read(self, *, missing_ok: bool = False) -> dict[str, str]:
        try:
            status = self.path.stat()
            version = (status.st_ino, status.st_mtime_ns, status.st_size)
            if version != self._version:
                self._hashes = self._parsed(status.st_size)
                self._version = version
        except FileNotFoundError as fault:
            if missing_ok:
                return {}
            raise PasswordsUnavailable(
                f"There is no file {self.path}; make it with: postdesk agent password NAME"
            ) from fault
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "it is no text"
            raise PasswordsUnavailable(f"The file {self.path} cannot be read: {why}.") from fault
        return self._hashes

    def _parsed(self, size: int) -> dict[str, str]:
        if size > _LARGEST:
            raise PasswordsUnavailable(
                f"The file {self.path} is larger than {_LARGEST} bytes; is it the right one?"
            )
        lines = self.path.read_text(encoding="utf-8").splitlines()
        # A name may hold a colon, a hash never does.
        pairs = (line.rpartition(":") for line in lines if line.strip() and not line.startswith("#"))
        return {name: encoded for name, _, encoded in pairs}

    def _write(self, hashes: dict[str, str]) -> None:
        """Put a new file in the place of the old one; whoever reads meanwhile reads one of them whole."""
        text = "".join(f"{name}:{encoded}\n" for name, encoded in sorted(hashes.items()))
        try:
            handle, partial = tempfile.mkstemp(prefix=f"{self.path.name}.", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                Path(partial).rename(self.path)
            except BaseException:
                with suppress(FileNotFoundError):
                    Path(partial).unlink()
                raise
        except OSError as fault:
            raise PasswordsUnavailable(
                f"The file {self.path} cannot be written: {fault.strerror}; look at the rights of its folder."
            ) from fault
