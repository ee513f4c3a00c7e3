"""The fuzzer: damaged mails are read for a while, and what breaks the reader is kept.

    make fuzz                                   # one minute
    make fuzz FUZZ_SECONDS=14400                # four hours
    .venv/bin/python -m tests.fuzz --again var/fuzz/*.eml

It ends with 1 where a mail broke the rule of ``invariants.py``: the smallest such mail that was found is
written to ``var/fuzz``, its path and the reason are printed. A mended one belongs among ``tests/mails``.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.fuzz.damage import damaged
from tests.fuzz.invariants import Broken, check
from tests.fuzz.seeds import seeds

_ROUND = 100
_MOST_DAMAGES = 6
# What doubles again and again is cut here.
_MOST = 256 * 1024


class _Round:
    """A hundred damaged mails; the last that broke the rule is the smallest, as hypothesis shrinks it."""

    def __init__(self, mails: Sequence[bytes], number: int) -> None:
        self._mails = mails
        self._number = number
        self.read = 0
        self.broken = b""
        self.why = ""

    def run(self) -> None:
        """Read damaged mails until the round is over or one broke the rule."""

        @seeded(self._number)
        @settings(
            max_examples=_ROUND,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @given(st.data())
        def attempt(data: st.DataObject) -> None:
            self._attempt(data)

        try:
            attempt()
        except Broken as fault:
            self.why = str(fault)

    def _attempt(self, data: st.DataObject) -> None:
        raw = self._mails[data.draw(st.integers(0, len(self._mails) - 1))]
        for _ in range(data.draw(st.integers(1, _MOST_DAMAGES))):
            raw = damaged(raw, data.draw, self._mails)[:_MOST]
        self.read += 1
        try:
            check(raw)
        except Broken:
            self.broken = raw
            raise


def main() -> int:
    """Damage mails for the given time, or read given files again; return the exit status."""
    given_ = _arguments()
    if given_.again:
        return max(map(_again, given_.again))
    mails = seeds(given_.mails)
    number = given_.seed if given_.seed is not None else time.time_ns() % 1_000_000
    print(f"{len(mails)} mails to damage for {given_.seconds:g} s, seed {number}", flush=True)
    begun, read = time.monotonic(), 0
    while time.monotonic() - begun < given_.seconds:
        one = _Round(mails, number)
        one.run()
        read += one.read
        if one.why:
            print(
                f"{one.why}\n{_kept(given_.keep, one.broken)} breaks the reader; seed {number}",
                file=sys.stderr,
            )
            return 1
        number += 1
    print(f"{read} damaged mails were read, and none broke the rule")
    return 0


def _again(path: Path) -> int:
    try:
        check(path.read_bytes())
    except Broken as fault:
        print(f"{path}: {fault}", file=sys.stderr)
        return 1
    return 0


def _kept(folder: Path, raw: bytes) -> Path:
    """Write a mail down under a name of its own, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(raw).hexdigest()[:12]}.eml"
    path.write_bytes(raw)
    return path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Read damaged mails.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mails", type=Path, default=Path("../shared/mails"), help="a folder of corpora")
    parser.add_argument("--keep", type=Path, default=Path("var/fuzz"), help="where broken mails are written")
    parser.add_argument("--seed", type=int, help="the number that a run has printed, to run it again")
    parser.add_argument("--again", type=Path, nargs="+", metavar="FILE", help="read these files instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
