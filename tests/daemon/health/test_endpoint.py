"""The endpoint of health among hostile, silent and many clients."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from daemon.health import endpoint
from daemon.health.client import NoDaemon, ask
from daemon.health.condition import Condition, Observer
from daemon.health.endpoint import Endpoint
from daemon.health.measures import Measures
from daemon.receiving.socket_file import CannotListen
from daemon.reloading import Reloaded


@dataclass
class Watched:
    """An observer of nothing, which can be held up."""

    looks: int = 0
    free: threading.Event = field(default_factory=threading.Event)
    looking: threading.Event = field(default_factory=threading.Event)

    def condition(self) -> Condition:
        """Return the condition of a daemon that does nothing."""
        self.looks += 1
        self.looking.set()
        self.free.wait()
        return Condition(
            now=datetime(2026, 11, 21, tzinfo=UTC),
            reasons=(),
            listening=(),
            lists={},
            reminders_late=0,
            free=10**9,
            mailboxes=(),
        )


@dataclass
class Site:
    """A running endpoint and what stands behind it."""

    endpoint: Endpoint
    watched: Watched
    control: Path
    reloads: list[str]

    async def get(self, target: str) -> int:
        """Ask on the loopback; return the status."""
        return int((await self.talk(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))[9:12])

    async def talk(self, words: str) -> str:
        """Send this on the loopback and return all that comes until the other side closes."""
        reader, writer = await asyncio.open_connection(*self.endpoint.listening[0])
        writer.write(words.encode("latin-1"))
        try:
            return (await reader.read()).decode("latin-1")
        except ConnectionResetError:
            return ""
        finally:
            await away(writer)


async def away(writer: asyncio.StreamWriter) -> None:
    """Go without a word, even with words unsent."""
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[Site]:
    """Run an endpoint on both doors."""
    watched, reloads = Watched(), list[str]()
    watched.free.set()

    async def alive() -> bool:
        return True

    async def reload() -> Reloaded:
        reloads.append("reloaded")
        return Reloaded()

    running = Endpoint(
        cast("Observer", watched),
        Measures(),
        path=folder / "control.sock",
        listen=[("127.0.0.1", 0)],
        engine="SQLite 3.53.4",
        alive=alive,
        reload=reload,
    )
    await running.start()
    try:
        yield Site(running, watched, folder / "control.sock", reloads)
    finally:
        watched.free.set()
        await running.stop()


async def test_who_connects_at_once_is_answered(tmp_path: Path) -> None:
    """The sockets listen before the daemon says that it is started."""
    async with site(tmp_path) as here:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(here.control))
        assert await here.get("/healthz") == 200


async def test_a_crowd_waits_for_one_look(tmp_path: Path) -> None:
    """Threads and readers of the store are there for mail, however many ask."""
    async with site(tmp_path) as here:
        here.watched.free.clear()
        crowd = [asyncio.create_task(here.get("/readyz")) for _ in range(15)]
        await asyncio.to_thread(here.watched.looking.wait)
        # The loop goes on while the look is held up.
        assert await here.get("/healthz") == 200
        here.watched.free.set()
        assert set(await asyncio.gather(*crowd)) == {200}
        # Who came after its end looks again.
        assert here.watched.looks <= 2


async def test_silent_connections_do_not_crowd_out_the_control_socket(tmp_path: Path) -> None:
    """Any user can fill the loopback; who runs Postdesk can still ask and reload."""
    async with site(tmp_path) as here:
        silent = [await asyncio.open_connection(*here.endpoint.listening[0]) for _ in range(40)]
        assert await here.get("/healthz") == 503
        status, _ = await asyncio.to_thread(ask, here.control, "POST", "/reload")
        assert (status, here.reloads) == (200, ["reloaded"])
        for _, writer in silent:
            await away(writer)


async def test_silent_connections_end_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither silence nor one letter after the other keeps a place for long."""
    monkeypatch.setattr(endpoint, "_CONNECTION_SECONDS", 0.05)
    async with site(tmp_path) as here:
        assert await here.talk("") == ""
        assert await here.talk("GET /healthz HT") == ""
        assert await here.talk("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n") != ""


@pytest.mark.parametrize(
    "words",
    [
        "\x00\x01\x02\xff\r\n\r\n",
        "GET /healthz HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n" * 20_000 + "\r\n",
        "GET /" + "x" * 200_000 + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "EHLO evil.example\r\nMAIL FROM:<>\r\n\r\n",
    ],
    ids=["bytes", "version", "headers", "long", "chunks", "smtp"],
)
async def test_nonsense_is_refused_and_forgotten(words: str, tmp_path: Path) -> None:
    """The next one who asks is answered."""
    async with site(tmp_path) as here:
        reader, writer = await asyncio.open_connection(*here.endpoint.listening[0])
        writer.write(words.encode("latin-1"))
        assert (await reader.readline()).startswith((b"HTTP/1.1 2", b"HTTP/1.1 4"))
        await away(writer)
        assert await here.get("/healthz") == 200


async def test_only_the_control_socket_reloads(tmp_path: Path) -> None:
    """The loopback does not even know of it; a page in a browser can send there what it likes."""
    async with site(tmp_path) as here:
        said = await here.talk("POST /reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert said[9:12] == "404"
        status, _ = await asyncio.to_thread(ask, here.control, "POST", "/reload")
        assert (status, here.reloads) == (200, ["reloaded"])
        assert here.control.stat().st_mode & 0o777 == 0o600


async def test_a_taken_place_is_told_and_nothing_stays_open(tmp_path: Path) -> None:
    """The message names the socket, and what to do."""
    async with site(tmp_path) as here:
        second = Endpoint(
            cast("Observer", here.watched),
            Measures(),
            path=here.control,
            listen=[("127.0.0.1", 0)],
            engine="SQLite 3.53.4",
            alive=None,  # type: ignore[arg-type] # it does not come so far
            reload=None,  # type: ignore[arg-type] # it does not come so far
        )
        with pytest.raises(CannotListen, match=r"control\.sock"):
            await second.start()
        await second.stop()
        assert await here.get("/healthz") == 200


def test_what_is_not_the_daemon_is_told(tmp_path: Path) -> None:
    """A stranger's answer on the socket is no answer."""
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(path))
        stranger.listen()

        def babble() -> None:
            link, _ = stranger.accept()
            with link:
                link.recv(1000)
                link.sendall(b"\xff\xfe nonsense\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(NoDaemon, match="does not answer"):
            ask(path, "GET", "/status")
        thread.join()
