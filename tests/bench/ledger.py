"""What the store of a daemon holds, and waiting until it holds what it should."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from storage.engine import Store, open_store
from tests.bench.daemons import Daemon
from tests.bench.waiting import WrongWork, wait_until_none

_UNSENT = "SELECT count(*) FROM deliveries WHERE state = 'waiting'"


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
