"""Text that was encoded twice: bytes taken for those of another charset, and their letters encoded again."""

import re

from parsers.characters import guesses, russian

# What the first reader took UTF-8 for, and the letters it had no place for.
_UTF8_TAKEN_FOR = ("cp1251", "cp1252", "koi8-r", "cp866", "iso8859-5")
# What it took a Cyrillic charset for: no language has words that are nearly all accents. Taken for another
# Cyrillic one, which looks like an abbreviation in capitals, it stays as it is.
_LATIN = "cp1252"
_FEWEST = 3
_CONTROL = re.compile("[\x80-\x9f]")
# How nearly all Russian words begin. Of bytes of UTF-8 no charset made that: in each of those with Cyrillic
# letters the first would go on with what is no byte of its letter, or be one that nothing began.
_MEANT = re.compile("(?<![^\x00-\x7f])[А-Яа-п][а-я]")


def undone(text: str) -> str:
    """Return the text that was meant, or the text itself.

    Only where all of it can be taken back, and letters beyond ASCII prevail in it: who quotes such a word
    in a text of his own means it so.
    """
    if text.isascii() or _MEANT.search(text) is not None:
        return text
    for name in _UTF8_TAKEN_FOR:
        data = _taken_back(text, name)
        meant = None if data is None else guesses.strictly(data, "utf-8")
        if meant is not None and _prevail(meant) and (name == _LATIN or _is_likelier(meant, text)):
            return meant
    data = _taken_back(text, _LATIN)
    meant = None if data is None else guesses.russian_meant(data, _LATIN)
    return meant if meant is not None and _prevail(meant) and _is_likelier(meant, text) else text


def _is_likelier(meant: str, text: str) -> bool:
    """Tell whether what is meant is surely Russian, and more so than what is written."""
    return russian.bits(meant) > max(russian.bits(text), 0)


def _taken_back(text: str, name: str) -> bytes | None:
    """Return the bytes that this charset made these letters of, or None where it has no such letters."""
    try:
        return text.encode(name)
    except UnicodeEncodeError:
        # Bytes without a letter in that charset were kept as control characters.
        if _CONTROL.search(text) is None:
            return None
    try:
        return b"".join(_byte(one, name) for one in text)
    except UnicodeError:
        return None


def _byte(one: str, name: str) -> bytes:
    return one.encode("latin-1") if "\x80" <= one <= "\x9f" else one.encode(name)


def _prevail(text: str) -> bool:
    high = sum(1 for one in text if one > "\x7f" and one.isalpha())
    return high >= _FEWEST and 2 * high > sum(map(str.isalpha, text))
