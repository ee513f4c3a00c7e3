"""Phrases found in a row of words."""

import pytest

from parsers.meaning.lexicon import Hit, Lexicon, words

LEXICON = Lexicon(
    {"good": "it works, works, как *ть", "bad": "not/never works/working, no longer/_ work*", "x": "a b c"}
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("It works", [Hit("good", 0, 2)]),
        ("never works", [Hit("bad", 0, 2)]),
        ("it never works", [Hit("bad", 1, 2)]),
        ("no works", [Hit("bad", 0, 2)]),
        ("no longer worked", [Hit("bad", 0, 3)]),
        ("как открыть", [Hit("good", 0, 2)]),
        ("a b works", [Hit("good", 2, 1)]),
        ("a b", []),
        ("", []),
    ],
)
def test_the_longest_phrase_is_found(text: str, hits: list[Hit]) -> None:
    """Choices, none and stars are understood; the longest phrase counts and phrases do not overlap."""
    assert list(LEXICON.hits(words(text))) == hits


def test_words_are_compared_without_case() -> None:
    """Case, the letter ё and the typographer's apostrophe make no difference."""
    assert words("Всё ещё Doesn’t work?") == ["все", "еще", "doesn't", "work", "?"]
