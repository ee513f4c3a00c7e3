"""Points of an answer: its sentences, and their clauses."""

import re
from collections.abc import Iterator

from parsers.meaning.lexicon import words

# Who writes in haste ends no sentence, and yet begins the next one by a capital letter.
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+|\s[–—-]\s|\s(?=[A-ZА-ЯЁ][a-zа-яё])")
# A capital letter in the midst may be a name's.
_ENDED = re.compile(r"[.!?…]\s+|\n+")
# Behind such a word another matter, or another time, may begin without any sign.
_JOINED = "и|а|но|да|только|плюс|ещё|еще|хотя|зато|also|and|but|oh|then|plus|while|завтра|tomorrow"
_CLAUSE = re.compile(rf"[,.;:!?…()/]\s|\n|\s[–—-]\s|(?:\s|\A)(?:{_JOINED})\s", re.IGNORECASE)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text that have words, in their order."""
    return filter(words, _SENTENCE.split(text))


def is_of_several(text: str) -> bool:
    """Tell whether a text has several sentences, by the signs that end one."""
    return sum(1 for _ in filter(words, _ENDED.split(text))) > 1


def clauses(text: str) -> Iterator[str]:
    """Yield the clauses of a text that have words, in their order."""
    return filter(words, _CLAUSE.split(text))
