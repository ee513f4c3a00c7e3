"""The signatures of a mail, each with the very bytes that it signs (RFC 1847, 2.1), for whoever verifies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers import caps
from parsers.head import headers, parameters
from parsers.opening import open_mail
from parsers.parts import transfer

# A signature stands at the top of a mail or below what lists and gateways wrap around it.
_DEPTH = 10
_LINE_END = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Signed:
    """A part as it was signed, its header included, and the signature beside it, its encoding taken off.

    ``protocol`` is the type that the signature declares, such as ``application/pgp-signature``.
    """

    protocol: str
    content: bytes
    signature: bytes

    @property
    def canonical(self) -> bytes:
        """The content with the line ends of mail, which a file of Unix may have lost (RFC 1847, 2.1)."""
        return _LINE_END.sub(b"\r\n", self.content)


def signed(raw: bytes) -> tuple[Signed, ...]:
    """Return every multipart/signed of a mail, outermost first. Forwarded mails stay closed. Never raises."""
    opened = open_mail(raw)
    if opened.head.oversize:
        return ()
    return tuple(_signed(opened.head, opened.raw[opened.start :], _DEPTH))


def _signed(head: headers.Head, body: bytes, depth: int) -> Iterator[Signed]:
    kind = parameters.read(head.raw("content-type").decode("latin-1"))
    boundary = kind.parameters.get("boundary", "").encode("latin-1", "replace")
    if not kind.word.startswith("multipart/") or not boundary or not depth:
        return
    parts = _parts(body, boundary)
    if kind.word == "multipart/signed" and len(parts) > 1:
        yield _beside(parts[0], parts[1])
        parts = parts[:1]
    for part in parts:
        inner, start = headers.split(part)
        yield from _signed(inner, part[start:], depth - 1)


def _beside(content: bytes, signature: bytes) -> Signed:
    head, start = headers.split(signature)
    kind = parameters.read(head.raw("content-type").decode("latin-1"))
    encoding = parameters.read(head.raw("content-transfer-encoding").decode("latin-1")).word
    return Signed(kind.word, content, transfer.decoded(signature[start:], encoding))


def _parts(body: bytes, boundary: bytes) -> list[bytes]:
    """Return the parts between the boundaries; the line end before one belongs to it (RFC 2046, 5.1.1)."""
    # An atomic group's blanks: what follows them is the line's end or no boundary.
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*+(?:\r?\n|\Z)")
    parts: list[bytes] = []
    start, at = -1, 0
    while len(parts) <= caps.PARTS and (found := line.search(body, at)) is not None:
        if start >= 0:
            parts.append(body[start : max(start, found.start())])
        if found[1]:
            return parts
        start = found.end()
        # Its line end may be the one that belongs to the next.
        at = start - (2 if body[start - 2 : start] == b"\r\n" else 1)
    return parts
