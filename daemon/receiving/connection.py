"""One connection of a mail server or program, from its first byte to its last.

aiosmtpd gives the frame: a protocol on our event loop with one ``smtp_`` method for each command. Its
command loop is replaced, here and in ``conversation``, because there a peer's half-close cancels a commit,
any exception becomes a permanent refusal with the exception's text, the time limit runs during our own
work, and each reply is a packet of its own.
"""

import asyncio
import logging
import socket
import ssl
from typing import AnyStr, ClassVar, cast

from aiosmtpd.smtp import SMTP

from daemon.receiving import smtp_replies as replies
from daemon.receiving.admission import Share, ip_of
from daemon.receiving.data_reader import LONGEST_LINE, Inlet, PeerGone
from daemon.receiving.reception import Reception
from daemon.receiving.time_limit import TimeLimit

log = logging.getLogger("postdesk.listener")
# aiosmtpd tells every command at INFO and every line of mail at DEBUG: personal data.
logging.getLogger("mail.log").setLevel(logging.WARNING)

# How many seconds a peer may take to read our last words, and to shake hands.
_LINGER = 5.0
_HANDSHAKE = 30.0


class Connection(SMTP):
    """A connection: its bytes, its time limit, its TLS, its end. Subclasses add the commands."""

    protocol: ClassVar[str] = "ESMTP"
    # The longest line of a command, in bytes.
    longest_line: ClassVar[int] = LONGEST_LINE

    def __init__(self, reception: Reception, *, implicit_tls: bool = False) -> None:
        hostname = reception.settings.hostname
        super().__init__(None, hostname=hostname, loop=asyncio.get_running_loop())
        self.reception = reception
        self.settings = reception.settings
        self.memory = Share(reception.memory)
        self.secured = False
        self._implicit_tls = implicit_tls
        self._inlet = Inlet(lambda: self.link.resume_reading(), self.longest_line)
        self._outgoing = bytearray()
        self._farewell: bytes | None = None
        self._cut = False
        self._listening = False
        self._shaking_hands = False

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve; a peer that finds no place is told so and goes."""
        self.time_limit = TimeLimit(self.loop, self.settings.idle_seconds, self._idle)
        super().connection_made(transport)
        self.link = cast("asyncio.Transport", transport)
        self.ip = ip_of(transport.get_extra_info("peername"))
        self.reception.connections.add(self)
        # asyncio does this only for sockets that were made with the protocol number of TCP.
        if self.ip is not None:
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        refusal = self.reception.admission.enter(self.ip)
        self._admitted = refusal is None
        if refusal is not None:
            self.farewell(refusal)
            log.warning("refused a connection from %s: %s", self.peer, refusal.decode())

    def data_received(self, data: bytes) -> None:
        """Take what came; while a mail comes in, each chunk is a sign of life."""
        self._inlet.feed(data)
        if self._inlet.receiving:
            self.time_limit.touch()
            if not self.memory.hold(self._inlet.held):
                self._inlet.drop()
        elif self._inlet.full and not self._shaking_hands:
            self.link.pause_reading()

    def eof_received(self) -> bool:
        """Serve what was sent before a half-close; aiosmtpd would cancel the commit in hand."""
        self._inlet.end()
        # TLS knows no half-close: asyncio warns if it is asked to keep the other half open.
        return not self.secured

    def connection_lost(self, error: Exception | None) -> None:
        """Let the work in hand end by itself; aiosmtpd would cancel it."""
        self._inlet.end()
        super(SMTP, self).connection_lost(error)

    def _reset_timeout(self, duration: float | None = None) -> None:
        # aiosmtpd would start a timer of its own here.
        self.time_limit.touch()

    # What Listeners ask for.

    @property
    def served(self) -> "asyncio.Task[None]":
        """The task that ends when the connection has ended."""
        return cast("asyncio.Task[None]", self._handler_coroutine)

    @property
    def peer(self) -> str:
        """The peer's IP address, or ``unix``."""
        return str(self.ip) if self.ip is not None else "unix"

    def leave(self) -> None:
        """Say 421 and close: at once where nothing is going on, else after the answer to a mail in hand."""
        self.farewell(self._farewell or replies.SHUTTING_DOWN)
        if self._listening or self._shaking_hands:
            self.cut()

    def cut(self) -> None:
        """Read nothing more and close; only a mail that is being stored still gets its answer."""
        self._cut = True
        self._inlet.end()
        if self._shaking_hands:
            self.link.abort()

    def abort(self) -> None:
        """End the connection without a word."""
        self.link.abort()
        self.served.cancel()

    # What the commands use.

    async def push(self, status: AnyStr) -> None:
        """Give a reply. Replies to pipelined commands leave together (RFC 2920, 3.2)."""
        self._outgoing += status.encode("ascii") if isinstance(status, str) else status
        self._outgoing += b"\r\n"

    async def receive(self) -> bytes | None:
        """Return the content of a mail, or None if it was too big to be kept. Raises PeerGone."""
        await self._flush()
        return await self._inlet.content(self.settings.message_size)

    @property
    def leaving(self) -> bool:
        """Tell whether the last word is set."""
        return self._farewell is not None

    def farewell(self, reply: bytes) -> None:
        """Say this as the last word, then close."""
        self._farewell = reply

    async def start_tls(self) -> None:
        """Go over to TLS; nothing that was sent in clear is read after this (RFC 3207, 4.2)."""
        await self._flush()
        self.link.pause_reading()
        self._inlet.clear()
        self._shaking_hands = True
        try:
            await self._shake_hands(cast("ssl.SSLContext", self.settings.tls))
        except OSError as fault:
            # asyncio does not always tell the protocol of a connection that ends within the handshake.
            self.connection_lost(None)
            raise PeerGone("The TLS handshake failed.") from fault
        finally:
            self._shaking_hands = False
        self.secured = True

    async def _shake_hands(self, context: ssl.SSLContext) -> None:
        link = await self.loop.start_tls(
            self.link, self, context, server_side=True, ssl_handshake_timeout=_HANDSHAKE
        )
        # There is none where the peer left without a word; the annotations of asyncio do not know it.
        if link is None:
            raise ConnectionResetError
        self.link = link

    async def next_line(self) -> bytes:
        """Return the next command line. Raises LineTooLong, PeerGone."""
        line = self._inlet.next_line()
        if line is None:
            await self._flush()
            self.time_limit.touch()
            self._listening = True
            try:
                line = await self._inlet.line()
            finally:
                self._listening = False
        return line

    async def converse(self) -> None:
        """Read commands and answer them until a farewell is set. Raises PeerGone."""
        raise NotImplementedError

    # The life of a connection.

    async def _handle_client(self) -> None:
        try:
            if self._admitted:
                await self._serve()
        except PeerGone:
            log.debug("%s is gone", self.peer)
        except Exception:
            # The edge of this stage: one connection's fault must not harm the others.
            log.exception("a connection from %s failed", self.peer)
            self.farewell(replies.SESSION_FAULT)
        finally:
            await self._close()

    async def _serve(self) -> None:
        if self._implicit_tls:
            await self.start_tls()
        await self.push(replies.banner(self.hostname, self.protocol))
        await self.converse()

    async def _flush(self) -> None:
        self._write()
        try:
            await self._writer.drain()
        except OSError as fault:
            raise PeerGone("The connection has ended.") from fault

    def _write(self) -> None:
        if self._outgoing:
            self.link.write(bytes(self._outgoing))
            self._outgoing.clear()

    def _idle(self) -> None:
        if self._cut:
            # It does not even read our last words.
            self.link.abort()
        else:
            self.farewell(self._farewell or replies.IDLE)
            self.cut()

    async def _close(self) -> None:
        self.time_limit.stop()
        self.memory.release()
        # A client that waits for a TLS handshake could not read a reply in clear.
        if self._farewell is not None and (self.secured or not self._implicit_tls):
            await self.push(self._farewell)
        self._write()
        self.link.close()
        try:
            async with asyncio.timeout(_LINGER):
                await self._writer.wait_closed()
        except OSError:
            self.link.abort()
        finally:
            self.reception.connections.discard(self)
            if self._admitted:
                self.reception.admission.leave(self.ip)
