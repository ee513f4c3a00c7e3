"""Encodings, charsets and Microsoft's own format, made to take the reader's time or memory."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import BASE64, HEAD, LIST, PLAIN, QUOTED, UU, Bomb, again, leaf, text


def _tnef(piece: bytes, size: int) -> bytes:
    """Return a mail with an attachment in Microsoft's own format, its attributes a piece again and again."""
    part = b"--b\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (
        HEAD
        + LIST
        + b"--b\r\n\r\nhello\r\n"
        + part
        + b"\x78\x9f\x3e\x22\1\0"
        + again(piece, size)
        + b"\r\n--b--"
    )


ENCODINGS: Mapping[str, Bomb] = MappingProxyType(
    {
        "equals signs in quoted-printable": leaf(HEAD + PLAIN + QUOTED, b"="),
        "soft line ends": leaf(HEAD + PLAIN + QUOTED, b"=\r\n"),
        "blanks before line ends": leaf(HEAD + PLAIN + QUOTED, b" " * 1000 + b"\r\n"),
        "blanks without a line end": leaf(HEAD + PLAIN + QUOTED, b" "),
        "hexadecimal NULs": leaf(HEAD + PLAIN + QUOTED, b"=00"),
        "base64 of one letter": leaf(HEAD + PLAIN + BASE64, b"A"),
        "padding of base64": leaf(HEAD + PLAIN + BASE64, b"="),
        "junk in base64": leaf(HEAD + PLAIN + BASE64, b"A\xff"),
        "padding amid base64": leaf(HEAD + PLAIN + BASE64, b"QQ==\r\n"),
        "uuencoded blanks": leaf(HEAD + PLAIN + UU, b"`\r\n"),
        "uuencoded lines": leaf(HEAD + PLAIN + UU, b"M" + b"A" * 60 + b"\r\n", first="begin 644 x\r\n"),
        "uuencoded lines too short": leaf(HEAD + PLAIN + UU, b"M\r\n", first="begin 644 x\r\n"),
        "beginnings of uuencoded files": leaf(HEAD + PLAIN + UU, b"begin 644 x\r\n"),
        "beginnings of uuencoded files in a text": text("begin 644 a.txt\n"),
        "uuencoded files in a text": text("begin 644 a.txt\n#0V%T\n`\nend\n"),
        "a uuencoded file in a text": text(
            "M" + "A" * 60 + "\n", first="hello\nbegin 644 a.txt\n", last="`\nend\n"
        ),
        "a uuencoded file without end": text(
            "M" + "A" * 60 + "\n", first="hello\nbegin 644 a.txt\n", last=""
        ),
        "a TNEF of nothing": lambda size: _tnef(b"\x01" + b"\0" * 10, size),
        "a TNEF of endless lengths": lambda size: _tnef(b"\x02\x0f\x80\x06\0\xff\xff\xff\x7f", size),
        "a TNEF of properties": lambda size: _tnef(b"\x01\x03\x90\x06\0\x04\0\0\0\xff\xff\xff\xff\0\0", size),
        "a TNEF of attachments": lambda size: _tnef(b"\x02\x02\x90\x06\0\x04\0\0\0\0\0\0\0\0\0", size),
        "a TNEF that is a mail": lambda size: (
            HEAD + b"Content-Type: application/ms-tnef\r\n\r\n" + b"\x78\x9f\x3e\x22" * (size // 4)
        ),
        "high bytes": leaf(HEAD, b"\xff"),
        "NULs": leaf(HEAD, b"\0"),
        "escapes of another charset": leaf(
            HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\r\n", b"\x1b$B"
        ),
        "escapes of utf-7": leaf(HEAD + b"Content-Type: text/plain; charset=utf-7\r\n", b"+AAA-"),
        "tildes of hz": leaf(HEAD + b"Content-Type: text/plain; charset=hz-gb-2312\r\n", b"~{"),
        "utf-16 without an end": leaf(HEAD + b"Content-Type: text/plain; charset=utf-16\r\n", b"\xd8\0"),
        "letters cut in half": leaf(HEAD + PLAIN, b"\xd0"),
        "letters encoded twice": leaf(HEAD + PLAIN, "Рќ".encode()),
        "letters of four bytes": leaf(HEAD + PLAIN, "😀"),
        "marks over one letter": leaf(HEAD + PLAIN, "\u0301"),
        "marks of direction": leaf(HEAD + PLAIN, "\u202e"),
    }
)
