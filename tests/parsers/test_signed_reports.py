"""Reports that are signed: a gateway's signature changes nothing about what a mail is."""

import base64

import pytest

from desk.mail import MailKind
from parsers.mail import read
from tests.parsers.test_sealed import signed_data

HEAD = "From: {}@mx.example\r\nTo: d@desk.example\r\nSubject: {}\r\n"
REPORT = "Content-Type: multipart/report; report-type={0}; boundary=b\r\n\r\n--b\r\n\r\nA report.\r\n--b\r\n"
RETURNED = "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <1@desk.example>\r\n\r\nx\r\n--b--\r\n"

BOUNCE = (
    REPORT.format("delivery-status")
    + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
    + "Final-Recipient: rfc822; bob@client.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    + RETURNED
)
RECEIPT = (
    REPORT.format("disposition-notification")
    + "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; ann@mx.example\r\n"
    + "Disposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n"
)
COMPLAINT = (
    REPORT.format("feedback-report")
    + "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
    + RETURNED
)
REPORTS = {
    "bounce": (BOUNCE, MailKind.BOUNCE),
    "receipt": (RECEIPT, MailKind.RECEIPT),
    "complaint": (COMPLAINT, MailKind.LIST),
}


def _beside(inner: str) -> str:
    """Return a report with its signature beside it (RFC 1847)."""
    return (
        f"Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n{inner}\r\n--s\r\n"
        "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n"
    )


def _inside(inner: str) -> str:
    """Return a report in an opaque signature (RFC 8551, 3.5.2)."""
    data = base64.encodebytes(signed_data(inner.encode())).decode().replace("\n", "\r\n")
    kind = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{data}"


@pytest.mark.parametrize("wrap", [str, _beside, _inside])
@pytest.mark.parametrize("name", REPORTS)
def test_a_signed_report_is_that_report(name: str, wrap: type[str]) -> None:
    """Whoever sends it: what stands in the structure decides."""
    inner, kind = REPORTS[name]

    mail = read((HEAD.format("gateway", "A report") + wrap(inner)).encode())

    assert mail.kind is kind
    if kind is MailKind.BOUNCE:
        assert mail.bounce is not None
        assert (mail.bounce.recipient, mail.bounce.status) == ("bob@client.example", "5.1.1")
        assert mail.bounce.original_message_id == "1@desk.example"


def test_a_report_that_a_person_forwards_is_a_persons_mail() -> None:
    """It stands beside the person's words, signed or not."""
    part = BOUNCE.partition("--b\r\n")[2]
    inner = f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{part}".replace("A report.", "Why?")

    assert read((HEAD.format("ann", "Fwd: mail") + _beside(inner)).encode()).kind is MailKind.REQUEST


@pytest.mark.parametrize(
    ("subject", "body", "kind"),
    [
        ("Report domain: desk.example Submitter: mx.example Report-ID: 42", "application/zip", MailKind.LIST),
        (
            "Report Domain: desk.example Submitter: mx.example Report-ID: <a.b@mx.example>",
            "application/gzip",
            MailKind.LIST,
        ),
        ("Report domain: desk.example Submitter: mx.example Report-ID: 42", "text/plain", MailKind.REQUEST),
        (
            "Fwd: Report domain: desk.example Submitter: mx.example Report-ID: 42",
            "application/zip",
            MailKind.REQUEST,
        ),
    ],
)
def test_a_report_about_a_domain_is_no_request(subject: str, body: str, kind: MailKind) -> None:
    """DMARC names it in the subject and packs it (RFC 7489, 7.2.1.1); who forwards one asks something."""
    raw = HEAD.format("noreply-dmarc", subject) + f"Content-Type: {body}; name=r\r\n\r\nx"

    assert read(raw.encode()).kind is kind


def test_a_report_about_tls_is_no_request() -> None:
    """It is a multipart/report of its own type (RFC 8460, 5.3)."""
    inner = REPORT.format("tlsrpt") + "Content-Type: application/tlsrpt+gzip; name=r.gz\r\n\r\nx\r\n--b--\r\n"

    assert read((HEAD.format("tls", "A report") + inner).encode()).kind is MailKind.LIST


@pytest.mark.parametrize(
    ("attendee", "answer"),
    [
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@corp.example", "accepted"),
        ('ATTENDEE;CN="Ann; of: corp";PARTSTAT=DECLINED:mailto:ann@corp.example', "declined"),
        ('ATTENDEE;CN="x;PARTSTAT=ACCEPTED";PARTSTAT="TENTATIVE":mailto:ann@corp.example', "tentative"),
        ("ATTENDEE;CN=Ann;PART\r\n STAT=DECL\r\n INED:mailto:ann@corp.example", "declined"),
        ("ATTENDEE:mailto:b@c.example\r\nattendee;partstat=accepted:mailto:ann@corp.example", "accepted"),
        ("ATTENDEE;CN=Ann:mailto:ann@corp.example", ""),
        ("X-ATTENDEE;PARTSTAT=ACCEPTED:x\r\nATTENDEES;PARTSTAT=ACCEPTED:x", ""),
    ],
)
def test_the_answer_to_an_invitation_is_read(attendee: str, answer: str) -> None:
    """What stands in quotes is a value, however much it looks like a parameter (RFC 5545, 3.2)."""
    ics = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR"
    raw = HEAD.format("ann", "Re: Meeting") + f"Content-Type: text/calendar; method=REPLY\r\n\r\n{ics}\r\n"

    mail = read(raw.encode())

    assert (mail.kind, mail.calendar_method, mail.calendar_answer) == (MailKind.CALENDAR, "REPLY", answer)


@pytest.mark.parametrize(
    "line", ["METHOD:REPLY", "method:reply", "Method: Reply", "METHOD;X-BY=a:REPLY", "METHOD:REQ\r\n UEST"]
)
def test_a_calendar_without_a_declared_method_names_it(line: str) -> None:
    """RFC 5545, 1.3 and 3.1: names are of any case, may have parameters, and any line may be folded."""
    raw = (
        HEAD.format("ann", "Re: Meeting")
        + f"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n{line}\r\n"
    )

    mail = read(raw.encode())

    assert (mail.kind, mail.calendar_method) == (
        MailKind.CALENDAR,
        "REQUEST" if "UEST" in line else "REPLY",
    )


@pytest.mark.parametrize(
    ("sender", "text", "kind"),
    [
        ("no-reply", "Ваш код подтверждения: 482913. Никому его не сообщайте.", MailKind.LIST),
        ("no-reply", "Enter this code: 593 021 to confirm your address.", MailKind.LIST),
        ("no-reply", "123456 is your Example code.", MailKind.LIST),
        ("no-reply", "Введите код 4829, если вы не запрашивали его, удалите письмо.", MailKind.LIST),
        ("no-reply", "Код подтверждения не приходит, клиент 123456", MailKind.REQUEST),
        ("no-reply", "I did not receive the verification code, my number is 123456", MailKind.REQUEST),
        ("no-reply", "Client code: 123456, the printer is broken", MailKind.REQUEST),
        ("ann", "Ваш код подтверждения: 482913", MailKind.REQUEST),
    ],
)
def test_a_code_to_log_in_with_is_told_from_a_form_about_one(sender: str, text: str, kind: MailKind) -> None:
    """A form's mail may come from a sender that reads nothing, and be about a code that never came."""
    raw = HEAD.format(sender, "x") + f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"

    assert read(raw.encode()).kind is kind
