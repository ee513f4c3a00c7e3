"""What a request tells of its writer and its matter, under one name for each meaning.

The surest place first: form lines and tables at the top, JSON, the signature, and running text.
"""

import itertools
import re
from collections.abc import Iterable, Iterator

from parsers.forms import firms, form_json, form_lines, phones, signature_fields, told_fields
from parsers.forms.field_values import email, valued
from parsers.forms.form_lines import Pair
from parsers.text import quotes
from parsers.text.lines import is_quoted, split, unquoted

# A form stands at the top; what is further down is talk.
_MOST_LINES = 40
_MOST_TALK = 400
_MOST_QUOTED = 8000
_MOST_FIELDS = 30
# One of these stands in whatever program's quote or forward.
_MARKS_OF_MAIL = (">", "@", "---", "___", "From:", "От:", "Von:", "##")
# Parts of a name, in the order of Russian forms and of all others.
_RUSSIAN_NAME = ("last_name", "first_name", "patronymic")
_NAME = ("first_name", "patronymic", "last_name")
_CYRILLIC = re.compile("[А-Яа-я]")


def fields(text: str, signature: str = "") -> dict[str, str]:
    """Return the fields of a text and of the signature below it, as `told` does."""
    return told(text, signature)[0]


def told(
    text: str, signature: str = "", *, answers: bool = False, signs: bool = True
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the fields of a text and of the signature below it, and the names of those that stand in a form.

    In a text that ``answers`` another, a form below a closing formula is a signature. Unless the
    writer ``signs`` for oneself, a signature tells nothing.

    Telephones are written as E.164 has them where their country is known. A contract's number identifies its
    customer where nothing else does.
    """
    russian = _is_russian(text) or _is_russian(signature)
    own = _own(text)
    signed = (signature or signature_fields.unmarked(own)) if signs else ""
    form = (*_form(text), *form_json.pairs(split(text)[:_MOST_LINES] if "{" in text else ()))
    found = _collected(
        (
            *form,
            *signature_fields.pairs(signed, russian=russian),
            *told_fields.pairs(own, russian=russian),
        ),
        russian=russian,
    )
    if "contract" in found:
        found.setdefault("customer_id", found["contract"])
    if answers and not signature and "\n" in signed:
        form = tuple(form_lines.pairs(split(own)[: -len(split(signed))][:_MOST_LINES]))
    return found, tuple(_collected(form, russian=russian))


def filled(quoted: str) -> dict[str, str]:
    """Return the fields of the list in a quoted text that have values: ``> - Version: 2.5``."""
    lines = split(quoted[:_MOST_QUOTED])[:_MOST_LINES]
    return _collected(form_lines.items(map(unquoted, lines)), russian=_is_russian(quoted))


def _form(text: str) -> Iterable[Pair]:
    return form_lines.pairs(split(text)[:_MOST_LINES])


def _own(text: str) -> str:
    """Return what the writer says, where a first mail or a forward has other mails below it."""
    if not any(mark in text for mark in _MARKS_OF_MAIL):
        return text
    lines = split(text)[:_MOST_TALK]
    return "\n".join(line for line in lines[: quotes.span(lines)[0]] if not is_quoted(line))


def _collected(pairs: Iterable[Pair], *, russian: bool) -> dict[str, str]:
    """Return the first value of each field; what has no line of its own may stand beside a name."""
    found: dict[str, str] = {}
    told = tuple(pairs)
    own = ((key, valued(key, written, russian=russian)) for key, written in told if key != "contacts")
    for name, value in itertools.chain(own, _beside(told, russian=russian)):
        # A number with its country's code is worth more than one without.
        better = name == "phone" and value.startswith("+") and not found.get(name, "+").startswith("+")
        if value and (name not in found or better) and len(found) < _MOST_FIELDS:
            found[name] = value
    return _with_whole_name(found)


def _beside(told: Iterable[Pair], *, russian: bool) -> Iterator[Pair]:
    """Yield what is told of a person beside the name or among contacts."""
    for key, written in told:
        if key in ("contacts", "name"):
            yield "organisation", firms.firm(written)
            yield "phone", phones.first(written, russian=russian)
            yield "email", email(written)


def _with_whole_name(found: dict[str, str]) -> dict[str, str]:
    """Return fields with one name in place of its parts; beside a surname a name is the first one."""
    parts = {part: found.pop(part) for part in _NAME if part in found}
    if not parts:
        return found
    if "last_name" in parts and "first_name" not in parts and "name" in found:
        parts["first_name"] = found.pop("name")
    order = _RUSSIAN_NAME if _is_russian(" ".join(parts.values())) else _NAME
    found.setdefault("name", " ".join(parts[part] for part in order if part in parts))
    return found


def _is_russian(text: str) -> bool:
    """Tell whether a text holds Cyrillic letters: its telephones are Russia's then."""
    return _CYRILLIC.search(text, 0, 1000) is not None
