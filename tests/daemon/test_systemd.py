"""The daemon as systemd sees it: what it tells, and the sockets that it is handed."""

import os
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daemon import systemd
from tests.daemon.home import PATIENCE, ROOT, Home, made
from tests.road.road import DESK, IVAN, a_mail

# Runs the program with the sockets as descriptors 3, 4, …, as systemd does.
_AS_SYSTEMD = """
import os, sys
fds = [int(fd) for fd in sys.argv[1].split(",") if fd]
fds = [os.dup2(fd, 100 + n) for n, fd in enumerate(fds)]
for n, fd in enumerate(fds):
    os.dup2(fd, 3 + n)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(fds)))
os.execv(sys.executable, [sys.executable, "-m", "daemon", *sys.argv[2:]])
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A configured Postdesk."""
    return made(tmp_path)


@contextmanager
def manager(path: str) -> Iterator[socket.socket]:
    """Listen as the service manager does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.bind(path)
        link.settimeout(PATIENCE)
        yield link


@contextmanager
def started(
    home: Home, *sockets: socket.socket, env: dict[str, str] | None = None, stderr: int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the daemon with sockets handed to it."""
    fds = [link.fileno() for link in sockets]
    arguments = ["--config", str(home.config), "serve"]
    process = subprocess.Popen(
        [sys.executable, "-c", _AS_SYSTEMD, ",".join(map(str, fds)), *arguments],
        pass_fds=fds,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=stderr,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def until(link: socket.socket, wanted: str) -> str:
    """Return the first word of the daemon's that holds this."""
    while wanted not in (told := link.recv(4096).decode()):
        pass
    return told


@pytest.mark.parametrize("abstract", [False, True])
def test_the_manager_is_told_when_everything_listens(home: Home, tmp_path: Path, abstract: bool) -> None:
    """Ready is said once, with where mail is taken; stopping is said too."""
    path = f"\0postdesk-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with manager(path) as link:
        named = path.replace("\0", "@")
        with started(home, env={"NOTIFY_SOCKET": named}) as process:
            told = until(link, "READY=1")
            assert "STATUS=takes mail at smtp 127.0.0.1:" in told
            process.send_signal(signal.SIGHUP)
            assert "MONOTONIC_USEC=" in until(link, "RELOADING=1")
            until(link, "READY=1")
            home.config.write_text("[[desk]\n")
            process.send_signal(signal.SIGHUP)
            assert "STATUS=not reloaded, the old settings are in force: " in until(link, "READY=1")
            process.terminate()
            until(link, "STOPPING=1")
            assert process.wait(PATIENCE) == 0


@pytest.mark.sqlite
def test_a_migration_gets_its_time_and_a_signal_waits_for_its_end(home: Home, tmp_path: Path) -> None:
    """The manager is patient while tables change; SIGHUP meanwhile neither kills nor is forgotten."""
    with sqlite3.connect(tmp_path / "postdesk.sqlite3") as old:
        old.executescript((ROOT / "tests" / "storage" / "schema_0001.sql").read_text("utf-8"))
    old.close()
    env = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    with manager(env["NOTIFY_SOCKET"]) as link, started(home, env=env) as process:
        assert "STATUS=bringing the tables up to date" in until(link, "EXTEND_TIMEOUT_USEC=")
        process.send_signal(signal.SIGHUP)
        until(link, "READY=1")
        until(link, "RELOADING=1")
        assert "STATUS=takes mail at" in until(link, "READY=1")


def test_the_watchdog_is_fed(home: Home, tmp_path: Path) -> None:
    """As long as loop and writer live, it hears of us."""
    env = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
    with manager(env["NOTIFY_SOCKET"]) as link, started(home, env=env):
        until(link, "READY=1")
        for _ in range(3):
            until(link, "WATCHDOG=1")


def test_a_daemon_that_hangs_feeds_nobody(home: Home, tmp_path: Path) -> None:
    """A loop that stands still is silent; that is what the watchdog waits for."""
    env = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000", "POSTDESK_DEBUG_HANG": "1"}
    with manager(env["NOTIFY_SOCKET"]) as link, started(home, env=env) as process:
        until(link, "WATCHDOG=1")
        process.send_signal(signal.SIGUSR2)
        link.settimeout(2)
        # What was said before the signal may still be read; then there is silence.
        with pytest.raises(TimeoutError):
            _drain(link)


def _drain(link: socket.socket) -> None:
    for _ in range(100):
        link.recv(4096)


def test_a_debug_signal_does_nothing_by_default(home: Home, tmp_path: Path) -> None:
    """Without the variable SIGUSR2 ends the process as it always does: no hang can be made."""
    env = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    with manager(env["NOTIFY_SOCKET"]) as link, started(home, env=env) as process:
        until(link, "READY=1")
        process.send_signal(signal.SIGUSR2)
        assert process.wait(PATIENCE) == -signal.SIGUSR2


def test_a_restart_loses_no_connection(home: Home, tmp_path: Path) -> None:
    """Who connects while the daemon is dead waits in the socket, and is served by the next one."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "handed.sock"))
        local.listen()
        port = tcp.getsockname()[1]
        with started(home, tcp, local) as first:
            _send(port)
            first.kill()
            first.wait(PATIENCE)
            waiting = socket.create_connection(("127.0.0.1", port), PATIENCE)
        with waiting, started(home, tcp, local):
            assert waiting.makefile("rb").readline().startswith(b"220 ")
            _send(port, "Второе.")
            with socket.socket(socket.AF_UNIX) as link:
                link.connect(str(tmp_path / "handed.sock"))
                assert b"LMTP" in link.makefile("rb").readline()
        with home.store() as store:
            assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM inbox").scalar()) == 2
        assert (tmp_path / "handed.sock").exists()


def _send(port: int, text: str = "Первое.") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as smtp:
        smtp.sendmail(IVAN, [DESK], a_mail(IVAN, text).as_bytes())


def test_a_handed_socket_takes_the_place_of_the_configured_one(tmp_path: Path) -> None:
    """Where systemd listens already, we do not try to listen a second time."""
    with socket.create_server(("127.0.0.1", 0)) as tcp:
        home = made(tmp_path)
        port = tcp.getsockname()[1]
        text = home.config.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}")
        home.config.write_text(text)
        with started(home, tcp):
            _send(port)


def test_sockets_of_another_process_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """LISTEN_PID names whom they are for (sd_listen_fds(3))."""
    monkeypatch.setenv("LISTEN_PID", "1")
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert systemd.inherited_sockets() == ()
    assert "LISTEN_FDS" not in os.environ


def test_what_is_no_listening_socket_is_named(home: Home) -> None:
    """A unit with Accept=yes, or a datagram socket: a sentence, not a traceback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, socket.socket() as deaf:
        for link in (datagrams, deaf):
            link.bind(("127.0.0.1", 0))
            with started(home, link, stderr=subprocess.PIPE) as process:
                _, said = process.communicate(timeout=PATIENCE)
                assert process.returncode == 1
                assert said.decode().startswith("Descriptor 3, handed over by LISTEN_FDS, is no socket")


@pytest.mark.parametrize("value", ["", "0", "x", "-5"])
def test_without_a_watchdog_nothing_is_fed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """sd_watchdog_enabled(3): no period, no watchdog."""
    monkeypatch.setenv("WATCHDOG_USEC", value)
    assert systemd.watchdog_seconds() is None


def test_nobody_need_listen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A service manager that is gone cannot fail the service."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    systemd.notify("READY=1")
