"""Which parts of a mail are its text, which are attachments (RFC 2046; RFC 8621, 4.1.4)."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from desk.mail import Charset
from parsers import caps
from parsers.characters import charset, words
from parsers.characters.display import lines
from parsers.head.charsets import told
from parsers.head.headers import unicode
from parsers.parts import strange_text, stubs
from parsers.parts.flowed import unflow
from parsers.parts.tree import Part, every, leaves

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*+=\s*+[\"']?\s*+([\w:.\-]{2,40})", re.IGNORECASE)
_UNSEEN_ALTERNATIVES = frozenset({"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"})
# What ends as the names of files do is one.
_FILE_NAME = re.compile(r"[^\r\n]{1,200}\.[A-Za-z][A-Za-z0-9]{1,4}")
_TEXT = frozenset({"text/plain", "text/html"})


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a mail, and its attachments.

    ``text`` is empty where only HTML says all; ``html`` is None where there is none. ``charsets`` tells how
    bytes beyond ASCII became letters.
    """

    text: str
    html: str | None
    attachments: tuple[Part, ...]
    oddities: tuple[str, ...]
    charsets: tuple[Charset, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """One stretch of text: as plain text, as HTML, or as both (a multipart/alternative)."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()


def read(root: Part) -> Body:
    """Return the text parts of a tree decoded and joined, and all other leaves as attachments."""
    sections = _sections(root, may_be_named=True)
    # A part that has a name stays an attachment too.
    chosen = [part for section in sections for part in (*section.plain, *section.html)]
    shown = {id(part) for part in chosen if part is root or not filename(part)}
    told = shown | _unseen(root)
    # Where all text has a name, the first of it is read all the same, and stays an attachment too.
    sections = sections or next(
        (text for leaf in leaves(root) if (text := _text(leaf, may_be_named=True))), []
    )
    strange = None if sections else strange_text.chosen(tuple(leaves(root)))
    if strange is not None:
        sections = [_Section(html=(strange,)) if strange.type == "text/html" else _Section(plain=(strange,))]
    reader = _Texts()
    texts = [(reader.plain(section.plain), reader.html(section.html)) for section in sections]
    texts = [_true(plain, markup) if markup else (plain, markup) for plain, markup in texts]
    texts = [(plain, markup) for plain, markup in texts if plain.strip() or markup]
    # Where one stretch is HTML alone, the plain texts of the others would hide it: then HTML says all.
    complete = all(plain.strip() for plain, _ in texts)
    has_html = any(markup for _, markup in texts)
    attachments = tuple(part for part in leaves(root) if id(part) not in told)
    if not texts and not attachments and root.epilogue:
        # A boundary ended the mail too early: what follows it is all there is.
        texts = [(lines(unicode(root.epilogue)[: caps.TEXT]), "")]
    return Body(
        text=_joined(plain for plain, _ in texts) if complete else "",
        html=_joined(markup or _as_html(plain) for plain, markup in texts) if has_html else None,
        attachments=attachments,
        oddities=tuple(dict.fromkeys(reader.oddities)),
        charsets=tuple(dict.fromkeys(reader.charsets)),
    )


def filename(part: Part) -> str:
    """Return the name that the sender gave this part, unsafe as it is."""
    disposition = part.valued("content-disposition").parameters
    kind = part.valued("content-type").parameters
    names = (disposition.get("filename"), kind.get("name"), disposition.get("name"), kind.get("filename"))
    return next(filter(None, names), "")


def described_name(part: Part) -> str:
    """Return the name of a file where only its description or its place tells it, unsafe as it is."""
    told = (words.decode(part.text("content-description")), part.text("content-location").rpartition("/")[2])
    return next((name for name in told if _FILE_NAME.fullmatch(name)), "")


def _sections(part: Part, *, may_be_named: bool = False) -> list[_Section]:
    """Return the stretches of text in this part, from top to bottom."""
    if not part.parts:
        return _text(part, may_be_named=may_be_named)
    if part.type == "multipart/alternative":
        return _alternative(part)
    inner = part.parts
    if part.type == "multipart/related":
        # RFC 2387, 3: the first part is what is shown, or the one that is named; what has an id hangs on it.
        shown = _root_of(part)
        inner = (shown, *(other for other in inner if other is not shown and not other.text("content-id")))
    # What stands first is text, whatever its name (RFC 8621, 4.1.4).
    found = [_sections(one, may_be_named=one is inner[0]) for one in inner]
    return [section for sections in found for section in sections]


def _root_of(related: Part) -> Part:
    told = related.valued("content-type").parameters
    start, kind = told.get("start", ""), told.get("type", "").lower()
    named = (one for one in related.parts if start and one.text("content-id") == start)
    first = related.parts[0]
    if first.type.startswith(("text/", "multipart/")):
        return next(named, first)
    # RFC 2387, 3.1: the type of the root is told as well; some put their pictures before it.
    return next(named, None) or next((one for one in related.parts if one.type == kind), first)


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
    alternatives = [part for part in every(root) if part.type == "multipart/alternative"]
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
        self.charsets: list[Charset] = []
        self.left = caps.TEXT

    def plain(self, parts: tuple[Part, ...]) -> str:
        # Alternatives may say the same in two charsets.
        return _joined(dict.fromkeys(self._plain(part) for part in parts))

    def html(self, parts: tuple[Part, ...]) -> str:
        return _joined(dict.fromkeys(self._html(part) for part in parts))

    def _plain(self, part: Part) -> str:
        text = self._cut(self._decoded(part, part.data()[: caps.TEXT_BYTES]))
        if part.type != "text/plain":
            return lines(strange_text.words(part, text))
        parameters = part.valued("content-type").parameters
        if parameters.get("format", "").lower() != "flowed":
            return text
        return unflow(text, delete_space=parameters.get("delsp", "").lower() == "yes")

    def _html(self, part: Part) -> str:
        data = part.data()[: caps.TEXT_BYTES]
        meta = _META_CHARSET.search(data[:2048])
        named = meta[1].decode("ascii") if meta else None
        # Where ASCII names it, it is none of two bytes a letter: HTML, 13.2.3.2 takes UTF-8 for meant.
        text = self._decoded(part, data, "utf-8" if named and _is_utf16(named) else named)
        if len(text) > caps.TEXT:
            self.oddities.append(f"the HTML is cut at {caps.TEXT} characters")
        return text[: caps.TEXT]

    def _decoded(self, part: Part, data: bytes, meta: str | None = None) -> str:
        declared = part.valued("content-type").parameters.get("charset")
        found = charset.decoded(data, declared or meta)
        if found.fault and declared and meta and not (other := charset.decoded(data, meta)).fault:
            # The page was written with its own name in it; the header may come from a gateway.
            found = other
        if found.fault:
            self.oddities.append(found.fault)
        if not found.text.isascii():
            self.charsets.append(told("text" if part.type == "text/plain" else "HTML", found))
        return lines(found.text)

    def _cut(self, text: str) -> str:
        if len(text) > self.left:
            self.oddities.append(f"the text is cut at {caps.TEXT} characters")
        text = text[: self.left]
        self.left -= len(text)
        return text


def _is_utf16(name: str) -> bool:
    return (charset.codec(name) or "").startswith("utf-16")


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text.rstrip("\n") for text in texts)[: caps.TEXT]


def _true(plain: str, markup: str) -> tuple[str, str]:
    """Return one text in its two forms, the plain one empty where the page must be read."""
    if stubs.is_stub(plain, markup):
        return "", markup
    if stubs.is_beside(plain, markup):
        # Nothing of either is lost.
        return "", markup + _as_html(plain)
    return plain, markup


def _as_html(text: str) -> str:
    return f"<div>{html.escape(text).replace(chr(10), '<br>')}</div>"
