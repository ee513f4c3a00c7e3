"""Relays for the tests: real SMTP servers on the test's own loop that answer as they are told."""

import asyncio
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from daemon.sending.relay import Relay
from daemon.sending.relay_connections import RelaySettings, Tls

MAIL = b"Message-ID: <a1@desk.example>\r\nSubject: Hello\r\n\r\nA line.\r\n.\r\n..two dots\r\n"
DESK = "support+key@desk.example"
ANN = "ann@customer.example"

USER, PASSWORD = "postdesk", "a secret of the test"

# Not a reply: the connection is cut instead.
CUT = "cut"


@dataclass(frozen=True)
class Taken:
    """One mail as the relay got it."""

    sender: str
    options: tuple[str, ...]
    recipients: tuple[str, ...]
    content: bytes
    private: bool
    user: str


@dataclass
class RelayPeer:
    """What a relay is to say, by command, one answer after the other; and what it got.

    ``refused`` holds the answer to each recipient that is refused, ``asked`` every recipient ever named.
    """

    answers: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    links: list["Server"] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    hang: bool = False
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    parted: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, command: str, *answers: str) -> None:
        """Give these answers to the next commands of this name; then the usual ones again."""
        self.answers[command].extend(answers)

    def answer(self, command: str, server: "Server", usual: str) -> str:
        """Return the answer to be given now."""
        self.commands.append(command)
        answer = self.answers[command].popleft() if self.answers[command] else usual
        if answer == CUT:
            server.cut()
        return answer

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name for its hook.
        self, server: "Server", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL."""
        answer = self.answer("MAIL", server, "250 2.1.0 sender is well")
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name for its hook.
        self, server: "Server", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT, or never."""
        if self.hang:
            self.hanging.set()
            await asyncio.Event().wait()
        self.asked.append(address)
        answer = self.answer("RCPT", server, self.refused.get(address, "250 2.1.5 recipient is well"))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for its hook.
        self, server: "Server", session: Session, envelope: Envelope
    ) -> str:
        """Take the mail, then answer."""
        assert isinstance(envelope.content, bytes)
        self.taken.append(
            Taken(
                sender=envelope.mail_from or "",
                options=tuple(envelope.mail_options),
                recipients=tuple(envelope.rcpt_tos),
                content=envelope.content,
                private=server.link.get_extra_info("ssl_object") is not None,
                user=session.auth_data.login.decode() if session.auth_data else "",
            )
        )
        return self.answer("DATA", server, f"250 2.0.0 kept as {len(self.taken)}")


class Server(SMTP):
    """aiosmtpd's server, which tells its peer object of each connection, RSET and QUIT."""

    peer: RelayPeer

    @property
    def link(self) -> asyncio.Transport:
        """The connection, TLS included."""
        return cast("asyncio.Transport", self.transport)

    def cut(self) -> None:
        """Cut the connection without a word."""
        if self.transport is not None:
            self.link.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note a connection once, not once more after STARTTLS."""
        if self not in self.peer.links:
            self.peer.links.append(self)
        super().connection_made(transport)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name for its command.
        """Answer RSET."""
        answer = self.peer.answer("RSET", self, "250 2.0.0 forgotten")
        cast("Callable[[], None]", self._set_rset_state)()
        await self.push(answer)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name for its command.
        """Answer DATA before the content comes."""
        if self.peer.answers["BEFORE DATA"]:
            await self.push(self.peer.answer("BEFORE DATA", self, ""))
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name for its command.
        """Answer QUIT."""
        self.peer.commands.append("QUIT")
        await super().smtp_QUIT(arg)
        self.peer.parted.set()


def knows_password(server: Any, session: Session, envelope: Envelope, way: str, login: Any) -> AuthResult:
    """Let in who has the password."""
    assert isinstance(login, LoginPassword)
    good = login == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False, auth_data=login if good else None)


@asynccontextmanager
async def relay_peer(
    *, starttls: ssl.SSLContext | None = None, implicit: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[RelayPeer]:
    """Run a relay on a free port of 127.0.0.1; ``options`` are aiosmtpd's."""
    peer = RelayPeer()
    loop = asyncio.get_running_loop()
    options = {"hostname": "relay.example", "loop": loop, "tls_context": starttls, "timeout": 30, **options}

    def make() -> Server:
        server = Server(peer, **options)
        server.peer = peer
        return server

    listener = await loop.create_server(make, "127.0.0.1", 0, ssl=implicit)
    peer.port = listener.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        listener.close()
        for link in peer.links:
            link.cut()
        await listener.wait_closed()


@asynccontextmanager
async def stubborn_peer(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any],
) -> AsyncIterator[int]:
    """Run whatever ``talk`` does with a connection; give the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        await listener.wait_closed()


@asynccontextmanager
async def relay_to(port: int, **settings: Any) -> AsyncIterator[Relay]:
    """Give a relay to be tested, and close it."""
    plain = {"host": "127.0.0.1", "hostname": "desk.example", "tls": Tls.NONE, **settings}
    relay = Relay(RelaySettings(port=port, **plain))
    try:
        yield relay
    finally:
        await relay.close()
