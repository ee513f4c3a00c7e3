"""Encoded words of headers (RFC 2047) made readable, as leniently as mail programs do."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers import caps
from parsers.characters import charset

# RFC 2047, 2: =?charset?encoding?text?=; the charset may carry a language (RFC 2231, 5). Blanks and question
# marks inside the text are forbidden and occur.
_WORD = re.compile(
    r"=\?([\w.:+\-]{1,60})(?:\*[\w\-]{0,20})?\?([bBqQ])\?(.{0,4000}?)\?=", re.DOTALL | re.ASCII
)
_PADDING = re.compile(rb"=[=\s]*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
# What no header holds, and what shows that bytes are no text.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode(text: str) -> str:
    """Return the text with its encoded words decoded; what is no such word stays as it is.

    Programs that encode what is encoded already are seen: such words are decoded twice.
    """
    return _decoded(_decoded(text))


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    out: list[str] = []
    end = 0
    for run in _runs(text):
        out += (text[end : run.begin], run.text())
        end = run.end
    return "".join((*out, text[end:]))


def charsets(text: str) -> tuple[charset.Decoded, ...]:
    """Return how the encoded words of this text became letters, neighbours of one charset together."""
    return tuple(charset.decoded(run.data, run.charset) for run in _runs(text))


@dataclass(slots=True)
class _Run:
    """Words of one charset with nothing but blanks between them: programs split letters between such."""

    source: str
    begin: int
    end: int
    charset: str
    data: bytes

    def text(self) -> str:
        """Return what the words say; their source where no charset makes text of them."""
        text, fault = charset.decode(self.data, self.charset)
        return self.source[self.begin : self.end] if fault and _CONTROL.search(text) else text


def _runs(text: str) -> Iterator[_Run]:
    run: _Run | None = None
    for found in _WORD.finditer(text):
        # Bytes above ASCII inside a word were taken for text already: they are UTF-8 here.
        name = found[1].lower() if found[3].isascii() else "utf-8"
        data = _bytes(found[2], found[3])
        is_near = run is not None and not text[run.end : found.start()].strip()
        if run is not None and is_near and name == run.charset:
            run.data += data
            run.end = found.end()
            continue
        if run is not None:
            yield run
        # Blanks between two words are no text (RFC 2047, 6.2).
        begin = run.end if run is not None and is_near else found.start()
        run = _Run(text, begin, found.end(), name, data)
    if run is not None:
        yield run


def _bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        return from_base64(data)
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), data.replace(b"_", b" "))


def from_base64(data: bytes) -> bytes:
    """Return the bytes that base64 stands for; junk between its letters and missing padding are forgiven.

    Some programs encode piece by piece, each with its padding: what follows the first one is not lost.
    """
    out: list[bytes] = []
    held = b""
    for piece in _PADDING.split(data, caps.BASE64_PIECES):
        try:
            out.append(binascii.a2b_base64(held + piece + b"=="))
            held = b""
        except binascii.Error:
            # One letter alone stands for no byte (RFC 4648, 4): then the sign was junk, and no padding.
            out.append(_without_last(held))
            held = piece
    return b"".join((*out, _without_last(held)))


def _without_last(data: bytes) -> bytes:
    """Return the bytes of base64 that is one letter too long."""
    return binascii.a2b_base64(_NOT_BASE64.sub(b"", data)[:-1] + b"==")
