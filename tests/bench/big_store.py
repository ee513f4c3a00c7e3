"""The same rates, start-up and lists over a store of a million tickets and three million mails.

Two daemons, one over the big store and one over an empty one, take turns at the same mails.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from desk.states import State
from storage import tickets
from storage.engine import Store, open_store
from tests.bench import corpus
from tests.bench.daemons import ROOT, STORE, Daemon, running_daemon
from tests.bench.figures import Figure, below, beside, told
from tests.bench.ledger import ledger_of
from tests.bench.multiplying import MADE, MAILS_EACH, multiply
from tests.bench.sending import send

COPIES = 1000
MAILS = 1500
RUNS = 3
SESSIONS = 10
RATE_GOAL, START_SECONDS, LIST_MS = 0.9, 2.0, 100.0

# What a person asks for, by the name under which it is told.
_ASKED: dict[str, Callable[[Store, datetime], object]] = {
    "ticket list": lambda store, now: store.read(lambda c: tickets.listing(c, now)),
    "ticket list of a state that few are in": lambda store, now: store.read(
        lambda c: tickets.listing(c, now, states=[State.RESOLVED])
    ),
    "search by a customer's address": lambda store, now: store.read(
        lambda c: tickets.listing(c, now, customer="user1@customer1.example")
    ),
    # The mails are numbered: so begins a word of every tenth subject.
    "search by a word of many subjects": lambda store, now: store.read(
        lambda c: tickets.listing(c, now, words=["1"])
    ),
    "search by a ticket's number": lambda store, now: store.read(
        lambda c: tickets.by_number(c, "SUP-1500", now)
    ),
}


def big_store(folder: Path, scale: float) -> Iterator[Figure]:
    """Make the big store, then measure over it and over an empty one."""
    copies = max(2, round(COPIES * scale))
    store = multiply(folder, copies)
    size = f"{copies * MADE:,} tickets, {copies * MADE * MAILS_EACH:,} mails"
    yield told(f"the big store: {size}", f"{store.stat().st_size / 1e9:.1f} GB")
    big, empty = folder / "big", folder / "empty"
    big.mkdir()
    store.rename(big / STORE)
    yield below("  start-up over it, until it greets", _start_seconds(big), START_SECONDS, "s", 2)
    rates = _rates(big, empty, round(MAILS * max(scale, 0.2)))
    yield beside("  mixed corpus accepted, beside an empty store", *rates["accepted"], RATE_GOAL)
    yield beside("  mixed corpus to acknowledged ticket, beside an empty store", *rates["decided"], RATE_GOAL)
    yield from _lists(big)


def _start_seconds(folder: Path) -> float:
    found = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        with running_daemon(folder):
            found.append(time.perf_counter() - begun)
    return statistics.median(found)


def _rates(big: Path, empty: Path, count: int) -> dict[str, tuple[float, float]]:
    """Return for the big and for the empty store the mails accepted and decided a second."""
    found: dict[str, list[list[float]]] = {"accepted": [[], []], "decided": [[], []]}
    with running_daemon(big) as ours, running_daemon(empty) as other:
        # The first turn warms both up, and does not count.
        for turn in range(RUNS + 1):
            mails = list(islice(corpus.mixed(turn * count), count))
            for place, daemon in enumerate((ours, other)):
                accepted, decided = _once(daemon, mails)
                if turn:
                    found["accepted"][place].append(accepted)
                    found["decided"][place].append(decided)
    return {
        name: (statistics.median(ours), statistics.median(other)) for name, (ours, other) in found.items()
    }


def _once(daemon: Daemon, mails: list[corpus.Mail]) -> tuple[float, float]:
    with ledger_of(daemon) as ledger:
        begun = time.perf_counter()
        accepted = send([daemon.port], mails, [corpus.DESK], sessions=SESSIONS)
        ledger.wait_for_letters(len(mails))
        decided = time.perf_counter() - begun
        ledger.wait_until_done()
    return len(mails) / accepted, len(mails) / decided


def _lists(folder: Path) -> Iterator[Figure]:
    store = open_store(f"sqlite:///{folder}/{STORE}")
    try:
        for name, ask in _ASKED.items():
            yield below(f"  {name}, in the store", _milliseconds(ask, store), LIST_MS, "ms")
    finally:
        store.close()
    command = [sys.executable, "-m", "daemon", "--config", str(folder / "postdesk.toml"), "ticket", "list"]
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    yield told("  postdesk ticket list, the whole command", f"{(time.perf_counter() - begun) * 1000:.0f} ms")


def _milliseconds(ask: Callable[[Store, datetime], object], store: Store) -> float:
    found = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        ask(store, datetime.now(UTC))
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)
