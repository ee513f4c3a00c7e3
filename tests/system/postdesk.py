"""The daemon itself in the rig: Postfix brings its mail by LMTP, and takes what it sends."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port
from tests.system.rig import SUPPORT, Person, Rig
from tests.system.servers import HOST, MX, Server, answers, greets, wait_until

ROOT = Path(__file__).parents[2]

CONFIGURATION = """
[store]
database = "sqlite:///{store}/postdesk.sqlite3"

[smtp]
listen = "{host}:{smtp}"
hostname = "desk.example.test"

[lmtp]
socket = "{socket}"
socket_mode = "0666"

[delivery]
way = "relay"

[delivery.relay]
host = "localhost"
port = {port}
tls = "starttls"
ca_file = "{ca_file}"
user = "{user}"
password_file = "{folder}/relay-password"

[limits]
{limits}

[[desk]]
address = "{desk}"
name = "Служба поддержки"
authentication_hosts = ["{mx}"]
outgoing_hold = "0s"
"""

AGENT = """
[[agent]]
name = "{name}"
addresses = ["{address}"]
language = "{language}"
role = "operator"
"""


class Postdesk:
    """A daemon and its command line. ``folder`` holds its configuration; ``store`` what it keeps.

    It takes mail by LMTP at ``socket``.
    """

    def __init__(self, socket: Path, folder: Path, store: Path) -> None:
        self.folder = folder
        self.store = store
        self.configuration = folder / "postdesk.toml"
        self.smtp_port = free_port()
        self._socket = socket
        self._log = folder / "log"
        self._server: Server | None = None

    def configure(self, rig: Rig, agents: Sequence[Person], limits: str) -> None:
        """Write the configuration: the desk ``SUPPORT``, the rig's Postfix, and these agents."""
        relay = rig.mailbox(f"postdesk-{self.folder.name[9:]}@staff.example.test", "Postdesk")
        password = self.folder / "relay-password"
        password.touch(mode=0o600)
        password.write_text(relay.password)
        head = CONFIGURATION.format(
            folder=self.folder,
            store=self.store,
            host=HOST,
            smtp=self.smtp_port,
            socket=self._socket,
            port=rig.submission_port,
            ca_file=rig.ca_file,
            user=relay.address,
            limits=limits,
            desk=SUPPORT,
            mx=MX,
        )
        staff = (
            AGENT.format(name=agent.name, address=agent.address, language=agent.language) for agent in agents
        )
        self.configuration.write_text(head + "".join(staff), "utf-8")

    @property
    def command(self) -> list[str]:
        """The beginning of every command line."""
        return [sys.executable, "-m", "daemon", "--config", str(self.configuration)]

    def holds(self, time: str) -> None:
        """Let what agents write to customers wait so long from now on."""
        text = self.configuration.read_text("utf-8")
        held = re.sub(r"(?m)^outgoing_hold = .*$", f'outgoing_hold = "{time}"', text)
        self.configuration.write_text(held, "utf-8")
        self.ask("reload")

    def start(self) -> None:
        """Start the daemon and wait until it listens."""
        self._server = Server([*self.command, "serve"], self._log, folder=ROOT)
        self._server.wait_for(lambda: answers(self._socket) and greets(self.smtp_port, b"220"), self._log)

    def stop(self) -> None:
        """Stop the daemon as its operator does, where it runs."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def kill(self) -> None:
        """End the daemon in the middle of whatever it does."""
        server, self._server = self._server, None
        assert server is not None, "the daemon does not run"
        server.kill()

    @property
    def pid(self) -> int:
        """The daemon's process."""
        assert self._server is not None, "the daemon does not run"
        return self._server.pid

    def peak_memory(self) -> int:
        """Return the most memory that the daemon has had so far, in MB."""
        assert self._server is not None, "the daemon does not run"
        return self._server.peak_memory()

    def log(self) -> str:
        """Return what the daemon has logged."""
        return self._log.read_text("utf-8", "replace")

    def run(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command to its end with this standard input."""
        return subprocess.run(
            [*self.command, *words], cwd=ROOT, input=given, capture_output=True, timeout=60, check=False
        )

    def ask(self, *words: str) -> str:
        """Return what the command line prints, for instance of ``ask("ticket", "show", "SUP-1001")``."""
        done = self.run(*words)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        return done.stdout.decode()

    def listed(self, *words: str) -> Any:
        """Return what a command tells with ``--json``."""
        return json.loads(self.ask(*words, "--json"))

    def inbox(self) -> list[dict[str, Any]]:
        """Return the inbox, the oldest mail first, once every mail in it is decided."""
        found: list[dict[str, Any]] = []

        def decided() -> bool:
            found[:] = reversed(self.listed("inbox", "list", "--limit", "10000"))
            return all(mail["verdict"] for mail in found)

        wait_until(decided, lambda: f"not all is decided: {found}\n{self.log()[-4000:]}")
        return found

    def outbox(self) -> list[dict[str, Any]]:
        """Return the outbox, the oldest mail first, once none in it waits."""
        found: list[dict[str, Any]] = []

        def gone() -> bool:
            found[:] = reversed(self.listed("outbox", "list", "--limit", "10000"))
            return all(mail["state"] != "waiting" for mail in found)

        wait_until(gone, lambda: f"not all is sent: {found}\n{self.log()[-4000:]}")
        return found


@contextmanager
def running_postdesk(
    rig: Rig, agents: Sequence[Person], *, store: Path | None = None, limits: str = ""
) -> Iterator[Postdesk]:
    """Start the daemon with the desk ``SUPPORT`` and these agents; stop it, and remove what it kept.

    ``store`` is a folder for the store, ``limits`` are lines for the table ``[limits]``.
    """
    with tempfile.TemporaryDirectory(prefix="postdesk-") as name:
        desk = Postdesk(rig.desk, Path(name), store or Path(name))
        desk.configure(rig, agents, limits)
        try:
            desk.start()
            yield desk
        finally:
            desk.stop()
