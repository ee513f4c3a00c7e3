"""Message-ids in headers, by a tokeniser of our own: the standard one raises on some and hangs on others."""

import re

from parsers import caps
from parsers.head.headers import Head, unicode

_ID = re.compile(rf"<([^<>\s\x00-\x1f\x7f]{{1,{caps.MESSAGE_ID}}})>")
_NAKED = re.compile(r"[^\s<>,;\"'\x00-\x1f\x7f]{1,250}@[^\s<>,;\"'\x00-\x1f\x7f]{1,250}")


def listed(value: bytes) -> tuple[str, ...]:
    """Return the ids of one field, without angle brackets, in their order, each once (RFC 5322, 3.6.4).

    Between them may stand anything: Exchange writes commas, others quotes. Where there are no brackets at
    all, words with an ``@`` are ids.
    """
    text = unicode(value)
    pattern = _ID if "<" in text else _NAKED
    named = (match[1] if pattern is _ID else match[0] for match in pattern.finditer(text))
    # No program writes invisible letters: who does wants two ids to look alike.
    found = [one for one in named if one.isprintable()]
    # The last ones are the nearest relatives.
    return tuple(dict.fromkeys(found))[-caps.MESSAGE_IDS :]


def first(head: Head, name: str) -> str:
    """Return the first id in the fields of this name, or the empty string."""
    return next((one for value in head.all(name) for one in listed(value)), "")


def every(head: Head, name: str) -> tuple[str, ...]:
    """Return the ids in all fields of this name."""
    found = dict.fromkeys(one for value in head.all(name) for one in listed(value))
    return tuple(found)[-caps.MESSAGE_IDS :]
