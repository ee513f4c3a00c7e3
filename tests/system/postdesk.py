"""The daemon itself in the rig: Postfix brings its mail by LMTP, and takes what it sends."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.system.rig import SUPPORT, Person, Rig
from tests.system.servers import MX, Server, answers

ROOT = Path(__file__).parents[2]

CONFIGURATION = """
[store]
url = "sqlite:///{folder}/postdesk.sqlite3"

[smtp]
listen = []
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

[[desk]]
address = "{desk}"
name = "Служба поддержки"
authentication_hosts = ["{mx}"]
"""

AGENT = """
[[agent]]
name = "{name}"
addresses = ["{address}"]
language = "en"
"""


class Postdesk:
    """A running daemon. ``folder`` holds its configuration and its store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.configuration = folder / "postdesk.toml"

    @property
    def command(self) -> list[str]:
        """The beginning of every command line."""
        return [sys.executable, "-m", "daemon", "--config", str(self.configuration)]

    def ask(self, *words: str) -> str:
        """Return what the command line prints, for instance of ``ask("ticket", "show", "SUP-1001")``."""
        done = subprocess.run([*self.command, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running_postdesk(rig: Rig, agents: Sequence[Person]) -> Iterator[Postdesk]:
    """Start the daemon with the desk ``SUPPORT`` and these agents; stop it, and remove what it kept."""
    with tempfile.TemporaryDirectory(prefix="postdesk-") as name:
        desk = Postdesk(Path(name))
        relay = rig.mailbox(f"postdesk-{desk.folder.name[9:]}@staff.example.test", "Postdesk")
        password = desk.folder / "relay-password"
        password.touch(mode=0o600)
        password.write_text(relay.password)
        head = CONFIGURATION.format(
            folder=desk.folder,
            socket=rig.desk,
            port=rig.submission_port,
            ca_file=rig.ca_file,
            user=relay.address,
            desk=SUPPORT,
            mx=MX,
        )
        staff = (AGENT.format(name=agent.name, address=agent.address) for agent in agents)
        desk.configuration.write_text(head + "".join(staff), "utf-8")
        log = desk.folder / "log"
        server = Server([*desk.command, "serve"], log, folder=ROOT)
        try:
            server.wait_for(lambda: answers(rig.desk), log)
            yield desk
        finally:
            server.stop()
