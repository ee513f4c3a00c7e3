"""Bytes that no honest mail program sends."""

import pytest

from daemon.receiving.hostile import hostile

HOP = b"Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0000\r\n"


@pytest.mark.parametrize(
    ("raw", "phrase"),
    [
        (b"", None),
        (b"Subject: x\r\n\r\ntext\r\n", None),
        (b"Subject: x\r\n\r\n\xff\xfe\x01\r\n", None),
        (b"X-Y: a\rFrom: <staff@desk.example>\r\n\r\n", "a bare CR"),
        (b"a\r\r\n", "a bare CR"),
        (b"a\r", "a bare CR"),
        (b"Subject: x\n\r\n\r\n", "a bare LF"),
        (b"Subject: x\n\ntext\n", "a bare LF"),
        (b"\n", "a bare LF"),
        (b"a\n\r\r\nb", "a bare CR"),
        (b"Subject: x\r\n\r\nte\0xt\r\n", "a NUL"),
        (HOP * 100 + b"\r\n", None),
        (HOP * 101 + b"\r\n", "more than 100 Received headers"),
        (HOP.upper() * 101 + b"\r\n", "more than 100 Received headers"),
        (HOP * 101, "more than 100 Received headers"),
        (HOP + b"\r\n" + HOP * 200, None),
        (b"Subject: x\r\n Received: no header\r\n" * 200 + b"\r\n", None),
    ],
)
def test_what_is_hostile_is_said_in_a_phrase(raw: bytes, phrase: str | None) -> None:
    """A bare CR, a bare LF, a NUL or more than 100 hops make a mail hostile, nothing else does."""
    assert hostile(raw) == phrase
