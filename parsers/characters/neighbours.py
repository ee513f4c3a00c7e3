"""Bytes without a charset of their own, read as the text beside which they stand."""

from dataclasses import replace

from parsers.characters import charset, guesses

# How sure it is that they are in its charset, where by themselves they had another.
_ALIKE = 0.9


def decoded(data: bytes, told: str) -> charset.Decoded:
    """Return the text of bytes beside a text of the charset ``told``, which may be empty.

    Where they do not speak against it, it is theirs; none is in which signs of ASCII may be parts of letters.
    """
    found = charset.decoded(data)
    name = charset.codec(told) or ""
    # What is utf-8 shows it by itself.
    if found.charset in {"ascii", "utf-8", name} or not guesses.may_be(data, name):
        return found
    alike = charset.decoded(data, told)
    return replace(alike, confidence=min(alike.confidence, _ALIKE), is_declared=False)
