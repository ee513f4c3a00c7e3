"""Telephone numbers as E.164 writes them: the door of phonenumberslite."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

# More numbers than so many are a list of them and nobody's own.
_MOST = 10
_MOST_TEXT = 4000
# People write again, and a number is asked for on several grounds.
_KNOWN = 4000
_NUMBER = re.compile(r"(?<![\w+.,/\-])(?:\+|\(\+?)?\d[\d ().\u00a0\u2010-\u2014-]{5,24}\d(?![\w\-])")
_MARKS = re.compile(r"\D")


def numbers(text: str, *, russian: bool) -> Iterator[tuple[int, str]]:
    """Yield the numbers in a text with the places where they begin; only such as their country gives out.

    ``russian`` tells that a number of ten digits without a country's code is one of Russia.
    """
    for count, match in enumerate(_NUMBER.finditer(text[:_MOST_TEXT])):
        if count >= _MOST:
            return
        if found := _e164(match[0], russian=russian):
            yield match.start(), found


def first(text: str, *, russian: bool) -> str:
    """Return the first number in a text as E.164 writes it, or the empty string."""
    return next((number for _, number in numbers(text, russian=russian)), "")


@lru_cache(_KNOWN)
def _e164(written: str, *, russian: bool) -> str:
    """Return a number with its country's code, or the empty string: it is none, or its country unknown."""
    digits = _MARKS.sub("", written)
    if "+" in written:
        whole = digits.removeprefix("8") if digits.startswith("87") and len(digits) == 12 else digits
    elif digits.startswith(("00", "810")):
        # The ways to dial abroad: in most of the world, and in Russia.
        whole = digits[2:] if digits.startswith("00") else digits[3:]
    elif len(digits) == 11 and digits[0] in "78":
        # Russia's own 8 is dialled in place of the code.
        whole = f"7{digits[1:]}"
    elif russian and len(digits) == 10 and digits[0] in "3489":
        whole = f"7{digits}"
    else:
        return ""
    try:
        number = phonenumbers.parse(f"+{whole}", None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
