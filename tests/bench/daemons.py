"""Daemons to be measured: the real program in a folder of its own, and what its store holds."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from storage.engine import Store, open_store
from tests.bench.corpus import DESK
from tests.system.servers import Server, free_port, greets

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
STORE = "postdesk.sqlite3"
LOOK_SECONDS = 0.1

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
_UNSENT = "SELECT count(*) FROM deliveries WHERE state = 'waiting'"

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


class Ledger:
    """What the store of a daemon holds, counted from where it stood when the ledger was opened."""

    def __init__(self, database: str) -> None:
        self._store: Store = open_store(database)
        self._start = {table: self._last(table) for table in ("outbox", "tickets")}

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def wait_for_letters(self, wanted: int) -> None:
        """Wait until so many letters were committed to the outbox."""
        start = self._start["outbox"]
        # Asking for the last number costs nothing, but PostgreSQL leaves gaps in them.
        wait_until_none(lambda: wanted - (self._last("outbox") - start), "letters are missing in the outbox")
        count = "SELECT count(*) FROM outbox WHERE id > :start"
        wait_until_none(lambda: wanted - self.number(count, start=start), "letters are missing in the outbox")

    def wait_until_done(self) -> None:
        """Wait until every mail is decided and every letter sent."""
        wait_until_none(self.undecided, "mails have no verdict")
        wait_until_none(lambda: self.number(_UNSENT), "letters are not sent")

    def taken(self) -> int:
        """Return how many mails are in the inbox."""
        return self.number("SELECT count(*) FROM inbox")

    def undecided(self) -> int:
        """Return how many mails wait for their verdict."""
        return self.number("SELECT count(*) FROM inbox WHERE verdict IS NULL")

    def must_have_acknowledged(self, mails: int) -> None:
        """Prove that each of so many mails became a ticket with an acknowledgement. Raises WrongWork."""
        found = self.number(
            "SELECT count(DISTINCT ticket_id) FROM outbox"
            " WHERE template = 'acknowledgement' AND ticket_id > :start",
            start=self._start["tickets"],
        )
        if found != mails:
            raise WrongWork(f"{mails} mails became {found} tickets with an acknowledgement")

    def number(self, query: str, **values: int) -> int:
        """Return the one number that a query finds; ``values`` stand in it as ``:name``."""
        return self._store.read(lambda c: int(c.execute(text(query), values).scalar_one()))

    def _last(self, table: str) -> int:
        return self.number(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - the names are above.


@contextmanager
def ledger_of(daemon: Daemon) -> Iterator[Ledger]:
    """Open the ledger of a daemon's store."""
    ledger = Ledger(daemon.database)
    try:
        yield ledger
    finally:
        ledger.close()


class WrongWork(Exception):
    """What was done is not what was to be done, so that its speed means nothing."""


class Standstill(Exception):
    """What is waited for does not go on; the text says what is left."""


def wait_until_none(left: Callable[[], int], what: str) -> None:
    """Wait until nothing is left, looking ten times a second.

    Raises Standstill: for a minute nothing has changed.
    """
    last, end = 0, 0.0
    while (now := left()) > 0:
        if now != last:
            last, end = now, time.monotonic() + PATIENCE_SECONDS
        elif time.monotonic() > end:
            raise Standstill(f"{now} {what}, and nothing goes on")
        time.sleep(LOOK_SECONDS)
