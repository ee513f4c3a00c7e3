"""The endpoint: the daemon's health over HTTP, on a unix socket and, if wanted, on the loopback."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from daemon.health.condition import Condition, Observer
from daemon.health.measures import Measures
from daemon.health.metrics import metrics
from daemon.receiving.socket_file import CannotListen, SocketFile
from daemon.reloading import Reloaded

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Who asks more than this at once is no monitor.
_MOST_CONNECTIONS = 20
_SHUTDOWN_SECONDS = 2

# On the loopback a connection ends after this, whatever it does: silent ones would take up all the room.
_CONNECTION_SECONDS = 20

# The user alone: whoever may open the control socket may reload.
_MODE = 0o600


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone: they are the service's."""
        yield


class _Impatient(H11Protocol):
    """A connection of the loopback, where any user of this machine can be at the other end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # so in uvicorn
        """Give the connection its time."""
        super().connection_made(transport)
        self._end = self.loop.call_later(_CONNECTION_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._end.cancel()
        super().connection_lost(exc)


class Endpoint:
    """The HTTP servers: one for the control socket, one for the loopback, which cannot crowd out the first.

    Looking at the daemon runs in one thread at most, so it never holds up mail. ``engine`` is the database's
    name and version: whoever asks whether we live is told, and the store is not asked for it.
    """

    def __init__(
        self,
        observer: Observer,
        measures: Measures,
        *,
        path: Path | None,
        listen: Sequence[tuple[str, int]],
        engine: str,
        alive: Callable[[], Awaitable[bool]],
        reload: Callable[[], Awaitable[Reloaded]],
    ) -> None:
        self._observer = observer
        self._measures = measures
        self._path = path
        self._listen = listen
        self._engine = engine
        self._alive = alive
        self._reload = reload
        self._file: SocketFile | None = None
        self._running: list[tuple[_Server, asyncio.Task[None]]] = []
        self._look: asyncio.Future[Condition] | None = None
        self.listening: tuple[tuple[str, int], ...] = ()

    async def start(self) -> None:
        """Open the sockets; who connects from now on is answered. Raises CannotListen."""
        looks = [
            Route("/healthz", self._healthz),
            Route("/readyz", self._readyz),
            Route("/metrics", self._metrics),
            Route("/status", self._status),
        ]
        links = self._loopback()
        try:
            control = self._control()
        except CannotListen:
            for link in links:
                link.close()
            raise
        self.listening = tuple(link.getsockname()[:2] for link in links)
        if links:
            self._serve(looks, links, _Impatient)
        if control:
            # Whoever can open this socket is the daemon's own user, or root.
            reload = Route("/reload", self._reload_now, methods=["POST"])
            self._serve([*looks, reload], [control], H11Protocol)

    async def stop(self) -> None:
        """Close the sockets."""
        for server, _ in self._running:
            server.should_exit = True
        for _, task in self._running:
            await task
        self._running.clear()
        if self._file is not None:
            self._file.remove()

    def _serve(self, routes: list[Route], links: list[socket.socket], protocol: type[H11Protocol]) -> None:
        config = uvicorn.Config(
            Starlette(routes=routes),
            http=protocol,
            ws="none",
            log_config=None,
            lifespan="off",
            access_log=False,
            loop="none",
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
        for link in links:
            link.listen()
        server = _Server(config)
        task = asyncio.create_task(server.serve(links), name="endpoint")
        self._running.append((server, task))

    def _loopback(self) -> list[socket.socket]:
        links: list[socket.socket] = []
        try:
            for host, port in self._listen:
                links.append(_tcp(host, port))
        except CannotListen:
            for link in links:
                link.close()
            raise
        return links

    def _control(self) -> socket.socket | None:
        if self._path is None:
            return None
        with contextlib.suppress(OSError):
            # What cannot be made is told by the next line.
            self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = SocketFile.create(self._path, _MODE)
        return self._file.socket

    async def _healthz(self, request: Request) -> Response:
        if await self._alive():
            return PlainTextResponse(f"ok\n{self._engine}\n")
        return PlainTextResponse("the writer or a mailbox's thread hangs\n", 503)

    async def _readyz(self, request: Request) -> Response:
        condition = await self._condition()
        text = "ready\n" if condition.ready else "".join(f"{reason}\n" for reason in condition.reasons)
        return PlainTextResponse(text, 200 if condition.ready else 503)

    async def _metrics(self, request: Request) -> Response:
        condition = await self._condition()
        content = await asyncio.to_thread(metrics, self._measures, condition)
        return Response(content, media_type=_METRICS_TYPE)

    async def _status(self, request: Request) -> Response:
        condition = await self._condition()
        return JSONResponse({"ready": condition.ready, **_plain(condition)})

    async def _reload_now(self, request: Request) -> Response:
        done = await self._reload()
        return JSONResponse(dataclasses.asdict(done), 422 if done.faults else 200)

    async def _condition(self) -> Condition:
        """Look, or wait for the end of the look that is under way: no crowd takes up the threads of mail."""
        if self._look is None or self._look.done():
            self._look = asyncio.ensure_future(asyncio.to_thread(self._observer.condition))
        return await asyncio.shield(self._look)


def _tcp(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Not without the protocol: asyncio sets TCP_NODELAY only where it knows that this is TCP.
        link = socket.socket(family, kind, protocol)
    except OSError as fault:
        raise _cannot(host, port, fault) from fault
    try:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        link.bind(place)
    except OSError as fault:
        link.close()
        raise _cannot(host, port, fault) from fault
    return link


def _cannot(host: str, port: int, fault: OSError) -> CannotListen:
    why = fault.strerror or str(fault)
    return CannotListen(f"Cannot listen on {host}:{port} for [health] listen: {why}. Set another address.")


def _plain(condition: Condition) -> dict[str, object]:
    values = dataclasses.asdict(condition)
    values["lists"] = {name: dataclasses.asdict(gauge) for name, gauge in condition.lists.items()}
    return {name: _jsonable(value) for name, value in values.items()}


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _jsonable(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_jsonable(each) for each in value]
    return value
