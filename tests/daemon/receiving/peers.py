"""What the tests of receiving share: a store in memory, open listeners, and a client that hides nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from daemon.receiving.acceptance import ListenerSettings
from daemon.receiving.listener import Listeners
from daemon.receiving.logins import Logins
from daemon.receiving.time_limit import TimeLimit
from desk.envelope import Envelope

MAIL = b"From: ann@customer.example\r\nSubject: Help\r\n\r\nIt is broken.\r\n"
OURS = frozenset({"support@desk.example", "sales@desk.example", "postmaster"})


@dataclass
class MemoryStore:
    """Keeps mails in a list; ``before`` is awaited before each is kept, and may raise."""

    kept: list[tuple[Envelope, bytes]] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None

    async def accept(self, envelope: Envelope, raw: bytes) -> None:
        """Keep a mail."""
        if self.before is not None:
            await self.before()
        self.kept.append((envelope, raw))

    @property
    def contents(self) -> list[bytes]:
        """The bytes of all mails kept."""
        return [raw for _, raw in self.kept]


class Client:
    """A client that sends exactly the bytes it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self) -> str:
        """Return one reply, its lines joined; empty at the end of the connection."""
        lines = []
        while True:
            line = (await self.reader.readline()).decode("ascii")
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def ask(self, line: str) -> str:
        """Send a command and return its reply."""
        await self.send(line.encode() + b"\r\n")
        return await self.reply()

    async def code(self, line: str) -> str:
        """Send a command and return its code and enhanced status code."""
        return " ".join((await self.ask(line)).split()[:2])

    async def hello(self, verb: str = "EHLO") -> None:
        """Read the banner and greet."""
        assert (await self.reply()).startswith("220 ")
        await self.hello_again(verb)

    async def hello_again(self, verb: str = "EHLO") -> None:
        """Greet, as after STARTTLS."""
        assert (await self.ask(f"{verb} client.example")).startswith("250")

    async def begin(self, *recipients: str, sender: str = "ann@customer.example") -> None:
        """Begin a mail up to the 354."""
        assert (await self.ask(f"MAIL FROM:<{sender}>")).startswith("250")
        for recipient in recipients or ("support@desk.example",):
            assert (await self.ask(f"RCPT TO:<{recipient}>")).startswith("250")
        assert (await self.ask("DATA")).startswith("354")

    async def deliver(self, content: bytes = MAIL) -> str:
        """Send a whole mail, the final dot included, and return the answer."""
        await self.begin()
        await self.send(content + b".\r\n")
        return await self.reply()

    async def rest(self) -> str:
        """Return whatever else comes until the connection ends; a reset ends it too."""
        parts = []
        with suppress(ConnectionError):
            while data := await self.reader.read(65536):
                parts.append(data)
        return b"".join(parts).decode("ascii")

    async def close(self) -> None:
        """Go without a word."""
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


class HandClock:
    """Stands for the loop where a time limit asks for the time: it goes on when it is turned."""

    def __init__(self) -> None:
        self._now = 0.0
        self._next: tuple[float, Callable[[], None]] | None = None

    def time(self) -> float:
        """Return the time."""
        return self._now

    def call_at(self, when: float, job: Callable[[], None]) -> "HandClock":
        """Do this then, and nothing else before."""
        self._next = when, job
        return self

    def call_later(self, seconds: float, job: Callable[[], None]) -> "HandClock":
        """Do this after so many seconds."""
        return self.call_at(self._now + seconds, job)

    def cancel(self) -> None:
        """Do nothing more."""
        self._next = None

    def turn(self, seconds: float) -> None:
        """Let time pass, and do what is due."""
        self._now += seconds
        while self._next is not None and self._next[0] <= self._now:
            job, self._next = self._next[1], None
            job()


@dataclass
class Place:
    """Open listeners with their store, and the clients that were made."""

    listeners: Listeners
    store: MemoryStore
    clients: list[Client] = field(default_factory=list)

    def port(self, protocol: str = "smtp") -> int:
        """Return the port bound for a protocol."""
        return next(found.port for found in self.listeners.listening if found.protocol == protocol)

    async def connect(self, protocol: str = "smtp", tls: ssl.SSLContext | None = None) -> Client:
        """Connect by TCP."""
        name = "desk.example" if tls else None
        streams = await asyncio.open_connection(
            "127.0.0.1", self.port(protocol), ssl=tls, server_hostname=name
        )
        self.clients.append(Client(*streams))
        return self.clients[-1]

    def clock_by_hand(self) -> HandClock:
        """Count the silence of the one client that is there by a clock of the test's own from here on."""
        [connection] = self.listeners._reception.connections
        clock = HandClock()
        connection.time_limit.stop()
        connection.time_limit = TimeLimit(
            cast("asyncio.AbstractEventLoop", clock), connection.settings.idle_seconds, connection._idle
        )
        return clock

    async def come(self, size: int) -> None:
        """Wait until so many bytes of a line or of a content have come from the one client."""
        [connection] = self.listeners._reception.connections
        inlet = connection._inlet
        while len(inlet._unread) + inlet.held < size:  # noqa: ASYNC110 - nothing tells of half a line
            await asyncio.sleep(0)

    async def gone(self, left: int = 0) -> None:
        """Wait until no more than so many connections are left."""
        connections = self.listeners._reception.connections
        while len(connections) > left:
            tasks = [connection.served for connection in connections]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def greeted(self, protocol: str = "smtp") -> Client:
        """Connect by TCP and say EHLO."""
        client = await self.connect(protocol)
        await client.hello()
        return client

    async def lmtp(self) -> Client:
        """Connect to the unix socket and say LHLO."""
        path = next(found.where for found in self.listeners.listening if found.protocol == "lmtp")
        self.clients.append(Client(*await asyncio.open_unix_connection(path)))
        await self.clients[-1].hello("LHLO")
        return self.clients[-1]


@asynccontextmanager
async def receiving(
    *,
    store: MemoryStore | None = None,
    has_room: Callable[[int], bool] = lambda _size: True,
    lmtp: Path | None = None,
    logins: Logins | None = None,
    **settings: Any,
) -> AsyncIterator[Place]:
    """Open listeners on any free port, and close everything afterwards."""
    store = store or MemoryStore()
    listeners = Listeners(
        ListenerSettings(
            hostname="desk.example",
            **{"listen": (("127.0.0.1", 0),), "lmtp_path": lmtp, **settings},
        ),
        store.accept,
        is_ours=OURS.__contains__,
        has_room=has_room,
        logins=logins,
    )
    await listeners.start()
    place = Place(listeners, store)
    try:
        yield place
    finally:
        for client in place.clients:
            await client.close()
        await listeners.stop(5)
