"""Each verdict on a mail's kind says what it rests on; calendars, receipts, notices."""

import pytest

from desk.mail import Mail, MailKind
from parsers.mail import read


def _mail(*lines: str, sender: str = "ann@corp.example") -> Mail:
    return read("\n".join((f"From: {sender}", *lines)).encode())


@pytest.mark.parametrize(
    ("lines", "kind", "evidence"),
    [
        (("Auto-Submitted: auto-replied", "", "x"), MailKind.AUTO_REPLY, "Auto-Submitted: auto-replied"),
        (("List-Id: <a.example>", "", "x"), MailKind.LIST, "List-Id: <a.example>"),
        (("Return-Path: <>", "", "x"), MailKind.AUTO_REPLY, "Return-Path: <>"),
        (("In-Reply-To: <a@b.example>", "", "x"), MailKind.REPLY, "it answers a mail"),
        (("Subject: hello", "", "x"), MailKind.REQUEST, ""),
        (
            ("Content-Type: message/disposition-notification", "", "Disposition: x; displayed"),
            MailKind.RECEIPT,
            "a receipt (RFC 8098)",
        ),
        (
            ("Subject: Read: hello", "", "Your message\n\nTo: Ann\nSubject: hello\n\nwas read on Monday."),
            MailKind.RECEIPT,
            "a receipt (RFC 8098)",
        ),
        (
            ("Subject: Прочитано: привет", "", "Ваше сообщение\n\nТема: привет\n\nпрочитано 1 мая."),
            MailKind.RECEIPT,
            "a receipt (RFC 8098)",
        ),
        (("Subject: Read: the manual", "", "Where can I find it?"), MailKind.REQUEST, ""),
    ],
)
def test_a_verdict_names_its_evidence(lines: tuple[str, ...], kind: MailKind, evidence: str) -> None:
    """The header, the report or the words that decided are told."""
    mail = _mail(*lines)

    assert (mail.kind, mail.kind_evidence) == (kind, evidence)


@pytest.mark.parametrize(
    ("method", "status", "answer"),
    [
        ("REPLY", "ACCEPTED", "accepted"),
        ("REPLY", "declined", "declined"),
        ("REPLY", '"TENTATIVE"', "tentative"),
        ("REQUEST", "NEEDS-ACTION", ""),
        ("CANCEL", "ACCEPTED", ""),
    ],
)
def test_the_answer_to_an_invitation_is_read(method: str, status: str, answer: str) -> None:
    """RFC 5545, 3.2.12: a reply's attendee says whether he comes; lines may be folded."""
    mail = _mail(
        f"Content-Type: text/calendar; method={method}",
        "",
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nATTENDEE;CN=Ann;PART\n STAT={status}:mailto:ann@corp.example",
    )

    assert (mail.kind, mail.calendar_method, mail.calendar_answer) == (MailKind.CALENDAR, method, answer)
    assert mail.kind_evidence == f"a calendar's {method}"


@pytest.mark.parametrize(
    ("sender", "header", "text", "kind"),
    [
        ("no-reply@x.example", "Subject: Sign in", "Your verification code is 123456.", MailKind.LIST),
        ("noreply@x.example", "Subject: Вход", "Ваш код подтверждения: 4711", MailKind.LIST),
        ("security@x.example", "Subject: 123456 is your login code", "It ends soon.", MailKind.LIST),
        (
            "no-reply@x.example",
            "Reply-To: a@b.example",
            "Your verification code is 123456.",
            MailKind.REQUEST,
        ),
        ("no-reply@x.example", "Subject: Form", "The verification code does not arrive.", MailKind.REQUEST),
        ("ann@x.example", "Subject: Sign in", "My verification code is 123456, it fails.", MailKind.REQUEST),
    ],
)
def test_a_code_to_log_in_with_is_a_programs_notice(
    sender: str, header: str, text: str, kind: MailKind
) -> None:
    """Only from a sender that reads no answer; what a web form sends bears its writer's address."""
    assert _mail(header, "", text, sender=sender).kind is kind


def test_a_complaint_of_hotmail_is_known() -> None:
    """It is older than feedback reports (RFC 5965) and looks like none."""
    mail = _mail(
        "Subject: complaint about message from 192.0.2.1",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b\nContent-Type: message/rfc822\n\nSubject: hello\n\nhello\n--b--",
        sender="staff@hotmail.com",
    )

    assert (mail.kind, mail.kind_evidence) == (MailKind.LIST, "a complaint (RFC 5965)")
