"""Stored bytes come out as they went in, or not at all."""

import random
import zlib

import pytest

from storage.prepared import Damaged, compress, decompress

RAW = "Принтер не печатает.\r\n".encode() * 100


@pytest.mark.parametrize("raw", [b"", b"\0", RAW, bytes(range(256)) * 1000])
def test_bytes_come_out_as_they_went_in(raw: bytes) -> None:
    """Whatever they are."""
    assert decompress(compress(raw)) == raw


def test_bytes_of_an_older_store_are_read() -> None:
    """They were compressed by zlib, and stay as they are."""
    assert decompress(zlib.compress(RAW, 1)) == RAW


@pytest.mark.parametrize("at", [20, 2500, 4990])
def test_one_wrong_byte_is_told(at: int) -> None:
    """Also where nothing was made smaller, so that whatever stands there could be a mail's."""
    stored = bytearray(compress(random.Random(1).randbytes(5000)))  # noqa: S311 - no secret
    stored[at] ^= 1
    with pytest.raises(Damaged):
        decompress(bytes(stored))


@pytest.mark.parametrize("stored", [b"", b"junk", compress(RAW)[:-5], zlib.compress(RAW)[:-5]])
def test_damaged_bytes_are_told(stored: bytes) -> None:
    """Nobody gets half a mail."""
    with pytest.raises(Damaged):
        decompress(stored)
