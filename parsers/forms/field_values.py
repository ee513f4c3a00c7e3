"""What a field's value must look like: a telephone number, an address of mail, a number of a contract."""

import re
from collections.abc import Callable, Mapping

from parsers.forms import phones
from parsers.forms.field_names import given
from parsers.text.mentions import ADDRESS

LONGEST_VALUE = 200
_BESIDE = re.compile(
    r"[,;(]?\s?(?<!\w)(?:инн|кпп|огрн|id|ид|уин|тел(?:ефон)?|моб|т|phone|tel|mobile|e-?mail|почта)(?:[.:\s]{1,3})[+(\d]|"
    r"[,;]?\s[(]?(?:\+?\d[\d ()-]{9,20}|\S{1,64}@)",
    re.IGNORECASE,
)


def valued(key: str, written: str, *, russian: bool) -> str:
    """Return a field's value, or the empty string where what was written cannot be one."""
    shown = given(key, written[: 2 * LONGEST_VALUE])[:LONGEST_VALUE].rstrip()
    look = _LOOKS.get(key)
    return look(shown, russian) if look and shown else shown


def email(text: str) -> str:
    """Return the first address of mail in a text, or the empty string."""
    if "@" not in text:
        return ""
    match = ADDRESS.search(text)
    return match[0] if match else ""


def _phone(shown: str, russian: bool) -> str:
    """Return a number as E.164 writes it; one of an unknown country stays as it was written."""
    return phones.first(shown, russian=russian) or _numbered(shown, russian)


def _email(shown: str, _: bool) -> str:
    return email(shown)


def _numbered(shown: str, _: bool) -> str:
    """Return what holds a figure: an identifier without one is talk."""
    return shown if any(sign.isdigit() for sign in shown) else ""


def _person(shown: str, _: bool) -> str:
    """Return a person's name without position, firm and what stands in brackets behind it."""
    name = _named(shown, _).partition("(")[0]
    first = name.partition(",")[0]
    return (first if " " in first.strip() else name).strip()


def _choice(shown: str, _: bool) -> str:
    """Return what was chosen; a list of choices left as it was tells nothing."""
    return "" if shown.count(" / ") > 1 else shown


def _named(shown: str, _: bool) -> str:
    """Return a name without what is told beside it: a firm's number for taxes, a person's telephone."""
    parts = _BESIDE.split(shown, maxsplit=1)
    name = parts[0].strip(" ,;(")
    # Three words and more without a capital are a sentence: "Application: crashes on start".
    talks = name.count(" ") > 1 and name == name.lower() and not any(sign.isdigit() for sign in name)
    return "" if talks else name


_LOOKS: Mapping[str, Callable[[str, bool], str]] = {
    "phone": _phone,
    "email": _email,
    "customer_id": _numbered,
    "contract": _numbered,
    "tax_number": _numbered,
    "name": _person,
    "priority": _choice,
    "category": _choice,
    "organisation": _named,
    "product": _named,
}
