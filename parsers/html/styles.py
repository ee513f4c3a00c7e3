"""What stands out in a page: words in bold, italics or code, underlined, or that lead somewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from desk.letters import Style, Styled
from parsers.html import elements
from parsers.html.plain import walk
from parsers.html.reader import PageReader

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
_MOST_WRAPPINGS = 4
# The key in a reply address, of whatever desk.
_KEY = re.compile(r"[+ ][a-z2-7]{26}(?![a-z2-7])")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines, and what stands out in them, in order, each with the number of the line it begins in.

    Each piece holds its words with one blank between two.
    """

    lines: tuple[str, ...]
    pieces: tuple[tuple[int, Styled], ...]


def read(html: str) -> Page:
    """Return a page; of its links those to web addresses that tell no address of mail and no reply key.

    What cannot be taken apart stands out nowhere.
    """
    reader = _StyleReader()
    walk(html, reader)
    lines = reader.layout().lines
    return Page(lines, tuple((_filled(lines, line), piece) for line, piece in reader.pieces))


def _filled(lines: Sequence[str], line: int) -> int:
    """Return this line, or the next where a blank one was set before it."""
    return line if line < len(lines) and lines[line].strip("> ") else line + 1


class _StyleReader(PageReader):
    """Told of each node as it begins and ends; collects the pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[int, Styled]] = []
        self._styled: list[tuple[int, Style | None, str]] = []
        self._runs_on = False

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; False where nothing below it is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
        if tag == "br" or tag in elements.KINDS:
            self._runs_on = False
        is_read = super().enter(node)
        target = _target(node) if is_read and tag == "a" else ""
        if is_read and (target or tag in _STYLES):
            self._styled.append((node.mem_id, _STYLES.get(tag), target))
        return is_read

    def leave(self, node: LexborNode) -> None:
        """End a node, begun or not."""
        super().leave(node)
        if self._styled and self._styled[-1][0] == node.mem_id:
            self._styled.pop()
        if node.tag in elements.KINDS:
            self._runs_on = False

    def _text(self, text: str) -> None:
        words = " ".join(text.split())
        if not words:
            return
        styles = tuple(sorted({style for _, style, _ in self._styled if style is not None}))
        target = next((target for _, _, target in reversed(self._styled) if target), "")
        if not styles and not target:
            self._runs_on = False
            return
        line, last = self.pieces[-1] if self.pieces and self._runs_on else (self.next_line, None)
        if last is not None and (last.styles, last.target) == (styles, target):
            self.pieces[-1] = (line, Styled(f"{last.text} {words}", styles, target))
        elif len(self.pieces) < _MOST_PIECES:
            self.pieces.append((self.next_line, Styled(words, styles, target)))
        self._runs_on = True


def _target(link: LexborNode) -> str:
    """Return where a link leads, if that is a web address that tells no address of mail and no reply key.

    What protects links from fraud wraps them in others, and them again: each time they are encoded once more.
    """
    target = (link.attributes.get("href") or "").strip()
    plain = target.isascii() and target.isprintable() and " " not in target and len(target) <= _LONGEST_TARGET
    if not plain or not target.lower().startswith(("http://", "https://")):
        return ""
    meant = target
    for _ in range(_MOST_WRAPPINGS):
        meant = unquote(meant)
    return "" if "@" in meant or _KEY.search(meant.lower()) else target
