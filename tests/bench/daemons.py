"""Daemons to be measured: the real program in a folder of its own."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import DESK
from tests.ports import free_port
from tests.system.servers import Server, greets

ROOT = Path(__file__).parents[2]
STORE = "postdesk.sqlite3"

# No staff: only acknowledgements are counted. No limit: every mail earns its own.
CONFIGURATION = """
[store]
database = "{database}"

[smtp]
listen = "127.0.0.1:{port}"
hostname = "desk.example"

[limits]
connections_per_peer = 200
acknowledgements_per_sender_hour = 1000000
automatic_per_ticket_day = 1000000
automatic_per_desk_hour = 1000000
"""
MAILDIR = '[delivery]\nway = "maildir"\n'
RELAY = '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'


@dataclass
class Daemon:
    """A running daemon, or the part of one that ``part`` names."""

    folder: Path
    port: int
    database: str
    server: Server

    @property
    def pid(self) -> int:
        """Its process; children of it may read mails."""
        return self.server.pid


@contextmanager
def running_daemon(
    folder: Path,
    *,
    part: str = "",
    delivery: str = MAILDIR,
    database: str = "",
    desks: Sequence[str] = (DESK,),
) -> Iterator[Daemon]:
    """Run a daemon, or the ``part`` of it called ``accept`` or ``decide``, on the store in this folder."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    database = database or f"sqlite:///{folder}/{STORE}"
    text = CONFIGURATION.format(database=database, port=port) + delivery
    text += "".join(f'[[desk]]\naddress = "{desk}"\nprefix = "D{n}"\n' for n, desk in enumerate(desks))
    configuration = folder / "postdesk.toml"
    configuration.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "daemon", "--config", str(configuration), "serve"]
    if part:
        command = [sys.executable, "-m", "tests.bench.part", part, str(configuration)]
    log = folder / "log"
    server = Server(command, log, folder=ROOT)
    server.wait_for(lambda: greets(port, b"220"), log)
    try:
        yield Daemon(folder, port, database, server)
    finally:
        server.stop()


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder on the disk whose speed counts, and remove it."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as name:
        yield Path(name)
