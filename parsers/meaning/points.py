"""Points of an answer: its sentences and their clauses. What one of them asks for, no other takes back."""

import re
from collections.abc import Iterator

from parsers.meaning.lexicon import words

# Who writes in haste ends no sentence, and yet begins the next one by a capital letter.
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+|\s[–—-]\s|\s(?=[A-ZА-ЯЁ][a-zа-яё])")
_JOINED = "и|а|но|да|только|плюс|ещё|еще|хотя|зато|also|and|but|oh|then|plus|while|завтра|tomorrow"
_CLAUSE = re.compile(rf"[,.;:!?…()/]\s|\n|\s[–—-]\s|(?:\s|\A)(?:{_JOINED})\s", re.IGNORECASE)


def points(text: str) -> Iterator[str]:
    """Yield the sentences and clauses of a text that have words, none where the whole text is one."""
    every = dict.fromkeys((*_SENTENCE.split(text), *_CLAUSE.split(text)))
    return (point for point in every if point != text and words(point))
