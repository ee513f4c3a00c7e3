"""The daemon of an experiment: `postdesk serve` as a process, killed at any instant and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.configuration import HOST, configuration
from tests.chaos.mails import DESK
from tests.imap_server import PASSWORD
from tests.ports import free_port

ROOT = Path(__file__).parents[2]

# So long anything may take on a machine that does much else; nothing takes more than a second or two.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a daemon runs: the address it has there, and that of the relay and the mail server.

    ``within`` are the words that run a command there. The mail server is spoken to in the clear, or known by
    the authority in ``ca_file``.
    """

    address: str = HOST
    world: str = HOST
    within: Sequence[str] = ()
    ca_file: Path | None = None


HERE = Place()


class Daemon:
    """A daemon over the store at ``database``, with its configuration in ``folder``.

    Each start is a life with a name of its own, under which it greets the relay; ``killed`` are those that
    ended by SIGKILL. ``starter`` are the words between the interpreter and the command line's own.
    """

    def __init__(
        self,
        folder: Path,
        database: str,
        relay: int,
        imap: int,
        *,
        name: str = "one",
        starter: Sequence[str] = ("-m", "daemon"),
        place: Place = HERE,
        desks: Sequence[str] = (DESK,),
    ) -> None:
        self.port = free_port()
        self.socket = folder / "lmtp.sock"
        self.database = database
        self.killed: set[str] = set()
        self._folder = folder
        self._relay = relay
        self._imap = imap
        self._name = name
        self._starter = starter
        self._desks = desks
        self.place = place
        self._lives = 0
        self._process: subprocess.Popen[bytes] | None = None
        secret = folder / "imap.password"
        secret.touch(mode=0o600)
        secret.write_text(PASSWORD)

    @property
    def door(self) -> tuple[str, int]:
        """Where it takes mail by SMTP."""
        return self.place.address, self.port

    @property
    def life(self) -> str:
        """The name of the present life, or of the last one."""
        return f"{self._name}-{self._lives}.chaos.example"

    @property
    def pid(self) -> int:
        """The first process of the present life."""
        assert self._process is not None, "there is no life"
        return self._process.pid

    @property
    def log(self) -> Path:
        """Where every life tells what happens to it."""
        return self._folder / f"{self._name}.log"

    def start(self) -> None:
        """Begin a life, without waiting for it to come to anything."""
        self._lives += 1
        file = self._folder / f"{self._name}.toml"
        file.write_text(self._configuration(), "utf-8")
        command = [*self.place.within, sys.executable, *self._starter, "--config", str(file), "serve"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_it_listens(self) -> None:
        """Wait for its first greeting; fail with its own words where it ends before."""
        wait_until(self._greets, lambda: f"{self.life} does not listen:\n{self.said()}")

    def kill(self) -> None:
        """End the life at once, whatever it is doing: its first process alone, as the kernel does."""
        self.assert_alive()
        process, self._process = self._process, None
        assert process is not None
        process.kill()
        process.wait()
        self.killed.add(self.life)
        wait_until(lambda: not _is_left(process.pid), lambda: f"{self.life} has left a process behind")

    def stop(self) -> None:
        """End the life in good order, where there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def assert_alive(self) -> None:
        """Fail with its own words where the life has ended by itself."""
        ended = self._process is None or self._process.poll() is not None
        assert not ended, f"{self.life} ended by itself:\n{self.said()}"

    def said(self) -> str:
        """Return the end of the log."""
        return self.log.read_text("utf-8", "replace")[-4000:]

    def _configuration(self) -> str:
        return configuration(
            self.database,
            "{}:{}".format(*self.door),
            self.life,
            relay=(self.place.world, self._relay),
            imap=(self.place.world, self._imap),
            ca_file=self.place.ca_file,
            desks=self._desks,
        )

    def _greets(self) -> bool:
        self.assert_alive()
        try:
            with socket.create_connection(self.door, timeout=PATIENCE) as link:
                return link.recv(64).startswith(b"220")
        except OSError:
            return False


def wait_until(
    true: Callable[[], bool], what: Callable[[], str], patience: float = PATIENCE, pause: float = 0.02
) -> None:
    """Wait until something holds that another process brings about; fail with ``what()`` in the end."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, what()
        time.sleep(pause)


def _is_left(session: int) -> bool:
    """Tell whether a process of this session still runs."""
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True
