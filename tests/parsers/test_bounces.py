"""Bounces: whose mail did not arrive, why, and which mail it was."""

import pytest

from desk.mail import BounceReport, Mail, MailKind
from parsers.mail import read

OURS = "postdesk.aaaabbbbccccddddeeeeffff22@postdesk.example"
SYSTEM = "From: MAILER-DAEMON@relay.example"
TO = "To: bounce@postdesk.example"


def _plain(subject: str, text: str, *header: str) -> Mail:
    lines = (*(header or (SYSTEM,)), TO, f"Subject: {subject}", "", text)
    return read("\r\n".join(lines).encode())


def _report(status: str, *more: str) -> Mail:
    """Return a mail with these groups of delivery-status fields, and more parts."""
    parts = ("Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n" + status, *more)
    inner = "".join(f"--b\r\n{part}\r\n" for part in parts)
    head = (
        f"{SYSTEM}\r\n{TO}\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    )
    return read(f"{head}{inner}--b--\r\n".encode())


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            "Final-Recipient: rfc822; a@client.example\r\nAction: failed\r\nStatus: 5.1.1",
            ("a@client.example", "5.1.1", "failed"),
        ),
        (
            "final-recipient: RFC822;<a@client.example>\r\naction: Failed\r\nstatus: 5.1.1 (unknown)",
            ("a@client.example", "5.1.1", "failed"),
        ),
        (
            "Original-Recipient: rfc822;a@client.example\r\n"
            "Final-Recipient: rfc822;b@inside.example\r\nAction: failed",
            ("a@client.example", None, "failed"),
        ),
        (
            "Final-Recipient: rfc822; a@client.example\r\nAction: delayed\r\nStatus: 4.4.1",
            ("a@client.example", "4.4.1", "delayed"),
        ),
        (
            "Final-Recipient: rfc822; a@client.example\r\nAction: delivered\r\nStatus: 2.0.0",
            ("a@client.example", "2.0.0", "delivered"),
        ),
        (
            "Final-Recipient: rfc822; a@client.example\r\nAction: delayed\r\n\r\n"
            "Final-Recipient: rfc822; b@client.example\r\nAction: failed\r\nStatus: 5.0.0",
            ("b@client.example", "5.0.0", "failed"),
        ),
        ("Action: failed\r\nStatus: 5.0.0", (None, "5.0.0", "failed")),
        ("nothing", (None, None, "failed")),
    ],
)
def test_a_status_part_is_read_by_its_fields(
    status: str, told: tuple[str | None, str | None, str | None]
) -> None:
    """RFC 3464: the recipient that we wrote to, the failure before the delay."""
    mail = _report(status)

    assert mail.kind is MailKind.BOUNCE
    assert mail.bounce == BounceReport(*told, None)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_the_failed_mail_names_itself(kind: str) -> None:
    """The Message-ID is that of the mail that came back, not of the bounce."""
    returned = f"Content-Type: {kind}\r\n\r\nSubject: hello\r\nMessage-ID: <{OURS}>\r\n\r\nhello"

    mail = _report("Final-Recipient: rfc822; a@client.example\r\nAction: failed", returned)

    assert mail.bounce is not None
    assert mail.bounce.original_message_id == OURS


@pytest.mark.parametrize(
    ("subject", "text", "recipient", "status", "action"),
    [
        (
            "failure notice",
            "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n"
            "<a@client.example>:\r\n550 5.1.1 No such user",
            "a@client.example",
            "5.1.1",
            "failed",
        ),
        (
            "Warning: message 1abc delayed 24 hours",
            "The message has not yet been delivered to the following recipients:\r\n\r\n  a@client.example",
            "a@client.example",
            None,
            "delayed",
        ),
        (
            "Undeliverable: hello",
            "Your message\r\n  To: list@other.example\r\ndid not reach the following recipient(s):\r\n"
            "a@client.example on Fri",
            "a@client.example",
            None,
            "failed",
        ),
        (
            "Returned mail: User unknown",
            "----- Transcript of session follows -----\r\n"
            ">>> RCPT To:<a@client.example>\r\n<<< 550 5.1.1 unknown",
            "a@client.example",
            "5.1.1",
            "failed",
        ),
        (
            "Ваше сообщение не доставлено",
            "Сообщение не может быть доставлено следующим получателям:\r\n<a@client.example> ящик переполнен",
            "a@client.example",
            None,
            "failed",
        ),
        ("Delivery failure", "We do not say whose.", None, None, "failed"),
    ],
)
def test_a_bounce_in_plain_words_is_understood(
    subject: str, text: str, recipient: str | None, status: str | None, action: str
) -> None:
    """What qmail, Exim, Exchange and others write for people tells the same."""
    returned = f"\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <{OURS}>\r\n"

    mail = _plain(subject, text + returned)

    assert mail.kind is MailKind.BOUNCE
    assert mail.bounce == BounceReport(recipient, status, action, OURS)


@pytest.mark.parametrize(
    "header",
    [
        ("From: Mailer-Daemon <>",),
        ("From: <>", "Return-Path: <>"),
        ("From: postmaster@relay.example",),
        ("From: postmaster@relay.example", "Return-Path: <>"),
        ("From: Mail Delivery System <system@relay.example>",),
        ("From: system@relay.example", "X-Failed-Recipients: a@client.example"),
    ],
)
def test_a_mail_system_is_known_by_its_name(header: tuple[str, ...]) -> None:
    """Mail systems write under few names."""
    mail = _plain("Delivery failure", "The mail could not be delivered to a@client.example.", *header)

    assert mail.kind is MailKind.BOUNCE
    assert mail.bounce is not None
    assert mail.bounce.recipient == "a@client.example"


@pytest.mark.parametrize(
    ("header", "subject", "text"),
    [
        (
            "From: ann@corp.example",
            "Mail delivery failed",
            "My mail to a@client.example could not be delivered. Why?",
        ),
        (
            "From: ann@corp.example",
            "Fwd: Undelivered Mail Returned to Sender",
            "--- Original message\r\n550 user unknown",
        ),
        ("From: postmaster@corp.example", "New mailbox", "Please make a mailbox for Ann."),
        ("From: ann@corp.example", "Returned goods", "The parcel was delivered late."),
    ],
)
def test_a_person_may_write_of_failed_mail(header: str, subject: str, text: str) -> None:
    """Without a mail system's mark, or the mail that failed, words alone make no bounce."""
    assert _plain(subject, text, header).kind is MailKind.REQUEST


def test_a_complaint_is_no_bounce() -> None:
    """The mail of a feedback report did arrive (RFC 5965)."""
    kind = b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"

    assert (
        read(b"From: MAILER-DAEMON@x.example\r\n" + kind + b"--b\r\n\r\nabuse\r\n--b--").kind is MailKind.LIST
    )
