"""Bombs made of structures within parts: signatures, sealed mail, logos, rich text, calendars."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import HEAD, LIST, Bomb, again, leaf, numbered, parts, text

_SMIME = HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
# The way down to the content of signed data whose lengths are told at their ends (RFC 5652, 5.1).
_SIGNED = bytes.fromhex("308006092a864886f70d010702a08030800201013100308006092a864886f70d010701a080")
_LOGO = b"--b\r\nContent-Type: image/png\r\nContent-ID: <%d@x>\r\n\r\nx\r\n"


def _logos(size: int) -> bytes:
    """Return a page that shows as many images as may be, each below a long text, again and again."""
    page = numbered(b"<p>hello <img src='cid:%d@x'><br>", size // 2)
    page += b"<p>--<br>Ann" + numbered(b"<img src='cid:%d@x'>", size // 2)
    related = b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    images = b"".join(_LOGO % number for number in range(400))
    return HEAD + related + b"Content-Type: text/html\r\n\r\n" + page + b"\r\n" + images + b"--b--\r\n"


_ATTACHED = b"Content-Type: message/rfc822\r\n\r\nFrom: ann@client.example\r\n"


def _attached(size: int) -> bytes:
    """Return a mail that passes on one whose attached mails hold each other."""
    return HEAD + LIST + b"--b\r\n" + again(_ATTACHED, size)


STRUCTURES: Mapping[str, Bomb] = MappingProxyType(
    {
        "an opaque signature in pieces": lambda size: (
            _SMIME + b"\r\n" + _SIGNED + b"\x24\x80" + again(b"\x04\x01x", size)
        ),
        "an opaque signature of parts": lambda size: (
            _SMIME
            + b"\r\n"
            + _SIGNED
            + b"\x24\x80"
            + b"\x04\x83"
            + size.to_bytes(3, "big")
            + (LIST + b"--b\r\n\r\n" * size)[:size]
        ),
        "elements in one another": lambda size: _SMIME + b"\r\n" + again(b"\x30\x80", size),
        "many opaque signatures": parts(
            b"Content-Type: application/pkcs7-mime\r\n\r\n" + _SIGNED + b"\x04\x30" + LIST + b"\r\n"
        ),
        "attached mails in one another": _attached,
        "an attached mail of parts": lambda size: (
            HEAD + _ATTACHED + LIST.replace(b"=b", b"=i") + again(b"--i\r\n\r\nx\r\n", size)
        ),
        "an attached mail of lines": leaf(HEAD + _ATTACHED + b"Subject: Re: x\r\n", "> x\ny\n"),
        "logos": _logos,
        "armours": text("-----BEGIN PGP SIGNED MESSAGE-----\n\n- x\n", last="-----END PGP SIGNATURE-----\n"),
        "commands of enriched text": leaf(HEAD + b"Content-Type: text/enriched\r\n", "<param><"),
        "groups of rich text": leaf(HEAD + b"Content-Type: text/rtf\r\n", "{\\b \\'ff", first="{\\rtf1"),
        "parameters of an attendee": leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n", ';X="a;', first="ATTENDEE"
        ),
    }
)
