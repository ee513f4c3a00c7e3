"""A mail's header: fields, dates, ids, and how they look when shown."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.address import Address
from desk.mail import Mail
from parsers.head.headers import split
from parsers.mail import read

RECEIVED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def _mail(*header: bytes, received_at: datetime | None = None) -> Mail:
    return read(b"\r\n".join((b"From: ann@corp.example", *header, b"", b"text")), received_at=received_at)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"hello", "hello"),
        (b"folded\r\n\tsubject", "folded subject"),
        (b"=?utf-8?q?a=0ABcc:_evil=40x.example?=", "a Bcc: evil@x.example"),
        (b"=?utf-8?q?clo=E2=80=8Bse_=E2=80=AE=231?=", "close #1"),
        (b"=?utf-8?q?a=E2=80=A8b?=", "a b"),
        (b"=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=", "Привет"),
        (b"=?utf-8?B?0J/RgNC40LLQ?=\r\n =?utf-8?B?tdGC?=", "Привет"),
        (b"=?UTF-8?Q?what's up=3F?=", "what's up?"),
        (b"=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= =?windows-1251?Q?=EC=E8=F0?=", "Приветмир"),
        (b"=?gb2312?B?1tDOxIo=?=", "中文\ufffd"),
        (b"=?utf-7?Q?+ADw-script+AD4-?=", "+ADw-script+AD4-"),
        (b"=?utf-8?Q?=3D=3Futf-8=3FQ=3FBr=3DC3=3DBCcke=3F=3D?=", "Brücke"),
        (b"=?utf-8?B?YQ==Yg==?=", "ab"),
        (b"=?broken", "=?broken"),
        (b"=?utf-8?q?=", "=?utf-8?q?="),
        ("Принтер сломан".encode("koi8-r"), "Принтер сломан"),
        ("Принтер сломан".encode("cp1251"), "Принтер сломан"),
        ("Принтер сломан".encode(), "Принтер сломан"),
        ("Frösche im Büro".encode("latin-1"), "Frösche im Büro"),
        (
            "Frösche im Büro".encode("latin-1") + b"\r\nContent-Type: text/plain; charset=koi8-r",
            "Frösche im Büro",
        ),
        (b"x" * 5000, "x" * 255),
    ],
)
def test_a_subject_is_one_readable_line(raw: bytes, shown: str) -> None:
    """Encoded words, raw bytes and invisible characters become what a person would read."""
    assert _mail(b"Subject: " + raw).subject == shown


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"<a@x.example> <b@x.example>", ("a@x.example", "b@x.example")),
        (b"<a@x.example>\r\n\t<b@x.example>", ("a@x.example", "b@x.example")),
        (b'"<a@x.example>,<b@x.example>,<c@x.example>"', ("a@x.example", "b@x.example", "c@x.example")),
        (b"<a@x.example><a@x.example>", ("a@x.example",)),
        (b"a@x.example", ("a@x.example",)),
        (b"Your mail of Friday <a@x.example>", ("a@x.example",)),
        (b"<[abc]@x]> <-@ <", ("[abc]@x]",)),
        (b"<" + b"a" * 120 + b"@x.example>", ("a" * 120 + "@x.example",)),
        (b"<a b@x.example> <" + b"a" * 600 + b"@x.example>", ()),
        (b"nothing", ()),
        ("<\u202ea@x.example> <b\x84@x.example> <\u200b>".encode(), ()),
    ],
)
def test_ids_are_found_whatever_stands_between_them(raw: bytes, ids: tuple[str, ...]) -> None:
    """References holds several ids in any company, and none is cut or doubled."""
    assert _mail(b"References: " + raw).references == ids


def test_in_reply_to_is_the_first_of_several() -> None:
    """Two ids in In-Reply-To occur; the first is the parent."""
    mail = _mail(b"In-Reply-To: <a@x.example> <b@x.example>", b"Message-ID: <m@x.example> <n@x.example>")

    assert (mail.in_reply_to, mail.message_id) == ("a@x.example", "m@x.example")


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        (b"Fri, 20 Nov 2026 10:15:00 +0300", datetime(2026, 11, 20, 7, 15, tzinfo=UTC)),
        (b"20 Nov 2026 10:15 GMT", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        (b"Fri, 20 Nov 2026 10:15:00 +0300 (MSK)", datetime(2026, 11, 20, 7, 15, tzinfo=UTC)),
        (b"Mon, 20 Nov 2026 10:15:00 -0000", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        (b"Fri Nov 20 10:15:00 2026", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Fri, 20 Nov 1026 10:15:00 +0300", None),
        (b"Fri, 99 Nov 2026 99:99:99 +9999", None),
    ],
)
def test_a_date_is_aware_or_absent(raw: bytes, date: datetime | None) -> None:
    """Old forms of dates are read; what is no date is none, and the mail says so."""
    mail = _mail(b"Date: " + raw)

    assert mail.date == date
    assert mail.oddities == (() if date else ("Date cannot be read",))


def test_a_date_of_the_future_is_not_believed() -> None:
    """A mail cannot be written after it came in."""
    mail = _mail(b"Date: Fri, 20 Nov 2027 10:15:00 +0300", received_at=RECEIVED)

    assert mail.date == RECEIVED
    assert mail.oddities == ("Date lies in the future",)


def test_a_wrong_clock_of_an_hour_is_forgiven() -> None:
    """Clocks differ; a date little ahead stays as it is."""
    mail = _mail(b"Date: Fri, 20 Nov 2026 13:00:00 +0000", received_at=RECEIVED)

    assert mail.date == RECEIVED + timedelta(hours=1)


def test_headers_of_our_own_kind_are_kept() -> None:
    """The first value of each X- header is there for a desk that was told to look at it."""
    mail = _mail(
        b"X-Spam-Flag: YES", b"x-spam-flag: no", b"X-Long: " + b"y" * 999, b"Received: by mx.example"
    )

    assert dict(mail.headers) == {"x-spam-flag": "YES", "x-long": "y" * 200}


@pytest.mark.parametrize(
    ("raw", "names", "body"),
    [
        (b"A: 1\r\nB: 2\r\n\r\nbody", ["a", "b"], b"body"),
        (b"A: 1\nB: 2\n\nbody", ["a", "b"], b"body"),
        (b"\r\n\r\nA: 1\r\n\r\nbody", ["a"], b"body"),
        (b"\nA: 1\n\nbody", ["a"], b"body"),
        (b" \nA: 1\n\nbody", ["a"], b"body"),
        (b"\xef\xbb\xbfA: 1\n\nbody", ["a"], b"body"),
        (b"\xef\xbb\xbfFrom x Fri Nov 20\nA: 1\n\nbody", ["a"], b"body"),
        (b"The mail:\nTo: 1\nDate: 2\nSubject: 3\n\nbody", ["to", "date", "subject"], b"body"),
        (b"The mail:\nTo: 1\nPhone: 2\n\nbody", [], b"The mail:\nTo: 1\nPhone: 2\n\nbody"),
        (b" A: 1\n\nbody", ["a"], b"body"),
        (b"From x Fri Nov 20\nA: 1\n\nbody", ["a"], b"body"),
        (b"From x Fri Nov 20\n\nbody", [], b"body"),
        (b"Received: 1\nspoilt\nspoilt\nSubject: 2\n\nbody", ["received", "subject"], b"body"),
        (b"A: 1\nHello,\nthis is broken.\nError: 5\n\nx", ["a"], b"Hello,\nthis is broken.\nError: 5\n\nx"),
        (b"From: a\nHi,\nsee below.\nSubject: b\n\nx", ["from"], b"Hi,\nsee below.\nSubject: b\n\nx"),
        (b"A: 1\nno field at all\nB: 2\n\nbody", ["a", "b"], b"body"),
        (b"From : 1\nno field\n at all\nB: 2\n\nbody", ["from", "b"], b"body"),
        (b"A: 1\nno blank line\nbefore the body", ["a"], b"no blank line\nbefore the body"),
        (b"A : 1\n\nbody", ["a"], b"body"),
        (b"From : x\nTo: y\n\nbody", ["from", "to"], b"body"),
        (b"A: 1", ["a"], b""),
        (b"only text", [], b"only text"),
        (b"", [], b""),
        # A line of blanks continues the field above it: whoever ends the header there sees other fields.
        (b"A: 1\r\n \r\nB: 2\r\n\r\nbody", ["a", "b"], b"body"),
    ],
)
def test_the_header_ends_where_every_reader_ends_it(raw: bytes, names: list[str], body: bytes) -> None:
    """A header is read up to its first empty line, or to the first line that cannot belong to it."""
    head, start = split(raw)

    assert [field.name for field in head.fields] == names
    assert raw[start:] == body


SHORT = ("УПД", "ЭЦП", "1С", "Цех №5", "Юг")


@pytest.mark.parametrize("subject", SHORT)
@pytest.mark.parametrize(
    ("name", "python"), [("windows-1251", "cp1251"), ("koi8-r", "koi8-r"), ("cp866", "cp866")]
)
@pytest.mark.parametrize("first", ["", "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "])
def test_raw_fields_have_the_charset_of_the_text(first: str, name: str, python: str, subject: str) -> None:
    """Whoever writes them in raw bytes writes all in one charset; few letters do not tell which."""
    subject = subject.replace("№", "N") if name == "koi8-r" else subject
    file = f"Content-Disposition: attachment; filename={subject}.pdf"
    end = f"\r\n--b\r\n{file}\r\n\r\nx\r\n--b--" if first else ""
    head = f"From: {subject} <a@b.example>\r\nSubject: {subject}\r\nContent-Type: {first}text/plain"
    mail = read(f"{head}; charset={name}\r\n\r\nДобрый день{end}".encode(python))

    assert mail.sender is not None
    assert (mail.subject, mail.sender.name, mail.shown_sender.partition(" <")[0]) == (subject,) * 3
    assert [one.name for one in mail.attachments] == ([f"{subject}.pdf"] if first else [])


@pytest.mark.parametrize(
    "name", ["windows-1251", "utf-16", "gb18030", "shift_jis", "hz", "iso-2022-jp", "x-no"]
)
@pytest.mark.parametrize("python", ["utf-8", "koi8-r"])
def test_a_field_that_speaks_against_the_charset_of_the_text_has_its_own(python: str, name: str) -> None:
    """No charset that a mail names hides a sign of ASCII from those who read its fields."""
    raw = b"From: " + "Анна Иванова".encode(python) + b' <a@b.example>\r\nContent-Type: text/plain; charset="'

    mail = read(raw + name.encode() + b'"\r\n\r\nx')

    assert str(mail.sender) == str(Address("a@b.example", "Анна Иванова"))


def test_a_spoilt_header_names_nobody() -> None:
    """Where other readers end the header no identity may be read beyond."""
    raw = b"Received: from x\n\\tby y\n\\tfor z\nFrom: ann@corp.example\nSubject: hello\n\nbody"

    mail = read(raw)

    assert (mail.subject, mail.sender) == ("hello", None)


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?B?nnDusSMdG92w6Q==?=", "=?utf-8?B?nnDusSMdG92w6Q==?="),
        (
            b"=?utf-8?B?nnDusSMdG92w6Q==?= =?utf-8?Q?=01=ff?= x",
            "=?utf-8?B?nnDusSMdG92w6Q==?= =?utf-8?Q?=01=ff?= x",
        ),
        (b"=?utf-8?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    ],
)
def test_an_encoded_word_that_is_no_text_stays(raw: bytes, subject: str) -> None:
    """What no charset makes text of is shown as it came; a wrong charset alone is seen through."""
    assert read(b"Subject: " + raw + b"\r\n\r\n").subject == subject


def test_a_broken_date_gives_way_to_the_next() -> None:
    """Of two dates the one that can be read tells the time."""
    mail = read(b"Date: Tue, 7 Apr 2026 10:00:t x\r\nDate: Tue, 7 Apr 2026 10:00:01 +0000\r\n\r\n")

    assert mail.date == datetime(2026, 4, 7, 10, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "addresses"),
    [
        (b"Received: by x for <a@desk.example>; Mon", ("a@desk.example",)),
        (b"Received: by x\r\nReceived: by y for b@desk.example; Mon", ("b@desk.example",)),
        (b"Received: by x for <a@desk.example>; Mon\r\nDelivered-To: c@desk.example", ("c@desk.example",)),
        (b"Received: by x for the desk; Mon", ()),
    ],
)
def test_whom_a_mail_was_taken_in_for(head: bytes, addresses: tuple[str, ...]) -> None:
    """Where no server wrote the recipient down for itself, the line of its receipt may tell him."""
    assert read(head + b"\r\n\r\n").delivered_to == addresses


def test_lines_of_old_macintoshes_are_lines() -> None:
    """A file whose lines end in CR alone is a mail all the same."""
    mail = read(b"From: ann@corp.example\rSubject: old\r\rtext")

    assert (mail.subject, mail.visible_text) == ("old", "text")
