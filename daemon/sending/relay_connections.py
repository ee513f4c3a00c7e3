"""Connections to the relay: opened when needed, used again while they live, closed when idle."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import cast

from aiosmtplib import SMTP, SMTPException

from desk.errors import PostdeskError

# So long we wait for the relay's good-bye, and for a sign of life from a connection that was idle.
_PARTING_SECONDS = 5.0
_WAKING_SECONDS = 10.0


class Tls(StrEnum):
    """How the connection is kept private: not at all, after STARTTLS, or from its first byte."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """Where mail goes out, and how.

    ``hostname`` is our own name, told in EHLO. ``ca_file`` (PEM) holds the only authorities to be trusted;
    without it those of the system are. An empty ``user`` means no AUTH. ``content_seconds`` is the time for
    a whole mail and its answer (RFC 5321, 4.5.3.2.6), ``answer_seconds`` for any other answer.
    """

    host: str
    port: int
    hostname: str
    tls: Tls = Tls.STARTTLS
    ca_file: Path | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 4
    connect_seconds: float = 30.0
    answer_seconds: float = 60.0
    content_seconds: float = 600.0
    idle_seconds: float = 60.0


class BadAuthorities(PostdeskError):
    """The file of certificate authorities cannot be used; the text names it and the fault."""


class Connections:
    """At most ``settings.connections`` connections; whoever asks for one more waits."""

    def __init__(self, settings: RelaySettings) -> None:
        """Raise BadAuthorities where the settings name an unusable ``ca_file``."""
        self._settings = settings
        self._tls = None if settings.tls is Tls.NONE else _client_context(settings.ca_file)
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: dict[SMTP, asyncio.TimerHandle] = {}
        self._partings: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[SMTP]:
        """Lend a connection ready for MAIL; it is kept for the next mail unless the block raises."""
        async with self._slots:
            smtp = await self._rested() or await self._opened()
            async with _dropped_on_fault(smtp):
                yield smtp
            self._rest(smtp)

    async def close(self) -> None:
        """Say QUIT on all idle connections; those lent out follow when they come back."""
        self._closed = True
        for smtp in list(self._idle):
            self._expire(smtp)
        while self._partings:
            await asyncio.wait(self._partings)

    async def _opened(self) -> SMTP:
        settings = self._settings
        smtp = SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=settings.hostname,
            username=settings.user or None,
            password=settings.password if settings.user else None,
            timeout=settings.answer_seconds,
            use_tls=settings.tls is Tls.IMPLICIT,
            start_tls=settings.tls is Tls.STARTTLS,
            tls_context=self._tls,
        )
        await smtp.connect(timeout=settings.connect_seconds)
        async with _dropped_on_fault(smtp):
            if smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
        return smtp

    async def _rested(self) -> SMTP | None:
        """Return an idle connection that still lives and holds nothing of an earlier mail."""
        while self._idle:
            smtp, timer = self._idle.popitem()
            timer.cancel()
            with suppress(SMTPException, OSError):
                async with _dropped_on_fault(smtp):
                    await smtp.rset(timeout=_WAKING_SECONDS)
                return smtp
        return None

    def _rest(self, smtp: SMTP) -> None:
        loop = asyncio.get_running_loop()
        self._idle[smtp] = loop.call_later(self._settings.idle_seconds, self._expire, smtp)
        if self._closed:
            self._expire(smtp)

    def _expire(self, smtp: SMTP) -> None:
        self._idle.pop(smtp).cancel()
        parting = asyncio.create_task(_part(smtp))
        self._partings.add(parting)
        parting.add_done_callback(self._partings.discard)


async def _part(smtp: SMTP) -> None:
    with suppress(SMTPException, OSError):
        async with _dropped_on_fault(smtp):
            await smtp.quit(timeout=_PARTING_SECONDS)


@asynccontextmanager
async def _dropped_on_fault(smtp: SMTP) -> AsyncIterator[None]:
    """Drop the connection at once if the block raises.

    Closing it in good order would wait until a hanging relay has read what it was sent, perhaps for ever.
    """
    transport = cast("asyncio.WriteTransport | None", smtp.transport)
    try:
        yield
    except BaseException:
        if transport is not None:
            transport.abort()
        smtp.close()
        raise


def _client_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as fault:
        raise BadAuthorities(
            f"Cannot use {ca_file} to know the relay by: {fault.strerror or 'not readable'}."
            " It must be a PEM file of certificates that this user may read."
        ) from fault
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
