"""Text that was encoded twice: UTF-8 taken for letters of one byte each, and encoded once more."""

import re

# What the first reader took the bytes for, and the letters it had no place for.
_TAKEN_FOR = ("cp1251", "cp1252")
_FEWEST = 3
_CONTROL = re.compile("[\x80-\x9f]")


def undone(text: str) -> str:
    """Return the text that was meant, or the text itself.

    Only where all of it can be taken back, and letters beyond ASCII prevail in it: who quotes such a word
    in a text of his own means it so.
    """
    if text.isascii():
        return text
    for name in _TAKEN_FOR:
        meant = _taken_back(text, name)
        if meant is not None and _prevail(meant):
            return meant
    return text


def _taken_back(text: str, name: str) -> str | None:
    try:
        return text.encode(name).decode("utf-8")
    except UnicodeEncodeError:
        # Bytes without a letter in that charset were kept as control characters.
        if _CONTROL.search(text) is None:
            return None
    except UnicodeDecodeError:
        return None
    try:
        return b"".join(_byte(one, name) for one in text).decode("utf-8")
    except UnicodeError:
        return None


def _byte(one: str, name: str) -> bytes:
    return one.encode("latin-1") if "\x80" <= one <= "\x9f" else one.encode(name)


def _prevail(text: str) -> bool:
    high = sum(1 for one in text if one > "\x7f" and one.isalpha())
    return high >= _FEWEST and 2 * high > sum(map(str.isalpha, text))
