"""Which field a form means by a name, and whether a value was given; by ``data/fields.toml``."""

import re

from parsers.meaning.tables import names

_TABLE = names("fields")
LONGEST_NAME = 40
_BEFORE = tuple(f"{word} " for word in sorted(_TABLE["around"]["before"], key=len, reverse=True))
_AFTER = tuple(f" {word}" for word in sorted(_TABLE["around"]["after"], key=len, reverse=True))
_EMPTY = frozenset(_TABLE["empty"]["values"])
_SENTENCES = frozenset(_TABLE["empty"]["sentences"])

_HINT = re.compile(r"[(\[][^()\[\]]{0,60}[)\]]?")
_NUMBER = re.compile(r"\s{0,4}\d{1,2}\s?[.)]\s?")
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_MARKS = re.compile(r"[^\w/]+|_+")
# These say something, or are sure by their marks: a sentence may stand in them.
_TALKS = frozenset({"description", "subject", "type", "category"})


def key_of(name: str) -> str:
    """Return the field that a name means, or the empty string."""
    if not name or len(name) > LONGEST_NAME + 20:
        return ""
    folded = _folded(name)
    if folded in _KEYS or len(folded) > LONGEST_NAME:
        return _KEYS.get(folded, "")
    before = next((word for word in _BEFORE if folded.startswith(word)), "")
    folded = folded.removeprefix(before)
    after = next((word for word in _AFTER if folded.endswith(word)), "")
    key = _KEYS.get(folded.removesuffix(after), "")
    # A client's name and telephone are a form's; the type of a client is none of a request.
    return "" if after and key in _TALKS else key


def spaced(name: str) -> str:
    """Return a name of a program's, such as ``fullName``, as words."""
    return _CAMEL.sub(" ", name[: LONGEST_NAME + 20])


def given(key: str, value: str) -> str:
    """Return a value as it is shown, or the empty string where none was given or a sentence stands there."""
    shown = " ".join(value.strip(" *_`\t\u00a0\\").split())
    told = shown.lower().replace("ё", "е").strip("()[]<>. ")
    if not any(sign.isalnum() for sign in told) or told in _EMPTY:
        return ""
    talks = told.endswith("?") or told.partition(" ")[0].replace("’", "'") in _SENTENCES
    if talks and key not in _TALKS:
        return ""
    return shown


def _folded(name: str) -> str:
    """Return a name as the table holds it: lowered, without marks, numbers of lists and hints in brackets."""
    plain = _NUMBER.sub("", _HINT.sub(" ", name), count=1) if name[:6].strip()[:1].isdigit() else name
    plain = _HINT.sub(" ", plain).lower().replace("ё", "е").replace("№", " номер ").replace(".", " ")
    return " ".join(_MARKS.sub(" ", plain).split())


_KEYS = {_folded(name): key for key, told in _TABLE["names"].items() for name in told}
