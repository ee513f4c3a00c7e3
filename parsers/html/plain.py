"""HTML as readable plain text, without what a reader does not see."""

import re

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
    # Pictures within the page would use up what is read; lone surrogates cannot be given to the parser.
    page = _DATA_URI.sub("data:", html[: 16 * _MOST]).encode("utf-8", "replace").decode()
    is_cut = len(page) > _MOST or len(html) > 16 * _MOST
    page = page[:_MOST]
    root = LexborHTMLParser(_flat(page) if _is_bomb(page) else page).root
    reader = PageReader()
    if root is not None:
        _walk(root, reader)
    return reader.layout(_CUT_HERE if is_cut else "")


def _walk(root: LexborNode, reader: PageReader) -> None:
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
    depth = deepest = 0
    for match in _OPENING_OR_CLOSING.finditer(page):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2].lower() not in _CHILDLESS:
            depth += 1
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
