"""Everything that a mail may be read as: each header and part decoded, and whatever is wrapped in them."""

import base64
import binascii
import html
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parseaddr
from urllib.parse import unquote

_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}(?:\r?\n[A-Za-z0-9+/]{8,})*={0,2}")
_ENCODED_WORDS = re.compile(r"(?:=\?[\w-]+\?[bq]\?[^?\s]*\?=\s*)+", re.IGNORECASE)
# These part no words; all other tags do.
_WITHIN_WORDS = re.compile(r"</?(?:a|b|em|font|i|span|strong|u|wbr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")

# A part's own head; of it only names and file names are anybody's words.
_STRUCTURE = frozenset(
    {"content-type", "content-transfer-encoding", "mime-version", "content-disposition", "content-language"}
)
# Wrappings within wrappings are looked into so far.
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that stands in a mail, and where."""

    place: str
    text: str


def author_of(mail: "Message[str, str]") -> str:
    """Return the address in From, in small letters."""
    return parseaddr(str(mail.get("From", "")))[1].lower()


def parsed(raw: bytes) -> "Message[str, str]":
    """Return a mail as Python's oldest reader reads it: whatever is wrong with it."""
    return message_from_bytes(raw)


def pieces(mail: "Message[str, str]") -> Iterator[Piece]:
    """Yield what a reader of this mail sees: headers, texts, files and their names."""
    for part in mail.walk():
        yield from _named(part)
        for name, value in part.items():
            if name.lower() not in _STRUCTURE:
                yield Piece(name, _header(str(value)))
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            place = f"{part.get_content_type()} {part.get_filename() or ''}".strip()
            body = _decoded(data, str(part.get_param("charset", "utf-8")))
            yield Piece(place, body)
            if "<" in body:
                yield Piece(
                    f"{place}, without tags", html.unescape(_TAG.sub(" ", _WITHIN_WORDS.sub("", body)))
                )


def files(mail: "Message[str, str]") -> Iterator[Piece]:
    """Yield the files of a mail and their names."""
    for part in mail.walk():
        data = part.get_payload(decode=True)
        if part.get_filename() and isinstance(data, bytes):
            yield from _named(part)
            yield Piece("file", _decoded(data, "utf-8"))


def layers(raw: bytes) -> Iterator[Piece]:
    """Yield every text that can be had out of a mail's bytes, however it is encoded, or encoded once more."""
    for piece in (*pieces(parsed(raw)), Piece("raw", _decoded(raw, "utf-8"))):
        yield from _unwrapped(piece, _DEPTH)


def _unwrapped(piece: Piece, depth: int) -> Iterator[Piece]:
    yield piece
    if depth:
        for how, found in _unwrappings(piece.text):
            if found and found != piece.text:
                yield from _unwrapped(Piece(f"{piece.place}, {how}", found), depth - 1)


def _unwrappings(text: str) -> Iterator[tuple[str, str]]:
    if "&" in text:
        yield "entities", html.unescape(text)
    if "%" in text:
        yield "percent", unquote(text, errors="replace")
    if "=" in text:
        data = quopri.decodestring(text.encode("utf-8", "replace"))
        yield "quoted-printable", data.decode("utf-8", "replace")
    words = "\n".join(_header(found) for found in _ENCODED_WORDS.findall(text))
    yield "encoded words", words
    yield "base64", "\n".join(_of_base64(_BASE64.findall(text)))


def _of_base64(runs: Iterable[str]) -> Iterator[str]:
    """Yield what each run of letters holds, from whichever of four places on it begins."""
    for run in runs:
        letters = re.sub(r"[\s=]", "", run)
        for start in range(4):
            whole = letters[start : start + (len(letters) - start) // 4 * 4]
            rest = letters[start + len(whole) :]
            padded = whole + (rest.ljust(4, "=") if len(rest) > 1 else "")
            try:
                yield base64.b64decode(padded).decode("utf-8", "replace")
            except binascii.Error:
                continue


def _named(part: "Message[str, str]") -> Iterator[Piece]:
    for name in (part.get_filename(), part.get_param("name")):
        if name:
            yield Piece("file name", _header(collapse_rfc2231_value(name)))


def _header(value: str) -> str:
    try:
        return "".join(
            part if isinstance(part, str) else _decoded(part, charset or "utf-8")
            for part, charset in decode_header(value)
        )
    except (HeaderParseError, ValueError):
        return value


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")
