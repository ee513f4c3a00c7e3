"""The texts that are worst for a regular expression, made of its own letters, classes and repetitions."""

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined] # what the engine itself reads a pattern by
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# What no class of ours takes ends a text, so that all that was taken must be given back.
_BREAKS = ("\0", "\n!")
# Blanks, and marks of quotes in one another.
_COMMON = (" ", "\n", " \n", "> ", '"', "\\", "(", "<", "-", ".", "a", "1", "a ", "a.", "a@", "\u00a0")
_CATEGORIES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: "-",
}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
# A class is stood for by so many of its letters, a choice in a sample by so many of its branches.
_LETTERS = 4
_MOST_PIECES = 150


def worst_cases(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a beginning and a piece: a text is the beginning, then the piece many times.

    Pieces are each letter and class of the pattern, each of its choices, each beginning of a text that it
    matches, and what its repetitions repeat; beginnings are none, or what leads up to the repetition.
    """
    tree = parser.parse(pattern.pattern, pattern.flags)
    pieces: dict[tuple[str, str], None] = {}
    for piece in _COMMON:
        pieces["", piece] = None
    for beginning, piece in _pumps(tree, ""):
        if piece:
            pieces["", piece] = None
            pieces[beginning, piece] = None
            pieces[beginning, f"{piece} "] = None
    whole = _sample(tree)
    begun = [("", whole[:end]) for end in range(1, min(len(whole), 30) + 1)]
    yield from dict.fromkeys((*begun, *list(pieces)[:_MOST_PIECES]))


def texts(beginning: str, piece: str, size: int) -> Iterator[str]:
    """Yield a piece repeated behind its beginning to a size, as it is and broken off in several ways."""
    text = beginning + piece * max(1, (size - len(beginning)) // len(piece))
    yield text
    for broken in _BREAKS:
        yield text + broken


def _pumps(tree: Any, beginning: str) -> Iterator[tuple[str, str]]:
    """Yield what each node may repeat, with a text that leads up to it."""
    for code, value in tree:
        if code in _REPEATS:
            for letters in _samples(value[2]):
                yield beginning, letters
            yield from _pumps(value[2], beginning)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield beginning, _sample(branch)
                yield from _pumps(branch, beginning)
        elif code is codes.SUBPATTERN:
            yield from _pumps(value[3], beginning)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield beginning, _sample(value[1])
            yield from _pumps(value[1], beginning)
        elif code is codes.ATOMIC_GROUP:
            yield from _pumps(value, beginning)
        elif code is codes.IN:
            for letter in _letters(value):
                yield beginning, letter
        beginning += _node_sample(code, value)


def _samples(tree: Any) -> Iterator[str]:
    """Yield texts that a repeated group takes: of each of its choices where it is nothing but a choice."""
    yield _sample(tree)
    for code, value in tree:
        if code is codes.IN and len(tree) == 1:
            yield from _letters(value)
        if code is codes.SUBPATTERN and len(tree) == 1:
            yield from _samples(value[3])
        if code is codes.BRANCH and len(tree) == 1:
            for branch in value[1]:
                yield _sample(branch)


def _sample(tree: Any) -> str:
    """Return a short text that a tree takes, as far as its lookarounds allow."""
    return "".join(_node_sample(code, value) for code, value in tree)


def _node_sample(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return next(iter(_letters(value)), "")
    if code in _REPEATS:
        return _sample(value[2]) * max(int(value[0]), 1)
    if code is codes.BRANCH:
        return _sample(value[1][0])
    if code is codes.SUBPATTERN:
        return _sample(value[3])
    if code is codes.ATOMIC_GROUP:
        return _sample(value)
    return ""


def _letters(members: Any) -> list[str]:
    """Return some letters of a class, of each kind in it one at least."""
    negated = members[0][0] is codes.NEGATE
    found: list[str] = []
    for code, value in members:
        if code is codes.LITERAL:
            found.append(chr(value))
        elif code is codes.RANGE:
            found += [chr(value[0]), chr(value[1])]
        elif code is codes.CATEGORY:
            found.append(_CATEGORIES[value])
    if not negated:
        return [*found[:_LETTERS], *found[_LETTERS:][-_LETTERS:]]
    taken = re.compile(f"[{''.join(map(re.escape, found))}]") if found else None
    return [letter for letter in "a 1-.<\n" if taken is None or not taken.match(letter)][:_LETTERS]
