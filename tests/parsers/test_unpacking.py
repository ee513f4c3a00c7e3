"""Files that stand in a text or in Outlook's winmail.dat come out as attachments of their own."""

import base64
import binascii
import io
import struct
import zipfile

import pytest

from parsers.attachments import attachment_bytes
from parsers.mail import read
from parsers.parts import rtf

HEAD = b"From: ann@customer.example\r\nSubject: x\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
TNEF = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: binary\r\n\r\n"
DATA = bytes(range(256))


def _uu(name: bytes, data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return (b"begin 644 " + name + b"\n" + lines + b"`\nend\n").replace(b"\n", b"\r\n")


def _property(kind: int, name: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def _attribute(name: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", 1, name, 6, len(data)) + data + b"\0\0"


def _winmail(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\1\0" + b"".join(attributes)


def _properties(*those: bytes) -> bytes:
    return len(those).to_bytes(4, "little") + b"".join(those)


def _rich(text: bytes) -> bytes:
    """Return a rich text that is packed without being made smaller (MS-OXRTFCP, 2.1.3.1.5)."""
    return bytes(8) + b"MELA" + bytes(4) + text


def _files(raw: bytes) -> list[tuple[str, str, bytes]]:
    return [(one.name, one.type, attachment_bytes(raw, one.part)) for one in read(raw).attachments]


def test_a_uuencoded_file_leaves_the_text() -> None:
    """What older programs append to a text is a file; the words around it stay."""
    raw = HEAD + b"\r\nSee the file.\r\n\r\n" + _uu(b"plan.png", DATA) + b"\r\nAnn\r\n"

    assert _files(raw) == [("plan.png", "image/png", DATA)]
    assert read(raw).visible_text.split() == ["See", "the", "file.", "Ann"]


def test_a_uuencoded_file_is_found_beneath_base64() -> None:
    """Gateways encode the whole text anew."""
    text = base64.encodebytes(b"See the file.\n\n" + _uu(b"a.bin", DATA))
    raw = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + text

    assert [data for _, _, data in _files(raw)] == [DATA]
    assert read(raw).visible_text == "See the file."


def test_two_uuencoded_files_are_two() -> None:
    """Each has its own name, also in the letters of the text."""
    raw = HEAD + b"Content-Type: text/plain; charset=koi8-r\r\n\r\n" + _uu(b"a.bin", b"1" * 50)
    raw += _uu("отчёт.txt".encode("koi8-r"), b"2")

    assert [(name, data) for name, _, data in _files(raw)] == [("a.bin", b"1" * 50), ("отчёт.txt", b"2")]


@pytest.mark.parametrize(
    "text", ["begin 644 the work\nplease, and end it\n", "begin 100 times\n", "we begin 644 x\nM\n"]
)
def test_words_that_look_like_the_beginning_of_a_file_stay(text: str) -> None:
    """Nothing that a person wrote is taken for a file."""
    raw = HEAD + b"\r\n" + text.encode()

    assert read(raw).visible_text == text.strip()
    assert not read(raw).attachments


def test_a_part_in_a_text_does_not_move_the_others() -> None:
    """The number of an attachment stays what it was for whoever has stored it."""
    raw = MIXED + b"\r\n" + _uu(b"a.bin", b"inner") + b"--b\r\nContent-Type: image/png\r\n\r\nouter\r\n--b--"

    assert [(one.name, one.part) for one in read(raw).attachments] == [("a.bin", 3), ("image-2.png", 1)]


def test_files_in_a_winmail_come_out() -> None:
    """The long name goes before the short one, and the declared type before the name's."""
    name = "Отчёт за ноябрь.docx".encode("utf-16-le")
    packed = _winmail(
        _attribute(0x9002, b""),
        _attribute(0x8010, b"OTCHET~1.DOC\0"),
        _attribute(0x800F, DATA),
        _attribute(
            0x9005,
            _properties(_property(0x1F, 0x3707, name), _property(0x1E, 0x370E, b"application/msword\0")),
        ),
        _attribute(0x9002, b""),
        _attribute(0x8010, b"log.csv\0"),
        _attribute(0x800F, b"1;2"),
    )
    raw = MIXED + b"\r\nHello.\r\n--b\r\n" + TNEF + packed + b"\r\n--b--"

    assert _files(raw) == [
        ("Отчёт за ноябрь.docx", "application/msword", DATA),
        ("log.csv", "text/csv", b"1;2"),
    ]
    assert read(raw).visible_text == "Hello."


def test_the_text_of_a_winmail_is_read_where_there_is_no_other() -> None:
    """Outlook may send rich text alone."""
    rich = _rich(
        rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\'cf\'f0\'e8\'e2\'e5\'f2\par \u1044?\u1072?}"
    )
    packed = _winmail(_attribute(0x9003, _properties(_property(0x102, 0x1009, rich))))

    assert read(HEAD + TNEF + packed).visible_text == "Привет\nДа"
    assert read(MIXED + b"\r\nHello.\r\n--b\r\n" + TNEF + packed + b"\r\n--b--").visible_text == "Hello."


def test_a_winmail_that_is_none_stays_a_file() -> None:
    """What cannot be opened is kept as it came."""
    raw = MIXED + b"\r\nHello.\r\n--b\r\n" + TNEF + b"junk\r\n--b--"

    assert [one.name for one in read(raw).attachments] == ["winmail.dat"]


def test_a_winmail_names_no_path() -> None:
    """Outlook's names are strangers' words like any other (T47)."""
    packed = _winmail(
        _attribute(0x9002, b""), _attribute(0x8010, b"../../etc/passwd\0"), _attribute(0x800F, DATA)
    )

    assert [name for name, _, _ in _files(MIXED + TNEF + packed + b"\r\n--b--")] == ["passwd"]


def test_a_damaged_winmail_is_opened_or_kept() -> None:
    """Wherever a byte is wrong or the end is missing, the mail is read (T55)."""
    rich = _properties(_property(0x102, 0x1009, _rich(rb"{\rtf1 words}")))
    whole = _winmail(_attribute(0x9003, rich), _attribute(0x9002, b""), _attribute(0x800F, DATA))
    for at in range(len(whole)):
        for packed in (whole[:at], whole[:at] + bytes((whole[at] ^ 0xFF,)) + whole[at + 1 :]):
            mail = read(MIXED + b"\r\nHello.\r\n--b\r\n" + TNEF + packed + b"\r\n--b--")

            assert mail.visible_text == "Hello."
            assert not any("no parser" in oddity for oddity in mail.oddities)


def test_an_archive_stays_closed() -> None:
    """Ten megabytes of nothing in ten kilobytes are an attachment of ten kilobytes (T53)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nothing", bytes(10_000_000))
    part = b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = MIXED + part + base64.encodebytes(packed.getvalue()) + b"--b--"

    assert _files(raw) == [("a.zip", "application/zip", packed.getvalue())]


def test_rich_text_is_unpacked_as_its_standard_shows() -> None:
    """The example of MS-OXRTFCP, 3.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
    )

    assert rtf.text(packed) == "hello world"
