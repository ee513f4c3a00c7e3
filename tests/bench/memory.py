"""The resident memory of the daemon and its children: at rest, after many mails, during a big one."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import running_daemon
from tests.bench.figures import MET, MISSED, Figure, below, told
from tests.bench.ledger import ledger_of
from tests.bench.process import Watch, megabytes, resident
from tests.bench.sending import send

REST_MB, GROWTH_MB, BIG_MB = 100.0, 10.0, 400.0
MAILS = 100_000
# What is filled once, caches and pools, is full after so many.
WARM = 2000
BIG_BYTES = 30_000_000
SESSIONS = 10
# So long after its greeting a daemon has begun all that it does at rest.
_SETTLED_SECONDS = 2


def memory(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure one daemon from its start on, over tables that another made: what makes them stays loaded."""
    count = max(2 * WARM, round(MAILS * scale))
    with running_daemon(folder / "memory") as daemon:
        time.sleep(_SETTLED_SECONDS)
        first = megabytes(daemon.pid)
    with running_daemon(folder / "memory") as daemon, ledger_of(daemon) as ledger:
        time.sleep(_SETTLED_SECONDS)
        yield below("resident memory at rest", megabytes(daemon.pid), REST_MB, "MB")
        yield told("  at the very first start, which makes the tables", f"{first:.1f} MB")
        yield told("  of that the daemon itself", f"{resident(daemon.pid):.1f} MB")
        mails = corpus.mixed()
        send([daemon.port], islice(mails, WARM), [corpus.DESK], sessions=SESSIONS)
        ledger.wait_until_done()
        warm = megabytes(daemon.pid)
        send([daemon.port], islice(mails, count - WARM), [corpus.DESK], sessions=SESSIONS)
        ledger.wait_until_done()
        after = megabytes(daemon.pid)
        shown = f"{warm:.1f} MB, then {after:.1f} MB"
        verdict = MET if after - warm < GROWTH_MB else MISSED
        yield Figure(f"  after {WARM:,} mails, then after {count:,}", shown, "no growth", None, verdict)
        with Watch(daemon.pid) as watch:
            send([daemon.port], [corpus.big(BIG_BYTES)], [corpus.DESK], sessions=1)
            ledger.wait_until_done()
    yield below("  during a mail of 30 MB, at most", watch.most, BIG_MB, "MB")
