"""How far a long work has come: one line that is written over, on a terminal alone."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")
# What is written more often than so is not seen.
_EVERY = 10


def told(name: str, items: Sequence[_T]) -> Iterator[_T]:
    """Yield the items, and tell on the error output how many of them there were."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            _write(f"{name}: {number} of {len(items)}")
        yield item
    _write("")


def _write(line: str) -> None:
    if sys.stderr.isatty():
        # Back to the beginning of the line, and away with what stands behind.
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
