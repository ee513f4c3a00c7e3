"""Stems of words by a small rule of our own: endings go, the longest first, while enough is left."""

from functools import lru_cache

from parsers.meaning.tables import names

_ENDINGS = names("similarity")["endings"]
_RUSSIAN = frozenset(_ENDINGS["russian"])
_ENGLISH = frozenset(_ENDINGS["english"])
_LONGEST = max(map(len, _RUSSIAN | _ENGLISH))
_LEAST = 4
_LONGEST_STEM = 12
_PUT_IN = ("вл", "бл", "пл", "мл")
# So many words are remembered with their stems; mails of one desk share most of theirs.
_REMEMBERED = 20_000


@lru_cache(_REMEMBERED)
def stem(word: str) -> str:
    """Return a lowered word's stem: ``принтеров`` and ``принтере`` have one, ``printers`` and ``printer``."""
    endings = _ENGLISH if word.isascii() else _RUSSIAN
    while (shorter := _without_ending(word, endings)) != word:
        word = shorter
    return word[:_LONGEST_STEM]


def _without_ending(word: str, endings: frozenset[str]) -> str:
    """Return a word without one ending; what no ending fits is a stem, so all forms come down to one."""
    for length in range(min(_LONGEST, len(word) - _LEAST), 0, -1):
        if word[-length:] in endings and not word.endswith("ss"):
            word = word[:-length]
            # "Stopped" doubles a consonant, "обновление" puts one in that "обновить" has not.
            doubled = word.isascii() and word[-1] == word[-2] and word[-1] not in "sl"
            return word[:-1] if len(word) > _LEAST and (doubled or word.endswith(_PUT_IN)) else word
    return word
