"""Transfer encodings taken off (RFC 2045, 6), as leniently as mail programs do."""

import binascii
import re
from quopri import decodestring
from typing import Literal

from parsers import caps
from parsers.characters.words import from_base64

Encoding = Literal["base64", "quoted-printable", "uuencode"]

# As mails write them, in lower case, by their letters and digits alone.
_NAMES: dict[str, Encoding] = {
    "base64": "base64",
    "xbase64": "base64",
    "quotedprintable": "quoted-printable",
    "xquotedprintable": "quoted-printable",
    "uuencode": "uuencode",
    "xuuencode": "uuencode",
    "uue": "uuencode",
    "xuue": "uuencode",
}
_NO_NAME = re.compile(r"[^a-z0-9]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)

# More junk than one byte in so many, and gateways have decoded the part already, or it never was base64.
_JUNK = 20
_SAMPLE = 4096
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\n\r\f\v"
_BLANK_INSIDE = re.compile(rb"[^\s][ \t]+(?=[^\s])")

# Base64 of one full line is no word and no key that somebody wrote on a line of its own.
_FULL_LINE = 60
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def encoding(name: str) -> Encoding | None:
    """Return the encoding of this name, or None where nobody knows how to take it off or it is none."""
    return _NAMES.get(_NO_NAME.sub("", name.lower()))


def decoded(raw: bytes, name: str, *, is_text: bool = False) -> bytes:
    """Return the bytes that a part carries; of an unknown encoding they are taken as they stand.

    Of text also the plain lines come that gateways wrote above and below its base64.
    """
    known = encoding(name)
    if known == "base64":
        framed = _framed(raw) if is_text else None
        return framed or (from_base64(raw) if _is_base64(raw[:_SAMPLE]) else raw)
    if known == "quoted-printable":
        return decodestring(raw)
    return from_uu(raw) if known == "uuencode" else raw


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


def _framed(raw: bytes) -> bytes | None:
    """Return the text of base64 with the plain lines around it, or None where it has none."""
    blank = b" " in raw or b"\t" in raw
    is_pure = not raw.translate(None, _LETTERS) and not (blank and _BLANK_INSIDE.search(raw))
    if is_pure or len(raw) > 2 * caps.TEXT_BYTES:
        return None
    lines = raw.split(b"\n")
    stripped = [line.strip() for line in lines]
    # A line that is there a hundred thousand times is looked at once.
    width_of = {line: len(line) if _is_base64(line) else 0 for line in set(stripped)}
    widths = [width_of[line] for line in stripped]
    widest = max(widths)
    if not widest or all(widths):
        return None
    # All lines of base64 but the last are equally wide; what is spoilt among them is no frame.
    first, end = widths.index(widest), len(widths) - widths[::-1].index(widest)
    while first and widths[first - 1]:
        first -= 1
    while end < len(widths) and widths[end]:
        end += 1
    above, below = b"\n".join(lines[:first]), b"\n".join(lines[end:])
    coded = b"\n".join(lines[first:end])
    text = from_base64(coded)
    if not (above + below).strip() or not _is_meant(coded, text):
        return None
    return b"\n".join(part for part in (above.rstrip(), text.rstrip(), below.strip()) if part)


def _is_meant(coded: bytes, text: bytes) -> bool:
    """Tell whether lines that may be base64 are: by the text that they make."""
    if _CONTROL.search(text) is not None:
        return False
    if len(coded) >= _FULL_LINE:
        return True
    try:
        return len(coded.strip()) % 4 == 0 and bool(text.decode())
    except UnicodeDecodeError:
        return False


def _is_base64(sample: bytes) -> bool:
    """Tell whether these bytes can be meant as base64: some junk is forgiven, plain words are none."""
    junk = len(sample.translate(None, _LETTERS))
    if b" " in sample or b"\t" in sample:
        junk += len(_BLANK_INSIDE.findall(sample))
    return junk * _JUNK <= len(sample)
