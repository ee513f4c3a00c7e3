"""Names and words as people write them: what is meant by one, and what comes near to it."""

import re
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from desk.address import Address, fold
from desk.mail import Language

# So many who may be meant are named to one who did not say it clearly.
MOST_CANDIDATES = 10

# So many letters of a word stand for it, where they begin none that means something else.
SHORTEST = 3

# What telephones and mail programs set around a name or a word, and a dash that leads up to it.
_AROUND = " \t\"'“”„‟‘’‚‛«»‹›.,:;!?…"
_DASH = re.compile(r"[-–—]{1,3}\s+(?=\S)")
# What they make of a hyphen within a number or a name.
_HYPHENS = re.compile(r"(?<=\w)[\u2010-\u2015\u2212](?=\w)")
# What may stand around an address, and what parts addresses.
_BRACKETS = "<>[]()\"'"
_UNPARTED = re.compile(r"[^\s,;<]+")
# What parts names: a comma, and a word where the whole is no name.
_COMMA = re.compile("[,;]")
_AND = re.compile(r"\s(?:and|и|&)\s")
# No person's name is longer.
_LONGEST_NAME = 200

T = TypeVar("T")


def bare(argument: str) -> str:
    """Return a name, word, number, day or address with plain hyphens, and without the marks around it."""
    stripped = _HYPHENS.sub("-", argument).strip(_AROUND)
    led = _DASH.match(stripped)
    return stripped[led.end() :].strip(_AROUND) if led else stripped


def folded(name: str) -> str:
    """Return a name as it is compared: names are people's, and no proof of anything."""
    return " ".join(name.lower().replace("ё", "е").split())


def parted(argument: str, known: Container[str]) -> tuple[str, ...]:
    """Return the names in a row of them; what is one of these as a whole, folded, is not parted."""
    pieces = [argument] if folded(argument) in known else [bare(part) for part in _COMMA.split(argument)]
    parts = ((piece,) if folded(piece) in known else map(bare, _AND.split(piece)) for piece in pieces)
    return tuple(filter(None, (part for several in parts for part in several)))


def addressed(argument: str) -> tuple[Address, ...]:
    """Return what may be addresses, as people write them and programs link them: ``<ann@x> [mailto:ann@x]``.

    A name is what stands before an address in angle brackets, behind the address before it.
    """
    text = argument.replace("mailto:", "<")
    found: dict[str, Address] = {}
    end = 0
    for piece in _UNPARTED.finditer(text):
        addr = piece[0].strip(_BRACKETS)
        if "@" in addr:
            before = text[end : piece.start()].rstrip()
            name = _shown(before) if before.endswith("<") else ""
            found.setdefault(fold(addr), Address(addr, name))
            end = piece.end()
    return tuple(found.values())


def _shown(name: str) -> str:
    """Return a person's name as one line of what can be seen, without what stands around it."""
    seen = "".join(sign if sign.isprintable() else " " for sign in name[:_LONGEST_NAME])
    return bare(" ".join(seen.split()).strip(f"{_BRACKETS},; "))


def meant_by(words: Mapping[str, T], argument: str) -> T | None:
    """Return what a word means, or the beginning of one, if that begins none that means something else."""
    wanted = folded(argument)
    if wanted in words:
        return words[wanted]
    begun = {meaning for word, meaning in words.items() if word.startswith(wanted)}
    return only(begun) if len(wanted) >= SHORTEST else None


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
