"""Invitations and their answers (iTIP over mail: RFC 5546, RFC 6047); looked at, never obeyed."""

import re
from collections.abc import Iterable

from parsers.parts.tree import Part

_METHOD = re.compile(
    rb"^METHOD(?:;[^:\r\n]{0,200})?:[ \t]*([A-Za-z-]{1,20})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE
)
# RFC 5545, 3.1: a line goes on behind a line break and a blank.
_FOLD = re.compile(rb"\r?\n[ \t]")
_ATTENDEE = re.compile(rb"^ATTENDEE(?=[;:])", re.MULTILINE | re.IGNORECASE)
# RFC 5545, 3.2: a value in quotes may hold what would end it else.
_PARAMETER = re.compile(rb";([A-Za-z-]{1,40})=(\"[^\"\r\n]{0,500}\"|[^\";:\r\n]{0,500})")
_STATES = re.compile(rb"[A-Za-z-]{1,20}")
_LOOKED_AT = 4096
_ANSWER_WITHIN = 16 * 1024

# RFC 5546, 1.4, less PUBLISH: a calendar that a person sends along is a file.
METHODS = frozenset({"request", "reply", "cancel", "add", "refresh", "counter", "declinecounter"})


def method(parts: Iterable[Part]) -> str:
    """Return the method of the mail's calendar part in upper case, or the empty string.

    Only a part declared as text/calendar counts: a file of another type is an attachment like any other.
    """
    for part in parts:
        if part.type != "text/calendar":
            continue
        named = part.valued("content-type").parameters.get("method", "").lower()
        if not named and part.valued("content-disposition").word != "attachment":
            found = _METHOD.search(_FOLD.sub(b"", part.data()[:_LOOKED_AT]))
            named = found[1].decode("ascii").lower() if found else ""
        if named in METHODS:
            return named.upper()
    return ""


def answer(parts: Iterable[Part]) -> str:
    """Return how an invitation is answered (RFC 5545, 3.2.12): ``accepted``, ``declined``…, or nothing.

    Only a reply answers, and only for its one attendee (RFC 5546, 3.2.3).
    """
    for part in parts:
        if part.type == "text/calendar" and method((part,)) in {"REPLY", "COUNTER"}:
            return _answered(_FOLD.sub(b"", part.data()[:_ANSWER_WITHIN]))
    return ""


def _answered(lines: bytes) -> str:
    """Return what the first attendee who answers says."""
    for attendee in _ATTENDEE.finditer(lines):
        at = attendee.end()
        while (parameter := _PARAMETER.match(lines, at)) is not None:
            at = parameter.end()
            value = parameter[2].strip(b'"')
            if parameter[1].upper() == b"PARTSTAT" and _STATES.fullmatch(value):
                return value.decode("ascii").lower()
    return ""
