"""Finds the phrases of a table in a row of words, the longest first."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_WORD = re.compile(
    r"[^\W_]+(?:[-'/][^\W_]+)*|[?+👍👎🙏👌✅❌❤🙂😊😀😃😄😉😁😅🎉💐🤝💪🙌😍🥰😘🔥💯👏✔☑🥳✨🎊😡😠🤬🙄🤡🤦😂🤣😏]"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its label, the index of its first word, and how many words it has."""

    label: str
    at: int
    length: int


@dataclass(slots=True)
class _Branch:
    """Where a phrase goes on: by a word, its beginning or its end; and what a phrase that ends here means."""

    words: dict[str, "_Branch"] = field(default_factory=dict)
    stems: dict[str, "_Branch"] = field(default_factory=dict)
    tails: dict[str, "_Branch"] = field(default_factory=dict)
    label: str = ""

    def ways(self, word: str) -> tuple["_Branch", ...]:
        """Return where a phrase may go on by this word."""
        way = self.words.get(word)
        ways: tuple[_Branch, ...] = () if way is None else (way,)
        if self.stems:
            ways += tuple(way for stem, way in self.stems.items() if word.startswith(stem))
        if self.tails:
            ways += tuple(way for tail, way in self.tails.items() if word.endswith(tail))
        return ways


# So many words are remembered with the phrases that they begin, most of them none.
_REMEMBERED = 20_000


class Lexicon:
    """Phrases by their labels.

    Phrases are parted by commas. ``a/b`` stands for either word, ``_`` among them for none, and a star at a
    word's end or beginning for any ending or beginning.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._root = _Branch()
        for label, phrases in table.items():
            for phrase in _expanded(phrases):
                self._add(phrase, label)
        self._begun_by = lru_cache(_REMEMBERED)(self._root.ways)

    def hits(self, row: Sequence[str]) -> Iterator[Hit]:
        """Yield the phrases of a row from its first word to its last; none overlap."""
        at = 0
        while at < len(row):
            ways = self._begun_by(row[at])
            if not ways:
                at += 1
                continue
            end, label = _longest_of(ways, row, at, (at, ""))
            if label:
                yield Hit(label, at, end - at)
            at = end if label else at + 1

    def words(self) -> tuple[set[str], set[str]]:
        """Return the words that stand in any phrase, and the beginnings that stand for words."""
        known: set[str] = set()
        stems: set[str] = set()
        branches = [self._root]
        while branches:
            branch = branches.pop()
            known.update(branch.words)
            stems.update(branch.stems)
            branches += (*branch.words.values(), *branch.stems.values(), *branch.tails.values())
        return known, stems

    def _add(self, phrase: Iterable[str], label: str) -> None:
        """Add a phrase; the first label given to it stays."""
        branch = self._root
        for word in phrase:
            choices = branch.words
            if "*" in word:
                choices = branch.stems if word.endswith("*") else branch.tails
            branch = choices.setdefault(word.strip("*"), _Branch())
        branch.label = branch.label or label


def words(text: str) -> list[str]:
    """Return a text's words, lowered and with ``ё`` as ``е``; question marks and some emoji are words."""
    return _WORD.findall(text.lower().replace("ё", "е").replace("’", "'"))


def _longest(branch: _Branch, row: Sequence[str], at: int) -> tuple[int, str]:
    """Return where the longest phrase ends that goes on at a word, and its label, empty if there is none."""
    best = (at, branch.label)
    if at == len(row):
        return best
    # Most phrases go on by plain words alone.
    if not branch.stems and not branch.tails:
        way = branch.words.get(row[at])
        if way is None:
            return best
        found = _longest(way, row, at + 1)
        return found if found[1] else best
    return _longest_of(branch.ways(row[at]), row, at, best)


def _longest_of(
    ways: Iterable[_Branch], row: Sequence[str], at: int, best: tuple[int, str]
) -> tuple[int, str]:
    """Return the same of the phrases that take this word, where one is longer than the best."""
    for way in ways:
        found = _longest(way, row, at + 1)
        if found[1] and found[0] > best[0]:
            best = found
    return best


def _expanded(phrases: str) -> Iterator[tuple[str, ...]]:
    """Yield every phrase that a row of phrases stands for."""
    for phrase in phrases.split(","):
        choices = [word.split("/") for word in phrase.split()]
        for chosen in itertools.product(*choices):
            if some := tuple(word for word in chosen if word != "_"):
                yield some
