"""A configured Postdesk on disk, its command line, and the running daemon as a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from click.testing import CliRunner, Result

from daemon.cli import postdesk
from storage import schema
from storage.engine import Store, open_store
from tests.stores import configure, database

ROOT = Path(__file__).parents[2]
DESK = "support@example.org"
ANN = "ann@staff.example"

CONFIGURATION = f"""\
[store]
database = "sqlite:///postdesk.sqlite3"

[smtp]
listen = "127.0.0.1:0"

[lmtp]
socket = "lmtp.sock"

[delivery]
maildir = "outgoing"

[[desk]]
address = "{DESK}"
outgoing_hold = "0s"

[[agent]]
name = "Ann Lee"
addresses = ["{ANN}"]
"""

# So long a program may take on a machine that does much else; none takes more than a second or two.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with a configuration; everything the daemon keeps is in it."""

    folder: Path

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "postdesk.toml"

    @property
    def store_url(self) -> str:
        """The URL of the store."""
        return database(self.folder)

    def run(self, *words: str, given: bytes | None = None) -> Result:
        """Run a command of the command line here, in this process."""
        return run("--config", str(self.config), *words, given=given)

    def told(self, *words: str) -> str:
        """Return what a command prints; it must end well."""
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def command(self, *words: str) -> list[str]:
        """Return the words that run a command as a process of its own."""
        return [sys.executable, "-m", "daemon", "--config", str(self.config), *words]

    def process(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command as a process of its own, to its end."""
        return subprocess.run(
            self.command(*words),
            input=given,
            capture_output=True,
            check=False,
            cwd=ROOT,
            timeout=PATIENCE,
        )

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store beside whoever else has it open."""
        opened = open_store(self.store_url)
        try:
            yield opened
        finally:
            opened.close()


def run(*words: str, given: bytes | None = None) -> Result:
    """Run a command of the command line in this process."""
    return CliRunner().invoke(postdesk, list(words), input=given, prog_name="postdesk")


def made(folder: Path, more: str = "", configuration: str = CONFIGURATION) -> Home:
    """Write a configuration into a folder; ``more`` is added to it. There is no store yet."""
    home = Home(folder)
    configure(home.config, configuration + more)
    return home


def furnished(folder: Path) -> Home:
    """Write a configuration and make the store."""
    home = made(folder)
    schema.migrate(home.store_url)
    return home


class Daemon:
    """A running daemon; ``screen`` is what it printed at its start."""

    def __init__(self, process: "subprocess.Popen[str]", screen: str) -> None:
        self.process = process
        self.screen = screen

    @property
    def port(self) -> int:
        """The port it listens on."""
        found = re.search(r"smtp 127\.0\.0\.1:(\d+)", self.screen)
        assert found is not None, self.screen
        return int(found[1])

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(home: Home, *words: str, cwd: Path = ROOT) -> Iterator[Daemon]:
    """Run the daemon as a process of its own, from the moment it listens; it is ended afterwards."""
    command = [sys.executable, "-m", "daemon", *words] if words else home.command("serve")
    log = (home.folder / "log").open("w")
    with (
        log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield Daemon(process, _screen(process.stdout, home.folder / "log"))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)


def _screen(printed: IO[str], log: Path) -> str:
    """Return the lines up to the last one of the screen, which is told by what comes with every screen."""
    lines = []
    for line in printed:
        lines.append(line)
        if "sends mail" in line:
            return "".join(lines)
    raise AssertionError("the daemon ended:\n" + "".join(lines) + log.read_text("utf-8"))


def wait_for(true: Callable[[], bool], what: str) -> None:
    """Wait until something that another process does is done."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{what} did not happen in time"
        time.sleep(0.05)
