"""Text from strangers made fit to be shown: one line, no control characters, nothing invisible."""

import re
import unicodedata

from parsers.caps import LINE

# What neither a database nor a terminal should see in a text: C0 but tab and newline, DEL, C1, surrogates.
_UNTEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNTEXT_TO: dict[str, str] = {"\x0b": "\n", "\x0c": "\n", "\x85": "\n"}


def one_line(text: str, limit: int = LINE) -> str:
    """Return the text as one trimmed line of at most ``limit`` characters.

    Control characters and separators become blanks; format characters (bidirectional marks, zero-width
    characters: category Cf) vanish, lone surrogates become U+FFFD.
    """
    # The whole line is looked at only in part: a cut is due anyway, and blanks may still fall together.
    text = text[: 8 * limit]
    if not text.isprintable():
        text = "".join(map(_shown, text))
    return " ".join(text.split())[:limit].rstrip()


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" else character


def lines(text: str) -> str:
    r"""Return the text with ``\n`` as its only line end, without NUL, surrogates and control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").isprintable():
        return text
    return _UNTEXT.sub(lambda found: _UNTEXT_TO.get(found[0], "\ufffd"), text)
