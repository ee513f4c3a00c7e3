"""What stands out in a page: words in bold, italics or code, underlined, or that lead somewhere."""

from selectolax.lexbor import LexborNode

from desk.letters import Style, Styled
from parsers.html import elements
from parsers.html.plain import walk

_STYLES = {
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "u": Style.UNDERLINED,
    "code": Style.CODE,
    "kbd": Style.CODE,
    "tt": Style.CODE,
}
# More pieces than these, or longer addresses, no person writes.
_MOST_PIECES = 300
_LONGEST_TARGET = 2000


def styled(html: str) -> tuple[Styled, ...]:
    """Return what stands out in a page, in order; of links those to web addresses without an address of mail.

    Each piece holds its words with one blank between two. What cannot be taken apart stands out nowhere.
    """
    reader = _StyleReader()
    walk(html, reader)
    return tuple(reader.pieces[:_MOST_PIECES])


class _StyleReader:
    """Told of each node as it begins and ends; collects the pieces."""

    def __init__(self) -> None:
        self.pieces: list[Styled] = []
        self._open: list[tuple[int, Style | None, str]] = []
        self._runs_on = False

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; False where nothing below it is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if tag in elements.UNSEEN or (tag not in elements.PLAIN and elements.is_hidden(node.attributes)):
            return False
        if tag == "br" or tag in elements.KINDS:
            self._runs_on = False
        target = _target(node) if tag == "a" else ""
        if target or tag in _STYLES:
            self._open.append((node.mem_id, _STYLES.get(tag), target))
        return True

    def leave(self, node: LexborNode) -> None:
        """End a node, begun or not."""
        if self._open and self._open[-1][0] == node.mem_id:
            self._open.pop()
        if node.tag in elements.KINDS:
            self._runs_on = False

    def _text(self, text: str) -> None:
        words = " ".join(text.split())
        if not words:
            return
        styles = tuple(sorted({style for _, style, _ in self._open if style is not None}))
        target = next((target for _, _, target in reversed(self._open) if target), "")
        if not styles and not target:
            self._runs_on = False
            return
        last = self.pieces[-1] if self.pieces and self._runs_on else None
        if last is not None and (last.styles, last.target) == (styles, target):
            self.pieces[-1] = Styled(f"{last.text} {words}", styles, target)
        elif len(self.pieces) < _MOST_PIECES:
            self.pieces.append(Styled(words, styles, target))
        self._runs_on = True


def _target(link: LexborNode) -> str:
    """Return where a link leads, if that is a web address that tells nobody's address of mail."""
    target = (link.attributes.get("href") or "").strip()
    plain = target.isascii() and target.isprintable() and " " not in target
    web = target.lower().startswith(("http://", "https://"))
    return target if web and plain and "@" not in target and len(target) <= _LONGEST_TARGET else ""
