"""Lines above which other desks ask to answer: who answers two desks at once leaves them below his words."""

import re
from collections.abc import Sequence

from parsers.text.lines import unquoted

_MOST = 120
# A text without one of these has no such line.
_HINTS = ("bove", "BOVE", "ыше", "ВЫШЕ", "над ", "oberhalb", "über")
_DRAWN = "#-=_*~–—[](){}.:!+|<> \t\u00a0"
_WORDS = re.compile(
    r"(?:please,? )?(?:(?:type|write|enter|leave|add|post|put) )?(?:your |a |the )?"
    r"(?:reply|replies|respond|response|answer|comment)(?: \w{1,12}){0,3} above (?:this|the) (?:\w{1,10} )?"
    r"(?:line|delimiter|message)(?: .{0,60})?|"
    r"(?:пожалуйста,? )?(?:\w{3,14},? ){0,3}(?:ответ|ответьте|отвечайте|ответить|комментарий)"
    r"(?: \w{1,14}){0,2} "
    r"(?:выше|над) (?:этой |данной )?(?:строк|лини|черт)\w{1,3}(?: .{0,60})?|"
    r"(?:\w{2,14} ){0,5}(?:antwort|antworten)(?: \w{2,14}){0,3} (?:oberhalb|über) dieser (?:zeile|linie)"
    r"(?: .{0,40})?",
    re.IGNORECASE,
)


def find(lines: Sequence[str], text: str) -> int | None:
    """Return where another desk's marker stands, or None. ``text`` is the lines joined."""
    if not any(hint in text for hint in _HINTS):
        return None
    return next((index for index, line in enumerate(lines) if is_foreign_marker(line)), None)


def is_foreign_marker(line: str) -> bool:
    """Tell whether a line is another desk's marker, alone on its line."""
    if len(line) > 2 * _MOST or not any(hint in line for hint in _HINTS):
        return False
    text = unquoted(line).strip(_DRAWN)
    return len(text) <= _MOST and _WORDS.fullmatch(text) is not None
