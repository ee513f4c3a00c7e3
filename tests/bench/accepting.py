"""Mails accepted a second, from the first connection to the last ``250``: ours beside Postfix and aiosmtpd.

Our mails are then in the inbox and synced; Postfix's are in its queue, synced and on hold, so it does no more
with them. Our daemon decides beside, and sends its answers into a Maildir; what the doors alone do, as
Postfix's do, is told in lines of their own. All receivers run at once, and take turns at the same mails.

A turn is a burst of some seconds. What is accepted while all that came is decided, too, stands with the road.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import Daemon, running_daemon
from tests.bench.figures import Figure, beside
from tests.bench.ledger import ledger_of
from tests.bench.peers import idle_aiosmtpd, postfix
from tests.bench.sending import send

RUNS = 5
OURS, DOORS, POSTFIX, AIOSMTPD = "postdesk", "its doors alone", "Postfix", "aiosmtpd, handler idle"


@dataclass(frozen=True)
class Load:
    """A way to send mails, and what ours should be of Postfix's rate."""

    name: str
    mails: int
    sessions: int
    kept_open: bool
    goal: float
    pictures: bool = False


LOADS = (
    Load("accept 8 KB, 10 sessions kept open", 3000, 10, True, 1.2),
    Load("accept 8 KB, 1 session", 1000, 1, True, 1.0),
    Load("accept 8 KB, 50 new connections at a time", 2000, 50, False, 1.0),
    Load("accept 148 KB, 10 sessions kept open", 600, 10, True, 1.0, pictures=True),
)


def accepting(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure each load with all receivers; yields its lines."""
    numbers = count(1)
    for load in LOADS:
        with ExitStack() as running:
            place = folder / f"load{next(numbers)}"
            place.mkdir()
            rates = _rates(place, load, max(100, round(load.mails * scale)), running)
        yield beside(load.name, rates[OURS], rates[POSTFIX], load.goal)
        yield beside(f"  {DOORS}, nothing decided", rates[DOORS], rates[POSTFIX])
        yield beside("  aiosmtpd beside Postfix, its handler does nothing", rates[AIOSMTPD], rates[POSTFIX])


def _rates(folder: Path, load: Load, mails: int, running: ExitStack) -> dict[str, float]:
    ours = running.enter_context(running_daemon(folder / "ours"))
    doors = running.enter_context(running_daemon(folder / "doors", part="accept"))
    ports = {
        OURS: (ours.port, corpus.DESK),
        DOORS: (doors.port, corpus.DESK),
        POSTFIX: (running.enter_context(postfix.running_postfix(folder)), postfix.RECIPIENT),
        AIOSMTPD: (
            running.enter_context(idle_aiosmtpd.running_aiosmtpd(folder / "aio")),
            idle_aiosmtpd.RECIPIENT,
        ),
    }
    source = corpus.pictures() if load.pictures else corpus.texts()
    found: dict[str, list[float]] = {name: [] for name in ports}
    # The first turn warms everybody up, and does not count.
    for turn in range(RUNS + 1):
        for name, (port, recipient) in ports.items():
            some = list(islice(source, mails if turn else 100))
            seconds = send([port], some, [recipient], sessions=load.sessions, kept_open=load.kept_open)
            if turn:
                found[name].append(len(some) / seconds)
            if name == OURS:
                _let_rest(ours)
    return {name: statistics.median(rates) for name, rates in found.items()}


def _let_rest(daemon: Daemon) -> None:
    """Wait until nothing is left to decide or to send, lest the next receiver has to share the machine."""
    with ledger_of(daemon) as ledger:
        ledger.wait_until_done()
