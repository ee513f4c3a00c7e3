"""A reading process that hangs, crashes, raises or eats memory on mails that say so, and reads the others."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from daemon.reading.child import serve
from desk.mail import Mail
from parsers.mail import read as read_mail

HANG, CRASH, RAISE, EAT, KEEP, CRASH_ONCE = b"hang", b"crash", b"raise", b"eat", b"keep", b"once:"
_KEPT: list[bytes] = []
_POISON = re.compile(rb"poison ([a-z]+:?)(\S*)")


def poison(kind: bytes, argument: str = "") -> bytes:
    """Return what a mail must hold, wherever it holds it."""
    return b"poison " + kind + argument.encode()


def _hang(_argument: bytes) -> None:
    time.sleep(3600)


def _crash(_argument: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _raise(_argument: bytes) -> None:
    raise RecursionError


def _eat(_argument: bytes) -> None:
    assert bytearray(2_000_000_000)


def _keep(_argument: bytes) -> None:
    _KEPT.append(b"x" * 120_000_000)


def _crash_once(mark: bytes) -> None:
    """End the process the first time; a file tells that it was done."""
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


_EFFECTS: Mapping[bytes, Callable[[bytes], None]] = {
    HANG: _hang,
    CRASH: _crash,
    RAISE: _raise,
    EAT: _eat,
    KEEP: _keep,
    CRASH_ONCE: _crash_once,
}


def read(raw: bytes, at: datetime) -> Mail:
    """Do what the mail says, if it says so, and read it."""
    found = _POISON.search(raw)
    if found is not None:
        _EFFECTS[found[1]](found[2])
    return read_mail(raw, received_at=at)


def main() -> None:
    """Read by these rules."""
    serve(read, seconds=float(sys.argv[1]), memory=int(sys.argv[2]))
