"""How many mails a second come in, and what one costs: our listener beside aiosmtpd as it comes.

Run it with ``python tests/bench/receiving.py``. A server in a process of its own keeps nothing, a client
keeps ten sessions open and waits for every answer; each figure is the median of three runs.
"""

import asyncio
import logging
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

# Run as a script, it finds the packages of the tree in which it stands.
sys.path.insert(0, str(Path(__file__).parents[2]))

from aiosmtpd.smtp import SMTP

from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.listener import Listeners
from desk.envelope import Envelope

SESSIONS = 10
RUNS = 3
SIZES = {8 * 1024: 3000, 148 * 1024: 400}


async def serve_ours(_port: Callable[[int], None]) -> None:
    """Serve with our listener and an accept that does nothing."""

    async def accept(_envelope: Envelope, _raw: bytes) -> None:
        return

    settings = ListenerSettings(hostname="desk.example", listen=(("127.0.0.1", 0),))
    listeners = Listeners(settings, accept, is_ours=lambda _addr: True, has_room=lambda _size: True)
    await listeners.start()
    _port(listeners.listening[0].port)


async def serve_stock(_port: Callable[[int], None]) -> None:
    """Serve with aiosmtpd and a handler that does nothing."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)

    class Handler:
        async def handle_DATA(self, *_args: object) -> str:  # noqa: N802 (the name is aiosmtpd's)
            return "250 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), hostname="desk.example", loop=loop), "127.0.0.1", 0
    )
    _port(server.sockets[0].getsockname()[1])


SERVERS = {"postdesk": serve_ours, "aiosmtpd as it comes": serve_stock}


def run_server(serve: Callable[[Callable[[int], None]], Awaitable[None]], pipe: Connection) -> None:
    """Serve until told to report the CPU seconds spent; then again, until the other side hangs up."""

    async def main() -> None:
        await serve(pipe.send)
        while await asyncio.to_thread(pipe.recv):
            usage = resource.getrusage(resource.RUSAGE_SELF)
            pipe.send(usage.ru_utime + usage.ru_stime)

    asyncio.run(main())


class Sender(asyncio.Protocol):
    """Sends mails one after the other, each step when the answer to the last has come."""

    def __init__(self, content: bytes, count: int, done: "asyncio.Future[None]") -> None:
        mail = [b"MAIL FROM:<ann@x.example>\r\n", b"RCPT TO:<support@desk.example>\r\n", b"DATA\r\n", content]
        self.steps = iter([b"EHLO x.example\r\n", *(mail * count), b"QUIT\r\n"])
        self.done = done
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Go one step on at the end of each reply."""
        self.heard += data
        last = self.heard[self.heard.rfind(b"\n", 0, -1) + 1 :]
        if not last.endswith(b"\n") or last[3:4] != b" ":
            return
        if last[:1] not in b"23":
            raise RuntimeError(last)
        self.heard = b""
        if (step := next(self.steps, None)) is not None:
            self.transport.write(step)  # type: ignore[attr-defined]

    def connection_lost(self, _fault: Exception | None) -> None:
        """The server has said goodbye."""
        self.done.set_result(None)


async def send(port: int, size: int, count: int) -> float:
    """Send so many mails in parallel sessions; return the seconds it took."""
    line = b"x" * 70 + b"\r\n"
    content = b"From: <ann@x.example>\r\nSubject: x\r\n\r\n" + line * (size // len(line)) + b".\r\n"
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    ends = [loop.create_future() for _ in range(SESSIONS)]
    for end in ends:
        sender = Sender(content, count // SESSIONS, end)
        await loop.create_connection(lambda sender=sender: sender, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    return time.perf_counter() - begun


def measure(name: str, size: int, count: int) -> tuple[float, float]:
    """Return mails a second and the server's CPU milliseconds a mail, medians of the runs."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    server = context.Process(target=run_server, args=(SERVERS[name], theirs))
    server.start()
    port = ours.recv()
    rates, costs = [], []
    asyncio.run(send(port, size, SESSIONS * 5))
    for _ in range(RUNS):
        before = cpu(ours)
        rates.append(count / asyncio.run(send(port, size, count)))
        costs.append((cpu(ours) - before) * 1000 / count)
    ours.send(False)
    server.join(5)
    return statistics.median(rates), statistics.median(costs)


def cpu(pipe: Connection) -> float:
    """Ask the server for its CPU seconds."""
    pipe.send(True)
    return float(pipe.recv())


def main() -> None:
    """Print the table."""
    print(f"{SESSIONS} sessions kept open, medians of {RUNS}")
    print(f"{'receiver':24}{'mail':>8}{'mails/s':>10}{'CPU ms a mail':>16}")
    for size, count in SIZES.items():
        for name in SERVERS:
            rate, cost = measure(name, size, count)
            print(f"{name:24}{size // 1024:5} KB{rate:10.0f}{cost:16.2f}")


if __name__ == "__main__":
    main()
