"""Text in a form that few programs write, read where a mail has no other (RFC 2046, 4.1.4)."""

import re
from collections.abc import Sequence

from parsers.parts import rtf
from parsers.parts.tree import Part

_RICH = frozenset({"text/rtf", "application/rtf"})
_ENRICHED = frozenset({"text/enriched", "text/richtext"})
# What no person reads as it stands.
_DATA = frozenset(
    {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/csv"}
) | {
    "text/javascript",
    "text/xml",
    "text/rfc822-headers",
    "text/x-amp-html",
    "text/watch-html",
}
# RFC 1896: a doubled bracket is one, a line end is a blank, several are one less.
_COMMAND = re.compile(r"<<|<(?:param>[^<]{0,500}</param|[^<>]{0,60})>", re.IGNORECASE)


def chosen(leaves: Sequence[Part]) -> Part | None:
    """Return the part that must be the text of a mail without plain text and HTML, or None."""
    return next((part for part in leaves if _is_text(part)), None)


def words(part: Part, text: str) -> str:
    """Return what such a part says; ``text`` is its bytes decoded."""
    if part.type in _RICH:
        return rtf.words(part.data())
    if part.type in _ENRICHED:
        return _COMMAND.sub(lambda found: "<" if found[0] == "<<" else "", text)
    return text


def _is_text(part: Part) -> bool:
    """Tell whether a leaf is text to read; one that has a name is a file."""
    kind = part.type
    named = part.valued("content-disposition").parameters.get("filename") or part.valued(
        "content-type"
    ).parameters.get("name")
    return not named and (kind in _RICH or (kind.startswith("text/") and kind not in _DATA))
