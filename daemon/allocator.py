"""The allocator of the C library: large blocks go back to the system as soon as they are freed."""

import ctypes

# mallopt(3).
_M_MMAP_THRESHOLD = -3

# Blocks of so many bytes, which only large mails need, have pages of their own.
_LARGE = 1_000_000


def give_back_large_blocks() -> None:
    """Keep no memory of a large mail once it is done with.

    By itself glibc raises the limit with the first such block that is freed, and keeps those that follow.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
