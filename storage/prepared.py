"""A mail made ready to be kept: the costly part of accepting, done before the writer's turn."""

import hashlib
import zlib
from dataclasses import dataclass

from storage.content_key import content_key

# Level 1 takes a quarter of the time of level 6 and leaves a tenth more; base64 does not shrink further.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mail's compressed bytes, its size in bytes, and the keys by which its twins are found."""

    data: bytes
    size: int
    sha256: str
    content_key: str


def prepare(raw: bytes) -> Prepared:
    """Return a mail ready to be kept. Pure: call it off the writer."""
    return Prepared(compress(raw), len(raw), hashlib.sha256(raw).hexdigest(), content_key(raw))


def compress(data: bytes) -> bytes:
    """Return bytes as they are stored."""
    return zlib.compress(data, _LEVEL)


def decompress(data: bytes) -> bytes:
    """Return the bytes that were stored."""
    return zlib.decompress(data)
