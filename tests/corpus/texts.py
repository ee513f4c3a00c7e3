"""Texts compared as careful people do: without blanks, without markup, leniently where a peer gave up."""

import re
from html.parser import HTMLParser

# A NUL is shown as what could not be read.
_UNSEEN = str.maketrans("\0", "\ufffd", "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
_SOURCE = re.compile(r"</?(?:a|b|br|div|i|li|p|span|table|td|tr|ul)\b|&[a-z]{2,8};", re.IGNORECASE)
_ATTRIBUTED = re.compile(r"\bwrote:\s{0,9}$|\bschrieb.{0,90}:\s{0,9}$|\bписал.{0,90}:\s{0,9}$")
_DATED = re.compile(r"\d")
_UNREAD = "\ufffd"
_SILENT = frozenset({"script", "style", "title", "head", "template"})


def squashed(text: str) -> str:
    """Return the text without white space and without what is invisible."""
    return "".join(text.translate(_UNSEEN).split())


def spaced(text: str) -> str:
    """Return the text with each run of white space as one blank: folding differs between readers."""
    return " ".join(text.translate(_UNSEEN).split())


def letters(text: str) -> str:
    """Return the letters and digits alone."""
    return "".join(filter(str.isalnum, text))


def is_source(text: str) -> bool:
    """Tell whether a text is a piece of the source of a page."""
    return _SOURCE.search(text) is not None


def unquoted(text: str) -> str:
    """Return an answer without the quotes above it and the lines that lead to them; nothing where none is.

    What is quoted at the very end is no leading quote: it should have been cut, and stays.
    """
    lines = text.split("\n")
    kept: list[str] = []
    for line in lines:
        if line.startswith(">"):
            _drop_attribution(kept)
        else:
            kept.append(line)
    is_above = any(line.startswith(">") for line in lines) and not lines[-1].startswith(">")
    return "\n".join(kept) if is_above else ""


def _drop_attribution(kept: list[str]) -> None:
    """Take the attribution, of a line or two, off the end of the lines above a quote."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and _ATTRIBUTED.search(kept[-1]):
        wrapped = not _DATED.search(kept.pop())
        if wrapped and kept and _DATED.search(kept[-1]):
            kept.pop()


def agree(wanted: str, found: str) -> bool:
    """Tell whether two prepared texts are the same; U+FFFD on the wanted side stands for what was unread."""
    if _UNREAD not in wanted:
        return wanted == found
    first, *rest = re.split(f"{_UNREAD}+", wanted)
    if not found.startswith(first) or not found[len(first) :].endswith(rest[-1]):
        return False
    return _in_order(rest, found, len(first))


def holds(found: str, wanted: str) -> bool:
    """Tell whether a prepared text contains another, with the same leniency."""
    if _UNREAD not in wanted:
        return wanted in found
    return _in_order(re.split(f"{_UNREAD}+", wanted), found, 0)


def page_text(page: str) -> str:
    """Return the words of an HTML page, without elements and entities."""
    return " ".join(page_words(page))


def page_words(page: str) -> list[str]:
    """Return the pieces of text of an HTML page, as they stand between its elements."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    return [piece for piece in reader.pieces if piece.strip()]


def _in_order(pieces: list[str], found: str, start: int) -> bool:
    for piece in pieces:
        at = found.find(piece, start)
        if at < 0:
            return False
        start = at + len(piece)
    return True


class _Words(HTMLParser):
    """Collects what a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            # Whatever was left open above it is over.
            self._silent = ""
        elif tag in _SILENT and not self._silent:
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
