"""Mails that are passed on as attachments: opened once, and their files found again."""

from email.message import EmailMessage

import pytest

from desk.address import Address
from desk.mail import Forwarded
from parsers import caps
from parsers.attachments import NoSuchAttachment, attachment_bytes, within
from parsers.mail import read

FILE = bytes(range(256))


def _inner(sender: str = "Ann Lee <ann@client.example>", subject: str = "Printer") -> EmailMessage:
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "support@desk.example"
    made["Date"] = "Mon, 3 Mar 2025 10:15:00 +0300"
    made["Subject"] = subject
    made.set_content("It is broken.\n\n-- \nAnn")
    return made


def _carrier(*inner: EmailMessage, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Bob <bob@desk.example>"
    made["Subject"] = "Fwd: Printer"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("#assign ann\nPlease look.\n\n-- \nBob")
    made.add_attachment(b"beside", maintype="application", subtype="pdf", filename="beside.pdf")
    for one in inner:
        made.add_attachment(one)
    return made.as_bytes()


def _forwarded(raw: bytes) -> Forwarded:
    found = read(raw).forwarded
    assert found is not None
    return found


def _with_file(message: EmailMessage) -> EmailMessage:
    message.add_attachment(FILE, maintype="application", subtype="pdf", filename="inner.pdf")
    return message


def test_an_attached_mail_is_read_as_any_mail() -> None:
    """Its writer, subject, date and text, and the words of whoever passes it on."""
    found = _forwarded(_carrier(_inner()))

    assert found.sender == Address("ann@client.example", "Ann Lee")
    assert (found.subject, found.text, found.comment) == (
        "Printer",
        "It is broken.\n\n--\nAnn",
        "Please look.",
    )
    assert found.date is not None
    assert found.date.isoformat() in {"2025-03-03T10:15:00+03:00", "2025-03-03T07:15:00+00:00"}
    assert (found.language, found.attachments) == ("en", ())


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.shop.example>"},
        {"From": "MAILER-DAEMON@mx.example"},
        {"Content-Type": "multipart/report; report-type=delivery-status; boundary=x"},
        {},
    ],
)
def test_a_machine_whose_mail_is_attached_is_known(headers: dict[str, str]) -> None:
    """By its header, as any mail's."""
    inner = _inner()
    for name, value in headers.items():
        del inner[name]
        inner[name] = value
    assert bool(_forwarded(_carrier(inner)).automatic) is bool(headers)


def test_a_mail_that_asks_for_no_automatic_answer_keeps_its_header_when_it_is_attached() -> None:
    """What becomes of it, the rules know."""
    inner = _inner()
    inner["X-Auto-Response-Suppress"] = "All"
    assert _forwarded(_carrier(inner)).headers["x-auto-response-suppress"] == "All"


def test_the_files_of_an_attached_mail_are_found_again() -> None:
    """Their indices lead into the carrying mail's bytes, and are no other part's."""
    raw = _carrier(_with_file(_inner()))
    mail, (file,) = read(raw), _forwarded(raw).attachments

    assert (file.name, file.size) == ("inner.pdf", len(FILE))
    assert attachment_bytes(raw, file.part) == FILE
    assert file.part not in {one.part for one in mail.attachments}


def test_an_attached_mail_that_is_all_of_a_mail_is_opened_too() -> None:
    """Then it is the first part, whose index is nought."""
    inner = _with_file(_inner()).as_bytes()
    raw = b"From: bob@desk.example\nSubject: Fwd: x\nContent-Type: message/rfc822\n\n" + inner

    (file,) = _forwarded(raw).attachments

    assert attachment_bytes(raw, file.part) == FILE


@pytest.mark.parametrize(
    "part", [-1, within(0, 0), within(1, 1), within(2, 99), within(within(2, 1), 0), 10**9]
)
def test_an_index_of_no_part_is_refused(part: int) -> None:
    """A text holds no parts, and no mail inside an attached one is opened."""
    with pytest.raises(NoSuchAttachment):
        attachment_bytes(_carrier(_with_file(_inner())), part)


def test_every_part_has_a_number_of_its_own() -> None:
    """A mail never has as many parts as there are numbers."""
    assert caps.PARTS + 1 < caps.PART_NUMBERS


def test_of_several_attached_mails_none_is_the_one() -> None:
    """Nobody says which of them is to become a ticket."""
    assert read(_carrier(_inner(), _inner())).forwarded is None


def test_an_answer_with_an_attached_mail_passes_nothing_on() -> None:
    """It speaks of another mail; the files of an answer belong to the ticket as they are."""
    raw = _carrier(_inner(), In_Reply_To="<a@b.example>").replace(b"Fwd: ", b"Re: ")

    assert read(raw).forwarded is None


def test_a_mail_inside_an_attached_one_stays_closed() -> None:
    """One level is opened; what lies deeper is a file of it."""
    middle = _inner()
    middle.add_attachment(_with_file(_inner(subject="Deep")))
    found = _forwarded(_carrier(middle))

    assert found.text.startswith("It is broken.")
    assert [one.type for one in found.attachments] == ["message/rfc822"]


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (b"From: =?utf-8?q?J=C3=B6rg?= <ann@client.example>", Address("ann@client.example", "Jörg")),
        # A comma in a name that is not quoted makes two entries of a list of it; people see one address.
        (b"From: Lee, Ann <ann@client.example>", Address("ann@client.example", "Lee, Ann")),
        (b"From: ann@client.example, eve@evil.example", None),
        (b"From: ann@client.example\r\nFrom: ann@client.example", None),
        (b"From: Ann", None),
        (b"X-Nobody: here", None),
        (b'From: Lee, "ann@client.example" <eve@evil.example>', None),
        ("From: Lee, Ann \u202e<ann@client.example>".encode(), None),
    ],
)
def test_the_writer_of_an_attached_mail_is_one(fields: bytes, sender: Address | None) -> None:
    """The one true author, else the one plain address that people see."""
    inner = fields + b"\r\nSubject: x\r\n\r\nIt is broken."
    head = b"From: bob@desk.example\r\nSubject: Fwd: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw = (
        head
        + b"--b\r\n\r\nPlease look.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--b--\r\n"
    )

    found = read(raw).forwarded

    assert (found.sender if found else None) == sender


@pytest.mark.parametrize(
    "inner",
    [
        b"X: y\r\n" * 1001 + b"From: ann@client.example\r\n\r\nx",
        b"From: ann@client.example\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
        + b"--i\r\n\r\nx\r\n" * 501,
        b"\0",
        b"",
    ],
    ids=["too many fields", "too many parts", "nothing but NUL", "nothing"],
)
def test_an_attached_mail_that_breaks_a_cap_harms_nothing_around_it(inner: bytes) -> None:
    """It stays an attachment; the mail that carries it is read."""
    head = b"From: bob@desk.example\r\nSubject: Fwd: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw = (
        head
        + b"--b\r\n\r\nPlease look.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--b--\r\n"
    )

    mail = read(raw)

    assert (mail.kind, mail.forwarded, len(mail.attachments)) == ("request", None, 1)
