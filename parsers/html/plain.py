"""HTML as readable plain text, without what a reader does not see."""

import re
from collections import Counter
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.html import elements
from parsers.html.reader import Layout, PageReader

# Security: nothing beyond is read, and what is nested so deep that a parser needs more than linear time
# is read without one.
_MOST = 256 * 1024
_DEEPEST = 3000
_CUT_HERE = "[…]"

_DATA_URI = re.compile(r"data:[\w/+.\-]{1,60};base64,[A-Za-z0-9+/=]*")
_OPENING_OR_CLOSING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})[^<>]*>?")
_TITLE = re.compile(r"<title[^<>]*>", re.IGNORECASE)
_GIANT_TAG = re.compile(r"<[^<>]{16384}")
_CHILDLESS_TAGS = "area base br col embed hr img input link meta param source track wbr"
_CHILDLESS = frozenset(_CHILDLESS_TAGS.split())


def text(html: str) -> str:
    """Return a page's text: paragraphs, lists, rows of tables, links' texts, quoted lines after ``> ``.

    Reads 256 K characters; a text that was cut there ends with ``[…]``.
    """
    return "\n".join(layout(html).lines)


def layout(html: str) -> Layout:
    """Return a page's text as lines, with the places of quotes and signature that its elements name."""
    page, is_cut = _prepared(html)
    root = LexborHTMLParser(_flat(page) if _is_bomb(page) else page).root
    end = _CUT_HERE if is_cut else ""
    seen = _read(root, PageReader(), end)
    # Where nothing else is to be seen, what is hidden is all that there is.
    return seen if seen.lines else _read(root, PageReader(shows_hidden=True), end)


class Reader(Protocol):
    """Whoever is told of each node of a page as it begins and ends."""

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; False where nothing below it is to be read."""

    def leave(self, node: LexborNode) -> None:
        """End a node, begun or not."""


def walk(html: str, reader: Reader) -> None:
    """Lead a reader through a page's nodes; through none where it nests as no program writes it."""
    page, _ = _prepared(html)
    root = None if _is_bomb(page) else LexborHTMLParser(page).root
    if root is not None:
        _walk(root, reader)


def _prepared(html: str) -> tuple[str, bool]:
    """Return a page as it may be given to the parser, and whether it was cut."""
    # Pictures within the page would use up what is read; lone surrogates cannot be given to the parser.
    page = _DATA_URI.sub("data:", html[: 16 * _MOST]).encode("utf-8", "replace").decode()
    is_cut = len(page) > _MOST or len(html) > 16 * _MOST
    page = page[:_MOST]
    if "</title" not in page.lower():
        # A title without an end would hide the page.
        page = _TITLE.sub("", page)
    return page, is_cut


def _read(root: LexborNode | None, reader: PageReader, last_line: str) -> Layout:
    if root is not None:
        _walk(root, reader)
    return reader.layout(last_line)


def _walk(root: LexborNode, reader: Reader) -> None:
    """Lead the reader through all nodes, without recursion: pages nest deeper than Python's stack."""
    node = root
    while True:
        below = node.child if reader.enter(node) else None
        if below is not None:
            node = below
            continue
        reader.leave(node)
        while (beside := node.next) is None:
            above = node.parent
            if above is None or node.mem_id == root.mem_id:
                return
            node = above
            reader.leave(node)
        node = beside


def _is_bomb(page: str) -> bool:
    """Tell whether a page nests so deep, or has a tag so long, as no program writes it."""
    if page.count("<") <= _DEEPEST:
        return _GIANT_TAG.search(page) is not None
    # A closing tag ends an element of its own name alone: "<b></p>" leaves the bold one open.
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for match in _OPENING_OR_CLOSING.finditer(page):
        name = match[2].lower()
        if name in _CHILDLESS or (match[1] and not opened[name]):
            continue
        step = -1 if match[1] else 1
        opened[name] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest > _DEEPEST or _GIANT_TAG.search(page) is not None


def _flat(page: str) -> str:
    """Return a page whose elements nest no more: its lines are kept, and what is unseen stays unseen."""
    return _TAG.sub(_flat_tag, page)


def _flat_tag(match: re.Match[str]) -> str:
    """Return what stands for a tag in a flat page."""
    name = match[2].lower()
    if name in ("script", "style", "title"):
        return f"<{match[1]}{name}>"
    return "<br>" if name in elements.KINDS or name == "br" else " "
