"""Delivery into a Maildir: a way out that needs no mail server, readable with any mail program."""

import asyncio
import hashlib
import heapq
import os
import re
import socket
import time
from contextlib import suppress
from pathlib import Path

from daemon.sending.outcomes import Later, Outcome, Refused, Sent
from desk.address import fold, is_addr_spec

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_MARK = re.compile(r"R([0-9a-f]{32})\.")

# So many of the mails kept last are known. No more are ever under way at once, nor tried again after a kill.
_REMEMBERED = 10_000


class Maildir:
    """A folder with ``tmp``, ``new`` and ``cur``, made where missing.

    A mail that is there already for the same recipient, known by its Message-ID, is not kept twice.
    Deliveries go one by one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = asyncio.Lock()
        # The marks of the last mails, the oldest first: what is tried again was tried a short while ago.
        self._known: dict[str, None] | None = None
        # A slash or colon in a file name would mislead the readers of the folder.
        self._host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())

    async def send(self, mail: bytes, return_path: str, recipient: str) -> Outcome:
        """Keep the mail on disk, with lines on top that tell its envelope."""
        if not is_addr_spec(recipient) or (return_path and not is_addr_spec(return_path)):
            return Refused(f"not delivered: {recipient!a} from {return_path!a} is no plain mail address")
        async with self._lock:
            try:
                name = await asyncio.to_thread(self._keep, mail, return_path, recipient)
            except OSError as fault:
                # Whatever was true of the folder is looked at anew by the next attempt.
                self._known = None
                return Later(f"the folder {self._folder} cannot take the mail now: {fault.strerror}")
        return Sent(f"kept in {self._folder} as {name}")

    async def close(self) -> None:
        """Do nothing: nothing stays open between two mails."""

    def _keep(self, mail: bytes, return_path: str, recipient: str) -> str:
        if self._known is None:
            self._known = self._prepared()
        mark = _mark(mail, recipient)
        if mark in self._known:
            return f"R{mark}, once before"
        seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
        name = f"{seconds}.N{nanoseconds:09d}R{mark}.{self._host}"
        self._write(name, _headed(mail, return_path, recipient))
        self._known[mark] = None
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return name

    def _prepared(self) -> dict[str, None]:
        """Make the folders; return the marks of the last mails that are there."""
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        names = (path.name for part in ("new", "cur") for path in (self._folder / part).iterdir())
        # They begin with the time.
        last = heapq.nlargest(_REMEMBERED, names)
        return dict.fromkeys(found[1] for name in reversed(last) if (found := _MARK.search(name)))

    def _write(self, name: str, content: bytes) -> None:
        """Write the file whole and make it lasting before any reader of ``new`` can see it."""
        draft = self._folder / "tmp" / name
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / "new" / name)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise
        _sync(self._folder / "new")


def _mark(mail: bytes, recipient: str) -> str:
    """Return what names this mail to this recipient: made of its Message-ID, or of all its bytes."""
    found = _MESSAGE_ID.search(mail.partition(b"\r\n\r\n")[0])
    identity = found[1] if found else mail
    return hashlib.sha256(identity + b"\0" + fold(recipient).encode()).hexdigest()[:32]


def _headed(mail: bytes, return_path: str, recipient: str) -> bytes:
    """Return the mail with its envelope on top, in the line ends of a file."""
    head = f"Return-Path: <{return_path}>\nX-Original-To: {recipient}\nDelivered-To: {recipient}\n"
    return head.encode() + mail.replace(b"\r\n", b"\n")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
