"""What reading alone takes: one ordinary mail of 8 KB read whole, in one thread, beside mail-parser's time.

Both read the same mails in turns, so that whatever else the machine does meets both, and each is charged with
its processor's time alone. mail-parser takes a mail apart and decodes it; Postdesk besides tells the new text
from quotation and signature, and what kind of mail it is, what it wants and which fields it names.
"""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

import mailparser

from parsers.mail import read
from tests.bench import corpus
from tests.bench.figures import Figure, below, told

MAILS = 2000
GOAL_MS = 2.5
# Tables are made and caches filled by these, as in a process that has run for a while.
_FIRST = 100


def reading(folder: Path, scale: float) -> Iterator[Figure]:
    """Measure the median milliseconds of one mail."""
    del folder
    mails = [mail.raw for mail in islice(corpus.texts(), _FIRST + max(1, round(MAILS * scale)))]
    ours, theirs = [], []
    for raw in mails:
        ours.append(_taken(read, raw))
        theirs.append(_taken(mailparser.parse_from_bytes, raw))
    one, other = median(ours[_FIRST:]) * 1000, median(theirs[_FIRST:]) * 1000
    yield below("a mail of 8 KB read whole, in one thread, median", one, GOAL_MS, "ms", 2)
    yield told("  the slowest of a hundred", f"{sorted(ours[_FIRST:])[-len(mails) // 100] * 1000:.2f} ms")
    yield told("  mail-parser alone, the same mails in the same run, median", f"{other:.2f} ms")
    yield told("  Postdesk's time to mail-parser's", f"{one / other:.2f}")


def _taken(work: Callable[[bytes], object], raw: bytes) -> float:
    begun = time.thread_time()
    work(raw)
    return time.thread_time() - begun
