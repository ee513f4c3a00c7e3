"""One, two and three daemons over one PostgreSQL, synced to disk, on the cores that they share with it."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import running_daemon
from tests.bench.figures import Figure
from tests.bench.ledger import ledger_of
from tests.bench.sending import send
from tests.postgresql import Server, running_server

MAILS = 3000
RUNS = 3
SESSIONS = 12
# The mails of one desk are decided by one daemon; so many desks can be shared out evenly.
DESKS = tuple(f"desk{number}@desk.example" for number in range(6))
MOST = 3


def several(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure the mixed corpus to acknowledged tickets; each run has a database of its own."""
    mails = list(islice(corpus.mixed(), max(300, round(MAILS * scale))))
    rates: dict[int, list[float]] = {processes: [] for processes in range(1, MOST + 1)}
    with running_server(folder / "postgresql", synced=True) as server:
        for turn in range(RUNS):
            for processes, found in rates.items():
                database = f"bench_{processes}_{turn}"
                server.sql(f"CREATE DATABASE {database}")
                found.append(_rate(folder / database, server, database, processes, mails))
    alone = statistics.median(rates[1])
    for processes, found in rates.items():
        what = f"PostgreSQL, {processes} {'process' if processes == 1 else 'processes'}, mixed corpus"
        rate = statistics.median(found)
        yield Figure(what, f"{rate:.0f} mails/s", ratio=round(rate / alone, 2))


def _rate(folder: Path, server: Server, database: str, processes: int, mails: list[corpus.Mail]) -> float:
    folder.mkdir()
    with ExitStack() as running:
        daemons = [
            running.enter_context(
                running_daemon(folder / str(number), database=server.url(database), desks=DESKS)
            )
            for number in range(processes)
        ]
        ledger = running.enter_context(ledger_of(daemons[0]))
        begun = time.perf_counter()
        send([daemon.port for daemon in daemons], mails, DESKS, sessions=SESSIONS)
        ledger.wait_for_letters(len(mails))
        seconds = time.perf_counter() - begun
        ledger.must_have_acknowledged(len(mails))
    return len(mails) / seconds
