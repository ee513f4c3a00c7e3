"""Who wrote a mail, and to whom: one true author or none."""

import pytest

from desk.address import Address
from desk.mail import Mail
from parsers.mail import read


def _mail(*header: bytes) -> Mail:
    return read(b"\r\n".join((*header, b"Date: Fri, 20 Nov 2026 10:00:00 +0300", b"", b"text")))


@pytest.mark.parametrize(
    ("field", "addr", "name"),
    [
        (b"ann@corp.example", "ann@corp.example", ""),
        (b"<ann@corp.example>", "ann@corp.example", ""),
        (b"Ann Lee <ann@corp.example>", "ann@corp.example", "Ann Lee"),
        (b'"Lee, Ann" <ann@corp.example>', "ann@corp.example", "Lee, Ann"),
        (b"ann@corp.example (Ann Lee)", "ann@corp.example", "Ann Lee"),
        (b"ann@corp.example <Ann@Corp.example>", "Ann@Corp.example", "ann@corp.example"),
        (b'"ann@corp.example" <ann@corp.example>', "ann@corp.example", ""),
        (b'"=?utf-8?B?0JDQvdC90LA=?=" <ann@corp.example>', "ann@corp.example", "Анна"),
        (b"=?koi8-r?B?4c7OwQ==?= <ann@corp.example>", "ann@corp.example", "Анна"),
        (
            b"=?utf-8?q?Ann=0D=0ABcc=3A_evil=40x.example?= <ann@corp.example>",
            "ann@corp.example",
            "Ann Bcc: evil@x.example",
        ),
        (b"=?utf-8?q?gpj=2Eexe=E2=80=AE?= <ann@corp.example>", "ann@corp.example", "gpj.exe"),
        ("Анна <анна@почта.example>".encode(), "анна@почта.example", "Анна"),
        (
            b"\xe1\xce\xce\xc1 \xf3\xcd\xc9\xd2\xce\xcf\xd7\xc1 <ann@corp.example>",
            "ann@corp.example",
            "Анна Смирнова",
        ),
        (b'"staff@corp.example" <x@evil.example>', "x@evil.example", "staff@corp.example"),
        (b"(staff@corp.example) x@evil.example", "x@evil.example", "staff@corp.example"),
    ],
)
def test_one_plain_address_is_the_sender(field: bytes, addr: str, name: str) -> None:
    """The author is the one addr-spec of the one From field; the name is only a name."""
    assert _mail(b"From: " + field).sender == Address(addr, name)


@pytest.mark.parametrize(
    "fields",
    [
        (),
        (b"From: ",),
        (b"From: <>",),
        (b"From: staff@corp.example", b"From: evil@evil.example"),
        (b"From: evil@evil.example", b"From: staff@corp.example"),
        (b"From: staff@corp.example", b"From: staff@corp.example"),
        (b"From: staff@corp.example, evil@evil.example",),
        (b"From: Staff: staff@corp.example;",),
        (b"From: =?utf-8?q?staff?=@corp.example",),
        (b"From: =?utf-8?q?staff=40corp=2Eexample?=",),
        (b"From: <=?utf-8?q?staff?=@corp.example>",),
        (b"From: staff@corp.example)evil@evil.example",),
        (b"From: <staff@corp.example>evil@evil.example",),
        (b"From: staff@corp.example <evil@evil.example>",),
        (b'From: "x" staff@corp.example <evil@evil.example>',),
        (b"From: <staff@corp.example> <evil@evil.example>",),
        (b"From: <@evil.example:staff@corp.example>",),
        (b'From: "staff"@corp.example',),
        (b"From: staff(evil)@corp.example",),
        (b"From: staff @corp.example",),
        (b"From: Staff staff@corp.example",),
        (b'From: "Staff <staff@corp.example>',),
        (b"From: staff\x00@corp.example",),
        (b"X-Y: a\rFrom: staff@corp.example", b"From: evil@evil.example"),
        (b"X-Y: a\nFrom: staff@corp.example", b"From: evil@evil.example"),
        (b"From: st\xc1ff@corp.example",),
        (b"From: " + b"x" * 20_000 + b" <staff@corp.example>",),
    ],
)
def test_anything_else_has_no_sender(fields: tuple[bytes, ...]) -> None:
    """Where two readers could see different authors, there is none, and the mail says why."""
    mail = _mail(*fields, b"To: support@postdesk.example")

    assert mail.sender is None
    assert mail.oddities


@pytest.mark.parametrize("addr", ["staff@сorp.example", "staff@corp．example", "ſtaff@corp.example"])
def test_a_look_alike_stays_as_it_is_written(addr: str) -> None:
    """Nothing folds a foreign letter onto one of ours."""
    sender = _mail(f"From: {addr}".encode()).sender

    assert sender == Address(addr)


def test_what_cannot_be_believed_can_be_shown() -> None:
    """Staff see what From says where it names no author."""
    mail = _mail(b"From: a@corp.example, =?utf-8?q?b=0Ac?= <b@corp.example>")

    assert mail.shown_sender == "a@corp.example, b c <b@corp.example>"


def test_recipients_are_listed_once_from_every_field() -> None:
    """Groups, semicolons, doubles and broken entries among recipients do no harm."""
    mail = _mail(
        b"From: ann@corp.example",
        b"To: Team: a@corp.example, B <b@corp.example>; =?utf-8?q?C=2C_D?= <c@corp.example>, broken, <",
        b"To: A@corp.example, d@corp.example",
        b"Cc: undisclosed-recipients:;",
    )

    assert [one.addr for one in mail.to] == [
        "a@corp.example",
        "b@corp.example",
        "c@corp.example",
        "d@corp.example",
    ]
    assert mail.to[2].name == "C, D"
    assert mail.cc == ()


def test_delivered_to_is_gathered_from_all_who_write_it() -> None:
    """Each mail system has its own name for the address that was written to."""
    mail = _mail(
        b"Delivered-To: support+key@postdesk.example",
        b"X-Original-To: second@postdesk.example",
        b"Envelope-To: third@postdesk.example",
    )

    assert mail.delivered_to == (
        "support+key@postdesk.example",
        "second@postdesk.example",
        "third@postdesk.example",
    )
