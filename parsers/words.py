"""Encoded words of headers (RFC 2047) made readable, as leniently as mail programs do."""

import binascii
import re

from parsers import charset

# RFC 2047, 2: =?charset?encoding?text?=; the charset may carry a language (RFC 2231, 5). Blanks and question
# marks inside the text are forbidden and occur.
_WORD = re.compile(
    r"=\?([\w.:+\-]{1,60})(?:\*[\w\-]{0,20})?\?([bBqQ])\?(.{0,4000}?)\?=", re.DOTALL | re.ASCII
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode(text: str) -> str:
    """Return the text with its encoded words decoded; what is no such word stays as it is."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run = b""
    run_charset = ""
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        # Bytes above ASCII inside a word were taken for text already: they are UTF-8 here.
        name = found[1].lower() if found[3].isascii() else "utf-8"
        data = _bytes(found[2], found[3])
        if run_charset and (between.strip() or name != run_charset):
            # Words of one charset are joined before decoding: programs split letters between them.
            out.append(_text(run, run_charset))
            run = b""
        if not run_charset or between.strip():
            out.append(between)
        run, run_charset, end = run + data, name, found.end()
    if run_charset:
        out.append(_text(run, run_charset))
    return "".join((*out, text[end:]))


def _text(data: bytes, name: str) -> str:
    return charset.decode(data, name)[0]


def _bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        return from_base64(data)
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), data.replace(b"_", b" "))


def from_base64(data: bytes) -> bytes:
    """Return the bytes that base64 stands for; junk between its letters and missing padding are forgiven."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", data)
    # One letter alone stands for no byte (RFC 4648, 4).
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
