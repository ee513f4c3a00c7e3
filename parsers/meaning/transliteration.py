"""Russian in Latin letters, as people write it who have no other keyboard, in letters of its own."""

import re
from collections.abc import Iterator, Sequence

from parsers.meaning import language_words as known
from parsers.meaning.spelling import Spelling

_LETTERS = {
    "shch": "щ",
    "zh": "ж",
    "kh": "х",
    "ch": "ч",
    "sh": "ш",
    "ts": "ц",
    "yo": "е",
    "jo": "е",
    "yy": "ый",
    "yu": "ю",
    "ju": "ю",
    "iu": "ю",
    "ya": "я",
    "ja": "я",
    "ia": "я",
    "ye": "е",
    "je": "е",
    **dict(zip("abcdefghijklmnopqrstuvwxyz'", "абцдефгхийклмнопкрстуввхызь", strict=True)),
}
_SIGN = re.compile(
    # Behind a vowel and before none these are a short "й": "zakryvaite", "zdravstvuy".
    r"(?P<short>(?<=[aeou])(?:i(?=t)|[yj](?![aeou]))|(?<=[yi])j(?![aeou]))|"
    r"shch|zh|kh|ch|sh|ts|[yji][ua]|[yj][oe]|yy|[a-z']"
)
_LAST_LATIN = "\u024f"


def in_cyrillic(row: Sequence[str], spelling: Spelling) -> Sequence[str]:
    """Return a row of words in Cyrillic where it is Russian in Latin letters, else as it is.

    The sign that makes a last letter soft is left out by most; by ``spelling`` it comes back.
    """
    if known.TRANSLITERATED.isdisjoint(row):
        return row
    russian = sum(word in known.TRANSLITERATED for word in row)
    if russian < 2 and known.SURELY_TRANSLITERATED.isdisjoint(row):
        return row
    if sum(word in known.ENGLISH for word in row) >= russian or any(word[0] > _LAST_LATIN for word in row):
        return row
    return list(_written(row, spelling))


def _written(row: Sequence[str], spelling: Spelling) -> Iterator[str]:
    for word in row:
        written = _SIGN.sub(_letter, word)
        soft = f"{written}ь"
        yield soft if not spelling.knows(written) and spelling.knows(soft) else written


def _letter(sign: re.Match[str]) -> str:
    return "й" if sign["short"] else _LETTERS[sign[0]]
