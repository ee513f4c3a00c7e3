"""Bytes to text by the charset a mail declares, where that can be believed, else by a guess.

Only codecs of the list below are ever asked: Python knows others that hang (punycode), raise (undefined,
idna) or smuggle markup past a filter (utf-7, unicode_escape).
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.characters import double_encoding, east_asian, guesses

# Names as mails write them, in lower case and without blanks, underscores and hyphens.
_ALIASES: dict[str, str] = {
    "usascii": "ascii",
    "ascii": "ascii",
    "ansix3.41968": "ascii",
    "iso646us": "ascii",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "ucs2": "utf-16",
    # Every browser reads Latin-1 as windows-1252, and every sender means it so.
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "xansi": "cp1252",
    "iso88598i": "iso8859-8",
    "iso88598e": "iso8859-8",
    "visual": "iso8859-8",
    "koi8": "koi8-r",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "koi8ru": "koi8-u",
    "ibm866": "cp866",
    "dos866": "cp866",
    "xmaccyrillic": "mac-cyrillic",
    "maccyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "xmacroman": "mac-roman",
    "tis620": "cp874",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "mskanji": "cp932",
    "windows31j": "cp932",
    "eucjp": "euc_jp",
    "xeucjp": "euc_jp",
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "csgb2312": "gb18030",
    "xgbk": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "euccn": "gb18030",
    "hzgb2312": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "xxbig5": "big5hkscs",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "euckr": "cp949",
    "uhc": "cp949",
    "cseuckr": "cp949",
}
_WINDOWS = re.compile(
    r"(?:x?cp|x?win(?:dows)?|microsoftcp|ibm|x?ansi)0?(125[0-8]|874|932|936|949|437|850|852|866)"
)
_ISO = re.compile(r"(?:iso|x?iso)8859([1-9]|1[013456])(?:199\d|:\d+)?")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JAPANESE = re.compile(r"(?:cs)?iso2022(jp[123]?|jpext|kr)(?:ms)?")


@lru_cache(maxsize=256)
def codec(name: str) -> str | None:
    """Return Python's name of a charset that mails may use, or None."""
    key = re.sub(r"[\s_\-]", "", name[:40].lower().partition("(")[0].strip("\"' "))
    if key in _ALIASES:
        return _ALIASES[key]
    if (found := _WINDOWS.fullmatch(key)) is not None:
        return "gb18030" if found[1] == "936" else f"cp{found[1]}"
    if (found := _ISO.fullmatch(key)) is not None:
        return f"iso8859-{found[1]}" if found[1] != "1" else "cp1252"
    if (found := _JAPANESE.fullmatch(key)) is not None:
        return f"iso2022_{found[1]}".replace("jpext", "jp_ext")
    return None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how its bytes came to be read so; the bytes themselves stay in the raw mail.

    ``confidence`` goes from 0 to 1; what a mail declares and its bytes do not deny is sure. ``is_declared``
    tells that the mail named this charset. ``fault`` says in words what was wrong, or nothing.
    """

    text: str
    charset: str
    confidence: float = 1.0
    is_declared: bool = True
    fault: str = ""


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text, and in words what was wrong with its charset, or the empty string. Never raises."""
    found = decoded(data, declared)
    return found.text, found.fault


def decoded(data: bytes, declared: str | None = None) -> Decoded:
    """Return the text, by the declared charset where that can be believed, else by a guess.

    Never raises. What no charset explains is shown with U+FFFD in its place.
    """
    name = codec(declared) if declared else None
    if data.isascii() and not _is_more_than_ascii(data, name or ""):
        if b"\x1b$" not in data or (eastern := east_asian.guess(data)) is None:
            return Decoded(data.decode("ascii"), "ascii")
        return _guessed(data, eastern, 0.9, declared)
    if data.startswith(b"\xef\xbb\xbf"):
        return Decoded(data[3:].decode("utf-8", "replace"), "utf-8", is_declared=name == "utf-8")
    if name is None or name == "ascii":
        # The sender's program did not know, or wrote its default over other bytes.
        return _guessed(data, *guesses.guess(data), declared)
    believed, confidence = guesses.believable(data, name)
    if believed != name:
        return _guessed(data, believed, confidence, declared)
    return _twice(_as_named(data, name))


def _is_more_than_ascii(data: bytes, name: str) -> bool:
    """Tell whether bytes of ASCII stand for letters beyond it: of UTF-16 some are no text by themselves."""
    return name.startswith(guesses.SEVEN_BITS) or (name.startswith("utf-16") and bool(_CONTROL.search(data)))


def _as_named(data: bytes, name: str) -> Decoded:
    text = guesses.strictly(data, name)
    if text is not None:
        return Decoded(text, name)
    return Decoded(data.decode(name, "replace"), name, fault=f"text is broken for charset {name}")


def _guessed(data: bytes, name: str, confidence: float, declared: str | None) -> Decoded:
    found = replace(_as_named(data, name), confidence=confidence, is_declared=False)
    return _twice(found if found.fault else replace(found, fault=_wrong(declared, name)))


def _twice(found: Decoded) -> Decoded:
    """Return the text that was meant, if it was encoded twice."""
    if found.charset != "utf-8" or (meant := double_encoding.undone(found.text)) == found.text:
        return found
    return replace(found, text=meant, fault="the text was encoded twice")


def _wrong(declared: str | None, believed: str) -> str:
    if declared is None:
        return f"no charset declared, read as {believed}"
    return f"charset {declared[:40]!a} is wrong, read as {believed}"
