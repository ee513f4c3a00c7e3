"""The one door to imapclient: a client whose reading is bounded, and which says who it talks to."""

import socket
import ssl
from collections.abc import Callable
from imaplib import IMAP4
from typing import Any

import imapclient

from daemon.mailboxes.wire import BrokenConnection, Wire

# Is told of each socket before anything is waited for on it: closing it from another thread ends all waiting.
# What it raises ends the connection.
Opened = Callable[[socket.socket], None]


def nobody_to_tell(link: socket.socket) -> None:
    """Let a connection be nobody's but its own thread's."""


class BoundedImap(IMAP4):
    """imaplib's connection, over TLS from the first byte where ``tls`` is given, read by a `Wire`."""

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, answer_seconds: float, opened: Opened
    ) -> None:
        self._tls = tls
        self._opened = opened
        self._answer_seconds = answer_seconds
        super().__init__(host, port, timeout=answer_seconds)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect."""
        super().open(host, port, timeout)
        self.wire = Wire(self.sock, self._answer_seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        link = socket.create_connection((self.host, self.port), timeout)
        # A half-open link is noticed by the rounds; this closes those that a firewall forgot.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            if self._tls is not None:
                return self._wrapped(link, self._tls)
            self._opened(link)
        except BaseException:
            link.close()
            raise
        return link

    def _wrapped(self, link: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
        wrapped = tls.wrap_socket(link, server_hostname=self.host, do_handshake_on_connect=False)
        try:
            self._opened(wrapped)
            wrapped.do_handshake()
        except BaseException:
            wrapped.close()
            raise
        return wrapped

    def read(self, size: int) -> bytes:
        """Return the next so many bytes; imaplib calls this."""
        return self.wire.literal(size)

    def readline(self) -> bytes:
        """Return the next line; imaplib calls this."""
        return self.wire.line()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:  # noqa: ANN401 - as in imaplib
        """Go over to TLS. What the server sent before in clear could be anybody's (RFC 3501, 6.2.1)."""
        typ, data = self._simple_command("STARTTLS")
        if typ != "OK":
            raise BrokenConnection("the server refuses to begin TLS")
        if not self.wire.is_empty:
            raise BrokenConnection("the server sends words in clear after it has begun TLS")
        assert ssl_context is not None  # noqa: S101 - our only caller gives one
        self.sock = self._wrapped(self.sock, ssl_context)
        self.wire = Wire(self.sock, self._answer_seconds)
        self._tls_established = True
        self._get_capabilities()
        return typ, data


class Client(imapclient.IMAPClient):  # type: ignore[misc] # imapclient has no annotations
    """imapclient over a `BoundedImap`; its own waiting for IDLE is not used."""

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        answer_seconds: float,
        opened: Opened = nobody_to_tell,
    ) -> None:
        self._tls = tls
        self._answer_seconds = answer_seconds
        self._opened = opened
        # How many mails there were when the server last told, less those that it then told were gone.
        self._known: int | None = None
        # ssl=False: the connection that we make sees to TLS itself.
        super().__init__(host, port, ssl=False, timeout=answer_seconds)
        # True would turn aware times into naive local ones.
        self.normalise_times = False

    def _create_IMAP4(self) -> BoundedImap:  # noqa: N802 - imapclient's name for it
        return BoundedImap(self.host, self.port, self._tls, self._answer_seconds, self._opened)

    @property
    def wire(self) -> Wire:
        """Where the server's bytes are read."""
        wire: Wire = self._imap.wire
        return wire

    def untagged_line(self) -> bytes:
        """Return the next line that the server sends by itself."""
        line: bytes = self._imap._get_line()  # noqa: SLF001 - imaplib has no other way to read one line
        return line

    def begin_idle(self) -> bool:
        """Ask the server to tell of news by itself (RFC 2177); return whether it told of mail already.

        imapclient's own way takes a word that comes before the server's readiness for a fault.
        """
        imap = self._imap
        self._idle_tag = imap._command("IDLE")  # noqa: SLF001 - as above
        news = False
        while (line := imap._get_response()) is not None:  # noqa: SLF001 - as above
            if imap.tagged_commands[self._idle_tag]:
                raise BrokenConnection("the server refuses to tell of news (IDLE)")
            news = news or tells_of_mail(line)
        return news

    def has_news(self) -> bool:
        """Tell whether the server told of mail since `forget_news`, with its answers to other commands.

        Some tell how many there are with every answer: only another number is news, where the mails that it
        told were gone are reckoned off.
        """
        told = self._mails_told()
        return told is not None and told != self._expected()

    def forget_news(self) -> None:
        """Forget what the server told unasked, but for the number of mails; imaplib keeps it for ever."""
        told = self._mails_told()
        self._known = self._expected() if told is None else told
        self._imap.untagged_responses.clear()

    def _expected(self) -> int | None:
        gone = len(self._imap.untagged_responses.get("EXPUNGE", ()))
        return None if self._known is None else self._known - gone

    def _mails_told(self) -> int | None:
        told = self._imap.untagged_responses.get("EXISTS")
        return int(told[-1]) if told else None


def tells_of_mail(line: bytes) -> bool:
    """Tell whether a line that came unasked says that mail has come."""
    return line.rstrip().upper().endswith(b" EXISTS")
