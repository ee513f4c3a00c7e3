"""Bare answers: a text of one line that may be the value of a field, where that field was asked for."""

import re
from collections.abc import Callable, Mapping

from parsers.forms import firms
from parsers.forms.field_values import valued
from parsers.meaning.tables import names
from parsers.text.lines import bare, is_quoted, split

_LONGEST = 160
_TALK = frozenset(names("fields")["bare"]["talk"])
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# How Russian verbs end: "Принтер сломался" names nothing.
_VERB = re.compile(r"\w{3,24}(?:лся|лась|лось|лись|ется|ются|ится|ятся|ает|ают|яет|яют)")
# How many words may stand beside a number or an address: "my number", "тел."
_BESIDE = 2
_SHORT = 6
_LONG = 16
_SHORTEST_NUMBER = 3
_FEWEST_FIGURES = 6
_TAX_NUMBER = re.compile(r"(?:\d{10}|\d{12})")


def values(text: str) -> dict[str, str]:
    """Return what the one line of a text may mean, by field; nothing where a text has more or only talks."""
    lines = [line for line in map(bare, split(text[: 4 * _LONGEST])) if line and not is_quoted(line)]
    if len(lines) != 1 or len(text) > 2 * _LONGEST or len(lines[0]) > _LONGEST or "?" in lines[0]:
        return {}
    line = lines[0].rstrip(" .,;!")
    words = [word.lower() for word in _WORD.findall(line)]
    russian = any("а" <= sign <= "я" for sign in line.lower())
    found = {key: look(line, words) for key, look in _LOOKS.items()}
    told = {key: valued(key, value, russian=russian) for key, value in found.items() if value}
    return {key: value for key, value in told.items() if value}


def _phone(line: str, words: list[str]) -> str:
    return line if _figures(line) >= _FEWEST_FIGURES and _beside(words) <= _BESIDE else ""


def _email(line: str, words: list[str]) -> str:
    return line if "@" in line and len(line.split()) <= 1 + _BESIDE else ""


def _version(line: str, words: list[str]) -> str:
    """Return the one word that holds a figure, with a word or two around it at most."""
    numbers = [word for word in line.split() if _figures(word)]
    return numbers[0].strip("№#:,;.") if len(numbers) == 1 and _beside(words) <= _BESIDE else ""


def _number(line: str, words: list[str]) -> str:
    number = _version(line, words)
    return number if len(number) >= _SHORTEST_NUMBER else ""


def _tax_number(line: str, words: list[str]) -> str:
    number = _version(line, words)
    return number if _TAX_NUMBER.fullmatch(number) else ""


def _person(line: str, words: list[str]) -> str:
    alone = len(words) == 1 and firms.is_first_name(line)
    return line if not _talks(words) and (alone or firms.person(line) == line) else ""


def _named(line: str, words: list[str]) -> str:
    return _place(line, words) if len(words) <= _SHORT else ""


def _room(line: str, words: list[str]) -> str:
    alone = len(words) == 1 and 0 < _figures(line) == len(line) < _FEWEST_FIGURES
    return line if alone else _named(line, words)


def _place(line: str, words: list[str]) -> str:
    has_letters = any(map(str.isalpha, line)) and "@" not in line
    return line if has_letters and len(words) <= _LONG and not _talks(words) else ""


def _beside(words: list[str]) -> int:
    return sum(word.isalpha() for word in words)


def _figures(text: str) -> int:
    return sum(map(str.isdigit, text))


def _talks(words: list[str]) -> bool:
    return not _TALK.isdisjoint(words) or any(_VERB.fullmatch(word) for word in words)


_LOOKS: Mapping[str, Callable[[str, list[str]], str]] = {
    "organisation": _named,
    "department": _named,
    "name": _person,
    "position": _named,
    "phone": _phone,
    "email": _email,
    "customer_id": _number,
    "contract": _number,
    "tax_number": _tax_number,
    "address": _place,
    "room": _room,
    "product": _named,
    "module": _named,
    "version": _version,
    "environment": _named,
    "serial_number": _number,
    "category": _named,
    "priority": _named,
    "deadline": _named,
    "reference": _number,
}
