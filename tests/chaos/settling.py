"""Waiting for the end: all that was taken is decided, and all that was decided is sent."""

from daemon.clock import utc_now
from storage import inbox_records, outbox
from storage.engine import open_store
from tests.chaos.daemon import Daemon, wait_until

# So long the work may take that is left behind the last mail.
QUIET_SECONDS = 200.0


def settle(database: str, daemon: Daemon) -> None:
    """Wait until a daemon has nothing left to do; what the relay put off is sent again at once."""
    store = open_store(database)

    def settled() -> bool:
        daemon.assert_alive()
        store.write(lambda c: outbox.retry(c, utc_now())).result()
        return not store.read(inbox_records.waiting) and not store.read(outbox.oldest_waiting)

    try:
        wait_until(settled, daemon.said, QUIET_SECONDS, pause=0.5)
    finally:
        store.close()
