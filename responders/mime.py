"""The bytes of a mail: header fields, a text part, an HTML part, attachments (RFC 2045, 2046).

Written by hand: what the standard library's generator may meet is endless, what we write is these few shapes.
Every part is quoted-printable or base64, so that nothing on the way needs to change a byte of it, and no
line of it can be taken for a boundary: those hold ``=_``, which neither encoding ever writes.
"""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable
from hashlib import sha256

from desk.letters import File
from responders.clean import one_line
from responders.encoded import file_parameters

_CRLF = "\r\n"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")

# Of base64 a line holds 76 characters (RFC 2045, 6.8).
_BASE64_LINE = 76

_ASCII = bytes(range(0x80))

# RFC 2046, 5.2.1 lets no encoding near a message, and a multipart needs a boundary: as plain bytes both
# arrive as they were.
_WRAPPED = ("message/", "multipart/")


# What every mail program shows; what else is an image is a file.
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})


def is_shown(file: File) -> bool:
    """Tell whether a file is shown in the text where it may be."""
    return file.inline and file.type.lower() in _SHOWN


def content_id(seed: str, place: int) -> str:
    """Return the Content-ID of the file at this place, without angle brackets (RFC 2392)."""
    mark = sha256(seed.encode("utf-8", "replace")).hexdigest()[:24]
    return f"{mark}.{place}@postdesk"


def assemble(
    fields: Iterable[tuple[str, str]], text: str, html: str, files: Iterable[File], seed: str
) -> bytes:
    """Return a whole mail, CRLF and 7-bit ASCII. The same ``seed`` gives the same boundaries.

    A file whose Content-ID stands in the HTML comes with it (RFC 2387), any other is attached.
    """
    mark = sha256(seed.encode("utf-8", "replace")).hexdigest()[:24]
    shown, attached = [], []
    for place, file in enumerate(files):
        own = content_id(seed, place)
        if f"cid:{own}" in html:
            shown.append(_attachment(file, own))
        else:
            attached.append(_attachment(file))
    page = _text("html", html)
    if shown:
        page = _multipart("related", f"=_r{mark}", (page, *shown))
    body = _multipart("alternative", f"=_a{mark}", (_text("plain", text), page))
    if attached:
        body = _multipart("mixed", f"=_m{mark}", (body, *attached))
    head = "".join(f"{name}: {value}{_CRLF}" for name, value in fields)
    return head.encode("ascii") + body


def _multipart(subtype: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    head = f'Content-Type: multipart/{subtype};{_CRLF} boundary="{boundary}"{_CRLF}{_CRLF}'.encode("ascii")
    opened = f"--{boundary}{_CRLF}".encode("ascii")
    whole = b"".join(opened + part for part in parts)
    return head + whole + f"--{boundary}--{_CRLF}".encode("ascii")


def _text(subtype: str, text: str) -> bytes:
    """Return a text part: quoted-printable, or base64 where most of it is not ASCII and so is shorter."""
    octets = text.replace("\n", _CRLF).encode()
    foreign = len(octets.translate(None, _ASCII))
    if foreign * 6 > len(octets):
        encoding, body = "base64", _base64(octets)
    else:
        encoding, body = "quoted-printable", _quoted_printable(octets)
    return _part(f"text/{subtype}; charset=utf-8", encoding, body)


def _attachment(file: File, own: str = "") -> bytes:
    kind = file.type.lower()
    kind = "application/octet-stream" if not _TYPE.fullmatch(kind) or kind.startswith(_WRAPPED) else kind
    old, new = file_parameters(one_line(file.name, 120))
    disposition = f"Content-Disposition: {'inline' if own else 'attachment'};{_CRLF} {new}"
    more = (disposition, f"Content-ID: <{own}>") if own else (disposition,)
    return _part(f"{kind};{_CRLF} {old}", "base64", _base64(file.data), *more)


def _part(kind: str, encoding: str, body: bytes, *more: str) -> bytes:
    fields = (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more)
    return _CRLF.join((*fields, "", "")).encode("ascii") + body + b"\r\n"


def _quoted_printable(octets: bytes) -> bytes:
    """Return the octets so that no server changes them: it would put ``>`` before a line with ``From``."""
    return b2a_qp(b"\r\n" + octets, istext=True).replace(b"\nFrom ", b"\n=46rom ")[2:]


def _base64(octets: bytes) -> bytes:
    encoded = b2a_base64(octets, newline=False)
    starts = range(0, len(encoded), _BASE64_LINE)
    return b"\r\n".join(encoded[start : start + _BASE64_LINE] for start in starts)
