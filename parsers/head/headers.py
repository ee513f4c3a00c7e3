"""The head of a mail: its fields as raw bytes, read once, within caps, before any parser."""

import re
from dataclasses import dataclass
from functools import cached_property

from parsers import caps
from parsers.characters import charset, neighbours, words
from parsers.characters.display import one_line
from parsers.head.header_reader import Field, Reader

_BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
# An editor's mark at the start of a file.
_MARK = b"\xef\xbb\xbf"
# A blank before the colon is obsolete, and a field all the same (RFC 5322, 4.5.8).
_MBOX = re.compile(rb">?From (?![ \t]*+:)")
_FORBIDDEN = re.compile(rb"[\x00\r\n]")
_CHARSET = re.compile(rb"\bcharset\s*+=\s*+[\"']?([\w:.\-]{2,40})", re.IGNORECASE)
# So far below the head the first part of a mail names its charset.
_FIRST_PART = 16 * 1024
# A text must be so sure of its charset to tell that of the fields.
_SURE = 0.95


@dataclass(frozen=True, kw_only=True)
class Head:
    """The fields in their order. ``unsafe`` tells why no identity may be read from them, if so.

    ``oversize`` tells which cap they broke, if any: then only the fields within it are here. ``charset`` is
    that of the mail's text: whoever writes fields in raw bytes mostly writes all in one.
    """

    fields: tuple[Field, ...] = ()
    oddities: tuple[str, ...] = ()
    unsafe: str = ""
    oversize: str = ""
    charset: str = ""

    @cached_property
    def _by_name(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for field in self.fields:
            found.setdefault(field.name, []).append(field.value)
        return found

    def all(self, name: str) -> tuple[bytes, ...]:
        """Return the raw values of every field of this name, from top to bottom."""
        return tuple(self._by_name.get(name, ()))

    def has(self, name: str) -> bool:
        """Tell whether a field of this name is there."""
        return name in self._by_name

    def raw(self, name: str) -> bytes:
        """Return the raw value of the first field of this name, or nothing."""
        return self._by_name.get(name, [b""])[0]

    def text(self, name: str) -> str:
        """Return the first value of this name, decoded, one line."""
        return shown(self.raw(name), told=self.charset)

    def as_bytes(self, *names: str) -> bytes:
        """Return all fields of these names as a block that any parser may read: capped, UTF-8, unfolded."""
        block = [
            b"%s: %s\r\n" % (name.encode("ascii"), _FORBIDDEN.sub(b" ", in_utf8(value, self.charset)))
            for name in names
            for value in self.all(name)
        ]
        return b"".join((*block, b"\r\n"))


def split(raw: bytes) -> tuple[Head, int]:
    """Return the head of a mail, and where its body begins. Never raises."""
    start = _start(raw)
    block_end, body = _block(raw, start)
    block = raw[start:block_end]
    oversize = ""
    if len(block) > caps.HEADER_BLOCK:
        oversize = f"the header block is over {caps.HEADER_BLOCK} bytes"
        block = block[: caps.HEADER_BLOCK]
    reader = Reader()
    rest = reader.read(block)
    if rest is not None and not oversize:
        body = start + rest
    oversize = oversize or reader.oversize
    head = Head(
        fields=tuple(reader.fields),
        oddities=tuple(dict.fromkeys(reader.oddities)),
        unsafe=_unsafe(block if rest is None else block[:rest]) or reader.unsafe or oversize,
        oversize=oversize,
        charset="" if block.isascii() else _of_the_text(block, raw[body : body + _FIRST_PART]),
    )
    return head, body


def _of_the_text(block: bytes, text: bytes) -> str:
    """Return the charset of a mail's text: as it was told, or as its bytes tell; empty where nothing does."""
    found = _CHARSET.search(block) or _CHARSET.search(text)
    name = found[1].decode("ascii", "ignore") if found else ""
    if text.isascii():
        return name
    read = charset.decoded(text, name)
    return read.charset if read.confidence >= _SURE else ""


def _start(raw: bytes) -> int:
    """Return where the head begins: after a mark of UTF-8, blank lines and the line ``From x`` of an mbox."""
    start = len(_MARK) if raw.startswith(_MARK) else 0
    if raw[start : start + 1].isspace():
        start = len(raw) - len(raw[start:].lstrip())
    if _MBOX.match(raw, start) is not None:
        end = raw.find(b"\n", start)
        return end + 1 if end >= 0 else len(raw)
    return start


def _block(raw: bytes, start: int) -> tuple[int, int]:
    """Return where the header block ends and where the body begins."""
    # Of blank lines before the head none ends it; one right after the line of an mbox leaves it empty.
    is_marked = raw[:start].removeprefix(_MARK).strip() != b""
    found = _BLANK_LINE.search(raw, start - 1 if is_marked else start)
    if found is None:
        return len(raw), len(raw)
    end = found.start() + (1 if raw[found.start() : found.start() + 1] == b"\n" else 0)
    return end, found.end()


def _unsafe(block: bytes) -> str:
    """Return why two readers may see different fields in these bytes, or the empty string.

    A verifier and a parser that disagree on where a line ends disagree on who wrote the mail.
    """
    if b"\0" in block:
        return "NUL in the header"
    pairs = block.count(b"\r\n")
    if block.count(b"\r") != pairs:
        return "bare CR in the header"
    if pairs and block.count(b"\n") != pairs:
        return "bare LF in the header"
    return ""


def in_utf8(value: bytes, told: str = "") -> bytes:
    """Return raw header bytes as UTF-8; ``told`` is the charset of the mail's text, which may be theirs."""
    return value if value.isascii() else neighbours.decoded(value, told).text.encode("utf-8", "replace")


def unicode(value: bytes, told: str = "") -> str:
    """Return raw header bytes as text; encoded words stay encoded."""
    return value.decode("ascii") if value.isascii() else neighbours.decoded(value, told).text


def shown(value: bytes, limit: int = caps.LINE, *, told: str = "") -> str:
    """Return raw header bytes as one line for people: encoded words decoded, nothing invisible."""
    return one_line(words.decode(unicode(value, told)), limit)
