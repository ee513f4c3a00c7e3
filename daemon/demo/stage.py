"""The stage: a daemon of its own in a temporary folder, started and stopped as a user would."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk.errors import PostdeskError

DESK = "support@postdesk.example"
AGENT = "ann@postdesk.example"
AGENT_NAME = "Ann Lee"
START_SECONDS = 30.0

CONFIGURATION = """\
[smtp]
listen = "127.0.0.1:{port}"

[[desk]]
address = "{desk}"
echo = "always"
outgoing_hold = "0s"

[[agent]]
name = "{agent_name}"
addresses = ["{agent}"]
role = "operator"
"""


class NoStage(PostdeskError):
    """The daemon of the demonstration did not start."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running daemon: its process, its SMTP port, the folder its mail goes out to, its configuration."""

    pid: int
    port: int
    outgoing: Path
    config: Path

    def history(self, number: str) -> str:
        """Return what the command line tells of a ticket."""
        command = (sys.executable, "-m", "daemon", "--config", str(self.config), "ticket", "show", number)
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own program.
        return done.stdout


@contextmanager
def stage(folder: Path, configuration: str = CONFIGURATION) -> Iterator[Stage]:
    """Run a daemon in this folder; ``configuration`` leaves the port and the names open."""
    port = _free_port()
    config = folder / "postdesk.toml"
    config.write_text(
        configuration.format(port=port, desk=DESK, agent=AGENT, agent_name=AGENT_NAME), encoding="utf-8"
    )
    command = (sys.executable, "-m", "daemon", "--config", str(config), "serve")
    with (folder / "daemon.log").open("wb") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program.
        try:
            _wait_for(port, daemon, folder / "daemon.log")
            yield Stage(daemon.pid, port, folder / "var" / "outgoing", config)
        finally:
            daemon.terminate()
            daemon.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, daemon: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and daemon.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise NoStage("the daemon did not start:\n" + log.read_text(encoding="utf-8", errors="replace"))
