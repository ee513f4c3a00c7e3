"""S/MIME and PGP: what is signed is read, what is encrypted says so, and every byte is kept."""

import base64

import pytest

from desk.mail import Mail
from parsers.attachments import attachment_bytes
from parsers.mail import read
from parsers.parts import opaque

HEAD = b"From: ann@corp.example\r\nSubject: x\r\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "Принтер не печатает.\r\n".encode()

DATA, SIGNED, ENVELOPED = (bytes.fromhex("2a864886f70d0107") + bytes((last,)) for last in (1, 2, 3))
FOR_GOOD, END = b"\x80", b"\0\0"


def _ber(tag: int, *inner: bytes, endless: bool = False) -> bytes:
    """Return an element: its length told at the head, or by its end."""
    value = b"".join(inner)
    if endless:
        return bytes((tag,)) + FOR_GOOD + value + END
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return (
        bytes((tag,))
        + (bytes((len(value),)) if len(value) < 128 else bytes((0x80 | len(size),)) + size)
        + value
    )


def signed_data(content: bytes, *, endless: bool = False) -> bytes:
    """Return signed data (RFC 5652, 5.1) without signers, as far as a reader looks."""
    octets = _ber(0x04, content)
    if endless:
        octets = _ber(0x24, _ber(0x04, content[:10]), _ber(0x04, content[10:]), endless=True)
    held = _ber(0x30, _ber(0x06, DATA), _ber(0xA0, octets, endless=endless), endless=endless)
    signed = _ber(0x30, _ber(0x02, b"\1"), _ber(0x31), held, _ber(0x31), endless=endless)
    return _ber(0x30, _ber(0x06, SIGNED), _ber(0xA0, signed, endless=endless), endless=endless)


def _mail(data: bytes, kind: bytes = b"application/pkcs7-mime; name=smime.p7m") -> bytes:
    encoded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return HEAD + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded


@pytest.mark.parametrize("endless", [False, True])
@pytest.mark.parametrize(
    "kind",
    [
        b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        b"application/x-pkcs7-mime; name=smime.p7m",
    ],
)
def test_the_mail_inside_an_opaque_signature_is_read(kind: bytes, *, endless: bool) -> None:
    """Outlook signs so; the signature stays an attachment, for only it can be verified."""
    data = signed_data(INNER, endless=endless)
    raw = _mail(data, kind)

    mail = read(raw)

    assert mail.visible_text == "Принтер не печатает."
    assert [(one.name, one.size) for one in mail.attachments] == [("smime.p7m", len(data))]
    assert attachment_bytes(raw, mail.attachments[0].part) == data
    assert mail.sealed == ""


def test_files_inside_an_opaque_signature_are_attachments() -> None:
    """What is signed may be a whole tree of parts."""
    inner = (
        b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nsee the log\r\n"
        b"--i\r\nContent-Type: text/plain; name=log.txt\r\n\r\nlines\r\n--i--\r\n"
    )
    raw = _mail(signed_data(inner))

    mail = read(raw)

    assert mail.visible_text == "see the log"
    assert [one.name for one in mail.attachments] == ["log.txt", "smime.p7m"]
    assert attachment_bytes(raw, mail.attachments[0].part) == b"lines"


@pytest.mark.parametrize("content", [b"%PDF-1.7 a contract", b"", b"no header here\r\n\r\nwords"])
def test_a_file_that_is_signed_stays_one(content: bytes) -> None:
    """A signed document is no mail."""
    mail = read(_mail(signed_data(content), b"application/pkcs7-mime; name=contract.pdf.p7m"))

    assert [one.name for one in mail.attachments] == ["contract.pdf.p7m"]
    assert (mail.visible_text, mail.sealed) == ("", "")


@pytest.mark.parametrize("end", range(0, 120, 7))
def test_an_envelope_that_is_cut_off_is_no_envelope(end: int) -> None:
    """Whatever the bytes, they are kept, and nothing is made up."""
    for endless in (False, True):
        assert opaque.content(signed_data(INNER, endless=endless)[:end]) in {None, b""} or end > len(INNER)
        assert len(read(_mail(signed_data(INNER, endless=endless)[:end])).attachments) == 1


def test_lengths_that_lie_are_seen() -> None:
    """No length leads beyond the bytes that are there."""
    for lie in (b"\x30\x84\xff\xff\xff\xff", b"\x30\xff" + b"\xff" * 200, b"\x30\x80\x06\x89", b"\x30"):
        assert opaque.content(lie) is None
        assert not opaque.is_sealed(lie)


def _sealed(protocol: bytes, *parts: bytes) -> Mail:
    inner = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    kind = b"multipart/encrypted; boundary=b; protocol=" + protocol
    return read(HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + inner + b"--b--\r\n")


def test_a_mail_encrypted_with_pgp_says_so() -> None:
    """Its two parts are kept (RFC 3156, 4)."""
    mail = _sealed(
        b"application/pgp-encrypted",
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----",
    )

    assert mail.sealed == "PGP"
    assert "encrypted with PGP" in mail.oddities
    assert [one.name for one in mail.attachments] == ["application-1.pgp", "encrypted.asc"]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"whatever"),
        (b"application/x-pkcs7-mime; name=smime.p7m", _ber(0x30, _ber(0x06, ENVELOPED))),
        (b"application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m", b""),
    ],
)
def test_a_mail_encrypted_with_smime_says_so(kind: bytes, data: bytes) -> None:
    """By what it declares, or by its first bytes; the envelope is kept."""
    mail = read(_mail(data, kind))

    assert mail.sealed == "S/MIME"
    assert "encrypted with S/MIME" in mail.oddities
    assert [one.name for one in mail.attachments] == ["smime.p7m"]


def test_a_text_encrypted_in_place_says_so() -> None:
    """Older programs write it into the text, which stays as it is."""
    mail = read(HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1\r\n-----END PGP MESSAGE-----\r\n")

    assert mail.sealed == "PGP"
    assert mail.visible_text.startswith("-----BEGIN PGP MESSAGE-----")
