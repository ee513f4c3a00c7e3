"""Transfer encodings taken off (RFC 2045, 6), as leniently as mail programs do."""

import binascii
import re
from quopri import decodestring

from parsers import caps
from parsers.characters.words import from_base64

_UU = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)

# More junk than one byte in so many, and gateways have decoded the part already, or it never was base64.
_JUNK = 20
_SAMPLE = 4096
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\n\r\f\v"
_BLANK_INSIDE = re.compile(rb"[^\s][ \t]+(?=[^\s])")


def decoded(raw: bytes, encoding: str) -> bytes:
    """Return the bytes that a part carries; of an unknown encoding they are taken as they stand."""
    if encoding == "base64":
        return from_base64(raw) if _is_base64(raw[:_SAMPLE]) else raw
    if encoding == "quoted-printable":
        return decodestring(raw)
    return from_uu(raw) if encoding in _UU else raw


def from_uu(data: bytes) -> bytes:
    """Return what uuencoded lines stand for; lines that are none are left out."""
    begin = _UU_BEGIN.search(data)
    out = []
    for line in data[begin.end() if begin else 0 :].split(b"\n", caps.LINES)[: caps.LINES]:
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def _is_base64(sample: bytes) -> bool:
    """Tell whether these bytes can be meant as base64: some junk is forgiven, plain words are none."""
    junk = len(sample.translate(None, _LETTERS))
    if b" " in sample or b"\t" in sample:
        junk += len(_BLANK_INSIDE.findall(sample))
    return junk * _JUNK <= len(sample)
