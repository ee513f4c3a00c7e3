"""Haste mended: a letter too many, too few or swapped, "не" grown onto its word, letters drawn out."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

# A short word is too easily another one.
_SHORTEST = 6
_REMEMBERED = 20_000
# A letter is mistaken for its neighbour on the keyboard, or for the vowel that sounds like it.
_LONG = 7
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_MISTAKEN = ("ао", "еи", "ья", "ai", "ei", "ea")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


def _neighbours() -> dict[str, str]:
    """Return for each letter those that a finger or an ear takes it for."""
    found: dict[str, str] = {}
    pairs = [pair for row in _ROWS for pair in itertools.pairwise(row)]
    upper = [(*_ROWS[:2],), (*_ROWS[1:3],), (*_ROWS[3:5],), (*_ROWS[4:],)]
    for above, below in upper:
        pairs += [(one, two) for at, two in enumerate(below) for one in above[at : at + 2]]
    for one, two in (*pairs, *((pair[0], pair[1]) for pair in _MISTAKEN)):
        found[one] = found.get(one, "") + two
        found[two] = found.get(two, "") + one
    return found


_NEIGHBOURS = _neighbours()


class Spelling:
    """Knows words, and the slips by which hasty fingers miss them.

    A first and a last letter are never mended: by them Russian words change their sense.
    """

    def __init__(self, known: Iterable[str], stems: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._stems = tuple(stem for stem in stems if len(stem) > 2)
        # What is left of a word without one of its letters; of several words it may be none.
        self._short: dict[str, str] = {}
        for word in self._known:
            if len(word) >= _SHORTEST:
                for short in _shorter(word):
                    self._short[short] = word if self._short.get(short, word) == word else ""
        self._mended = lru_cache(_REMEMBERED)(self._meant)

    def mended(self, row: Sequence[str]) -> list[str]:
        """Return a row of words with what is surely a slip mended; an unknown word stays as it is."""
        return list(itertools.chain.from_iterable(map(self._mended, row)))

    def _meant(self, word: str) -> tuple[str, ...]:
        if self.knows(word):
            return (word,)
        if word[:2] == "не" and self.knows(word[2:]) and len(word) > 5:
            return ("не", word[2:])
        if word.endswith("'s") and self.knows(word[:-2]):
            return (word[:-2], "is")
        drawn = _DRAWN_OUT.sub(r"\1", word)
        # A letter by itself may be a variant's.
        if drawn != word and len(drawn) > 1:
            return self._meant(drawn)
        if len(word) < _SHORTEST - 1:
            return (word,)
        if len(word) >= _LONG and (meant := self._unmistaken(word)):
            return (meant,)
        longer = {short for short in _shorter(word) if short in self._known and len(short) >= _SHORTEST - 1}
        return (longer.pop() if len(longer) == 1 else self._unslipped(word) or word,)

    def _unmistaken(self, word: str) -> str:
        """Return the one known word that has another inner letter where this was mistaken, or nothing."""
        found = {
            meant
            for at in range(1, min(len(word), 30) - 1)
            for letter in _NEIGHBOURS.get(word[at], "")
            if (meant := word[:at] + letter + word[at + 1 :]) in self._known
        }
        return found.pop() if len(found) == 1 else ""

    def _unslipped(self, word: str) -> str:
        """Return the one known word that this is with an inner letter lost or two swapped, or nothing."""
        found = {meant for meant in _swapped(word) if meant in self._known and len(meant) >= _SHORTEST}
        if word in self._short:
            found.add(self._short[word])
        return found.pop() if len(found) == 1 else ""

    def knows(self, word: str) -> bool:
        """Tell whether a word stands in a phrase, or begins as one does."""
        return word in self._known or word.startswith(self._stems)


def _shorter(word: str) -> Iterator[str]:
    """Yield a word without one of its inner letters."""
    return (word[:at] + word[at + 1 :] for at in range(1, min(len(word), 30) - 1))


def _swapped(word: str) -> Iterator[str]:
    """Yield a word with two neighbours swapped; the first may be one of them, the last letter is not."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 2))
