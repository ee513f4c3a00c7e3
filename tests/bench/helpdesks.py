"""Mails that become tickets whose sender is answered, a second: ours beside other help desks, in turns.

Each sends its answers to the same relay, which takes everything. The others read their mails from files in
one process, which is their quickest way; ours come by SMTP. Each turn is a new desk with an empty store.
"""

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import RELAY, running_daemon
from tests.bench.figures import Figure, beside, told
from tests.bench.peers import django_helpdesk, roundup
from tests.bench.peers.environments import NotInstallable
from tests.bench.sending import send
from tests.bench.sink import Sink, running_sink
from tests.bench.waiting import wait_until_none

RUNS = 3
MAILS = 1000
SESSIONS = 10
GOAL = 10.0


@dataclass(frozen=True)
class Peer:
    """Another help desk, how many mails it gets, and how its rate is measured."""

    name: str
    mails: int
    rate: Callable[[Path, list[corpus.Mail], Sink], float]


def _roundup(rounds: int) -> Callable[[Path, list[corpus.Mail], Sink], float]:
    return lambda folder, mails, sink: roundup.issues_a_second(folder, mails, sink, rounds)


PEERS = (
    Peer(f"Roundup ({roundup.PACKAGE}) as it comes", 30, _roundup(roundup.ROUNDS_AS_IT_COMES)),
    Peer("Roundup with cheap hashing of passwords", 200, _roundup(roundup.CHEAP_ROUNDS)),
    Peer(f"django-helpdesk ({django_helpdesk.PACKAGE})", 200, django_helpdesk.tickets_a_second),
)


def helpdesks(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure all; a peer that cannot be installed is named with the reason."""
    ours: list[float] = []
    rates: dict[str, list[float]] = {peer.name: [] for peer in PEERS}
    absent: dict[str, str] = {}
    with running_sink() as sink:
        for turn in range(RUNS):
            place = folder / f"turn{turn}"
            place.mkdir()
            ours.append(_ours(place / "ours", sink, round(MAILS * max(scale, 0.1))))
            for number, peer in enumerate(peer for peer in PEERS if peer.name not in absent):
                own = place / f"peer{number}"
                own.mkdir()
                try:
                    rates[peer.name].append(peer.rate(own, list(islice(corpus.mixed(), peer.mails)), sink))
                except (NotInstallable, subprocess.CalledProcessError) as fault:
                    absent[peer.name] = str(fault)
    found = {name: statistics.median(each) for name, each in rates.items() if name not in absent}
    yield from _told(statistics.median(ours), found, absent)


def _told(ours: float, found: dict[str, float], absent: dict[str, str]) -> Iterator[Figure]:
    what = "mixed corpus to ticket and answer at the relay"
    if found:
        yield beside(f"{what}, beside the fastest peer", ours, max(found.values()), GOAL)
    for name, rate in found.items():
        yield told(f"  {name}", f"{rate:.1f} mails/s")
    for name, why in absent.items():
        yield told(f"  {name}", f"not measured: {why}")


def _ours(folder: Path, sink: Sink, count: int) -> float:
    mails = list(islice(corpus.mixed(), count))
    with running_daemon(folder, delivery=RELAY.format(port=sink.port)) as daemon:
        before, begun = sink.taken, time.perf_counter()
        send([daemon.port], mails, [corpus.DESK], sessions=SESSIONS)
        wait_until_none(lambda: count - (sink.taken - before), "answers are missing at the relay")
        return count / (time.perf_counter() - begun)
