"""A mailbox full of mail, read by IMAP over TLS from a real Dovecot: how fast, and with how much memory.

The whole daemon runs: it takes the mails, decides them and sends its answers while it reads on.
"""

import os
import pwd
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import STORE
from tests.bench.figures import MET, MISSED, Figure, at_least, told
from tests.bench.ledger import Ledger
from tests.bench.process import Watch
from tests.bench.waiting import wait_until_none
from tests.system.dovecot import OWNER
from tests.system.mail_host import Desk, MailHost, desk_over, running_mail_host
from tests.system.rig import SUPPORT

MAILS = 10_000
# A small mailbox, to whose memory that of the big one is compared.
FEW = 1000
GOAL, FLAT_MB = 300.0, 20


@dataclass(frozen=True)
class _Read:
    taken: float
    decided: float
    peak: float


def backlog(_folder: Path, scale: float) -> Iterator[Figure]:
    """Measure a small mailbox and a big one, whose mails are left there, and a big one that is emptied."""
    many = max(FEW, round(MAILS * scale))
    few, left, moved = _read(FEW, "leave"), _read(many, "leave"), _read(many, "move")
    for read, what in ((left, "left in place"), (moved, "moved away")):
        yield at_least(
            f"IMAP backlog of {many:,} mails, {what}, to their verdict", read.decided, GOAL, "mails/s"
        )
        yield told("  taken into the inbox", f"{read.taken:.0f} mails/s")
    shown = f"{few.peak:.0f} MB, {left.peak:.0f} MB"
    verdict = MET if left.peak - few.peak < FLAT_MB else MISSED
    yield Figure(f"  peak memory with {FEW:,} mails, with {many:,}", shown, "flat", None, verdict)


def _read(count: int, after: str) -> _Read:
    with running_mail_host() as host:
        _fill(host, count)
        with desk_over(host.encrypted(f'first_run = "all"\nafter = "{after}"\n'), started=False) as desk:
            return _timed(desk, count)


def _timed(desk: Desk, count: int) -> _Read:
    begun = time.perf_counter()
    desk.start()
    desk.wait_until_read()
    with closing(Ledger(f"sqlite:///{desk.store}/{STORE}")) as ledger, Watch(desk.pid) as watch:
        wait_until_none(lambda: count - ledger.taken(), "mails are not taken out of the mailbox")
        taken = time.perf_counter() - begun
        wait_until_none(ledger.undecided, "mails have no verdict")
        decided = time.perf_counter() - begun
    return _Read(count / taken, count / decided, watch.most)


def _fill(host: MailHost, count: int) -> None:
    """Put so many mails of an hour ago into the mailbox."""
    owner, arrived = pwd.getpwnam(OWNER), (datetime.now(UTC) - timedelta(hours=1)).timestamp()
    maildir = host.dovecot.maildir(SUPPORT)
    for folder in (maildir.parent, maildir, *(maildir / name for name in ("new", "cur", "tmp"))):
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    for number, mail in enumerate(islice(corpus.mixed(), count)):
        file = maildir / "new" / f"{int(arrived)}.M{number:06}P1.host"
        file.write_bytes(mail.raw.replace(corpus.DESK.encode(), SUPPORT.encode()))
        os.utime(file, (arrived, arrived))
        os.chown(file, owner.pw_uid, owner.pw_gid)
