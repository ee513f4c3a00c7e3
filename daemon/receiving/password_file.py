"""Changing the file of passwords: one line at a time, whole or not at all, whoever else is at it."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from daemon.receiving.passwords import PasswordsUnavailable, entry, hash_of, lines_of
from desk.address import fold

# User and group, as numbers.
Owner = tuple[int, int]


def set_password(path: Path, name: str, password: str, owner: Owner | None = None) -> None:
    """Give this name a password. ``owner`` is whose the file is to be where there is none yet.

    All other lines, and whose the file is, stay as they are. Raises PasswordsUnavailable.
    """
    encoded = hash_of(password)
    with _changing(path, owner) as lines:
        lines[:] = [*_without(lines, name), f"{name}:{encoded}"]


def remove_password(path: Path, name: str) -> bool:
    """Take this name's password away; tell whether there was one. Raises PasswordsUnavailable."""
    with _changing(path, None) as lines:
        kept = _without(lines, name)
        had = len(kept) < len(lines)
        lines[:] = kept
    return had


def _without(lines: list[str], name: str) -> list[str]:
    return [line for line in lines if entry(line)[0] != fold(name)]


@contextmanager
def _changing(path: Path, owner: Owner | None) -> Iterator[list[str]]:
    """Give the lines of the file to be changed, and write them where they were."""
    path = path.resolve()
    try:
        # The file itself is exchanged: only its folder can be waited for.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            before = path.read_bytes() if path.exists() else b""
            lines = lines_of(before)
            yield lines
            after = "".join(f"{line}\n" for line in lines).encode()
            if after != before:
                _exchange(path, after, owner)
                os.fsync(folder)
        finally:
            os.close(folder)
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no text"
        raise PasswordsUnavailable(
            f"The file {path} cannot be changed: {why}; look at it, and at the rights of its folder."
        ) from fault


def _exchange(path: Path, content: bytes, owner: Owner | None) -> None:
    """Put a new file in the place of the old one; whoever reads meanwhile reads one of them whole."""
    if path.exists():
        status = path.stat()
        owner = (status.st_uid, status.st_gid)
    # Such a file is its owner's alone: mode 0600.
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if owner is not None and owner != (os.geteuid(), os.getegid()):
                os.fchown(handle, *owner)
            file.flush()
            os.fsync(handle)
        Path(partial).rename(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(partial).unlink()
        raise
