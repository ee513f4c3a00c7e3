"""Names of firms and of persons, as signatures and introductions hold them."""

import re

from parsers.meaning.first_names import FIRST_NAMES
from parsers.meaning.tables import names

_TABLE = names("fields")
_BEFORE = "|".join(_TABLE["firms"]["before"])
_BEHIND = "|".join(_TABLE["firms"]["behind"])
_NOT_A_NAME = frozenset(_TABLE["persons"]["not_a_name"])
_MOST = 240

_QUOTED = r"[«\"“„'][^«»\"“”„\n]{1,100}(?:[«»\"“”„'][^«»\"“”„,;|\n]{0,60})?[»\"”“']"
_LEGAL = re.compile(rf"(?<!\w)(?:{_BEFORE})\s{{1,3}}(?:{_QUOTED}|[A-ZА-ЯЁ\d][^,;|()\n]{{1,60}})")
_SUFFIXED = re.compile(
    rf"(?<![\w&])(?:[A-Z\d][\w&.'’\-]{{0,30}} (?:(?:&|and|of|und) )?){{0,4}}[A-Z\d][\w&.'’\-]{{0,30}},? "
    rf"(?:{_BEHIND})(?!\w)\.?"
)
_CALLED = re.compile(
    rf"(?<!\w)(?i:компани[яией]|организаци[яией]|фирм[аые]|предприяти[еяи])\s{{1,3}}(?P<name>{_QUOTED})"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]{0,30}\.?")
_INITIALS = re.compile(r"(?:[A-ZА-ЯЁ]\.\s?){1,2}")
_PARTS = re.compile(r"\s?[|,;/•·]\s?|\s[-–—]\s|\s{3}")


def firm(text: str, start: int = 0, end: int = _MOST) -> str:
    """Return the first firm with its legal form, such as ``ООО «Ромашка»``, between these places."""
    found = [match for look in (_LEGAL, _SUFFIXED, _CALLED) if (match := look.search(text, start, end))]
    if not found:
        return ""
    first = min(found, key=lambda match: match.start())
    return " ".join((first.groupdict().get("name") or first[0]).split()).rstrip(" -–—")


def person(line: str, *, surely: bool = False) -> str:
    """Return the name that a line begins with, or the empty string.

    A name is two or three words with capitals, or fewer with initials; ``surely`` asks for a usual first
    name, a father's name or initials among them.
    """
    name = _PARTS.split(line[:_MOST].strip(" *_.,!-–—"), maxsplit=1)[0].strip(" *_.,!")
    if len(name) > 60 or any(sign.isdigit() or sign in '@:«»"()' for sign in name):
        return ""
    initials = _INITIALS.search(name) is not None
    words = [word for word in name.replace(".", ". ").split() if len(word.rstrip(".")) > 1]
    if not (1 if initials else 2) <= len(words) <= 3 or not all(_is_capital(word) for word in words):
        return ""
    known = initials or any(is_first_name(word) for word in words)
    return name if known or not surely else ""


def is_first_name(word: str) -> bool:
    """Tell whether a word is a usual first name, or a Russian father's name."""
    told = word.lower().replace("ё", "е")
    return told in FIRST_NAMES or (len(told) > 6 and told.endswith(("ович", "евич", "овна", "евна", "ична")))


def _is_capital(word: str) -> bool:
    """Tell whether a word may be a name's: a capital, then small letters, and no position's word."""
    if _WORD.fullmatch(word) is None or word.lower().rstrip(".") in _NOT_A_NAME:
        return False
    return word[0].isupper() and not (len(word) > 3 and word.isupper())
