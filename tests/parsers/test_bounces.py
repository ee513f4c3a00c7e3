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
        (
            "Final-Recipient: rfc822; o'neil@client.example\r\nAction: failed",
            ("o'neil@client.example", None, "failed"),
        ),
        (
            "Final-Recipient: rfc822;<SRS0=Hh=T1=a.example=bob@client.example>\r\nAction: failed",
            ("SRS0=Hh=T1=a.example=bob@client.example", None, "failed"),
        ),
        (
            f"Final-Recipient: rfc822; {'x' * 70}@client.example\r\nAction: failed",
            (None, None, "failed"),
        ),
        # RFC 6533, 3: letters beyond ASCII have a form in ASCII.
        (
            r"Final-Recipient: utf-8; \x{436}an@client.example" + "\r\nAction: failed",
            ("жan@client.example", None, "failed"),
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
            "5.2.2",
            "failed",
        ),
        # MDaemon shows the whole session.
        (
            "Permanent Delivery Failure",
            "--- Session Transcript ---\r\n Fri 10:15:00: <-- 250 2.1.0 Sender OK\r\n"
            " Fri 10:15:00: --> RCPT To:<a@client.example>\r\n Fri 10:15:00: <-- 550 5.1.1 unknown",
            "a@client.example",
            "5.1.1",
            "failed",
        ),
        (
            "Undelivered Mail",
            "Delivery to the following recipient failed permanently: a@client.example\r\n\r\n"
            ">>> 250 2.1.5 ours@desk.example OK\r\n<<< 550 no such user",
            "a@client.example",
            "5.1.1",
            "failed",
        ),
        (
            "Delivery failure",
            "a@client.example\r\n\r\nThe server says 5.2.1.",
            "a@client.example",
            "5.2.1",
            "failed",
        ),
        ("Delivery failure", "The server Exim 4.94.2 does not say whose.", None, None, "failed"),
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # qmail
        (
            "<a@client.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown\n\n"
            "<b@client.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 552 5.2.2 full\n",
            [("a@client.example", "5.1.1"), ("b@client.example", "5.2.2")],
        ),
        # Exim, Mail.ru
        (
            "The following address(es) failed:\n\n  a@client.example\n    mailbox is full\n"
            "  b@client.example\n    550 No such user here\n",
            [("a@client.example", "5.2.2"), ("b@client.example", "5.1.1")],
        ),
        # OpenSMTPD
        (
            "list of recipients:\n\na@client.example: 550 5.1.1 unknown\nb@client.example: 451 4.7.1 wait\n",
            [("a@client.example", "5.1.1"), ("b@client.example", "4.7.1")],
        ),
        # old Sendmail
        (
            "550 <a@client.example>... User unknown\n554 <b@other.example>... 550 Host unknown\n",
            [("a@client.example", "5.1.1"), ("b@other.example", "5.1.2")],
        ),
        # A session's transcript: who was accepted did not fail.
        (
            "RCPT TO:<a@client.example>\n250 2.1.5 ok\nRCPT TO:<b@client.example>\n250 OK\n"
            "RCPT TO:<c@client.example>\n550 5.1.1 unknown\nRCPT TO:<d@client.example>\n550 unknown user\n",
            [("c@client.example", "5.1.1"), ("d@client.example", "5.1.1")],
        ),
        # in two languages, one after the other
        (
            "Не доставлено:\n\n<a@client.example>: ящик переполнен\n\n"
            "Not delivered:\n\n<a@client.example>: mailbox is full\n",
            [("a@client.example", "5.2.2")],
        ),
    ],
)
def test_each_recipient_has_its_own_reason(text: str, told: list[tuple[str, str]]) -> None:
    """Of several recipients each is told, with the status that stands beneath it."""
    mail = _plain("failure notice", text)

    assert [(one.recipient, one.status) for one in mail.bounces] == told
    assert mail.bounce == mail.bounces[0]


@pytest.mark.parametrize(
    "addr",
    ["o'neil@client.example", "bob+a=b@client.example", "SRS0=Hh=T1=a.example=bob@client.example"],
)
@pytest.mark.parametrize(
    "text",
    [
        "<{}>: host x[192.0.2.1] said: 550 5.1.1 unknown user",
        "Your message could not be delivered to {}.",
        "Your message could not be delivered to '{}'.",
        "Your message could not be delivered to “{}”.",
        "  {}\n    550 5.1.1 unknown user",
        "to=<{}>, relay=x[192.0.2.1], status=bounced (550 5.1.1 unknown)",
        "rcpt={}, status=bounced (550 5.1.1 unknown)",
    ],
)
def test_an_address_is_never_cut_to_anothers(addr: str, text: str) -> None:
    """An apostrophe and an equals sign are letters of an address (RFC 5322, 3.2.3)."""
    mail = _plain("Undelivered Mail Returned to Sender", text.format(addr))

    assert [one.recipient for one in mail.bounces] == [addr]


def test_each_group_of_a_status_part_is_a_recipient() -> None:
    """RFC 3464, 2.3: what failed comes before what is late, and that before what arrived."""
    groups = (("a", "delivered", "2.0.0"), ("b", "delayed", "4.4.1"), ("c", "failed", "5.1.1"))
    fields = (
        f"Final-Recipient: rfc822; {who}@x.example\r\nAction: {what}\r\nStatus: {status}\r\n"
        for who, what, status in groups
    )

    mail = _report("\r\n".join(fields))

    assert [(one.action, one.permanent) for one in mail.bounces] == [
        ("failed", True),
        ("delayed", False),
        ("delivered", False),
    ]


@pytest.mark.parametrize("original", ["", "Original-Recipient: rfc822; {}\r\n"])
def test_recipients_whose_groups_no_blank_line_parts_are_told_apart(original: str) -> None:
    """Gateways lose blank lines; each recipient keeps the status beneath it."""
    rows = (("a@x.example", "5.1.1"), ("b@x.example", "5.1.2"), ("c@x.example", "5.2.2"))
    fields = (
        f"{original.format(who)}Final-Recipient: rfc822; {who}\r\nAction: failed\r\nStatus: {status}\r\n"
        for who, status in rows
    )

    mail = _report("".join(fields))

    assert [(one.recipient, one.status) for one in mail.bounces] == list(rows)


@pytest.mark.parametrize(
    ("status", "diagnostic", "told"),
    [
        ("5.0.0", "smtp; 550 5.1.1 <a@x.example>... User Unknown", "5.1.1"),
        # Sendmail translates each refused recipient; what the server said is "blacklisted".
        ("5.1.1", "SMTP; 550 5.7.1 IP address blacklisted by recipient", "5.7.1"),
        ("5.2.2", "smtp; 552 mailbox full", "5.2.2"),
        ("4.5.0", "smtp; 550 5.5.0 Service refused", "5.5.0"),
        ("5.0.0", "smtp; 554 delivery error", "5.0.0"),
        # What went well before the refusal is no reason.
        ("5.1.1", "smtp; 250 2.1.5 ok; 550 unknown", "5.1.1"),
        ("5.0.0", "smtp; 250 2.6.0 queued, then 552 5.2.2 full", "5.2.2"),
        ("2.0.0", "smtp; 250 2.1.0 ok; 550 user unknown", "5.1.1"),
    ],
)
def test_what_the_refusing_server_said_is_truer_than_its_translation(
    status: str, diagnostic: str, told: str
) -> None:
    """RFC 3464, 2.3.6: the diagnostic code is the other server's own word."""
    fields = f"Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: {status}"
    fields += f"\r\nDiagnostic-Code: {diagnostic}"

    mail = _report(fields)

    assert mail.bounce is not None
    assert mail.bounce.status == told


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Delivery failure notification",
            "Your message with subject: hello\ncould not be delivered to the following recipients:\n\n"
            "a@client.example\n\nPlease do not resend your original message.",
        ),
        (
            "Non-Delivery: hello",
            "--- Non-Delivery Report ---\nThe email below could not be delivered\na@x.example",
        ),
        ("Недоставленное сообщение", "Ваше письмо на адрес a@client.example не может быть доставлено."),
    ],
)
def test_a_gateway_without_a_name_is_known_by_its_first_sentence(subject: str, text: str) -> None:
    """Subject and first sentence are a mail system's, and nobody speaks beneath."""
    assert _plain(subject, text, "From: gateway@corp.example").kind is MailKind.BOUNCE


@pytest.mark.parametrize(
    ("header", "subject", "text", "status"),
    [
        (
            "From: postmaster@client.example\r\nReturn-Path: <>",
            "Rejected: Re: hello",
            "Your message to a@client.example was rejected by our content filter: spam score 9.1.\n\n"
            "Reason: 554 5.7.1 Message scored as spam",
            "5.7.1",
        ),
        (
            "From: postmaster@client.example\r\nReturn-Path: <>",
            "Отклонено: hello",
            "Ваше письмо на адрес a@client.example отклонено: 554 5.7.1 спам",
            "5.7.1",
        ),
        (
            "From: <Mail.Router@client.example>",
            "DELIVERY FAILURE: User a not listed",
            "Your message\n  Subject: x\nwas not delivered to:\n  a@client.example\nbecause:\n"
            "  User a not listed in Domino Directory",
            "5.1.1",
        ),
    ],
)
def test_a_refusal_in_words_is_a_bounce(header: str, subject: str, text: str, status: str) -> None:
    """A filter that refuses a mail and the router of Domino write no report, but say why."""
    mail = _plain(subject, text, header)

    assert mail.kind is MailKind.BOUNCE
    assert [(one.recipient, one.status) for one in mail.bounces] == [("a@client.example", status)]


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("почтовый ящик получателя переполнен", "5.2.2"),
        ("ящик пользователя заполнен", "5.2.2"),
        ("в почтовом ящике получателя недостаточно места", "5.2.2"),
        ("ящик получателя заблокирован", "5.2.1"),
        ("the domain client.example couldn't be found", "5.1.2"),
        ("DNS type 'mx' lookup of client.example responded with code NXDOMAIN", "5.1.2"),
        ("домен client.example не найден", "5.1.2"),
    ],
)
def test_a_reason_is_understood_in_words(reason: str, status: str) -> None:
    """Whose mailbox it is, and which domain, may stand between the words."""
    mail = _plain("Mail failure", f"Your message could not be delivered to a@client.example: {reason}.")

    assert [(one.recipient, one.status) for one in mail.bounces] == [("a@client.example", status)]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Mail delivery failed", "Your message could not be delivered to a@x.example. That is what I get."),
        ("Delivery failure", "Your message could not be delivered.\na@x.example\n\nWhat does it mean?"),
        ("Mail is not delivered", "Your mail filter is too strict: mails cannot be delivered to a@x.example"),
        ("Недоставленное сообщение", "Ваше письмо не может быть доставлено. Помогите."),
        ("Не доставлен товар", "Заказ 15 не доставлен, адрес a@x.example."),
    ],
)
def test_a_person_may_paste_the_sentence_of_a_gateway(subject: str, text: str) -> None:
    """A word of one's own beneath it, and it is a person's mail."""
    assert _plain(subject, text, "From: ann@corp.example").kind is MailKind.REQUEST


def test_the_fields_in_a_damaged_text_are_read() -> None:
    """Where the boundary is lost, the fields stand in the text."""
    fields = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.7\n"

    mail = _plain("Delivery status", "It could not be delivered.\n\n" + fields)

    assert mail.bounces == (BounceReport("a@x.example", "4.4.7", "delayed", None),)


def test_a_refusal_by_the_recipients_own_rule_is_a_bounce() -> None:
    """Sieve's "reject" answers with a receipt (RFC 5429, 2.1), though nobody read the mail."""
    head = b"From: Mail Delivery Subsystem <a@x.example>\r\nAuto-Submitted: auto-replied (rejected)\r\n"
    kind = b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
    text = (
        b"--b\r\n\r\nYour message to <ann@x.example> was automatically rejected:\r\nQuota exceeded\r\n--b--"
    )

    mail = read(head + kind + text)

    assert mail.kind is MailKind.BOUNCE
    assert mail.bounce is not None
    assert (mail.bounce.recipient, mail.bounce.status) == ("ann@x.example", "5.2.2")
