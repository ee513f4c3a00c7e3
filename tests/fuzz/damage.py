"""Ways to damage a mail: its bytes, header, charset, encoding, boundaries and line ends."""

import base64
import quopri
import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from tests.poison import POISON

Draw = Callable[[st.SearchStrategy[int]], int]
_Damage = Callable[[bytes, Draw, Sequence[bytes]], bytes]

_CHARSETS = (
    b"utf-8 us-ascii iso-8859-1 windows-1251 koi8-r cp866 utf-16 utf-7 iso-2022-jp hz gb18030 big5 x-unknown "
    b"idna punycode undefined unicode_escape rot13 base64 utf-8-sig cp037"
).split()
_ENCODINGS = b"7bit 8bit binary base64 quoted-printable x-uuencode x-unknown".split()
_TYPES = (
    b"text/plain text/html multipart/mixed multipart/alternative multipart/related multipart/report "
    b"multipart/digest multipart/signed message/rfc822 message/delivery-status message/partial text/calendar "
    b"message/external-body application/ms-tnef application/octet-stream text/x-amp-html image/png x/y /"
).split()
_LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\r")
_CHARSET = re.compile(rb"(charset\s{0,3}\*?=\s{0,3}\"?)([\w.:-]{1,40})", re.IGNORECASE)
_ENCODING = re.compile(rb"(transfer-encoding:\s{0,3})([\w-]{1,40})", re.IGNORECASE)
_TYPE = re.compile(rb"(content-type:\s{0,3})([\w./+-]{1,60})", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s{0,3}=\s{0,3}\"?([^\s\";]{1,100})", re.IGNORECASE)
_PIECES = (
    *(b"\0", b"\x1b", b"\x7f", b"\xc2\x85", b"\r", b"\n", b"\r\n\r\n"),
    *(b"\xff", b"\xd0", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xed\xa0\x80"),
    *(b"=?utf-8?q?=00?=", b"=?utf-8?b?7aCA?=", b"=?koi8-r?q?=C1?=", b"=?", b"?=", b"=00", b"=ED=A0=80"),
    *(b"&#0;", b"&#xd800;", b"&#x202e;", b"\x1b$B", b"+2AA-", b"<", b">", b'"', b"(", b"\\", b"--", b";"),
    *(b"> ", b"-- \n", b"begin 644 x\n", b"From: a\nTo: b\nSubject: c\n"),
    b"On Mon, 1 Jan 2026 at 10:00, Ann <a@b.example> wrote:\n> ",
)


def damaged(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Return a mail with one thing done to it; what cannot be done to it leaves it as it is."""
    return _WAYS[_among(draw, len(_WAYS))](raw, draw, others)


def _among(draw: Draw, count: int) -> int:
    """Return one of so many numbers from 0."""
    return draw(st.integers(0, max(0, count - 1)))


def _cut(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    start, length = _among(draw, len(raw)), draw(st.integers(0, 400))
    return raw[:start] + raw[start + length :]


def _doubled(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    start, length = _among(draw, len(raw)), draw(st.integers(1, 400))
    return raw[:start] + raw[start : start + length] * draw(st.integers(2, 30)) + raw[start + length :]


def _flipped(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    at = _among(draw, len(raw))
    return raw[:at] + bytes([draw(st.integers(0, 255))]) + raw[at + 1 :]


def _filled(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    at = _among(draw, len(raw))
    return raw[:at] + _PIECES[_among(draw, len(_PIECES))] * draw(st.integers(1, 40)) + raw[at:]


def _spiked(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Fill something into the header, which is the smaller part of most mails."""
    end = re.search(rb"\r?\n\r?\n", raw)
    at = _among(draw, end.start() if end else len(raw))
    return raw[:at] + _PIECES[_among(draw, len(_PIECES))] * draw(st.integers(1, 4)) + raw[at:]


def _crossed(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    other = others[_among(draw, len(others))]
    return raw[: _among(draw, len(raw))] + other[_among(draw, len(other)) :]


def _poisoned(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    return POISON[_among(draw, len(POISON))] + b"\r\n" + raw


def _head(raw: bytes) -> tuple[list[bytes], bytes]:
    """Return the header fields, each with its folded lines, and the rest."""
    end = re.search(rb"\r?\n\r?\n", raw)
    at = end.start() if end else len(raw)
    return re.findall(rb"[^\r\n]+(?:\r?\n[ \t][^\r\n]*)*", raw[:at]), raw[at:]


def _reordered(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    fields, rest = _head(raw)
    for _ in range(min(len(fields), 8)):
        fields.insert(_among(draw, len(fields)), fields.pop(_among(draw, len(fields))))
    return b"\r\n".join(fields) + rest


def _repeated(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    fields, rest = _head(raw)
    if fields:
        fields.insert(_among(draw, len(fields)), fields[_among(draw, len(fields))])
    return b"\r\n".join(fields) + rest


def _without(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    fields, rest = _head(raw)
    del fields[_among(draw, len(fields)) :][:1]
    return b"\r\n".join(fields[: _among(draw, len(fields) + 1)]) + rest


def _renamed(pattern: re.Pattern[bytes], words: Sequence[bytes]) -> _Damage:
    """Return a damage that puts another word behind one place of a pattern."""

    def damage(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
        found = list(pattern.finditer(raw))
        if not found:
            return raw
        one = found[_among(draw, len(found))]
        return raw[: one.start(2)] + words[_among(draw, len(words))] + raw[one.end(2) :]

    return damage


def _recoded(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Write everything in another charset, and say so or not."""
    name = ("koi8-r", "cp1251", "cp866", "utf-16", "utf-8")[_among(draw, 5)]
    written = raw.decode("utf-8", "replace").encode(name, "replace")
    return _CHARSET.sub(rb"\1" + name.encode(), written) if _among(draw, 2) else written


def _encoded(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Write the body in another transfer encoding, rightly said."""
    fields, rest = _head(raw)
    name, encode = ((b"base64", base64.encodebytes), (b"quoted-printable", quopri.encodestring))[
        _among(draw, 2)
    ]
    fields = [one for one in fields if not one.lower().startswith(b"content-transfer-encoding")]
    return (
        b"\r\n".join((*fields, b"Content-Transfer-Encoding: " + name)) + b"\r\n\r\n" + encode(rest.lstrip())
    )


def _rebounded(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Give parts another boundary: everywhere, or only where it is declared."""
    found = _BOUNDARY.findall(raw)
    if not found:
        return raw
    old = found[_among(draw, len(found))]
    new = (old[:-1], old + b"x", b"b", found[0], b"--", b"=_" + old, b"", b" ")[_among(draw, 8)]
    return raw.replace(old, new, (1, 2, -1)[_among(draw, 3)])


def _ended(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Give lines other ends, from some place on."""
    at = _among(draw, len(raw))
    end = _LINE_ENDS[_among(draw, len(_LINE_ENDS))]
    return raw[:at] + re.sub(rb"\r\n|\r|\n", end, raw[at:])


def _wrapped(raw: bytes, draw: Draw, others: Sequence[bytes]) -> bytes:
    """Put the whole mail into another one, as a part of some type."""
    kind = _TYPES[_among(draw, len(_TYPES))]
    return (
        b"From: ann@client.example\r\nSubject: Fwd: x\r\nContent-Type: multipart/mixed; boundary=wrap\r\n\r\n"
        b"--wrap\r\nContent-Type: " + kind + b"\r\n\r\n" + raw + b"\r\n--wrap--\r\n"
    )


_WAYS: tuple[_Damage, ...] = (
    _cut,
    _doubled,
    _flipped,
    _filled,
    _spiked,
    _crossed,
    _poisoned,
    _reordered,
    _repeated,
    _without,
    _renamed(_CHARSET, _CHARSETS),
    _renamed(_ENCODING, _ENCODINGS),
    _renamed(_TYPE, _TYPES),
    _recoded,
    _encoded,
    _rebounded,
    _ended,
    _wrapped,
)
