"""Which parts of a mail are its text, which are attachments (RFC 2046; RFC 8621, 4.1.4)."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parsers import caps
from parsers.characters import charset
from parsers.characters.display import lines
from parsers.head.headers import unicode
from parsers.parts.flowed import unflow
from parsers.parts.tree import Part, leaves

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*+=\s*+[\"']?\s*+([\w:.\-]{2,40})", re.IGNORECASE)
_UNSEEN_ALTERNATIVES = frozenset({"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"})
_TEXT = frozenset({"text/plain", "text/html"})


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a mail, and its attachments.

    ``text`` is empty where only HTML says all; ``html`` is None where there is none.
    """

    text: str
    html: str | None
    attachments: tuple[Part, ...]
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """One stretch of text: as plain text, as HTML, or as both (a multipart/alternative)."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()


def read(root: Part) -> Body:
    """Return the text parts of a tree decoded and joined, and all other leaves as attachments."""
    sections = _sections(root, may_be_named=True)
    shown = {id(part) for section in sections for part in (*section.plain, *section.html)}
    told = shown | _unseen(root)
    # Where all text has a name, the first of it is read all the same, and stays an attachment too.
    sections = sections or next(
        (text for leaf in leaves(root) if (text := _text(leaf, may_be_named=True))), []
    )
    reader = _Texts()
    texts = [(reader.plain(section.plain), reader.html(section.html)) for section in sections]
    texts = [(plain, markup) for plain, markup in texts if plain.strip() or markup]
    # Where one stretch is HTML alone, the plain texts of the others would hide it: then HTML says all.
    complete = all(plain.strip() for plain, _ in texts)
    has_html = any(markup for _, markup in texts)
    attachments = tuple(part for part in leaves(root) if id(part) not in told)
    if not texts and not attachments and root.epilogue:
        # A boundary ended the mail too early: what follows it is all there is.
        texts = [(lines(unicode(root.epilogue.encode("utf-8", "surrogateescape"))[: caps.TEXT]), "")]
    return Body(
        text=_joined(plain for plain, _ in texts) if complete else "",
        html=_joined(markup or _as_html(plain) for plain, markup in texts) if has_html else None,
        attachments=attachments,
        oddities=tuple(dict.fromkeys(reader.oddities)),
    )


def filename(part: Part) -> str:
    """Return the name that the sender gave this part, unsafe as it is."""
    disposition = part.valued("content-disposition").parameters
    kind = part.valued("content-type").parameters
    names = (disposition.get("filename"), kind.get("name"), disposition.get("name"), kind.get("filename"))
    return next(filter(None, names), "")


def _sections(part: Part, *, may_be_named: bool = False) -> list[_Section]:
    """Return the stretches of text in this part, from top to bottom."""
    if not part.parts:
        return _text(part, may_be_named=may_be_named)
    if part.type == "multipart/alternative":
        return _alternative(part)
    inner = part.parts
    if part.type == "multipart/related":
        # RFC 2387, 3: the first part is what is shown, or the one that is named; what has an id hangs on it.
        start = part.valued("content-type").parameters.get("start", "")
        shown = next((one for one in inner if start and one.text("content-id") == start), inner[0])
        inner = (shown, *(other for other in inner if other is not shown and not other.text("content-id")))
    return [section for one in inner for section in _sections(one)]


def _text(part: Part, *, may_be_named: bool) -> list[_Section]:
    """Return a leaf as a section, if it is text to read and no file."""
    kind = part.type
    if kind.startswith("multipart/") and not part.is_closed:
        # A multipart whose boundary never comes: people see its source, so does the desk.
        kind = "text/plain"
    if kind not in _TEXT or part.valued("content-disposition").word == "attachment":
        return []
    if filename(part) and not may_be_named:
        return []
    return [_Section(plain=(part,)) if kind == "text/plain" else _Section(html=(part,))]


def _alternative(part: Part) -> list[_Section]:
    """Return one section: the first alternative that has plain text, and the last that has HTML.

    Where one form stands there several times, programs call alternative what is mixed: all of it is read.
    """
    inner = [_sections(child) for child in part.parts]
    alone = [found for child, found in zip(part.parts, inner, strict=True) if not child.parts]
    plain = next((found for child in inner if (found := _all(child, "plain"))), ())
    markup = next((found for child in reversed(inner) if (found := _all(child, "html"))), ())
    plain = (*plain, *(one for found in alone for one in _all(found, "plain") if one not in plain))
    markup = (*(one for found in alone for one in _all(found, "html") if one not in markup), *markup)
    return [_Section(plain, markup)] if plain or markup else []


def _all(sections: Iterable[_Section], form: Literal["plain", "html"]) -> tuple[Part, ...]:
    return tuple(part for section in sections for part in getattr(section, form))


def _unseen(root: Part) -> set[int]:
    """Return the alternatives that only some programs can show: whoever reads the others misses nothing."""
    alternatives = [part for part in root.walk() if part.get_content_type() == "multipart/alternative"]
    return {
        id(child)
        for part in alternatives
        for child in part.parts
        if child.type in _UNSEEN_ALTERNATIVES and not filename(child)
    }


class _Texts:
    """Decodes text parts, within one cap for all of them, and remembers what was odd."""

    def __init__(self) -> None:
        self.oddities: list[str] = []
        self.left = caps.TEXT

    def plain(self, parts: tuple[Part, ...]) -> str:
        # Alternatives may say the same in two charsets.
        return _joined(dict.fromkeys(self._plain(part) for part in parts))

    def html(self, parts: tuple[Part, ...]) -> str:
        return _joined(dict.fromkeys(self._html(part) for part in parts))

    def _plain(self, part: Part) -> str:
        text = self._cut(self._decoded(part, part.data()[: caps.TEXT_BYTES]))
        parameters = part.valued("content-type").parameters
        if parameters.get("format", "").lower() != "flowed":
            return text
        return unflow(text, delete_space=parameters.get("delsp", "").lower() == "yes")

    def _html(self, part: Part) -> str:
        data = part.data()[: caps.TEXT_BYTES]
        meta = _META_CHARSET.search(data[:2048])
        text = self._decoded(part, data, meta[1].decode("ascii") if meta else None)
        if len(text) > caps.TEXT:
            self.oddities.append(f"the HTML is cut at {caps.TEXT} characters")
        return text[: caps.TEXT]

    def _decoded(self, part: Part, data: bytes, meta: str | None = None) -> str:
        declared = part.valued("content-type").parameters.get("charset") or meta
        text, fault = charset.decode(data, declared)
        if fault:
            self.oddities.append(fault)
        return lines(text)

    def _cut(self, text: str) -> str:
        if len(text) > self.left:
            self.oddities.append(f"the text is cut at {caps.TEXT} characters")
        text = text[: self.left]
        self.left -= len(text)
        return text


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text.rstrip("\n") for text in texts)[: caps.TEXT]


def _as_html(text: str) -> str:
    return f"<div>{html.escape(text).replace(chr(10), '<br>')}</div>"
