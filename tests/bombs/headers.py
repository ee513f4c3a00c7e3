"""Headers made to take the reader's time or memory."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import HEAD, Bomb, again, numbered


def _field(name: bytes, piece: bytes | str) -> Bomb:
    """Return a header field of one line that holds nothing but a piece."""
    return lambda size: HEAD + name + b": " + again(piece, size) + b"\r\n\r\nhello"


def _folded(name: bytes, piece: bytes) -> Bomb:
    """Return a header field of which every line holds a piece."""
    return lambda size: HEAD + name + b":" + again(b" " + piece + b"\r\n", size) + b"\r\nhello"


def _parameters(piece: bytes) -> Bomb:
    """Return a type with numbered parameters."""
    return lambda size: HEAD + b"Content-Type: text/plain" + numbered(piece, size) + b"\r\n\r\nhello"


HEADERS: Mapping[str, Bomb] = MappingProxyType(
    {
        "one line": _field(b"X-Line", b"x"),
        "a line without a name": lambda size: b"x" * size + b"\r\n\r\nhello",
        "names without values": lambda size: again(b"x:\r\n", size),
        "a name without end": lambda size: HEAD + b"x" * size + b": y\r\n\r\nhello",
        "a name of blanks": lambda size: HEAD + b"x" + b" " * size + b"y\r\n\r\nhello",
        "lines that are no fields": lambda size: HEAD + again(b"no field\r\nX: y\r\n", size) + b"\r\nhello",
        "an endless header": lambda size: HEAD + again(b"X-Field: y\r\n", size),
        "a hundred thousand fields": lambda size: HEAD + numbered(b"X-%d: y\r\n", size) + b"\r\nhello",
        "as many From": lambda size: again(b"From: ann@client.example\r\n", size) + b"\r\nhello",
        "as many To": lambda size: HEAD + again(b"To: ann@client.example\r\n", size) + b"\r\nhello",
        "bare line ends": lambda size: HEAD + b"\r" * size + b"\r\n\r\nhello",
        "folds of nothing": _folded(b"X-Fold", b""),
        "folds of blanks": _folded(b"Subject", b" " * 900),
        "folds of words": _folded(b"Subject", b"word"),
        "one Subject": _field(b"Subject", b"word "),
        "a Subject of replies": _field(b"Subject", b"Re: "),
        "a Subject of counted replies": _field(b"Subject", b"Re[2]: "),
        "a Subject of brackets": _field(b"Subject", b"["),
        "a Subject of absences": _field(b"Subject", b"auto: x "),
        "encoded words without end": _field(b"Subject", b"=?utf-8?q?"),
        "encoded words in one another": _field(b"Subject", b"=?utf-8?b?=?utf-8?q?"),
        "encoded words of nothing": _field(b"Subject", b"=?utf-8?q??= "),
        "encoded words of two charsets": _field(b"Subject", b"=?koi8-r?b?8A==?= =?utf-8?q?=D0?= "),
        "an encoded word of a megabyte": lambda size: (
            HEAD + b"Subject: =?utf-8?q?" + b"=D0=9F" * (size // 6) + b"?=\r\n\r\nhello"
        ),
        "question marks": _field(b"Subject", b"?"),
        "beginnings of encoded words": _field(b"Subject", b"=?"),
        "raw letters of another charset": _field(b"Subject", "Не работает ".encode("koi8-r")),
        "raw bytes of no charset": _field(b"Subject", b"\xff\x80 "),
        "addresses": _field(b"To", b"ann@client.example, "),
        "names of addresses": _field(b"To", b'"ann" <ann@client.example>, '),
        "brackets for addresses": _field(b"To", b"<"),
        "comments in one another": _field(b"To", b"("),
        "quotes in addresses": _field(b"To", b'"'),
        "backslashes in addresses": _field(b"To", b'"\\'),
        "groups of addresses": _field(b"Cc", b"a:b@c.example;"),
        "at signs": _field(b"Reply-To", b"@"),
        "dots in an address": _field(b"Reply-To", b"a."),
        "ids": _field(b"References", b"<a@b.example> "),
        "beginnings of ids": _field(b"References", b"<"),
        "an endless id": _field(b"Message-ID", b"a."),
        "ids without ends": _field(b"In-Reply-To", b"<a@"),
        "a Date of digits": _field(b"Date", b"9"),
        "a Date of commas": _field(b"Date", b"Mon, "),
        "a Date of comments": _field(b"Date", b"("),
        "results of authentication": _field(b"Authentication-Results", b"mx; spf=pass "),
        "comments in results": _field(b"Authentication-Results", b"("),
        "as many results": lambda size: (
            HEAD + again(b"Authentication-Results: mx; spf=pass\r\n", size) + b"\r\nhello"
        ),
        "as many Received": lambda size: (
            HEAD + again(b"Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0000\r\n", size) + b"\r\nhello"
        ),
        "a Received of by": _field(b"Received", b"by "),
        "parameters": _parameters(b"; a%d=b"),
        "parameters of nothing": _field(b"Content-Type", b"text/plain;"),
        "continued parameters": _parameters(b"; name*%d=x"),
        "continued encoded parameters": _parameters(b"; name*%d*=utf-8'en'%%41"),
        "percent signs": _field(b"Content-Disposition", b"attachment; filename*=%"),
        "a name of quotes": _field(b"Content-Disposition", b'attachment; filename="\\"'),
        "a name of dots": _field(b"Content-Disposition", b"attachment; filename=../"),
        "comments in a type": _field(b"Content-Type", b"text/plain ("),
        "blanks in a type": _field(b"Content-Type", b"text/plain; name = "),
        "an endless encoding": _field(b"Content-Transfer-Encoding", b"base64 "),
        "an endless charset": _field(b"Content-Type", b"text/plain; charset=utf-8"),
    }
)
