"""Attachments: true bytes, safe names, and what counts as one."""

import base64
import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.mail import Attachment
from parsers import caps
from parsers.attachments import NoSuchAttachment, attachment_bytes
from parsers.mail import read
from parsers.parts.filenames import safe
from parsers.parts.tree import TooBig

HEAD = b"From: ann@corp.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
EVERY_BYTE = bytes(range(256)) * 3


def _mail(*parts: bytes) -> bytes:
    return HEAD + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def _only(raw: bytes) -> Attachment:
    (attachment,) = read(raw).attachments
    return attachment


@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        (b"base64", base64.encodebytes(EVERY_BYTE).replace(b"\n", b"\r\n").rstrip()),
        (b"BASE64 ", base64.b64encode(EVERY_BYTE)),
        (b"base64", b"!?" + base64.b64encode(EVERY_BYTE).rstrip(b"=")),
        (b"base64", base64.b64encode(EVERY_BYTE[:100]) + b"\r\n" + base64.b64encode(EVERY_BYTE[100:])),
        (b"binary", EVERY_BYTE),
        (b"quoted-printable", b"".join(b"=%02X" % byte for byte in EVERY_BYTE)),
        (b"x-unknown", EVERY_BYTE),
    ],
)
def test_the_bytes_are_true(encoding: bytes, wire: bytes) -> None:
    """What was sent is what is hashed, counted and handed out, whatever the encoding."""
    raw = _mail(
        b"Content-Type: application/x; name=a\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + wire
    )

    attachment = _only(raw)

    assert attachment_bytes(raw, attachment.part) == EVERY_BYTE
    assert attachment.size == len(EVERY_BYTE)
    assert attachment.sha256 == hashlib.sha256(EVERY_BYTE).hexdigest()


def test_a_uuencoded_part_is_decoded() -> None:
    """Old programs name uuencoding as a transfer encoding."""
    raw = _mail(
        b"Content-Type: application/x; name=a\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
        b"begin 644 a\r\n#86)C\r\n`\r\nend"
    )

    assert attachment_bytes(raw, _only(raw).part) == b"abc"


def test_an_image_that_the_text_shows_is_told_from_a_file() -> None:
    """The page names it by its id (RFC 2392), or its sender says that it stands in the text (RFC 2183)."""
    image = b"Content-Type: image/png; name=%s\r\nContent-ID: <%s@x>\r\nContent-Disposition: %s\r\n\r\nx"
    raw = _mail(
        b"Content-Type: text/html\r\n\r\n<p>See <img src='cid:1%40x'>",
        image % (b"a.png", b"1", b"attachment"),
        image % (b"b.png", b"2", b"inline"),
        image % (b"c.png", b"3", b"attachment"),
        b"Content-Type: application/pdf; name=d.pdf\r\nContent-Disposition: inline\r\n\r\nx",
    )

    assert [one.name for one in read(raw).attachments if one.inline] == ["a.png", "b.png"]


def test_a_forwarded_mail_is_one_attachment_as_it_stands() -> None:
    """Its parts are not mixed with ours, and not a byte of it is written anew."""
    inner = (
        b"Subject:no blank\r\nX-Long: "
        + b"y" * 200
        + b"\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
    )
    inner += b"--i\r\n\r\ninner text\r\n--i\r\nContent-Type: image/png\r\n\r\n\xff\r\n--i--"
    raw = _mail(b"\r\nouter text", b"Content-Type: message/rfc822\r\n\r\n" + inner)

    attachment = _only(raw)

    assert read(raw).visible_text == "outer text"
    assert (attachment.type, attachment.name) == ("message/rfc822", "no blank.eml")
    assert attachment_bytes(raw, attachment.part) == inner


def test_mails_in_a_digest_are_messages_without_saying_so() -> None:
    """The default type inside multipart/digest is message/rfc822 (RFC 2046, 5.1.5)."""
    raw = HEAD.replace(b"mixed", b"digest") + b"--b\r\n\r\nSubject: one\r\n\r\n1\r\n--b--\r\n"

    assert _only(raw).type == "message/rfc822"


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (b"Content-Type: text/plain", []),
        (b"Content-Type: text/plain\r\nContent-Disposition: inline", []),
        (b"Content-Type: text/plain\r\nContent-Disposition: attachment", ["text-1.txt"]),
        (b"Content-Type: text/plain; name=log.txt", ["log.txt"]),
        (b"Content-Type: text/html\r\nContent-Disposition: attachment; filename=a.html", ["a.html"]),
        (b"Content-Type: text/csv", ["text-1.csv"]),
        (b"Content-Type: text/calendar", ["text-1.ics"]),
        (b"Content-Type: image/png\r\nContent-Disposition: inline", ["image-1.png"]),
        (b"Content-Type: image/png\r\nContent-ID: <1@x>", ["image-1.png"]),
        (b"Content-Type: application/ms-tnef; name=winmail.dat", ["winmail.dat"]),
        (b"Content-Type: nonsense", []),
        (b"Content-Type: application/no-such-type", ["application-1.bin"]),
    ],
)
def test_what_counts_as_an_attachment(header: bytes, names: list[str]) -> None:
    """Text without a name is text; everything else is a file."""
    mail = read(_mail(b"\r\nhello", header + b"\r\n\r\nx"))

    assert [attachment.name for attachment in mail.attachments] == names


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'filename="report.pdf"', "report.pdf"),
        (b'name="report.pdf"', "report.pdf"),
        (b"filename=two words.pdf; size=1", "two words.pdf"),
        (b"filename=copy(1).pdf", "copy(1).pdf"),
        (b'filename="a\\"b.pdf"', "a_b.pdf"),
        (b"filename*=utf-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf", "отчёт.pdf"),
        (b"filename*=koi8-r'ru'%CF%D4%DE%C5%D4.pdf; filename=x.pdf", "отчет.pdf"),
        (b"filename*0*=utf-8''%D0%BE%D1; filename*1*=%82%D1%87; filename*2=.pdf", "отч.pdf"),
        (b"filename*1=b.pdf; filename*0=a", "ab.pdf"),
        (b'filename="=?utf-8?B?0L7RgtGH0ZHRgi5wZGY=?="', "отчёт.pdf"),
        (b'filename="=?koi8-r?Q?=CF=D4=DE=C5=D4?=\r\n =?koi8-r?Q?.pdf?="', "отчет.pdf"),
        ("filename=отчёт.pdf".encode("cp1251"), "отчёт.pdf"),
        (b"filename*=no-such''a%FFb.pdf", "aÿb.pdf"),
        (b'filename="a "quoted" b.pdf"', "a _quoted_ b.pdf"),
        (b'filename="a "quoted" b.pdf"; size=1', "a _quoted_ b.pdf"),
        (b'filename="a.pdf" size=1', "a.pdf"),
        ("filename=Привет.pdf".encode().decode("cp1251").encode(), "Привет.pdf"),
    ],
)
def test_a_name_is_read_in_every_form(disposition: bytes, name: str) -> None:
    """RFC 2231, encoded words where they are forbidden, and raw bytes all give the name."""
    part = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; " + disposition + b"\r\n\r\nx"

    assert _only(_mail(part)).name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"Content-Disposition: filename=a.pdf", "a.pdf"),
        (b"Content-Description: a.pdf", "a.pdf"),
        ("Content-Description: Счёт.pdf".encode("cp1251"), "Счёт.pdf"),
        (b"Content-Description: =?koi8-r?Q?=F3=DE=A3=D4.pdf?=", "Счёт.pdf"),
        (b"Content-Description: Scan of the bill", "application-1.pdf"),
        (b"Content-Location: http://x.example/files/a.pdf", "a.pdf"),
        (b"Content-Disposition: attachment; filename=b.pdf\r\nContent-Description: a.pdf", "b.pdf"),
    ],
)
def test_a_name_in_the_wrong_header_is_read(header: bytes, name: str) -> None:
    """A description that ends as names of files do is one, where there is no better."""
    assert _only(_mail(b"Content-Type: application/pdf\r\n" + header + b"\r\n\r\nx")).name == name


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("..", "application-7.pdf"),
        ("a/..", "application-7.pdf"),
        ("a\0b.txt", "a b.txt"),
        ("\u200b.htaccess", "_.htaccess"),
        (".htaccess", "_.htaccess"),
        ("name.exe. ", "name.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("a\r\nb.txt", "a b.txt"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("a" * 10_000 + ".pdf", "a" * 116 + ".pdf"),
        ("a" * 200, "a" * 120),
        ("\udcff.txt", "\ufffd.txt"),
        ("   ", "application-7.pdf"),
        ("", "application-7.pdf"),
    ],
)
def test_a_name_is_safe_to_store_and_to_show(name: str, stored: str) -> None:
    """Paths, invisible and reserved names are taken apart before anything looks at them."""
    assert safe(name, "application/pdf", 7) == stored


@given(st.text(max_size=300))
def test_any_name_is_safe(name: str) -> None:
    """No name leaves its folder, hides, or grows beyond the cap."""
    stored = safe(name, "application/pdf", 1)

    assert 0 < len(stored) <= caps.FILE_NAME
    assert not {"/", "\\", "\0"} & set(stored)
    assert not stored.startswith(".")
    assert not stored.endswith((".", " "))
    assert not {unicodedata.category(character) for character in stored} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_an_unknown_number_is_refused() -> None:
    """A number that names no part is a fault of the caller, said in words."""
    with pytest.raises(NoSuchAttachment, match="no part 9"):
        attachment_bytes(_mail(b"\r\nhello"), 9)


def test_a_mail_over_a_cap_hands_out_nothing() -> None:
    """What could not be read has no attachments either."""
    with pytest.raises(TooBig):
        attachment_bytes(_mail(*[b"\r\nx"] * (caps.PARTS + 1)), 0)


def test_what_short_text_files_say_is_read() -> None:
    """In their charset; no long one, no other type, and not more than so much of all together."""
    short = b"Content-Type: text/plain; charset=koi8-r; name=a.txt\r\n\r\n" + "Не платит.".encode("koi8-r")
    long = b"Content-Type: text/plain; name=b.txt\r\n\r\n" + b"x" * (caps.ATTACHED_TEXT + 1)
    half = b"Content-Type: text/plain; name=c.txt\r\n\r\n" + b"y" * (caps.ATTACHED_TEXT // 2 + 1)
    table = b"Content-Type: text/csv; name=e.csv\r\n\r\n1"
    other = b"Content-Type: application/json; name=d.json\r\n\r\nz"
    body = b"Content-Type: text/plain\r\n\r\nHello"
    assert read(_mail(body, short, long, table, other)).attached_text == "Не платит.\n\n1"
    assert read(_mail(body, half, half)).attached_text == "y" * (caps.ATTACHED_TEXT // 2 + 1)
