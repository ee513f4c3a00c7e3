"""Mails made to take the reader's time or memory, in any size; shared by the tests of the parsers."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

MEGABYTE = 1024 * 1024

HEAD = b"From: ann@client.example\r\nSubject: hello\r\n"
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n"
_HTML = b"Content-Type: text/html; charset=utf-8\r\n"
_LIST = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_QUOTED = b"Content-Transfer-Encoding: quoted-printable\r\n"
_BASE64 = b"Content-Transfer-Encoding: base64\r\n"
_UU = b"Content-Transfer-Encoding: x-uuencode\r\n"
_FLOWED = b"Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\r\n"
_MACHINE = b"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
_REPLY = b"From: ann@client.example\r\nSubject: Re: hello\r\nIn-Reply-To: <a@b.example>\r\n"

Bomb = Callable[[int], bytes]


def _again(piece: bytes | str, size: int) -> bytes:
    """Return a piece repeated to a size, never cut within."""
    raw = piece.encode() if isinstance(piece, str) else piece
    return raw * (size // len(raw))


def _numbered(piece: bytes, size: int) -> bytes:
    """Return a piece with a number in it, counted up to a size."""
    return b"".join(piece % number for number in range(size // (len(piece) + 3)))


def _field(name: bytes, piece: bytes | str) -> Bomb:
    """Return a header field of one line that holds nothing but a piece."""
    return lambda size: HEAD + name + b": " + _again(piece, size) + b"\r\n\r\nhello"


def _folded(name: bytes, piece: bytes) -> Bomb:
    """Return a header field of which every line holds a piece."""
    return lambda size: HEAD + name + b":" + _again(b" " + piece + b"\r\n", size) + b"\r\nhello"


def _parameters(piece: bytes) -> Bomb:
    """Return a type with numbered parameters."""
    return lambda size: HEAD + b"Content-Type: text/plain" + _numbered(piece, size) + b"\r\n\r\nhello"


def _leaf(fields: bytes, piece: bytes | str, *, first: str = "", last: str = "") -> Bomb:
    """Return a mail of one part whose body is a piece again and again, between a beginning and an end."""
    return lambda size: fields + b"\r\n" + first.encode() + _again(piece, size) + last.encode()


def _text(piece: str, *, first: str = "hello\n", last: str = "\nregards") -> Bomb:
    """Return a plain text of a piece; it answers a mail, so that quotes are looked for."""
    return _leaf(_REPLY + _PLAIN, piece, first=first, last=last)


def _page(piece: str, *, first: str = "hello", last: str = "the end") -> Bomb:
    """Return a page of a piece; it answers a mail, so that quotes are looked for."""
    return _leaf(_REPLY + _HTML, piece, first=first, last=last)


def _parts(piece: bytes) -> Bomb:
    """Return a mail of many parts, each of which is a piece."""
    return lambda size: HEAD + _LIST + _again(b"--b\r\n" + piece, size)


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
    return HEAD + head + b"\r\n" + _again(b"--" + b"b" * (depth + 1) + b"\r\n", size)


HEADERS: Mapping[str, Bomb] = MappingProxyType(
    {
        "one line": _field(b"X-Line", b"x"),
        "a line without a name": lambda size: b"x" * size + b"\r\n\r\nhello",
        "names without values": lambda size: _again(b"x:\r\n", size),
        "a name without end": lambda size: HEAD + b"x" * size + b": y\r\n\r\nhello",
        "a name of blanks": lambda size: HEAD + b"x" + b" " * size + b"y\r\n\r\nhello",
        "lines that are no fields": lambda size: HEAD + _again(b"no field\r\nX: y\r\n", size) + b"\r\nhello",
        "an endless header": lambda size: HEAD + _again(b"X-Field: y\r\n", size),
        "a hundred thousand fields": lambda size: HEAD + _numbered(b"X-%d: y\r\n", size) + b"\r\nhello",
        "as many From": lambda size: _again(b"From: ann@client.example\r\n", size) + b"\r\nhello",
        "as many To": lambda size: HEAD + _again(b"To: ann@client.example\r\n", size) + b"\r\nhello",
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
            HEAD + _again(b"Authentication-Results: mx; spf=pass\r\n", size) + b"\r\nhello"
        ),
        "as many Received": lambda size: (
            HEAD + _again(b"Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0000\r\n", size) + b"\r\nhello"
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

TREES: Mapping[str, Bomb] = MappingProxyType(
    {
        "a hundred levels": lambda size: _nested(100, _LEVEL, size),
        "levels all the way": lambda size: _nested(size // 55, _LEVEL, 0),
        "levels of one boundary": lambda size: (
            HEAD + _again(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", size)
        ),
        "levels that close at once": lambda size: (
            HEAD + _again(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n", size)
        ),
        "mails in one another": lambda size: HEAD + _again(b"Content-Type: message/rfc822\r\n\r\n", size),
        "mails beside one another": _parts(b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n"),
        "digests in one another": lambda size: _nested(
            size // 70, b"Content-Type: multipart/digest; boundary=b%d\r\n\r\n--b%d\r\n\r\n", 0
        ),
        "alternatives in one another": lambda size: _nested(
            45, b"Content-Type: multipart/alternative; boundary=b%d\r\n\r\n--b%d\r\n", size
        ),
        "a hundred thousand parts": _parts(b"\r\n"),
        "parts of a letter": _parts(b"\r\nx\r\n"),
        "parts of types": _parts(b"Content-Type: text/html\r\n\r\n<p>\r\n"),
        "parts with big headers": _parts(b"X-Big: " + b"x" * 15000 + b"\r\n\r\nx\r\n"),
        "parts with long types": _parts(b"Content-Type: text/plain; name=" + b"x" * 9000 + b"\r\n\r\nx\r\n"),
        "parts with many parameters": _parts(
            b"Content-Type: text/plain" + b"; a=b" * 1500 + b"\r\n\r\nx\r\n"
        ),
        "a part of a header": lambda size: HEAD + _LIST + b"--b\r\n" + b"X-y: z\r\n" * (size // 8),
        "a part of one header line": lambda size: HEAD + _LIST + b"--b\r\nX-y: " + b"z" * size,
        "four hundred texts": lambda size: (
            HEAD + _LIST + (b"--b\r\n\r\n" + b"hello " * (size // 2400) + b"\r\n") * 400 + b"--b--"
        ),
        "four hundred pages": lambda size: (
            HEAD
            + _LIST
            + (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>hello " * (size // 3600) + b"\r\n") * 400
        ),
        "four hundred attached": lambda size: (
            HEAD
            + _LIST
            + (
                b"--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n"
                + _BASE64
                + b"\r\n"
                + b"QUJD\r\n" * (size // 2400)
            )
            * 400
        ),
        "boundaries that begin with one another": _prefixes,
        "lines like boundaries": lambda size: HEAD + _LIST + b"--b\r\n\r\n" + _again(b"--c\r\n", size),
        "lines nearly boundaries": lambda size: HEAD + _LIST + b"--b\r\n\r\n" + _again(b"--bb\r\n", size),
        "a boundary of dashes": lambda size: (
            HEAD + b'Content-Type: multipart/mixed; boundary="----"\r\n\r\n' + b"-" * size
        ),
        "a boundary of a blank": lambda size: (
            HEAD + b'Content-Type: multipart/mixed; boundary=" "\r\n\r\n' + _again(b"-- \r\n", size)
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
        "a preamble without end": lambda size: HEAD + _LIST + b"x\r\n" * (size // 3),
        "an epilogue without end": lambda size: (
            HEAD + _LIST + b"--b\r\n\r\nx\r\n--b--\r\n" + b"x\r\n" * (size // 3)
        ),
        "bare line ends in a part": lambda size: HEAD + _LIST + b"--b\r\n\r\n" + b"\r" * size,
        "line ends of two kinds in a part": lambda size: (
            HEAD + _LIST + b"--b\r\n\r\n" + b"\r\n\r" * (size // 3)
        ),
    }
)

ENCODINGS: Mapping[str, Bomb] = MappingProxyType(
    {
        "equals signs in quoted-printable": _leaf(HEAD + _PLAIN + _QUOTED, b"="),
        "soft line ends": _leaf(HEAD + _PLAIN + _QUOTED, b"=\r\n"),
        "blanks before line ends": _leaf(HEAD + _PLAIN + _QUOTED, b" " * 1000 + b"\r\n"),
        "blanks without a line end": _leaf(HEAD + _PLAIN + _QUOTED, b" "),
        "hexadecimal NULs": _leaf(HEAD + _PLAIN + _QUOTED, b"=00"),
        "base64 of one letter": _leaf(HEAD + _PLAIN + _BASE64, b"A"),
        "padding of base64": _leaf(HEAD + _PLAIN + _BASE64, b"="),
        "junk in base64": _leaf(HEAD + _PLAIN + _BASE64, b"A\xff"),
        "padding amid base64": _leaf(HEAD + _PLAIN + _BASE64, b"QQ==\r\n"),
        "uuencoded blanks": _leaf(HEAD + _PLAIN + _UU, b"`\r\n"),
        "uuencoded lines": _leaf(HEAD + _PLAIN + _UU, b"M" + b"A" * 60 + b"\r\n", first="begin 644 x\r\n"),
        "uuencoded lines too short": _leaf(HEAD + _PLAIN + _UU, b"M\r\n", first="begin 644 x\r\n"),
        "beginnings of uuencoded files": _leaf(HEAD + _PLAIN + _UU, b"begin 644 x\r\n"),
        "beginnings of uuencoded files in a text": _text("begin 644 a.txt\n"),
        "uuencoded files in a text": _text("begin 644 a.txt\n#0V%T\n`\nend\n"),
        "a uuencoded file in a text": _text(
            "M" + "A" * 60 + "\n", first="hello\nbegin 644 a.txt\n", last="`\nend\n"
        ),
        "a uuencoded file without end": _text(
            "M" + "A" * 60 + "\n", first="hello\nbegin 644 a.txt\n", last=""
        ),
        "a TNEF of nothing": lambda size: _tnef(b"\x01" + b"\0" * 10, size),
        "a TNEF of endless lengths": lambda size: _tnef(b"\x02\x0f\x80\x06\0\xff\xff\xff\x7f", size),
        "a TNEF of properties": lambda size: _tnef(b"\x01\x03\x90\x06\0\x04\0\0\0\xff\xff\xff\xff\0\0", size),
        "a TNEF of attachments": lambda size: _tnef(b"\x02\x02\x90\x06\0\x04\0\0\0\0\0\0\0\0\0", size),
        "a TNEF that is a mail": lambda size: (
            HEAD + b"Content-Type: application/ms-tnef\r\n\r\n" + b"\x78\x9f\x3e\x22" * (size // 4)
        ),
        "high bytes": _leaf(HEAD, b"\xff"),
        "NULs": _leaf(HEAD, b"\0"),
        "escapes of another charset": _leaf(
            HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\r\n", b"\x1b$B"
        ),
        "escapes of utf-7": _leaf(HEAD + b"Content-Type: text/plain; charset=utf-7\r\n", b"+AAA-"),
        "tildes of hz": _leaf(HEAD + b"Content-Type: text/plain; charset=hz-gb-2312\r\n", b"~{"),
        "utf-16 without an end": _leaf(HEAD + b"Content-Type: text/plain; charset=utf-16\r\n", b"\xd8\0"),
        "letters cut in half": _leaf(HEAD + _PLAIN, b"\xd0"),
        "letters encoded twice": _leaf(HEAD + _PLAIN, "Рќ".encode()),
        "letters of four bytes": _leaf(HEAD + _PLAIN, "😀"),
        "marks over one letter": _leaf(HEAD + _PLAIN, "\u0301"),
        "marks of direction": _leaf(HEAD + _PLAIN, "\u202e"),
    }
)


def _tnef(piece: bytes, size: int) -> bytes:
    """Return a mail with an attachment in Microsoft's own format, its attributes a piece again and again."""
    part = b"--b\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (
        HEAD
        + _LIST
        + b"--b\r\n\r\nhello\r\n"
        + part
        + b"\x78\x9f\x3e\x22\1\0"
        + _again(piece, size)
        + b"\r\n--b--"
    )


PAGES: Mapping[str, Bomb] = MappingProxyType(
    {
        f"a page of {name}": _page(piece)
        for name, piece in {
            "divisions": "<div>",
            "open spans": "<span>x",
            "bold": "<b>",
            "bold and italic": "<b><i>",
            "fonts": '<font color="red">x',
            "paragraphs": "<p>",
            "links": '<a href="https://a.example/">x',
            "open links": "<a <a ",
            "lists": "<ul><li>",
            "lists of numbers": "<ol><li>x",
            "tables": "<table><tr><td>",
            "half tables": "<table><td><b>",
            "misplaced table texts": "<table>x",
            "cells": "<td>x",
            "quotes": "<blockquote>",
            "lines of quotes": "<blockquote>x<br>",
            "quotes that close": "<blockquote>x</blockquote>",
            "Gmail's quotes": '<div class="gmail_quote">x',
            "Outlook's borders": '<div style="border:none;border-top:solid #E1E1E1 1.0pt">x',
            "hidden texts": '<div style="display:none">x</div>',
            "styles": '<p style="' + "color:red;" * 50 + '">x',
            "signatures": '<div class="gmail_signature">x</div>',
            "line breaks": "<br>",
            "attributes": "<p a=b c=d e=f>x",
            "brackets": "<",
            "closing brackets": ">",
            "closings": "</div>",
            "slashes": "</",
            "entities": "&amp;",
            "unknown entities": "&thorn",
            "entities without end": "&",
            "numbers of letters": "&#1234567;",
            "comments": "<!-- x -->",
            "open comments": "<!--",
            "half comments": "<!-",
            "conditional comments": "<!--[if mso]><p>x<![endif]-->",
            "instructions": "<?x",
            "character data": "<![CDATA[",
            "scripts": "<script>",
            "script comments": "<script><!--<script>",
            "styles of sheets": "<style>x</style>",
            "titles": "<title>x",
            "templates": "<template>",
            "drawings": "<svg><g>",
            "formulas": "<math><mi>",
            "selections": "<select><option>x",
            "frames": "<frameset>",
            "text of old": "<plaintext>",
            "preformatted lines": "<pre>\n",
            "forms": "<form><input>",
            "buttons": "<button>",
            "headings": "<h1>x",
            "rules": "<hr>",
            "pictures": '<img src="data:image/png;base64,AAAA" alt="x">',
            "data in attributes": 'data:a;base64,"',
            "beginnings of data": "data:",
            "quote marks": '<p a="',
            "lines": "x\n",
            "words": "word ",
            "no blanks": "x",
            "no-break spaces": "&nbsp;",
            "quoted marks": "&gt; ",
            "attributions": "<p>On 1 Jan 2026 at 10:00, Ann &lt;a@b.example&gt; wrote:</p>",
            "charsets": "<meta charset=utf-8>",
            "half charsets": "<meta charset",
            "nobr": "<nobr>x",
            "namespaces": "<o:p>x",
            "bodies": "<body a=b>",
            "heads": "<html><head>",
        }.items()
    }
    | {
        "a page of one tag's attributes": lambda size: (
            _REPLY + _HTML + b"\r\n<p " + _numbered(b"a%d=b ", size) + b">hello"
        ),
        "a page of one attribute": lambda size: _REPLY + _HTML + b'\r\n<p a="' + b"x" * size + b'">hello',
        "a page of one open attribute": lambda size: _REPLY + _HTML + b'\r\n<p a="' + b"x" * size,
        "a page of one style": lambda size: (
            _REPLY + _HTML + b'\r\n<p style="' + _again(b"border-top:solid ", size) + b'">hello'
        ),
        "a page of one class": lambda size: (
            _REPLY + _HTML + b'\r\n<p class="' + _again(b"gmail_quote ", size) + b'">hello'
        ),
        "a page of one picture": lambda size: (
            _REPLY + _HTML + b'\r\n<img src="data:image/png;base64,' + b"A" * size + b'">hello'
        ),
        "a page of closed levels": lambda size: (
            _REPLY + _HTML + b"\r\n" + b"<div>" * (size // 11) + b"x" + b"</div>" * (size // 11)
        ),
        "a page of levels below the deepest": lambda size: (
            _REPLY + _HTML + b"\r\n" + _again(b"<b>" * 2900 + b"x" + b"</b>" * 2900, size)
        ),
        "a page of quotes below the deepest": lambda size: (
            _REPLY + _HTML + b"\r\n" + b"<blockquote>" * 2900 + b"x<br>" * ((size - 34_800) // 5)
        ),
        "a page of lists below the deepest": lambda size: (
            _REPLY + _HTML + b"\r\n" + b"<ul><li>" * 1450 + b"x<br>" * ((size - 11_600) // 5)
        ),
        "a page of table rows": _page("<tr><td>x", first="<table>"),
        "a page of formatting across paragraphs": _page("<p>x", first="<b><i><u><s><em><code>" * 30),
    }
)

_ANN = "Ann Lee <ann@client.example>"

_TEXT_PIECES = {
    "quote marks": ">",
    "quote marks and blanks": "> ",
    "quoted lines": "> x\n",
    "empty quoted lines": ">\n",
    "quoted lines and answers": "> x\ny\n",
    "doubled quoted lines": "> x\n\n>\n\n",
    "quotes in one another": ">>>>>>>>>> x\n> y\n",
    "bars for quotes": "| x\n",
    "attributions": f"On Mon, 1 Jan 2026 at 10:00, {_ANN} wrote:\n",
    "attributions in Russian": f"1 января 2026 г., 10:00, {_ANN} написал(а):\n",
    "attributions and quotes": f"On Mon, 1 Jan 2026 at 10:00, {_ANN} wrote:\n> x\ny\n",
    "half attributions": "On Mon, 1 Jan 2026 at\n",
    "half attributions on one line": "On Mon, ",
    "wrapped attributions": f"On Mon, 1 Jan 2026\nat 10:00, Ann\n{_ANN} wrote:\n",
    "writers": "wrote:\n",
    "writers on one line": "wrote: ",
    "dates and addresses": "01.01.2026, 10:00, a@b.example:\n",
    "headers": "From: Ann\nSent: 1 Jan 2026\nTo: Bob\nSubject: x\n",
    "headers of one kind": "From: Ann\n",
    "headers in Russian": "От: Аня\nДата: 1 янв. 2026\nКому: Боря\nТема: х\n",
    "headers without colons": "To\nSubject\n",
    "Notes' heads": "Ann Lee/HQ/Acme\n01/01/2026 10:00 AM\nTo\nBob\ncc\nSubject\nx\n",
    "rules": "-----\n",
    "underscores": "_______________________________\n",
    "dashes": "-",
    "delimiters": "-- \n",
    "delimiters and lines": "-- \nAnn\n",
    "separators": "-----Original Message-----\n",
    "half separators": "-----Original Message",
    "forwards": "---------- Forwarded message ---------\n",
    "old forwards": "---------------------- Forwarded by x\n",
    "closings": "Best regards,\n",
    "closings and names": "Best regards,\nAnn Lee\n",
    "closings in Russian": "С уважением, Аня\n",
    "mobile lines": "Sent from my iPhone\n",
    "mobile lines in Russian": "Отправлено с iPhone\n",
    "half mobile lines": "Sent from ",
    "footers": "This e-mail is confidential and intended for the addressee. Delete it.\n\n",
    "footers in Russian": "Это сообщение содержит конфиденциальную информацию для адресата.\n\n",
    "openings of footers": "This e-mail\n",
    "words of footers": "confidential intended delete disclose liable ",
    "scanners' notes": "This e-mail was checked by Avast\n\n",
    "words of scanners": "This e-mail checked scanned avast ",
    "pleas for trees": "Please consider the environment before printing\n",
    "form lines": "Type: incident\n",
    "form lines in Russian": "Организация: ООО «Ромашка»\n",
    "form lines of strangers": "Name of a field: a value\n",
    "form lines on one line": "Type: incident ",
    "form lines of colons": "Type::::\n",
    "colons": ":",
    "tables": "| Type | incident |\n",
    "tabs": "a\tb\tc\n",
    "objects": '{"type":"incident",',
    "open objects": "{",
    "open lists": "[",
    "blank lines": "\n",
    "lines of blanks": " " * 100 + "\n",
    "blanks": " ",
    "tabs alone": "\t",
    "no-break spaces": "\u00a0",
    "invisible letters": "\u200b",
    "form feeds": "\f",
    "separators of lines": "\u2028",
    "one line": "word ",
    "one word": "x",
    "one word in Russian": "ж",
    "capitals": "А",
    "addresses": "https://a.example/b?c=d ",
    "addresses in brackets": "<https://a.example/b> ",
    "beginnings of addresses": "https://",
    "points": "www.",
    "mail addresses": "a@b.example ",
    "at signs": "a@",
    "dots": ".",
    "commas": "a,",
    "question marks": "?",
    "exclamation marks": "works!",
    "digits": "1",
    "long numbers": "12 ",
    "phones": "+7 (495) 123-45-67, ",
    "phones without end": "8 9",
    "phones of signs": "+(",
    "codes": "code 123456 ",
    "dates": "01.01.2026 10:00 ",
    "tickets": "[ABC-12] ",
    "half tickets": "ABC-",
    "numbers of tickets": "#1 ",
    "commands": "#assign ann\n",
    "commands on one line": "#assign ",
    "numbered lines": "1. x\n",
    "items": "- x\n",
    "problems": "во-первых, не работает. ",
    "citations": "«x» ",
    "open citations": "«",
    "quote signs": '"',
    "apostrophes": "it's ",
    "hyphens": "a-",
    "slashes": "a/",
    "failures": "не работает ",
    "failures in English": "does not work ",
    "refusals": "не ",
    "confirmations": "да, всё работает, спасибо. ",
    "confirmations in English": "yes it works thanks ",
    "choices": "вариант 1 ",
    "requests": "доработать, хотелось бы, ",
    "crowds": "у всех не работает, ",
    "slips": "неработаает ",
    "drawn out letters": "аааб",
    "greetings": "Здравствуйте, Анна! ",
    "names": "Hello Ann Lee, ",
    "absences": "I am out of the office until Monday. ",
    "absences in Russian": "Я в отпуске до понедельника. ",
    "words between absences": "out of ",
    "bold": "*",
    "marks of bold": "*x* ",
    "underlined words": "_x_ ",
    "faces": "👍",
    "announcements": "answers within ",
    "announcements in Russian": "ответы ниже ",
    "our cards": "##- reply above this line -##\n",
    "base64": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n",
}

TEXTS: Mapping[str, Bomb] = MappingProxyType(
    {f"a text of {name}": _text(piece) for name, piece in _TEXT_PIECES.items()}
    | {
        "a text of lines above one quote": _text("x\n", last="\n> y\n"),
        "a text of quotes above one line": _text("> x\n", last="y\n"),
        "a text of flowed lines": _leaf(_REPLY + _FLOWED, b"> a \n"),
        "a text of flowed marks": _leaf(_REPLY + _FLOWED, b">"),
        "a text of one flowed line": _leaf(_REPLY + _FLOWED, b"a "),
        "a signature of lines": _text("Ann\n", first="hello\n-- \n"),
        "a footer of lines": _text("confidential\n", first="hello\n\nThis e-mail is intended\n"),
    }
)

BOUNCES: Mapping[str, Bomb] = MappingProxyType(
    # Of a machine's mail other things are asked.
    {f"a text by a machine of {name}": _leaf(_MACHINE, piece) for name, piece in _TEXT_PIECES.items()}
    | {
        f"a bounce of {name}": _leaf(_MACHINE, piece)
        for name, piece in {
            "addresses": "<a@b.example>\n",
            "addresses on one line": "a@b.example ",
            "half addresses": "x@",
            "dots": "a.",
            "brackets": "<",
            "statuses": "550 5.1.1 ",
            "statuses of dots": "5.1.",
            "digits": "5",
            "reasons": "user unknown ",
            "reasons in Russian": "адрес не существует ",
            "fields": "Final-Recipient: rfc822; a@b.example\n",
            "groups": "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n",
            "half fields": "Final-Recipient:",
            "cues": "warning message a ",
            "hosts": "host mx.example said: ",
            "blanks": " ",
            "blank lines": "\n",
            "ids": "Message-ID: <a@b.example>\n",
            "returned mails": "------ This is a copy of the message\n",
            "failures": "could not be delivered ",
            "days": "will retry for 3 days ",
        }.items()
    }
    | {
        f"a report of {name}": _leaf(
            _MACHINE + b"Content-Type: message/delivery-status\r\n", piece, first="Reporting-MTA: dns; a\n\n"
        )
        for name, piece in {
            "groups": "Final-Recipient: rfc822; a@b.example\nAction: failed\n\n",
            "fields": "Final-Recipient: rfc822; a@b.example\n",
            "folds": " x\n",
            "letters": "x",
            "diagnoses": "Diagnostic-Code: smtp; 550 5.1.1\n",
        }.items()
    }
    | {
        "a calendar of lines": _leaf(HEAD + b"Content-Type: text/calendar\r\n", "METHOD:REQUEST\n"),
        "a calendar of events": _leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n",
            "BEGIN:VEVENT\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nEND:VEVENT\n",
            first="BEGIN:VCALENDAR\nMETHOD:REPLY\n",
        ),
        "a calendar of folds": _leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n", " x\n", first="BEGIN:VCALENDAR\n"
        ),
        "a calendar of one line": _leaf(
            HEAD + b"Content-Type: text/calendar; method=REPLY\r\n", "PARTSTAT=", first="BEGIN:VCALENDAR\n"
        ),
        "an answer of absences": _leaf(
            b"From: ann@client.example\r\nSubject: Automatic reply: x\r\nAuto-Submitted: auto-replied\r\n",
            "I will be out of office from 1 to ",
        ),
        "a notice of codes": _leaf(
            b"From: no-reply@a.example\r\nSubject: x\r\n", "your verification code is "
        ),
    }
)

BOMBS: Mapping[str, Bomb] = MappingProxyType(
    {
        f"{room}: {name}": bomb
        for room, bombs in (
            ("header", HEADERS),
            ("tree", TREES),
            ("encoding", ENCODINGS),
            ("page", PAGES),
            ("text", TEXTS),
            ("bounce", BOUNCES),
        )
        for name, bomb in bombs.items()
    }
)
