"""Encoded words of headers (RFC 2047) made readable, as leniently as mail programs do."""

import binascii
import re

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
    run = b""
    run_charset = ""
    begin = end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        # Bytes above ASCII inside a word were taken for text already: they are UTF-8 here.
        name = found[1].lower() if found[3].isascii() else "utf-8"
        data = _bytes(found[2], found[3])
        if run_charset and (between.strip() or name != run_charset):
            # Words of one charset are joined before decoding: programs split letters between them.
            out.append(_text(run, run_charset, text[begin:end]))
            run = b""
        if not run_charset or between.strip():
            out.append(between)
        begin = begin if run else found.start()
        run, run_charset, end = run + data, name, found.end()
    if run_charset:
        out.append(_text(run, run_charset, text[begin:end]))
    return "".join((*out, text[end:]))


def _text(data: bytes, name: str, source: str) -> str:
    """Return the text of words; their source where no charset makes text of them."""
    text, fault = charset.decode(data, name)
    return source if fault and _CONTROL.search(text) else text


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
