"""Rich text of Outlook made plain: unpacked (MS-OXRTFCP), then read without its formatting."""

import re
from collections.abc import Iterator

from parsers import caps
from parsers.characters.charset import codec, decode

# MS-OXRTFCP, 2.2: the header's length, the two kinds, and what the dictionary holds at first.
_HEADER = 16
_PACKED, _PLAIN = b"LZFu", b"MELA"
_FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_SIZE = 4096
# It takes a few bytes to say one letter, and each costs time.
_MOST = caps.TEXT

_TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]{1,4096})"
)
_SILENT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"})
_SAYS = {"par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "bullet": "•", "emdash": "—"} | {
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_SIGNS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
_NESTING = 100


def text(data: bytes) -> str:
    """Return the words of a packed rich text; none where it is no such thing. Never raises."""
    kind = data[8:12]
    body = data[_HEADER : _HEADER + _MOST]
    return words(body if kind == _PLAIN else _unpacked(body) if kind == _PACKED else b"")


def words(rich: bytes) -> str:
    """Return the words of a rich text as it is, packed by nobody. Never raises."""
    said = "".join(_Reader().words(rich[:_MOST].decode("latin-1")))
    # Letters beyond the first plane come in two halves, and the end is marked.
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").rstrip("\0")


def _unpacked(data: bytes) -> bytes:
    """Return what the packed bytes stand for: letters, and places in the last 4096 of them."""
    ring = bytearray(_FIRST.ljust(_SIZE, b"\0"))
    at, out = len(_FIRST), bytearray()
    place = 0
    while place < len(data) and len(out) < _MOST:
        flags, place = data[place], place + 1
        for bit in range(8):
            if not flags >> bit & 1:
                piece, place = data[place : place + 1], place + 1
            else:
                told, place = int.from_bytes(data[place : place + 2], "big"), place + 2
                if told >> 4 == at % _SIZE:
                    return bytes(out)
                piece = b""
                for step in range((told & 15) + 2):
                    one = ring[((told >> 4) + step) % _SIZE]
                    piece += bytes((one,))
                    ring[(at + step) % _SIZE] = one
            for one in piece:
                ring[at % _SIZE] = one
                at += 1
            out += piece
    return bytes(out)


class _Reader:
    """The state in the middle of a rich text: which groups are open, and which of them are not shown."""

    def __init__(self) -> None:
        self.charset = "cp1252"
        self.silent = [False]
        self.skipped = 0
        self.held = bytearray()

    def words(self, rich: str) -> Iterator[str]:
        """Yield the pieces of text; bytes of a charset are gathered until a letter is whole."""
        for found in _TOKEN.finditer(rich):
            byte, word, number, sign, brace, plain = found.groups()
            if byte is not None:
                self._hold(int(byte, 16))
                continue
            yield self._released()
            if brace:
                self._group(brace)
            elif word in _SILENT or sign == "*":
                self.silent[-1] = True
            elif word == "ansicpg":
                self.charset = codec(f"cp{number}") or self.charset
            elif not self.silent[-1]:
                yield self._said(word, number, sign, plain)
        yield self._released()

    def _hold(self, byte: int) -> None:
        if self.skipped:
            self.skipped -= 1
        elif not self.silent[-1]:
            self.held.append(byte)

    def _released(self) -> str:
        text = decode(bytes(self.held), self.charset)[0] if self.held else ""
        self.held.clear()
        return text

    def _group(self, brace: str) -> None:
        if brace == "{" and len(self.silent) < _NESTING:
            self.silent.append(self.silent[-1])
        elif brace == "}" and len(self.silent) > 1:
            self.silent.pop()

    def _said(self, word: str | None, number: str | None, sign: str | None, plain: str | None) -> str:
        if word == "u" and number:
            # What follows says the same to programs that know no Unicode.
            self.skipped = 1
            return chr(int(number) % 0x10000)
        if plain:
            skipped, self.skipped = self.skipped, 0
            return plain[skipped:]
        return _SAYS.get(word or "") or _SIGNS.get(sign or "", "")
