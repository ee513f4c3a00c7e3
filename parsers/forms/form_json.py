"""Forms as programs send them: an object of JSON in a mail's text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parsers.forms.field_names import key_of, spaced
from parsers.forms.form_lines import Pair

_MOST_CHARACTERS = 64 * 1024
_MOST_VALUES = 500
_LONGEST_VALUE = 400
# How builders of forms call a question and its answer.
_QUESTIONS = ("label", "name", "question", "title", "field", "key")
_ANSWERS = ("value", "answer", "text", "response")
# The number of a form's sending, not of a customer.
_OF_THE_FORM = frozenset({"id", "type", "subject"})


def pairs(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield the fields of the first object or list that begins a line; none of what is no JSON."""
    for index, line in enumerate(lines):
        if line.lstrip()[:1] in ("{", "["):
            yield from _told(_read("\n".join(lines[index:])[:_MOST_CHARACTERS].lstrip()))
            return


def _read(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _told(whole: Any) -> Iterator[Pair]:  # noqa: ANN401 - whatever JSON holds.
    """Yield the fields of a value and of all within it, in their order; without recursion."""
    waiting: list[tuple[str, Any]] = [("", whole)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        name, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += reversed(_members(name, value))
        elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
            waiting += [(name, one) for one in reversed(value[:_MOST_VALUES])]
        elif (key := key_of(spaced(name))) and name.lower() not in _OF_THE_FORM:
            yield key, _shown(value)


def _members(name: str, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return an object's members; a question with its answer is one, and so is a product's name."""
    question = next((value[one] for one in _QUESTIONS if isinstance(value.get(one), str)), "")
    answer = next((one for one in _ANSWERS if one in value), "")
    if question and answer:
        return [(question, value[answer])]
    outer = key_of(spaced(name))
    return [(name if outer and one in _QUESTIONS else one, inner) for one, inner in value.items()]


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds.
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value[:10])
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return str(value)[:_LONGEST_VALUE]
    except ValueError:
        # Python writes no number of more than 4,300 figures.
        return ""
