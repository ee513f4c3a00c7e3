"""Bytes to text by the charset a mail declares, where that can be believed, else by a guess.

Only codecs of the list below are ever asked: Python knows others that hang (punycode), raise (undefined,
idna) or smuggle markup past a filter (utf-7, unicode_escape).
"""

import re
from functools import lru_cache
from itertools import pairwise

from parsers.characters import double_encoding, east_asian

# Names as mails write them, in lower case and without blanks, underscores and hyphens.
_ALIASES: dict[str, str] = {
    "usascii": "ascii",
    "ascii": "ascii",
    "ansix3.41968": "ascii",
    "iso646us": "ascii",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "ucs2": "utf-16",
    # Every browser reads Latin-1 as windows-1252, and every sender means it so.
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "xansi": "cp1252",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "visual": "iso8859-8",
    "koi8": "koi8-r",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "koi8ru": "koi8-u",
    "ibm866": "cp866",
    "dos866": "cp866",
    "xmaccyrillic": "mac-cyrillic",
    "maccyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "xmacroman": "mac-roman",
    "tis620": "cp874",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "mskanji": "cp932",
    "windows31j": "cp932",
    "eucjp": "euc_jp",
    "xeucjp": "euc_jp",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "csgb2312": "gb18030",
    "xgbk": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "euccn": "gb18030",
    "hzgb2312": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "xxbig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "uhc": "cp949",
    "cseuckr": "cp949",
}
_WINDOWS = re.compile(
    r"(?:x?cp|x?win(?:dows)?|microsoftcp|ibm|x?ansi)0?(125[0-8]|874|932|936|949|437|850|852|866)"
)
_ISO = re.compile(r"(?:iso|x?iso)8859([1-9]|1[013456])(?:199\d|:\d+)?")
_JAPANESE = re.compile(r"(?:cs)?iso2022(jp[123]?|jpext|kr)(?:ms)?")

_LATIN = frozenset({"cp1252", "iso8859-15", "iso8859-2", "cp1250"})
_CYRILLIC = ("cp1251", "koi8-r", "cp866")

# Begins only where a word does, so that a word without high bytes is gone through once.
_HIGH_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
_HIGH = re.compile(rb"[\x80-\xff]")

# How often a letter stands in a thousand of Russian text; rare letters count as one.
_RUSSIAN: dict[str, int] = {
    letter: weight
    for weight, letters in (
        (80, "оеаи"),
        (55, "нтсрвл"),
        (30, "кмдпу"),
        (18, "яыьгзбчй"),
        (7, "хжшю"),
        (3, "цщэф"),
    )
    for letter in letters
} | {"ъ": 1, "ё": 1}
# True Russian stands above the second figure, Russian read in another Cyrillic charset below it; what is
# called Latin needs only to be above the first. So few letters say little.
_PERHAPS = 30
_SURELY = 46
_FEWEST = 4

# A guess needs no more than this many bytes.
_SAMPLE = 8192
# More broken characters than one in so many, and utf-8 was the wrong name.
_BROKEN = 10


@lru_cache(maxsize=256)
def codec(name: str) -> str | None:
    """Return Python's name of a charset that mails may use, or None."""
    key = re.sub(r"[\s_\-]", "", name[:40].lower().partition("(")[0].strip("\"' "))
    if key in _ALIASES:
        return _ALIASES[key]
    if (found := _WINDOWS.fullmatch(key)) is not None:
        return "gb18030" if found[1] == "936" else f"cp{found[1]}"
    if (found := _ISO.fullmatch(key)) is not None:
        return f"iso8859-{found[1]}" if found[1] != "1" else "cp1252"
    if (found := _JAPANESE.fullmatch(key)) is not None:
        return f"iso2022_{found[1]}".replace("jpext", "jp_ext")
    return None


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text, and in words what was wrong with its charset, or the empty string.

    Never raises. What no charset explains is shown with U+FFFD in its place.
    """
    name = codec(declared) if declared else None
    if data.isascii() and (name is None or not name.startswith(("iso2022", "utf-16", "hz"))):
        if b"\x1b$" not in data or (name := east_asian.guess(data)) is None:
            return data.decode("ascii"), ""
        return data.decode(name, "replace"), _wrong(declared, name)
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace"), ""
    believed = _believable(data, name)
    text = _strictly(data, believed)
    if text is not None and believed == "utf-8" and (meant := double_encoding.undone(text)) != text:
        return meant, "the text was encoded twice"
    if text is not None:
        return text, "" if believed == name else _wrong(declared, believed)
    return data.decode(believed, "replace"), f"text is broken for charset {believed}"


def _guess(data: bytes) -> str:
    """Return the codec that most likely made these bytes: utf-8, else by the letters, else Latin."""
    if _strictly(data, "utf-8") is not None or _almost_utf8(data):
        return "utf-8"
    cyrillic = _best_cyrillic(data) if _looks_foreign(data) else ""
    if cyrillic and _russian(data, cyrillic) > _SURELY:
        return cyrillic
    return east_asian.guess(data) or cyrillic or "cp1252"


def _believable(data: bytes, name: str | None) -> str:
    """Return the codec to use: the declared one, unless the bytes speak clearly against it."""
    if name is None or name == "ascii":
        # The sender's program did not know, or wrote its default over other bytes.
        return _guess(data)
    if name == "utf-8":
        return "utf-8" if _strictly(data, name) is not None or _almost_utf8(data) else _guess(data)
    single = name in _LATIN or name in _CYRILLIC
    if single and len(_HIGH.findall(data[:_SAMPLE])) > 3 and _strictly(data, "utf-8") is not None:
        return "utf-8"
    if name in _LATIN and _looks_foreign(data):
        best = _best_cyrillic(data)
        return best if _russian(data, best) > _PERHAPS else name
    if name in _CYRILLIC and _russian(data, name) < _SURELY:
        best = _best_cyrillic(data)
        return best if _russian(data, best) > _SURELY else name
    return name


def _wrong(declared: str | None, believed: str) -> str:
    if declared is None:
        return f"no charset declared, read as {believed}"
    return f"charset {declared[:40]!a} is wrong, read as {believed}"


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _almost_utf8(data: bytes) -> bool:
    """Tell whether these bytes are utf-8 but for a few, as when a mail was cut in the middle of a letter."""
    sample = data[: 4 * _SAMPLE]
    broken = sample.decode("utf-8", "ignore")
    high = sum(1 for character in broken if character > "\x7f")
    lost = len(_HIGH.findall(sample)) - sum(len(c.encode()) for c in broken if c > "\x7f")
    return high > 0 and lost * _BROKEN <= high


def _looks_foreign(data: bytes) -> bool:
    """Tell whether words are written in high bytes throughout, as Cyrillic is and accented Latin is not."""
    words = _HIGH_WORD.findall(data[:_SAMPLE])
    letters = sum(map(len, words))
    return 2 * sum(len(_HIGH.findall(word)) for word in words) > letters


def _best_cyrillic(data: bytes) -> str:
    return max(_CYRILLIC, key=lambda name: _russian(data, name))


def _russian(data: bytes, name: str) -> float:
    """Return how Russian the text looks, by the letter: frequent ones for it, capitals amid words against it.

    Of very few letters nothing can be said.
    """
    text = data[:_SAMPLE].decode(name, "replace")
    high = sum(1 for character in text if character > "\x7f")
    weights = sum(_RUSSIAN.get(character.lower(), 0) for character in text if character > "\x7f")
    flips = sum(1 for left, right in pairwise(text) if left.islower() and right.isupper())
    symbols = sum(1 for character in text if character > "\x7f" and not character.isalpha())
    return (weights - 60 * flips - 40 * symbols) / max(high, _FEWEST)
