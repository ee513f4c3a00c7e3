"""The sockets on which we take mail: opened together, closed gracefully."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from daemon.receiving.acceptance import Acceptance, ListenerSettings
from daemon.receiving.admission import Admission, Memory
from daemon.receiving.connection import Connection
from daemon.receiving.inherited_socket import place, stands_for, stands_for_path
from daemon.receiving.logins import Logins
from daemon.receiving.reception import Reception
from daemon.receiving.session import LmtpSession, SmtpSession
from daemon.receiving.socket_file import CannotListen, SocketFile
from daemon.receiving.submission import SubmissionSession

log = logging.getLogger("postdesk.listener")

_BACKLOG = 512
# From Python 3.13 on asyncio looks at a socket's file and removes it; systemd's lies where we may not look.
_KEEP_FILE: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
# So many mails of the greatest size may be on their way in together.
_MAILS_IN_MEMORY = 8
# How long connections may take to read their 421 once nobody waits for their mail any more.
_LAST_WORDS = 2.0


@dataclass(frozen=True, slots=True)
class Listening:
    """Where we listen: ``smtp``, ``smtps``, ``submission``, ``submissions`` or ``lmtp``, and the place.

    A place is a host with its port, or a path.
    """

    protocol: str
    where: str
    port: int = 0

    def __str__(self) -> str:
        """Return it as people write it."""
        host = f"[{self.where}]" if ":" in self.where else self.where
        return f"{self.protocol} {host}:{self.port}" if self.port else f"{self.protocol} {self.where}"


class Listeners:
    """All our listening sockets and the connections made to them."""

    def __init__(
        self,
        settings: ListenerSettings,
        accept: Acceptance,
        *,
        is_ours: Callable[[str], bool],
        has_room: Callable[[int], bool],
        logins: Logins | None = None,
    ) -> None:
        self._settings = settings
        self._reception = Reception(
            settings=settings,
            accept=accept,
            is_ours=is_ours,
            has_room=has_room,
            admission=Admission(settings.connections, settings.connections_per_peer),
            memory=Memory(_MAILS_IN_MEMORY * settings.message_size),
            logins=logins,
        )
        self._servers: list[asyncio.Server] = []
        self._socket_file: SocketFile | None = None
        self.listening: tuple[Listening, ...] = ()

    @property
    def connections(self) -> int:
        """The number of connections that are open now."""
        return len(self._reception.connections)

    async def start(self) -> None:
        """Open every socket, or none. Raises CannotListen. ``listening`` then tells the bound addresses."""
        settings = self._settings
        encrypted = settings.listen_tls or settings.submission or settings.submission_tls
        if settings.tls is None and (encrypted or settings.require_tls):
            raise CannotListen("There is no certificate, but TLS is to be spoken. Set one.")
        try:
            inherited = settings.inherited
            for protocol, places in _places(settings).items():
                for host, port in places:
                    if not any(stands_for(link, host, port) for link in inherited):
                        await self._open(protocol, host, port, self._session(protocol))
            path = settings.lmtp_path
            if path is not None and not any(stands_for_path(link, path) for link in inherited):
                await self._open_lmtp(path, settings.lmtp_mode)
            for link in inherited:
                await self._serve(link)
        except BaseException:
            self._close_sockets()
            raise

    async def stop(self, grace: float) -> None:
        """Stop listening, let mails in flight end within so many seconds, and close every connection.

        A mail gets its true answer or 421; whatever is not stored after the grace is not acknowledged.
        """
        self._reception.admission.close()
        self._close_sockets()
        for connection in self._connections():
            connection.leave()
        if await self._gone_within(grace):
            return
        for connection in self._connections():
            connection.cut()
        if await self._gone_within(_LAST_WORDS):
            return
        log.warning("cut %d connections that did not end in time", self.connections)
        for connection in self._connections():
            connection.abort()
        await self._gone_within(None)

    def change(self, settings: ListenerSettings) -> None:
        """Receive new connections by these settings; where we listen stays as it is."""
        reception = self._reception
        reception.settings = settings
        reception.admission.connections = settings.connections
        reception.admission.per_peer = settings.connections_per_peer
        reception.memory.most = _MAILS_IN_MEMORY * settings.message_size

    def _connections(self) -> list[Connection]:
        return list(self._reception.connections)

    async def _gone_within(self, seconds: float | None) -> bool:
        tasks = [connection.served for connection in self._connections()]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        return not self._reception.connections

    def _session(self, protocol: str) -> Callable[[], SmtpSession]:
        if protocol == "lmtp":
            return partial(LmtpSession, self._reception)
        kind = SubmissionSession if protocol.startswith("submission") else SmtpSession
        return partial(kind, self._reception, implicit_tls=protocol in {"smtps", "submissions"})

    async def _serve(self, link: socket.socket) -> None:
        """Take connections from a socket that was handed over; its file stays when we stop."""
        loop = asyncio.get_running_loop()
        protocol = self._protocol(link)
        if protocol == "lmtp":
            server = await loop.create_unix_server(
                self._session(protocol), sock=link, backlog=_BACKLOG, **_KEEP_FILE
            )
        else:
            server = await loop.create_server(self._session(protocol), sock=link, backlog=_BACKLOG)
        self.listening += (Listening(protocol, *place(link)),)
        self._servers.append(server)

    def _protocol(self, link: socket.socket) -> str:
        if link.family is socket.AF_UNIX:
            return "lmtp"
        return next(
            (
                protocol
                for protocol, places in _places(self._settings).items()
                if any(stands_for(link, *each) for each in places)
            ),
            "smtp",
        )

    async def _open(self, protocol: str, host: str, port: int, session: Callable[[], SmtpSession]) -> None:
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(session, host or None, port, backlog=_BACKLOG)
        except OSError as fault:
            raise CannotListen(
                f"Cannot listen on {host}:{port}: {_reason(fault)}."
                " Stop what listens there, or set another address."
            ) from fault
        self._servers.append(server)
        names = [opened.getsockname() for opened in server.sockets]
        self.listening += tuple(Listening(protocol, name[0], name[1]) for name in names)

    async def _open_lmtp(self, path: Path, mode: int) -> None:
        loop = asyncio.get_running_loop()
        self._socket_file = SocketFile.create(path, mode)
        server = await loop.create_unix_server(
            self._session("lmtp"), sock=self._socket_file.socket, backlog=_BACKLOG
        )
        self._servers.append(server)
        self.listening += (Listening("lmtp", str(path)),)

    def _close_sockets(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()
        if self._socket_file is not None:
            self._socket_file.remove()
            self._socket_file = None


def _places(settings: ListenerSettings) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return where each protocol over the network is to be listened for."""
    return {
        "smtp": settings.listen,
        "smtps": settings.listen_tls,
        "submission": settings.submission,
        "submissions": settings.submission_tls,
    }


def _reason(fault: OSError) -> str:
    return fault.strerror or str(fault)
