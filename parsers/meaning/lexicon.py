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


# Most branches have no ways of one sort or another: they share these, which nothing is ever put into.
_NO_WAYS: "dict[str, _Branch]" = {}


@dataclass(slots=True)
class _Branch:
    """Where a phrase goes on: by a word, its beginning or its end; and what a phrase that ends here means."""

    words: "dict[str, _Branch]" = field(default_factory=lambda: _NO_WAYS)
    stems: "dict[str, _Branch]" = field(default_factory=lambda: _NO_WAYS)
    tails: "dict[str, _Branch]" = field(default_factory=lambda: _NO_WAYS)
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

    def add(self, phrase: Iterable[str], label: str) -> None:
        """Add what is left of a phrase; the first label given to it stays."""
        branch = self
        for word in phrase:
            branch = branch._way(word)
        branch.label = branch.label or label

    def _way(self, word: str) -> "_Branch":
        """Return where a phrase goes on by this word of the table, which may be new here."""
        kind = "words" if "*" not in word else "stems" if word.endswith("*") else "tails"
        ways: dict[str, _Branch] = getattr(self, kind)
        if ways is _NO_WAYS:
            ways = {}
            setattr(self, kind, ways)
        return ways.setdefault(word.strip("*"), _Branch())


# The choices of each word of a phrase.
_Choices = tuple[tuple[str, ...], ...]

# So many words are remembered with the phrases that they begin, most of them none.
_REMEMBERED = 20_000


class Lexicon:
    """Phrases by their labels.

    Phrases are parted by commas. ``a/b`` stands for either word, ``_`` among them for none, and a star at a
    word's end or beginning for any ending or beginning. What a word begins is put together when it is met for
    the first time: all phrases that a table stands for are hundreds of thousands.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        # By their first words, as the table has them: what is left of each phrase, with its label.
        self._begun: dict[str, list[tuple[_Choices, str]]] = {}
        self._choices: set[str] = set()
        for label, phrases in table.items():
            for phrase in phrases.split(","):
                choices = tuple(tuple(word.split("/")) for word in phrase.split())
                self._choices.update(*choices)
                for first, rest in _beginnings(choices):
                    self._begun.setdefault(first, []).append((rest, label))
        self._open = tuple(first for first in self._begun if "*" in first)
        self._branches: dict[str, _Branch] = {}
        self._begun_by = lru_cache(_REMEMBERED)(self._ways)

    def hits(self, row: Sequence[str]) -> Iterator[Hit]:
        """Yield the phrases of a row from its first word to its last; none overlap."""
        after = 0
        for at, ways in enumerate(map(self._begun_by, row)):
            # Most words begin nothing.
            if ways and at >= after:
                end, label = _longest_of(ways, row, at, (at, ""))
                if label:
                    yield Hit(label, at, end - at)
                    after = end

    def words(self) -> tuple[set[str], set[str]]:
        """Return the words that stand in any phrase, and the beginnings that stand for words."""
        plain = {word for word in self._choices if "*" not in word and word != "_"}
        return plain, {word.strip("*") for word in self._choices if word.endswith("*")}

    def _ways(self, word: str) -> tuple[_Branch, ...]:
        """Return where phrases may go on that begin with this word."""
        firsts = [word] if word in self._begun and "*" not in word else []
        firsts += [first for first in self._open if first.endswith("*") and word.startswith(first.strip("*"))]
        firsts += [
            first for first in self._open if not first.endswith("*") and word.endswith(first.strip("*"))
        ]
        return tuple(map(self._branch, firsts))

    def _branch(self, first: str) -> _Branch:
        """Return all that goes on behind a first word of the table."""
        if first not in self._branches:
            branch = _Branch()
            for rest, label in self._begun[first]:
                for chosen in itertools.product(*rest):
                    branch.add((word for word in chosen if word != "_"), label)
            self._branches[first] = branch
        return self._branches[first]


def _beginnings(choices: _Choices) -> Iterator[tuple[str, _Choices]]:
    """Yield each word that a phrase may begin with, and what is left of the phrase behind it."""
    for at, choice in enumerate(choices):
        for word in choice:
            if word != "_":
                yield word, choices[at + 1 :]
        if "_" not in choice:
            return


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
