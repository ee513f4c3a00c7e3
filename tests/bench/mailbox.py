"""How many mails a second come out of a mailbox, and how soon a new one does: over TLS from a real Dovecot.

Run it as root on Debian, where Dovecot is installed, with ``python tests/bench/mailbox.py``. The whole daemon
runs, and decides while it reads; numbers on the command line replace the sizes of the mailboxes.
"""

import os
import pwd
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

# Run as a script, it finds the packages of the tree in which it stands.
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.system.dovecot import OWNER
from tests.system.mail_host import Desk, MailHost, a_mail, desk_over, running_mail_host
from tests.system.rig import SUPPORT

SIZES = (500, 10_000)
BYTES = 3000
ROUNDS = 30
LIMIT_SECONDS = 900


def fill(host: MailHost, count: int) -> None:
    """Put so many mails of three days ago into the mailbox."""
    owner, arrived = pwd.getpwnam(OWNER), datetime.now(UTC) - timedelta(days=3)
    maildir = host.dovecot.maildir(SUPPORT)
    for folder in (maildir.parent, maildir, *(maildir / name for name in ("new", "cur", "tmp"))):
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    for number in range(count):
        file = maildir / "new" / f"{int(arrived.timestamp())}.M{number:06}P1.host"
        file.write_bytes(a_mail(number, size=BYTES))
        os.utime(file, (arrived.timestamp(), arrived.timestamp()))
        os.chown(file, owner.pw_uid, owner.pw_gid)


def backlog(count: int, after: str) -> str:
    """Return how fast a mailbox of so many mails is read, and the memory that it takes."""
    with running_mail_host() as host:
        fill(host, count)
        with desk_over(host.encrypted(f'first_run = "all"\nafter = "{after}"\n')) as desk:
            start = time.perf_counter()
            taken = _until(partial(_has_taken, desk, count), start)
            told = _until(lambda: _sent(desk) >= count, start)
            memory = desk.peak_memory()
    rates = f"{count / taken:8.0f} mails/s taken, {count / told:6.0f} mails/s decided and told"
    return f"{count:6} mails, {after:5}: {rates}, peak memory {memory} MB"


def latency() -> str:
    """Return how soon a delivered mail is in the inbox, and its sender's acknowledgement sent."""
    taken, told = [], []
    with running_mail_host() as host, desk_over(host.encrypted().replace('"2s"', '"10m"')) as desk:
        for number in range(1, ROUNDS + 1):
            host.deliver(a_mail(number))
            start = time.perf_counter()
            taken.append(_until(partial(_has_taken, desk, number), start))
            told.append(_until(partial(_has_acknowledged, desk, number), start))
    return f"IDLE, {ROUNDS} mails: in the inbox after {_figures(taken)}; acknowledged after {_figures(told)}"


def _until(holds: Callable[[], bool], start: float) -> float:
    while not holds():
        if time.perf_counter() - start > LIMIT_SECONDS:
            raise SystemExit("the mails do not come")
        time.sleep(0.005)
    return time.perf_counter() - start


def _has_taken(desk: Desk, count: int) -> bool:
    return desk.log().count("taken by IMAP") >= count


def _has_acknowledged(desk: Desk, count: int) -> bool:
    return len(desk.to_customers()) >= count


def _sent(desk: Desk) -> int:
    new = desk.folder / "out" / "new"
    return sum(1 for _ in new.iterdir()) if new.is_dir() else 0


def _figures(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms (median), {max(seconds) * 1000:.0f} ms (longest)"


def main() -> None:
    """Print the figures."""
    for count in [int(word) for word in sys.argv[1:]] or SIZES:
        for after in ("leave", "move"):
            print(backlog(count, after), flush=True)
    print(latency())


if __name__ == "__main__":
    main()
