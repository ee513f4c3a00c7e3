"""Names and words as people write them: what is meant by one, and what comes near to it."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from desk.mail import Language

# So many who may be meant are named to one who did not say it clearly.
MOST_CANDIDATES = 10

# What telephones and mail programs set around a name or a word, and a dash that leads up to it.
_AROUND = " \t\"'“”„‟‘’‚‛«»‹›.,:;!?…"
_DASH = re.compile(r"[-–—]{1,3}\s+(?=\S)")
# What they make of a hyphen within a number or a name.
_HYPHENS = re.compile(r"(?<=\w)[\u2010-\u2015\u2212](?=\w)")

T = TypeVar("T")


def bare(argument: str) -> str:
    """Return a name, word, number, day or address with plain hyphens, and without the marks around it."""
    stripped = _HYPHENS.sub("-", argument).strip(_AROUND)
    led = _DASH.match(stripped)
    return stripped[led.end() :].strip(_AROUND) if led else stripped


def folded(name: str) -> str:
    """Return a name as it is compared: names are people's, and no proof of anything."""
    return " ".join(name.lower().replace("ё", "е").split())


def only(found: Iterable[T]) -> T | None:
    """Return what is found where that is one thing."""
    several = list(found)
    return several[0] if len(several) == 1 else None


def words_near(words: Mapping[str, object], argument: str, language: Language) -> tuple[str, ...]:
    """Return the words that come near to one that is none, else this language's; one for each meaning."""
    firsts: dict[tuple[object, bool], str] = {}
    for word, meant in words.items():
        # A code is understood, and no word to be shown.
        if "_" not in word:
            firsts.setdefault((meant, word.isascii()), word)
    near = [firsts[words[word], word.isascii()] for word in get_close_matches(argument.lower(), words)]
    own = (word for (_, english), word in firsts.items() if english is (language is Language.EN))
    return tuple(dict.fromkeys(near or own))


def whole(word: str) -> re.Pattern[str]:
    """Return how a word is found in a text: whole, in any case, its parts joined by whatever is no letter."""
    core = re.findall(r"\w+", word)
    before, behind = re.split(r"\w.*\w|\w", word.strip(), maxsplit=1) if core else ("", word.strip())
    parts = (re.escape(before), r"\W+".join(map(re.escape, core)), re.escape(behind))
    # In the name of a file a line is a blank.
    return re.compile(rf"(?<![^\W_]){''.join(parts)}(?![^\W_])", re.IGNORECASE)
