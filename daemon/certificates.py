"""Certificates: until when one is good."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

# Tags of DER (X.690, 8.1.2).
_VERSION = 0xA0
_UTC_TIME = 0x17

_END = "-----END CERTIFICATE-----"


def expires(path: Path) -> datetime | None:
    """Return the end of a PEM file's first certificate, the server's own; None where it is unreadable."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
        first = text[text.index("-----BEGIN CERTIFICATE-----") : text.index(_END) + len(_END)]
        return _not_after(ssl.PEM_cert_to_DER_cert(first))
    except (OSError, ValueError, IndexError):
        # Whoever uses the certificate tells what is wrong with it.
        return None


def _not_after(der: bytes) -> datetime:
    """Return a certificate's notAfter (RFC 5280, 4.1); the standard library tells only that of a peer."""
    _, certificate, _ = _element(der)
    _, to_be_signed, _ = _element(certificate)
    tag, _, rest = _element(to_be_signed)
    if tag == _VERSION:
        _, _, rest = _element(rest)
    # Behind the serial number stand the signature's algorithm and the issuer, then the validity.
    for _ in range(2):
        _, _, rest = _element(rest)
    _, validity, _ = _element(rest)
    _, _, rest = _element(validity)
    tag, time, _ = _element(rest)
    return _time(tag, time.decode("ascii"))


def _time(tag: int, text: str) -> datetime:
    # RFC 5280, 4.1.2.5.1: two digits of the year mean 1950 to 2049, as strptime would not have it.
    if tag == _UTC_TIME:
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """Return the tag and the content of the first element, and what follows it (X.690, 8.1)."""
    tag, length, start = der[0], der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    return tag, der[start : start + length], der[start + length :]
