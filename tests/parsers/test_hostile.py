"""Mails made to crash, to hang or to fill the memory: each is read, or said to be unreadable, at once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.mail import Mail, MailKind
from parsers import caps
from parsers.mail import read
from tests.bombs.register import BOMBS as BIG_BOMBS
from tests.bombs.shapes import MEGABYTE
from tests.fuzz.invariants import check, faults
from tests.poison import POISON
from tests.road.test_contents import VECTORS

# CPU seconds: no input of this file may hold a worker for longer.
pytestmark = pytest.mark.cpu(20)

MAILS = sorted((Path(__file__).parents[1] / "mails").glob("*.eml"))
HEAD = b"From: ann@client.example\r\nSubject: hello\r\n"
LIST = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def _nested(depth: int, leaf: bytes) -> bytes:
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return HEAD + b"".join(levels) + b"\r\n" + leaf


BOMBS: dict[str, bytes] = {
    "a type of twenty thousand parameters": HEAD
    + b"Content-Type: text/plain;"
    + b"a;" * 20_000
    + b"\r\n\r\nx",
    "twenty thousand continued parameters": HEAD
    + b"Content-Type: text/plain"
    + b"".join(b"; a*%d=x" % n for n in range(20_000))
    + b"\r\n\r\nx",
    "a name of blanks": HEAD + b"Content-Type: text/plain; name=" + b" " * 16_000 + b"x\r\n\r\nx",
    "four thousand addresses": HEAD
    + b"To: "
    + b", ".join(b"a%d@b.example" % n for n in range(4000))
    + b"\r\n\r\nx",
    "brackets for addresses": HEAD + b"To: " + b"<" * 16_000 + b"\r\n\r\nx",
    "an endless Message-ID": HEAD + b"Message-ID: <" + b"a." * 100_000 + b">\r\n\r\nx",
    "encoded words that never end": HEAD + b"Subject: " + b"=?utf-8?q?" * 2000 + b"\r\n\r\nx",
    "an Authentication-Results of brackets": HEAD
    + b"Authentication-Results: mx; "
    + b"(" * 3000
    + b"\r\n\r\nx",
    "fifty thousand fields": HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\nx",
    "a folded field of nothing": HEAD + b"X: " + b" \r\n" * 40_000 + b"\r\nx",
    "a hundred multiparts in one another": _nested(100, b"x"),
    "two thousand multiparts in one another": _nested(2000, b"x"),
    "many lines under many boundaries": _nested(60, b"line\r\n" * 300_000),
    "two thousand mails in one another": HEAD
    + b"Content-Type: message/rfc822\r\n\r\n" * 2000
    + b"Subject: x\r\n\r\nx",
    "a multipart in itself": HEAD
    + LIST
    + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 20_000,
    "a hundred thousand parts": HEAD + LIST + b"--b\r\n\r\n" * 100_000,
    "parts with a boundary in pieces": HEAD
    + b"Content-Type: multipart/mixed; boundary*0=b\r\n\r\n"
    + b"--b\r\n\r\n" * 100_000,
    "a part of a million fields": HEAD + LIST + b"--b\r\n" + b"X-y: z\r\n" * 1_000_000,
    "parts with monstrous types": HEAD
    + LIST
    + (b"--b\r\nContent-Type: text/plain;" + b"a;" * 4000 + b"\r\n\r\n") * 30,
    "punycode": HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-b" * 40_000,
    "punycode in a part": HEAD
    + LIST
    + b"--b\r\nContent-Type: text/plain; charset=punycode\r\n\r\n\xff"
    + b"a-b" * 400_000,
    "a text of line ends": HEAD + b"\r\n" + b"\n" * 10_000_000,
    "a part of line ends": HEAD + LIST + b"--b\r\n\r\n" + b"\n" * 10_000_000,
    "ten million foreign bytes": HEAD + b"\r\n" + b"\xff" * 10_000_000,
    "two million elements": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 2_000_000,
    "base64 of junk": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"\xff=" * 2_000_000,
    "base64 of padding": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"YQ==" * 1_000_000,
    "base64 of letters alone": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"a=" * 1_000_000,
    "uuencoded lines": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + b"M\n" * 2_000_000,
    "beginnings of uuencoded files": HEAD + b"\r\n" + b"begin 644 x\r\n" * 100_000,
    "tiny uuencoded files": HEAD + b"\r\n" + b"begin 644 x\n#86)C\n`\nend\n" * 50_000,
    "a winmail of attributes": HEAD
    + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0"
    + b"\2\2\x90\0\0\0\0\0\0\0\0" * 100_000,
    "a winmail of properties": HEAD
    + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0\2\3\x90\0\0\xff\xff\xff\0\1\0\0\0"
    + b"\x1e\x10\0\x10\xff\xff\xff\xff"
    + bytes(1_000_000),
    "a winmail of braces": HEAD
    + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0\2\3\x90\0\0\xff\xff\xff\0\1\0\0\0"
    + b"\x02\x01\x09\x10\1\0\0\0\0\0\x0f\0\0\0\0\0\0\0\0\0MELA\0\0\0\0"
    + b"{\\b\\u1?\\'ff" * 100_000,
    "many names without a semicolon": HEAD + b"Content-Type: text/plain" + b" a" * 8000 + b"=\r\n\r\nx",
    "blanks around the dots of an address": HEAD + b"To: <a" + b" " * 16_000 + b"@b.example>\r\n\r\nx",
    "a Received of blanks": HEAD + b"Received: from x for" + b" " * 16_000 + b"x\r\n\r\nx",
    "a page of ids": HEAD + b"Content-Type: text/html\r\n\r\n" + b"cid:a " * 300_000,
    "lines of a spoilt header": b"To: x\r\n" + b"spoilt\r\n" * 10_000 + b"From: ann@client.example\r\n\r\nx",
    "letters of East Asia": HEAD + b"\r\n" + b"\xb0\xa1" * 500_000,
    "text encoded twice": HEAD + b"\r\n" + "Привет".encode().decode("cp1251", "replace").encode() * 50_000,
    "flowed lines": HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \n" * 400_000,
    "a bounce of half addresses": b"From: mailer-daemon@x.example\r\nSubject: x\r\n\r\n"
    + b"a" * 70_000
    + b"x@" * 90_000,
    "a bounce of cues": b"From: mailer-daemon@x.example\r\nSubject: x\r\n\r\n" + b"warning message a " * 9000,
    "a report of half a million groups": HEAD
    + b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822; a@b.example\r\n\r\n" * 500_000,
}


def _is_fit(mail: Mail) -> bool:
    """Tell whether a mail can be stored and shown: no NUL, no surrogates, its lines one line each."""
    return not any(faults(mail))


@pytest.mark.parametrize("header", POISON, ids=lambda header: repr(header[:40]))
def test_a_poisonous_header_is_read(header: bytes) -> None:
    """No header keeps the body from being read, be it first, after good ones, or a part's."""
    inner = HEAD + LIST + b"--b\r\n" + header + b"\r\n\r\nbody \xff\r\n--b--"
    for raw in (header + b"\r\n\r\nbody", HEAD + header + b"\r\n\r\nbody", inner):
        mail = read(raw)

        assert mail.kind is MailKind.REQUEST
        assert _is_fit(mail)


@pytest.mark.parametrize(
    "charset", ["utf-7", "undefined", "x\0y", "idna", "punycode", "unicode_escape", "rot13", "base64", "zlib"]
)
def test_a_charset_that_is_a_trick_is_not_asked(charset: str) -> None:
    """It raises, hangs or smuggles; the bytes are read as what they are (T56)."""
    smuggled = b"+ADw-script+AD4- \\x3cscript\\x3e <b>"
    raw = HEAD + b'Content-Type: text/plain; charset="' + charset.encode() + b'"\r\n\r\n' + smuggled

    assert read(raw).visible_text == smuggled.decode()
    assert read(HEAD + b"Subject: =?" + charset.encode() + b"?q?x?=\r\n\r\n" + smuggled).subject == "hello"


@pytest.mark.parametrize("letter", [b"\0", b"\xff", b"\xed\xa0\x80", b"\x1b", b"\xe2\x80\xae"])
def test_a_byte_that_no_store_takes_is_nowhere(letter: bytes) -> None:
    """In subject, names, ids, names of files and text: what comes out can be stored and shown (T70, T73)."""
    part = b'--b\r\nContent-Type: application/pdf; name="a%s.pdf"\r\n\r\nx\r\n--b\r\n\r\nbody %s\r\n--b--'
    head = b'From: "a%s" <a@b.example>\r\nSubject: a%s\r\nReferences: <a%s@b.example>\r\nX-a: %s\r\n'
    raw = (head + LIST + part).replace(b"%s", letter)

    mail = read(raw)

    assert _is_fit(mail)
    assert (len(mail.attachments), mail.visible_text[:4]) == (1, "body")


@pytest.mark.parametrize("vector", [one for one in VECTORS if not one.startswith(("<xmp>", "<scr<"))])
def test_what_a_page_would_do_is_no_part_of_its_text(vector: str) -> None:
    """Scripts, styles and addresses to load from are not read aloud; what a browser shows as words is."""
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>words</p>" + vector.encode() + b"<p>end"

    text = read(raw).visible_text

    assert text.startswith("words")
    assert not any(sign in text.lower() for sign in ("alert(", "onerror", "@import", "url(", "<s", "<img"))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_or_refused_at_once(name: str) -> None:
    """A mail over a cap says so; none takes long, and none is lost to an exception."""
    mail = read(BOMBS[name])

    assert not any("no parser" in oddity for oddity in mail.oddities)
    assert mail.kind is not MailKind.UNREADABLE or mail.subject == "hello"
    assert _is_fit(mail)


@pytest.mark.parametrize("name", BIG_BOMBS)
def test_a_megabyte_of_anything_is_read_at_once(name: str) -> None:
    """What takes a reader's time takes little of ours: no exception, no line lost, nothing over the caps."""
    check(BIG_BOMBS[name](MEGABYTE))


def test_a_mail_over_a_cap_says_which() -> None:
    """What is unreadable has its reason first, and what its header told."""
    mail = read(BOMBS["a hundred thousand parts"])

    assert mail.kind is MailKind.UNREADABLE
    assert mail.oddities[0] == f"more than {caps.PARTS} parts"
    assert mail.sender is not None


def test_three_hundred_mails_in_one_another_are_one_attachment() -> None:
    """A forwarded mail stays closed, however many it holds."""
    inner = b"Content-Type: message/rfc822\r\n\r\n" * 299 + b"Subject: x\r\n\r\nx"

    mail = read(HEAD + b"Content-Type: message/rfc822\r\n\r\n" + inner)

    assert [(one.type, one.size) for one in mail.attachments] == [("message/rfc822", len(inner))]


def test_a_long_list_of_addresses_is_cut() -> None:
    """Only as many addresses as the cap allows are read, and the mail says so."""
    addresses = b", ".join(b"a%d@b.example" % n for n in range(caps.ADDRESSES + 100))

    mail = read(HEAD + b"To: " + addresses + b"\r\n\r\nx")

    assert len(mail.to) == caps.ADDRESSES
    assert f"more than {caps.ADDRESSES} addresses in To" in mail.oddities


def test_thirty_megabytes_are_read() -> None:
    """A big attachment is no reason to refuse a mail."""
    data = b"QUJD" * 18 + b"\r\n"
    count = 30 * 1024 * 1024 // len(data)
    part = b"--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data * count

    mail = read(HEAD + LIST + b"--b\r\n\r\nhello\r\n" + part + b"\r\n--b--\r\n")

    assert mail.visible_text == "hello"
    assert mail.attachments[0].size == count * 54


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw: bytes) -> None:
    """No bytes at all make the reader raise."""
    assert _is_fit(read(raw))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_mail_is_read(data: st.DataObject) -> None:
    """A mail with pieces cut out, doubled or overwritten is still read, or said to be unreadable."""
    raw = data.draw(st.sampled_from(MAILS)).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 60)))
        filling = data.draw(st.one_of(st.binary(max_size=20), st.sampled_from((*POISON, raw[start:end] * 2))))
        raw = raw[:start] + filling + raw[end:]

    mail = read(raw)

    assert not any("no parser" in oddity for oddity in mail.oddities)
    assert _is_fit(mail)
