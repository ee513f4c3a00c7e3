"""Reads a page's nodes, as they open and close, into lines."""

from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parsers.html import elements
from parsers.html.elements import Attributes, Mark
from parsers.html.lines import LineWriter

_Step = Callable[[LineWriter], None]
_STEPS: dict[str, tuple[_Step, _Step]] = {
    "line": (LineWriter.break_line, LineWriter.break_line),
    "paragraph": (LineWriter.paragraph, LineWriter.paragraph),
    "quote": (LineWriter.open_quote, LineWriter.close_quote),
    "bullets": (LineWriter.open_bullets, LineWriter.close_list),
    "numbers": (LineWriter.open_numbers, LineWriter.close_list),
    "item": (LineWriter.item, LineWriter.break_line),
    "cell": (LineWriter.cell, LineWriter.cell),
    "pre": (LineWriter.open_preformatted, LineWriter.close_preformatted),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's lines, and where its elements say what the lines alone do not tell.

    ``old_mail`` is the line from which all is an old mail, ``quote`` the line where a quote's frame begins,
    ``signature`` the first line of a signature and the line after its last, ``own_quote`` the line where the
    writer's own quote begins; None where there is none.
    """

    lines: tuple[str, ...]
    old_mail: int | None = None
    quote: int | None = None
    signature: tuple[int, int] | None = None
    own_quote: int | None = None


class PageReader:
    """Told of each node as it begins and ends; holds the page's layout in the end."""

    def __init__(self, *, shows_hidden: bool = False) -> None:
        self._shows_hidden = shows_hidden
        self._writer = LineWriter()
        self._open: list[tuple[int, _Step]] = []
        self._marks: dict[Mark, int] = {}
        self._signature_node = 0
        self._signature_end = 0
        self._signs = False

    def layout(self, last_line: str = "") -> Layout:
        """Return all that was read, and a last line if one is given."""
        self._writer.break_line()
        lines = (*self._writer.lines, last_line) if last_line else tuple(self._writer.lines)
        start = self._marks.get(Mark.SIGNATURE)
        signature = None if start is None else (start, self._signature_end)
        old_mail, quote, own = map(self._marks.get, (Mark.OLD_MAIL, Mark.QUOTE, Mark.OWN_QUOTE))
        return Layout(lines, old_mail, quote, signature, own)

    @property
    def next_line(self) -> int:
        """The number of lines that have ended: the present one follows, perhaps behind a blank one."""
        return len(self._writer.lines)

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; False where nothing below it is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._writer.text(node.text_content or "")
            return False
        if tag in elements.UNSEEN:
            return False
        if tag == "br":
            self._writer.forced_break()
            # Apple Mail names the break above a signature, and the element below has no name.
            self._signs = elements.mark_of(node.attributes) is Mark.SIGNATURE
            return False
        attributes: Attributes = {} if tag in elements.PLAIN else node.attributes
        if attributes and not self._shows_hidden and elements.is_hidden(attributes):
            return False
        if tag == "option" and _is_offered(node):
            return False
        if tag == "input" and (filled := elements.filled_in(attributes)):
            self._writer.text(filled)
        kind = elements.kind_of(tag, attributes)
        if tag == "table" and self._writer.leads_on and _is_barred(node):
            kind = "quote"
        if kind == "quote" and not self._writer.leads_on and elements.is_indented(attributes):
            # Outlook on the web indents so; above a quote somebody is named.
            kind = "paragraph"
        self._begin(node, kind)
        if self._signs:
            self._mark(node, Mark.SIGNATURE)
        elif attributes:
            self._mark(node, elements.mark_of(attributes))
        self._signs = False
        if tag == "blockquote" and elements.is_own_quote(attributes):
            self._mark(node, Mark.OWN_QUOTE)
        return True

    def leave(self, node: LexborNode) -> None:
        """End a node, begun or not."""
        if self._open and self._open[-1][0] == node.mem_id:
            self._open.pop()[1](self._writer)
        if self._signature_node and self._signature_node == node.mem_id:
            self._writer.break_line()
            self._signature_end = len(self._writer.lines)

    def _begin(self, node: LexborNode, kind: str) -> None:
        """Begin an element as its kind wants it, and remember how it ends."""
        if kind:
            begin, end = _STEPS[kind]
            begin(self._writer)
            self._open.append((node.mem_id, end))

    def _mark(self, node: LexborNode, mark: Mark | None) -> None:
        """Remember the line at which the first element of a mark begins."""
        if mark is None or mark in self._marks:
            return
        self._writer.break_line()
        self._marks[mark] = len(self._writer.lines)
        if mark is Mark.SIGNATURE:
            self._signature_node = node.mem_id


def _is_offered(option: LexborNode) -> bool:
    """Tell whether an option of a list is not the one that was chosen."""
    within = option.parent
    return within is not None and within.tag in ("select", "optgroup") and "selected" not in option.attributes


def _is_barred(table: LexborNode) -> bool:
    """Tell whether a table's first cell is a quote's bar with nothing in it."""
    node = table.child
    while node is not None and node.tag != "td":
        node = node.child if node.tag in ("tbody", "tr") else node.next
    return node is not None and elements.is_bar(node.attributes) and _is_empty(node)


def _is_empty(cell: LexborNode) -> bool:
    """Tell whether nothing stands in a cell, or one line break, or blanks."""
    content = cell.child
    if content is None or content.next is not None:
        return content is None
    return content.tag == "br" or (content.tag == "-text" and not (content.text_content or "").strip())
