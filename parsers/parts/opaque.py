"""What an S/MIME envelope is, and the mail inside one that is only signed (RFC 8551, 3.5.2; RFC 5652).

Of its ASN.1 only the way down to the content is walked: nothing is verified, and nothing is decrypted.
"""

from collections.abc import Iterator

_SEQUENCE, _SET, _INTEGER, _OID, _INSIDE = 0x30, 0x31, 0x02, 0x06, 0xA0
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24

_PKCS_7 = bytes.fromhex("2a864886f70d0107")
_SIGNED = _PKCS_7 + b"\2"
# Enveloped and encrypted data, and the authenticated envelope of RFC 5083.
_SEALED = frozenset({_PKCS_7 + b"\3", _PKCS_7 + b"\6", bytes.fromhex("2a864886f70d0109100117")})


class _Other(ValueError):
    """These bytes are something else."""


def is_sealed(data: bytes) -> bool:
    """Tell whether only its addressee can read this envelope. Never raises."""
    try:
        return _Walk(data).entered(_SEQUENCE).value(_OID) in _SEALED
    except _Other:
        return False


def content(data: bytes) -> bytes | None:
    """Return what an opaque signature signs, or None where this is none. Never raises."""
    try:
        walk = _Walk(data).entered(_SEQUENCE)
        if walk.value(_OID) != _SIGNED:
            return None
        walk.entered(_INSIDE).entered(_SEQUENCE).value(_INTEGER)
        walk.value(_SET)
        walk.entered(_SEQUENCE).value(_OID)
        return b"".join(walk.entered(_INSIDE).octets())
    except _Other:
        return None


class _Walk:
    """A way into elements of BER, whose lengths may be told at the end alone (X.690, 8.1.3.6)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def entered(self, tag: int) -> "_Walk":
        """Go into an element. Raises _Other: there is another."""
        self._header(tag)
        return self

    def value(self, tag: int) -> bytes:
        """Return the bytes of an element, and go on behind it. Raises _Other: there is another."""
        length = self._header(tag)
        if length is None:
            raise _Other
        self._at += length
        return self._data[self._at - length : self._at]

    def octets(self) -> Iterator[bytes]:
        """Yield the pieces of an octet string. Raises _Other: there is something else, or less."""
        if self._data[self._at : self._at + 1] == bytes((_OCTETS,)):
            yield self.value(_OCTETS)
            return
        length = self._header(_OCTETS_IN_PIECES)
        end = len(self._data) if length is None else self._at + length
        while self._at < end and self._data[self._at : self._at + 2] != b"\0\0":
            yield self.value(_OCTETS)

    def _header(self, tag: int) -> int | None:
        """Read the head of an element and return its length, None where its end tells it."""
        head = self._data[self._at : self._at + 2]
        if len(head) < len(b"TL") or head[0] != tag:
            raise _Other
        self._at += 2
        told = head[1]
        # X.690, 8.1.3.6: the end is told by two zeros.
        if told == 0x80:
            return None
        size = told & 0x7F if told & 0x80 else 0
        length = int.from_bytes(self._data[self._at : self._at + size], "big") if size else told
        self._at += size
        if length > len(self._data) - self._at:
            raise _Other
        return length
