"""How soon an acknowledgement is on its way, while little comes in: by SMTP from the ``250``, and by IMAP."""

import smtplib
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.bench import corpus
from tests.bench.daemons import RELAY, running_daemon
from tests.bench.figures import Figure, below, told
from tests.bench.sink import running_sink
from tests.bench.waiting import wait_until_none
from tests.system.mail_host import Desk, a_mail, desk_over, running_mail_host
from tests.system.servers import HOST

MAILS = 500
# At least so many: below that there is no 99th percentile.
FEWEST = 100
PAUSE_SECONDS = 0.2
LOOK_SECONDS = 0.005
IDLE_MAILS = 30
MEDIAN_MS, P99_MS = 50, 250


def latency(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure it over mails that come one by one."""
    mails = list(islice(corpus.mixed(), max(FEWEST, round(MAILS * scale))))
    with (
        running_sink() as sink,
        running_daemon(folder / "latency", delivery=RELAY.format(port=sink.port)) as daemon,
    ):
        answered = _send_slowly(daemon.port, mails)
        wait_until_none(lambda: len(mails) - len(sink.at), "acknowledgements are missing at the relay")
    found = [(sink.at[sender] - moment) * 1000 for sender, moment in answered.items()]
    what = f"from 250 to the acknowledgement at the relay, {len(mails)} mails"
    yield below(f"{what}, median", statistics.median(found), MEDIAN_MS, "ms")
    yield below(f"{what}, p99", statistics.quantiles(found, n=100)[98], P99_MS, "ms")
    yield told(
        "  from a mailbox read with IDLE, to the Maildir, median", f"{statistics.median(_idle()):.0f} ms"
    )


def _send_slowly(port: int, mails: list[corpus.Mail]) -> dict[str, float]:
    """Return when each sender's mail was answered."""
    answered = {}
    with smtplib.SMTP(HOST, port, local_hostname="bench.example") as client:
        for mail in mails:
            client.sendmail(mail.sender, [corpus.DESK], mail.raw)
            answered[mail.sender] = time.perf_counter()
            time.sleep(PAUSE_SECONDS)
    return answered


def _idle() -> list[float]:
    """Return the milliseconds of mails that a Dovecot tells of; it takes half a second itself."""
    found = []
    # So long a pause between two looks that only IDLE can have told.
    with running_mail_host() as host, desk_over(host.encrypted().replace('"2s"', '"10m"')) as desk:
        for number in range(1, IDLE_MAILS + 1):
            host.deliver(a_mail(number))
            begun = time.perf_counter()
            while _kept(desk) < number:
                time.sleep(LOOK_SECONDS)
            found.append((time.perf_counter() - begun) * 1000)
    return found


def _kept(desk: Desk) -> int:
    """Return how many answers to customers left; notices to staff leave beside them."""
    return len(desk.to_customers())
