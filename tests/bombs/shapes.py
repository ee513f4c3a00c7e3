"""What bombs are made of: a piece again and again, in a field, a text, a page."""

from collections.abc import Callable

MEGABYTE = 1024 * 1024

HEAD = b"From: ann@client.example\r\nSubject: hello\r\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
LIST = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
QUOTED = b"Content-Transfer-Encoding: quoted-printable\r\n"
BASE64 = b"Content-Transfer-Encoding: base64\r\n"
UU = b"Content-Transfer-Encoding: x-uuencode\r\n"
FLOWED = b"Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\r\n"
MACHINE = b"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
REPLY = b"From: ann@client.example\r\nSubject: Re: hello\r\nIn-Reply-To: <a@b.example>\r\n"
FORWARD = b"From: ann@client.example\r\nSubject: Fwd: hello\r\n"
AUTOMATIC = b"From: ann@client.example\r\nSubject: Automatic reply\r\n"

Bomb = Callable[[int], bytes]


def again(piece: bytes | str, size: int) -> bytes:
    """Return a piece repeated to a size, never cut within."""
    raw = piece.encode() if isinstance(piece, str) else piece
    return raw * (size // len(raw))


def numbered(piece: bytes, size: int) -> bytes:
    """Return a piece with a number in it, counted up to a size."""
    return b"".join(piece % number for number in range(size // (len(piece) + 3)))


def leaf(fields: bytes, piece: bytes | str, *, first: str = "", last: str = "") -> Bomb:
    """Return a mail of one part whose body is a piece again and again, between a beginning and an end."""
    return lambda size: fields + b"\r\n" + first.encode() + again(piece, size) + last.encode()


def parts(piece: bytes) -> Bomb:
    """Return a mail of many parts, each of which is a piece."""
    return lambda size: HEAD + LIST + again(b"--b\r\n" + piece, size)


def text(piece: str, *, first: str = "hello\n", last: str = "\nregards") -> Bomb:
    """Return a plain text of a piece; it answers a mail, so that quotes are looked for."""
    return leaf(REPLY + PLAIN, piece, first=first, last=last)


def page(piece: str, *, first: str = "hello", last: str = "the end") -> Bomb:
    """Return a page of a piece; it answers a mail, so that quotes are looked for."""
    return leaf(REPLY + HTML, piece, first=first, last=last)
