"""What one mail of 8 KB costs in CPU, and where: the doors, reading, deciding with the store, sending.

The doors and the intake are run one after the other on the same mails, each in a process of its own, so that
each can be charged by the kernel's count. What the whole daemon spends besides is rendering and handing over.
"""

import os
import signal
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from parsers.mail import read
from tests.bench import corpus
from tests.bench.daemons import running_daemon
from tests.bench.figures import Figure, below, told
from tests.bench.ledger import ledger_of
from tests.bench.process import Spent, spent
from tests.bench.sending import send

MAILS = 3000
SESSIONS = 10
GOAL_MS = 4.0


def cost(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure the CPU milliseconds of each stage."""
    mails = list(islice(corpus.texts(), round(MAILS * scale)))
    doors, intake = _in_turns(folder / "parts", mails)
    whole = _at_once(folder / "whole", mails)
    reading = _reading(mails)
    each = 1000 / len(mails)
    road = doors.whole + intake.whole
    yield below("CPU a mail, 8 KB, first byte to committed outbox", road * each, GOAL_MS, "ms", 2)
    yield told("  the doors, to the committed inbox", f"{doors.whole * each:.2f} ms")
    yield told("  the intake, to the committed outbox", f"{intake.whole * each:.2f} ms")
    yield told("    of that in child processes", f"{intake.children * each:.2f} ms")
    yield told("    of that reading (parsers.mail.read, by itself)", f"{reading * each:.2f} ms")
    yield told(
        "  beside it: rendering and handing over to a Maildir", f"{(whole.whole - road) * each:.2f} ms"
    )


def _in_turns(folder: Path, mails: list[corpus.Mail]) -> tuple[Spent, Spent]:
    """Return what the doors spend, then the intake."""
    with running_daemon(folder, part="accept") as daemon:
        before = spent(daemon.pid)
        send([daemon.port], mails, [corpus.DESK], sessions=SESSIONS)
        doors = spent(daemon.pid) - before
    with running_daemon(folder, part="decide") as daemon, ledger_of(daemon) as ledger:
        before = spent(daemon.pid)
        os.kill(daemon.pid, signal.SIGUSR1)
        ledger.wait_for_letters(len(mails))
        return doors, spent(daemon.pid) - before


def _at_once(folder: Path, mails: list[corpus.Mail]) -> Spent:
    with running_daemon(folder) as daemon, ledger_of(daemon) as ledger:
        before = spent(daemon.pid)
        send([daemon.port], mails, [corpus.DESK], sessions=SESSIONS)
        ledger.wait_until_done()
        return spent(daemon.pid) - before


def _reading(mails: list[corpus.Mail]) -> float:
    begun = time.process_time()
    for mail in mails:
        read(mail.raw)
    return time.process_time() - begun
