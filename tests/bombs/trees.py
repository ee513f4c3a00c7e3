"""Parts in and beside one another, made to take the reader's time or memory."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import BASE64, HEAD, LIST, Bomb, again, parts


def _nested(depth: int, level: bytes, size: int) -> bytes:
    """Return levels in one another, and a body below them all up to a size."""
    head = HEAD + b"".join(level.replace(b"%d", b"%d" % number) for number in range(depth))
    return head + b"\r\n" + b"x\r\n" * max(0, (size - len(head)) // 3)


_LEVEL = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"


def _prefixes(size: int) -> bytes:
    """Return multiparts in one another whose boundaries begin with one another, and lines like all."""
    depth = 40
    names = [b"b" * length for length in range(1, depth + 1)]
    head = b"".join(b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (n, n) for n in names)
    return HEAD + head + b"\r\n" + again(b"--" + b"b" * (depth + 1) + b"\r\n", size)


TREES: Mapping[str, Bomb] = MappingProxyType(
    {
        "a hundred levels": lambda size: _nested(100, _LEVEL, size),
        "levels all the way": lambda size: _nested(size // 55, _LEVEL, 0),
        "levels of one boundary": lambda size: (
            HEAD + again(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", size)
        ),
        "levels that close at once": lambda size: (
            HEAD + again(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n", size)
        ),
        "mails in one another": lambda size: HEAD + again(b"Content-Type: message/rfc822\r\n\r\n", size),
        "mails beside one another": parts(b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n"),
        "digests in one another": lambda size: _nested(
            size // 70, b"Content-Type: multipart/digest; boundary=b%d\r\n\r\n--b%d\r\n\r\n", 0
        ),
        "alternatives in one another": lambda size: _nested(
            45, b"Content-Type: multipart/alternative; boundary=b%d\r\n\r\n--b%d\r\n", size
        ),
        "a hundred thousand parts": parts(b"\r\n"),
        "parts of a letter": parts(b"\r\nx\r\n"),
        "parts of types": parts(b"Content-Type: text/html\r\n\r\n<p>\r\n"),
        "parts with big headers": parts(b"X-Big: " + b"x" * 15000 + b"\r\n\r\nx\r\n"),
        "parts with long types": parts(b"Content-Type: text/plain; name=" + b"x" * 9000 + b"\r\n\r\nx\r\n"),
        "parts with many parameters": parts(b"Content-Type: text/plain" + b"; a=b" * 1500 + b"\r\n\r\nx\r\n"),
        "a part of a header": lambda size: HEAD + LIST + b"--b\r\n" + b"X-y: z\r\n" * (size // 8),
        "a part of one header line": lambda size: HEAD + LIST + b"--b\r\nX-y: " + b"z" * size,
        "four hundred texts": lambda size: (
            HEAD + LIST + (b"--b\r\n\r\n" + b"hello " * (size // 2400) + b"\r\n") * 400 + b"--b--"
        ),
        "four hundred pages": lambda size: (
            HEAD
            + LIST
            + (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>hello " * (size // 3600) + b"\r\n") * 400
        ),
        "four hundred attached": lambda size: (
            HEAD
            + LIST
            + (
                b"--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n"
                + BASE64
                + b"\r\n"
                + b"QUJD\r\n" * (size // 2400)
            )
            * 400
        ),
        "boundaries that begin with one another": _prefixes,
        "lines like boundaries": lambda size: HEAD + LIST + b"--b\r\n\r\n" + again(b"--c\r\n", size),
        "lines nearly boundaries": lambda size: HEAD + LIST + b"--b\r\n\r\n" + again(b"--bb\r\n", size),
        "a boundary of dashes": lambda size: (
            HEAD + b'Content-Type: multipart/mixed; boundary="----"\r\n\r\n' + b"-" * size
        ),
        "a boundary of a blank": lambda size: (
            HEAD + b'Content-Type: multipart/mixed; boundary=" "\r\n\r\n' + again(b"-- \r\n", size)
        ),
        "a boundary of a pattern": lambda size: (
            HEAD + b'Content-Type: multipart/mixed; boundary="(a+)+$"\r\n\r\n--' + b"a" * size
        ),
        "an endless boundary": lambda size: (
            HEAD
            + b"Content-Type: multipart/mixed; boundary="
            + b"b" * 9000
            + b"\r\n\r\n--"
            + b"b" * size
            + b"\r\n"
        ),
        "a preamble without end": lambda size: HEAD + LIST + b"x\r\n" * (size // 3),
        "an epilogue without end": lambda size: (
            HEAD + LIST + b"--b\r\n\r\nx\r\n--b--\r\n" + b"x\r\n" * (size // 3)
        ),
        "bare line ends in a part": lambda size: HEAD + LIST + b"--b\r\n\r\n" + b"\r" * size,
        "line ends of two kinds in a part": lambda size: (
            HEAD + LIST + b"--b\r\n\r\n" + b"\r\n\r" * (size // 3)
        ),
    }
)
