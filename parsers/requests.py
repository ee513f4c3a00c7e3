"""What kind of request a mail is: by its form lines, else by what is said in it."""

import re
from collections import Counter
from collections.abc import Mapping

from desk.request import RequestKind
from parsers.lexicon import Lexicon, words
from parsers.lines import is_quoted, split
from parsers.request_phrases import KINDS, SIGNS

_LEXICON = Lexicon(SIGNS)
_NAMED = {name: kind for kind, names in KINDS.items() for name in names.split(", ")}
_UNSORTED = (RequestKind.UNSORTED, 0.0)

_MOST = 2000
_PARTS = re.compile(r"[/|,;()\[\]]| - | – | — | или | or ")
# A subject may begin as a form line does. "Problem:" begins too many others, "Error:" as well.
_SUBJECT = re.compile(
    r"(?:(?:re|fwd?|fw|ответ|пересл)\s?:\s?){0,5}\[?(?P<name>[^\W\d_][\w \-]{3,40}?)\s?[\]:.]", re.IGNORECASE
)
_AMBIGUOUS_IN_SUBJECT = frozenset(
    {
        "проблема",
        "problem",
        "ошибка",
        "сбой",
        "вопрос",
        "question",
        "change",
        "изменение",
        "предложение",
        "обслуживание",
    }
)


def request_kind(subject: str, text: str, fields: Mapping[str, str]) -> tuple[RequestKind, float]:
    """Return the kind of a request and how sure that is, from 0 to 1.

    ``fields`` are the form lines of ``parsers.fields``: a type named there is sure. Signs that point to two
    kinds, and conditions, make it unsure; ``(UNSORTED, 0.0)`` where nothing tells.
    """
    named = _named(fields.get("type", ""))
    if named is not None:
        return named, 1.0
    match = _SUBJECT.match(subject[:_MOST])
    name = " ".join(match["name"].lower().split()) if match else ""
    if name in _NAMED and name not in _AMBIGUOUS_IN_SUBJECT:
        return _NAMED[name], 0.9
    return _judged(_signs(subject, text))


def _named(value: str) -> RequestKind | None:
    """Return the one kind that a form line's value names; a list of choices left as it was names none."""
    parts = [" ".join(words(part)) for part in (value, *_PARTS.split(value))]
    found = {_NAMED[part] for part in parts if part in _NAMED}
    return found.pop() if len(found) == 1 else None


def _signs(subject: str, text: str) -> Counter[str]:
    """Return how often each sign stands in a subject and in the beginning of a text."""
    own = "\n".join(line for line in split(text[:_MOST]) if not is_quoted(line))
    # The word between keeps a phrase from reaching from the subject into the text.
    row = [*words(subject[:_MOST]), "|", *words(own)]
    return Counter(hit.label for hit in _LEXICON.hits(row))


def _judged(signs: Counter[str]) -> tuple[RequestKind, float]:
    """Return the kind that the signs point to."""
    fails = signs["failure"] + signs["outage"]
    changes, asks, serves = signs["change"], signs["question"], signs["service"]
    others = bool(changes) + bool(asks) + bool(serves)
    if fails:
        kind = RequestKind.MASS_INCIDENT if _hits_many(signs) else RequestKind.INCIDENT
        # "Several users" may be a mass incident or not yet.
        contrary = others + bool(signs["fine"]) + bool(signs["some"] and kind is RequestKind.INCIDENT)
        return kind, _doubted(0.85 if fails == 1 else 0.9, signs, contrary)
    if changes:
        return RequestKind.DEVELOPMENT, _doubted(0.85, signs, bool(serves) + bool(signs["trouble"]))
    if asks:
        return RequestKind.CONSULTATION, _doubted(0.85, signs, bool(signs["wish"]) + bool(signs["trouble"]))
    if serves:
        return RequestKind.CONSULTATION, _doubted(0.8, signs, bool(signs["trouble"]) + bool(signs["wish"]))
    return _guessed(signs)


def _hits_many(signs: Counter[str]) -> bool:
    """Tell whether what fails, fails for many."""
    return bool(signs["outage"] or signs["many"]) and not signs["one"]


def _doubted(sureness: float, signs: Counter[str], contrary: int) -> float:
    """Return how sure a kind is when so many signs point elsewhere; a condition makes all of it supposed."""
    if contrary or signs["if"]:
        return 0.6 if contrary + bool(signs["if"]) == 1 else 0.4
    return sureness


def _guessed(signs: Counter[str]) -> tuple[RequestKind, float]:
    """Return the kind that weak signs point to, never above the threshold."""
    if signs["trouble"] and not signs["fine"]:
        return RequestKind.INCIDENT, 0.4 if signs["wish"] or signs["if"] else 0.6
    if signs["wish"]:
        return RequestKind.DEVELOPMENT, 0.6
    if signs["polite"]:
        return RequestKind.CONSULTATION, 0.4
    return _UNSORTED
