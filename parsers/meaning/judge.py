"""Judges: all signs of a text weighed together, by weights that were learned from lessons.

The weights stand in ``parsers/data/NAME.weights``, a sign a line in the order of their bytes; ``make
lessons`` learns them anew from what lies in ``tests/lessons``.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import combinations, pairwise

from parsers.meaning.stems import stem

# A word's beginning of so many letters stands for its whole family.
_BEGINNING = 4
# So many letters at its end tell an order or a tale.
_ENDING = 3
# The first word of a row has this before it, the last one behind it.
_EDGE = "^"
_NUMBER = "#"
# What speaks for a label before any sign is seen.
_BIAS = "[]"
_REMEMBERED = 10_000
# Weights are written in tenths.
_TENTHS = 10


def signs(row: Sequence[str], labels: Sequence[str]) -> set[str]:
    """Return what may be learned of a row of words in which phrases with these labels were found.

    Those are stems, neighbours, the words' beginnings, the labels, which of them stand together, and which
    comes first and last.
    """
    # Most words are letters alone.
    stems = [stem(word) if word.isalpha() or not any(map(str.isdigit, word)) else _NUMBER for word in row]
    found = {*stems, *[f"{one} {two}" for one, two in pairwise((_EDGE, *stems, _EDGE))]}
    long = [word for word in row if len(word) > _BEGINNING]
    found.update([f"{word[:_BEGINNING]}*" for word in long])
    found.update([f"*{word[-_ENDING:]}" for word in long])
    told = Counter(labels)
    found.update(f"[{label}]" for label in told)
    found.update(f"[{one}][{two}]" for one, two in combinations(sorted(told), 2))
    if labels:
        found.update((f"{_EDGE}[{labels[0]}]", f"[{labels[-1]}]{_EDGE}"))
    return found


def named(name: str) -> "Judge":
    """Return the judge of this name."""
    return Judge(files("parsers").joinpath("data", f"{name}.weights").read_bytes)


class Judge:
    """Tells how likely each label is, by multinomial logistic regression over the signs of a text.

    ``read`` returns the file of its weights; it is asked when the first text is judged.
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._file = read
        self._weights = lru_cache(_REMEMBERED)(self._read)

    @property
    def labels(self) -> tuple[str, ...]:
        """What may be said of a text."""
        return self._table[0]

    @cached_property
    def _table(self) -> tuple[tuple[str, ...], list[bytes]]:
        """Labels, and the lines of signs in their order: most are never asked for, and stay as written."""
        labels, *lines = (line for line in self._file().splitlines() if not line.startswith(b"!"))
        return tuple(labels.decode().split()), lines

    def opinion(self, found: Iterable[str]) -> dict[str, float]:
        """Return how likely each label is, from 0 to 1; together they are 1."""
        known = [weights for sign in found if (weights := self._weights(sign))]
        sums = [sum(column) / _TENTHS for column in zip(self._weights(_BIAS), *known, strict=True)]
        most = max(sums)
        shares = [math.exp(told - most) for told in sums]
        whole = sum(shares)
        return {label: share / whole for label, share in zip(self.labels, shares, strict=True)}

    def deciding(self, found: Collection[str], label: str, most: int) -> tuple[str, ...]:
        """Return the words and pairs of words that speak most for a label, at most so many."""
        column = self.labels.index(label)
        told = {
            sign: weights[column]
            for sign in found
            if sign[0].isalnum() and not sign.endswith("*") and (weights := self._weights(sign))
        }
        return tuple(
            sorted((sign for sign in told if told[sign] > 0), key=lambda sign: (-told[sign], sign))[:most]
        )

    def _read(self, sign: str) -> tuple[int, ...]:
        lines, start = self._table[1], f"{sign}\t".encode()
        at = bisect_left(lines, start)
        found = at < len(lines) and lines[at].startswith(start)
        return tuple(map(int, lines[at][len(start) :].split())) if found else ()
