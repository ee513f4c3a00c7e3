"""The bytes of a mail: ASCII, CRLF, the same each time, and read back as they were meant."""

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.letters import Draft, File, Template
from desk.mail import Language
from desk.ticket import Message
from responders.clean import lines
from responders.compose import compose
from responders.render import Texts, load

Make = Callable[..., Draft]
Read = Callable[[Draft], EmailMessage]
Text = Callable[[Draft], str]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("template", list(Template))
def test_the_wire_is_seven_bit_with_short_lines(
    make: Make, texts: Texts, question: Message, template: Template, language: Language
) -> None:
    """Any server takes it as it is: ASCII, CRLF only, no line over 998 octets (RFC 5321, 4.5.3.1.6)."""
    words = "Принтер 🖨 молчит\x00\r\nFrom here\n.\n" + "x" * 5000
    raw = compose(
        make(
            template,
            language,
            text=words,
            author="Анна",
            quote=replace(question, text=words),
            of_ticket={"subject": "Ж" * 300},
            of_desk={"name": "Служба поддержки пользователей и клиентов"},
            of_draft={"files": (File("Ж" * 120 + ".pdf", "application/pdf", bytes(range(256)) * 20),)},
        ),
        texts,
    )
    assert raw.isascii()
    assert b"\x00" not in raw
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    body = raw.partition(b"\r\n\r\n")[2]
    assert b"\nFrom " not in body
    parts = body.split(b"\r\n\r\n")
    assert (
        max(len(line) for part in parts[1:] for line in part.split(b"\r\n") if b"filename" not in line) <= 78
    )


def test_the_same_draft_gives_the_same_bytes(make: Make, texts: Texts, desk: object) -> None:
    """A crash between rendering and storing changes nothing."""
    draft = make(Template.REPLY, of_draft={"files": (File("a.txt", "text/plain", b"x"),)})
    assert compose(draft, texts) == compose(draft, load({"support@example.org": None}))
    other = compose(replace(draft, message_id="other@example.org"), texts)
    assert _boundaries(other) != _boundaries(compose(draft, texts))


def _boundaries(raw: bytes) -> list[bytes]:
    return re.findall(rb'boundary="([^"]+)"', raw)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.pdf", "application/pdf"),
        ("договор № 5.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("名前.png", "image/png"),
        ('a "b"; c.txt', "text/plain"),
        ("it's 100%*.csv", "text/csv"),
        ("Ж" * 110 + ".pdf", "application/pdf"),
        ("😀" * 100 + ".png", "image/png"),
    ],
)
def test_an_attachment_arrives_byte_for_byte(make: Make, read: Read, name: str, kind: str) -> None:
    """Type, name and every byte are the ones that came in."""
    data = bytes(range(256)) * 300 + b"\r\n--=_a\r\n.\r\nFrom x\n"
    mail = read(make(Template.REPLY, of_draft={"files": (File(name, kind, data), File("b", kind, b""))}))
    first, second = mail.iter_attachments()
    payload = first.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert sha256(payload).digest() == sha256(data).digest()
    assert second.get_payload(decode=True) == b""
    assert first.get_content_type() == kind
    assert first.get_content_disposition() == "attachment"
    found = first.get_filename() or ""
    wanted = name.replace('"', "_")
    assert found == wanted or (found.endswith(wanted[-4:]) and wanted.startswith(found[:-4]))


def test_old_programs_get_an_ascii_name(make: Make, texts: Texts) -> None:
    """Both forms of a name are given, each in the field where every reader finds the right one."""
    files = (File("отчёт 5.pdf", "application/pdf", b"x"),)
    raw = compose(make(Template.REPLY, of_draft={"files": files}), texts)
    assert b'name="5.pdf"' in raw
    assert b"filename*=utf-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%205.pdf" in raw


@pytest.mark.parametrize(
    "kind",
    ["", "text", "text/", "a b/c", "text/plain; x=y", "x" * 300 + "/y", "text/plain\r\nX: y", "ж/ж",
     "message/rfc822", "multipart/mixed", "message/partial"],
)  # fmt: skip
def test_a_type_that_would_do_harm_becomes_plain_bytes(make: Make, read: Read, kind: str) -> None:
    """A type that is none, or that would be opened up on the way, is carried as bytes."""
    inner = b"Subject: inner\r\n\r\nwords\r\n"
    mail = read(make(Template.REPLY, of_draft={"files": (File("mail.eml", kind, inner),)}))
    attachment = next(mail.iter_attachments())
    assert attachment.get_content_type() == "application/octet-stream"
    assert attachment.get_payload(decode=True) == inner


def test_the_parts_stand_in_the_order_readers_expect(make: Make, read: Read) -> None:
    """Text before HTML, since the last is preferred (RFC 2046, 5.1.4); attachments beside both."""
    plain = read(make(Template.REPLY))
    assert [p.get_content_type() for p in plain.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    files = (File("a.bin", "application/zip", b"x"),)
    mixed = read(make(Template.REPLY, of_draft={"files": files}))
    assert [p.get_content_type() for p in mixed.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/zip",
    ]  # fmt: skip
    assert not mixed.defects


def test_ascii_is_quoted_printable_and_cyrillic_base64(make: Make, texts: Texts) -> None:
    """Each body takes the shorter encoding."""
    english = compose(make(Template.REPLY), texts)
    assert english.count(b"Content-Transfer-Encoding: quoted-printable") == 2
    russian = compose(make(Template.REPLY, Language.RU, text="Принтер молчит. " * 200), texts)
    assert russian.count(b"Content-Transfer-Encoding: base64") == 2


@pytest.mark.timeout(30)
def test_thirty_megabytes_go_out(make: Make, read: Read) -> None:
    """A big attachment is written and read back whole."""
    data = b"0123456789abcdef" * 2_000_000
    mail = read(make(Template.REPLY, of_draft={"files": (File("a.bin", "application/zip", data),)}))
    assert next(mail.iter_attachments()).get_payload(decode=True) == data


@given(words=st.text(max_size=2000))
@settings(deadline=None, max_examples=200)
def test_any_words_read_back(make: Make, text: Text, words: str) -> None:
    """The text that arrives is the text that was written, less what nobody can see."""
    written = text(make(Template.REPLY, text=words))
    kept = lines(words)
    before, _, after = written.partition("\n\nAnn Smith\nSupport\n")
    assert after
    assert before == "\n\n".join(filter(None, ("## Please write your answer above this line ##", kept)))


@given(words=st.text(alphabet=" =.\n\tFrom ж-_?", max_size=600))
@settings(deadline=None, max_examples=200)
def test_words_near_the_limits_of_the_encodings_read_back(make: Make, text: Text, words: str) -> None:
    """Spaces at ends of lines, dots, equals signs and From lines are where encodings err."""
    framed = f"|{words}|"
    assert f"\n\n{lines(framed)}\n\n" in text(make(Template.REPLY, text=framed))


@given(data=st.binary(max_size=3000), name=st.text(max_size=130), kind=st.text(max_size=40))
@settings(deadline=None, max_examples=150)
def test_any_file_arrives(make: Make, read: Read, data: bytes, name: str, kind: str) -> None:
    """No name, type or content of a file costs a byte of it."""
    mail = read(make(Template.REPLY, of_draft={"files": (File(name, kind, data),)}))
    (attachment,) = mail.iter_attachments()
    assert attachment.get_payload(decode=True) == data
    assert attachment.get_filename()
