"""Hands one mail to the daemon's LMTP socket: the client behind ``postdesk take`` (RFC 2033).

It has the exit codes that mail servers know from sysexits.h: a mail that was not taken stays in their
queue, or goes back to its sender, and is never lost.
"""

import io
import re
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from daemon.receiving import smtp_syntax
from desk.address import is_addr_spec

# The longest wait for one answer; a commit of the daemon's may take its time.
_SECONDS = 300.0


class Exit(IntEnum):
    """What the calling mail server is told (sysexits.h)."""

    DELIVERED = 0
    BAD_MAIL = 65
    REFUSED = 69
    TRY_LATER = 75


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the mail; ``answers`` hold the daemon's words, or why it could not be asked."""

    exit: Exit
    answers: tuple[str, ...]


class _Broken(Exception):
    """The daemon hung up, or does not speak LMTP."""


class _Refused(Exception):
    """The daemon refused before it came to the content; holds its answer."""


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    text: str


def take(socket_path: Path, raw: bytes, sender: str, recipients: Sequence[str]) -> Outcome:
    """Hand a mail to the daemon and return what became of it; no fault of the daemon's is raised.

    ``raw`` may have line ends of any kind and begin with the ``From `` line of an mbox. A sender that is no
    address (``<>``, ``MAILER-DAEMON``) is the null sender. If one recipient of several is to be tried
    again later, all are: the daemon knows a mail that it has.
    """
    wrong = [addr for addr in recipients if not is_addr_spec(addr) and addr.lower() != "postmaster"]
    if wrong or not recipients:
        return Outcome(Exit.REFUSED, tuple(f"{addr!a} is no address" for addr in wrong) or ("no recipient",))
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(_SECONDS)
            link.connect(str(socket_path))
            with link.makefile("rb") as heard:
                return _Dialogue(link, heard).deliver(wire_form(raw), _return_path(sender), recipients)
    except (OSError, _Broken) as fault:
        return Outcome(Exit.TRY_LATER, (f"no answer from the daemon at {socket_path}: {fault}",))


def wire_form(raw: bytes) -> bytes:
    """Return a mail as it goes over the wire: no mbox line, lines ended by CR LF, dots doubled, a last dot.

    A bare CR stays where it is: to make a line end of it would make a header that nobody verified.
    """
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    content = re.sub(rb"(?<!\r)\n", b"\r\n", raw)
    if content and not content.endswith(b"\r\n"):
        content += b"\r\n"
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


def _return_path(sender: str) -> str:
    read = smtp_syntax.path(f"<{sender}>", "")
    return sender if read is not None and read.addr == sender and "@" in sender else ""


class _Dialogue:
    def __init__(self, link: socket.socket, heard: io.BufferedReader) -> None:
        self._link = link
        self._heard = heard

    def deliver(self, content: bytes, sender: str, recipients: Sequence[str]) -> Outcome:
        try:
            self._open(sender, recipients)
            heard = [self._say(f"RCPT TO:<{addr}>") for addr in recipients]
            accepted = sum(answer.code // 100 == 2 for answer in heard)
            last = self._send(content, accepted) if accepted else []
        except _Refused as refused:
            answer: _Answer = refused.args[0]
            return Outcome(_exit([answer], []), (answer.text,))
        # The answers are known: whatever happens to the connection now changes nothing.
        with suppress(OSError):
            self._link.sendall(b"QUIT\r\n")
        final = iter(last)
        told = [next(final) if answer.code // 100 == 2 else answer for answer in heard]
        return Outcome(_exit(heard, last), tuple(answer.text for answer in told))

    def _open(self, sender: str, recipients: Sequence[str]) -> None:
        utf8 = "" if f"{sender}{''.join(recipients)}".isascii() else " SMTPUTF8"
        _demand(2, self._hear())
        _demand(2, self._say("LHLO localhost"))
        _demand(2, self._say(f"MAIL FROM:<{sender}>{utf8}"))

    def _send(self, content: bytes, accepted: int) -> list[_Answer]:
        _demand(3, self._say("DATA"))
        self._link.sendall(content)
        return [self._hear() for _ in range(accepted)]

    def _say(self, line: str) -> _Answer:
        self._link.sendall(line.encode() + b"\r\n")
        return self._hear()

    def _hear(self) -> _Answer:
        # RFC 5321, 4.2.1: each line but the last has a hyphen after the code.
        while (line := self._heard.readline(2048))[3:4] == b"-":
            pass
        if not line.endswith(b"\n") or not line[:3].isdigit():
            raise _Broken("it hung up or does not speak LMTP")
        return _Answer(int(line[:3]), line.decode("ascii", "replace").strip())


def _demand(kind: int, answer: _Answer) -> None:
    if answer.code // 100 != kind:
        raise _Refused(answer)


def _exit(heard: Sequence[_Answer], last: Sequence[_Answer]) -> Exit:
    kinds = {answer.code // 100 for answer in (*heard, *last)}
    if not kinds <= {2, 5}:
        return Exit.TRY_LATER
    if any(answer.code // 100 == 5 for answer in last):
        return Exit.BAD_MAIL
    return Exit.REFUSED if 5 in kinds else Exit.DELIVERED
