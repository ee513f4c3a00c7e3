"""The whole road, sustained: from a mail's first byte to its ticket with an acknowledgement in the outbox.

The time ends with the commit of the last acknowledgement; meanwhile those before it are rendered and go out
into a Maildir, as they do in earnest.
"""

import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import running_daemon
from tests.bench.figures import Figure, at_least, told
from tests.bench.ledger import ledger_of
from tests.bench.sending import send

RUNS = 3
MAILS = 10_000
SESSIONS = 10
GOAL = 300


def road(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure the rate; each run is a new daemon on an empty store."""
    count = round(MAILS * scale)
    mails = list(islice(corpus.mixed(), count))
    runs = [_run(folder / f"road{number}", mails) for number in range(RUNS)]
    accepted, decided, sent = (statistics.median(each) for each in zip(*runs, strict=True))
    yield at_least(f"mixed corpus to acknowledged ticket, {count} mails", decided, GOAL, "mails/s")
    yield told("  accepted meanwhile", f"{accepted:.0f} mails/s")
    yield told("  until the last acknowledgement lay in the Maildir", f"{sent:.0f} mails/s")


def _run(folder: Path, mails: list[corpus.Mail]) -> tuple[float, float, float]:
    """Return mails a second: accepted, acknowledged in the outbox, sent."""
    with running_daemon(folder) as daemon, ledger_of(daemon) as ledger:
        begun = time.perf_counter()
        accepted = send([daemon.port], mails, [corpus.DESK], sessions=SESSIONS)
        ledger.wait_for_letters(len(mails))
        decided = time.perf_counter() - begun
        ledger.wait_until_done()
        sent = time.perf_counter() - begun
        ledger.must_have_acknowledged(len(mails))
    return len(mails) / accepted, len(mails) / decided, len(mails) / sent
