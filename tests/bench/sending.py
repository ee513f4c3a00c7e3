"""A cheap sender: mails by SMTP in several sessions at once, each step when the last is answered."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from tests.bench.corpus import Mail

HOST = "127.0.0.1"


class Refused(Exception):
    """A receiver did not take a mail; the text is its answer."""


def send(
    ports: Iterable[int],
    mails: Iterable[Mail],
    recipients: Iterable[str],
    *,
    sessions: int,
    kept_open: bool = True,
) -> float:
    """Send mails to the ports in turn; return the seconds from the first connection to the last ``250``.

    So many ``sessions`` are open at a time, kept until the mails run out, or else a new one for each mail.
    Raises Refused: a mail was not taken.
    """
    work = _Work(iter(mails), cycle(recipients), kept_open)
    return asyncio.run(_send(cycle(ports), work, sessions))


@dataclass
class _Work:
    """What the sessions share: the mails that are left, and the moment of the last ``250`` for a mail."""

    mails: Iterator[Mail]
    recipients: Iterator[str]
    kept_open: bool
    last: float = 0.0

    def next(self) -> list[bytes] | None:
        """Return what is said to hand in the next mail, the last word first."""
        mail = next(self.mails, None)
        if mail is None:
            return None
        content = mail.raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        recipient = f"RCPT TO:<{next(self.recipients)}>\r\n".encode()
        return [content, b"DATA\r\n", recipient, f"MAIL FROM:<{mail.sender}>\r\n".encode()]


async def _send(ports: Iterator[int], work: _Work, sessions: int) -> float:
    begun = time.perf_counter()
    await asyncio.gather(*(_lane(next(ports), work) for _ in range(sessions)))
    return work.last - begun


async def _lane(port: int, work: _Work) -> None:
    """Keep one session open at a time until there are no more mails."""
    loop = asyncio.get_running_loop()
    while (steps := work.next()) is not None:
        end = loop.create_future()
        await loop.create_connection(partial(_Session, work, steps, end), HOST, port)
        await end


class _Session(asyncio.Protocol):
    def __init__(self, work: _Work, steps: list[bytes], end: "asyncio.Future[None]") -> None:
        self._end = end
        self._work = work
        self._steps = [*steps, b"EHLO bench.example\r\n"]
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        # The last line of a reply has a space after its code (RFC 5321, 4.2).
        self._heard += data
        last = self._heard[self._heard.rfind(b"\n", 0, -1) + 1 :]
        if not last.endswith(b"\n") or last[3:4] != b" ":
            return
        self._heard = b""
        if last[:1] not in b"23":
            self._end.set_exception(Refused(last.decode("ascii", "replace").strip()))
            self._transport.close()
        elif last[:3] == b"221":
            self._end.set_result(None)
        else:
            self._transport.write(self._next_word())

    def connection_lost(self, fault: Exception | None) -> None:
        if not self._end.done():
            self._end.set_exception(Refused(f"the connection was cut: {fault}"))

    def _next_word(self) -> bytes:
        if self._steps:
            return self._steps.pop()
        self._work.last = time.perf_counter()
        self._steps = (self._work.next() if self._work.kept_open else None) or [b"QUIT\r\n"]
        return self._steps.pop()
