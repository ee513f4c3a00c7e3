"""Words that no table knows, and which of them tell what was done or how rather than ask for more."""

import itertools
from collections.abc import Collection, Iterable, Sequence

from parsers.meaning.stems import stem

# What was done, by the word's ending, and how it was done or what a thing is like.
_DONE = (
    *(
        f"{verb}{ending}"
        for verb in ("ал", "ял", "ил", "ел", "ул", "ыл", "шл")
        for ending in ("", "а", "о", "и", "ся", "ась", "ось", "ись")
    ),
    "ed",
)
# What its writer did: things do it to themselves, "заработало", "открылся".
_OWN = (
    *(f"{verb}{ending}" for verb in ("ал", "ял", "ил", "ел", "ул", "ыл") for ending in ("", "а", "и")),
    "ed",
)
_LIKE = ("ый", "ий", "ая", "яя", "ое", "ее", "ые", "ую", "енно", "ально", "ично", "ly")
# What stands behind one of these is named, not asked for.
_NAMING = frozenset({"the", "my", "our", "your"})
# "Untested" and "неподписанный" deny.
_DENYING = ("un", "не", "dis", "mis", "без", "бес")
_SHORTEST = 4
# An order or an infinitive may wish for what the subject wishes for.
_WISHING = ("те", "ть", "ться", "тись", "чь")


def harmless(
    row: Sequence[str], unknown: Collection[int], plain: Collection[int], clauses: Collection[int]
) -> set[int]:
    """Return the places of unknown words that tell what was done or how, or name a thing.

    ``clauses`` are the places where a clause begins: one with an unknown or ``plain`` word that tells what
    was done tells it all, unless it wishes for something.
    """
    found = {at for at in unknown if _ends(row[at], _DONE + _LIKE) or _is_named(row, at)}
    bounds = sorted({0, len(row), *clauses})
    for start, end in itertools.pairwise(bounds):
        clause = range(start, end)
        told = any(_ends(row[at], _DONE) and (at in unknown or at in plain) for at in clause)
        if told and not any(_wishes(row, at) for at in clause):
            found.update(at for at in clause if at in unknown and not row[at].startswith(_DENYING))
    return found


def _is_named(row: Sequence[str], at: int) -> bool:
    return at > 0 and row[at - 1] in _NAMING and not row[at].startswith(_DENYING)


def _wishes(row: Sequence[str], at: int) -> bool:
    """Tell whether a word is an order or an infinitive; "решили купить" tells what was done."""
    return not row[at].isascii() and row[at].endswith(_WISHING) and not (at and _ends(row[at - 1], _DONE))


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    return len(word) >= _SHORTEST and word.endswith(endings) and not word.startswith(_DENYING)


def is_own_act(word: str) -> bool:
    """Tell whether a word that begins a clause tells what its writer did."""
    return _ends(word, _OWN)


def stems(row: Iterable[str]) -> frozenset[str]:
    """Return the stems of a subject's words, by which an answer may name the matter again."""
    return frozenset(stem(word) for word in row if _names(word))


def shared(row: Sequence[str], unknown: Iterable[int], told: frozenset[str]) -> set[int]:
    """Return the places of unknown words that only name what the subject names."""
    return {at for at in unknown if told and _names(row[at]) and stem(row[at]) in told}


def _names(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and not word.endswith(_WISHING)
