"""The frames between the daemon and its reading process: a head of fixed size, and bytes."""

import struct
from enum import IntEnum
from typing import NamedTuple

_HEAD = struct.Struct("!QBd?")
HEAD_SIZE = _HEAD.size


class Tag(IntEnum):
    """What a frame is."""

    # To the process: the time of receipt in ISO 8601, a line end, the mail.
    READ = 1
    # From it: that it can read, a mail, what was raised, that memory ran out.
    READY = 2
    MAIL = 3
    RAISED = 4
    NO_MEMORY = 5


class Head(NamedTuple):
    """What stands before the bytes; ``seconds`` and ``last`` are of an answer.

    ``seconds`` is how long it took to make; after the ``last`` the process ends and wants a successor.
    """

    length: int
    tag: Tag
    seconds: float = 0.0
    last: bool = False


def packed(head: Head) -> bytes:
    """Return a head in its `HEAD_SIZE` bytes."""
    return _HEAD.pack(*head)


def unpacked(content: bytes) -> Head:
    """Return the head in these bytes. Raises ValueError: there is none."""
    length, tag, seconds, last = _HEAD.unpack(content)
    return Head(length, Tag(tag), seconds, last)
