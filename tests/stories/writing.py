"""What the people of a story write: the bytes of each step's mail, as their mail programs send them."""

import re
from collections.abc import Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from tests.road.road import DESK, HOST, text
from tests.stories.cast import THE_DESK, Person, cast
from tests.stories.passing_on import pass_on
from tests.stories.story import Step

_KEYED = re.compile(r"[\w.]+\+[a-z2-7]{26}@[\w.]+")


def written(step: Step, number: int, answered: EmailMessage | None) -> bytes:
    """Return the mail of the story's step with this number; ``answered`` is the mail that it answers."""
    mail = EmailMessage(policy=SMTP)
    shown = cast()[step.shown or step.sender]
    for name, value in _proof(step, shown):
        mail[name] = value
    mail["From"] = f"{shown.name} <{shown.address}>"
    mail["To"] = ", ".join(_addresses(step.to)) or _reply_address(step, answered)
    if step.cc:
        mail["Cc"] = ", ".join(_addresses(step.cc))
    mail["Subject"] = step.subject if step.subject is not None else _subject(step, answered)
    mail["Message-ID"] = f"<{message_id(step, number)}>"
    if answered is not None and step.way in {"reply", "internal", "ids"}:
        mail["In-Reply-To"] = str(answered["Message-ID"])
        mail["References"] = f"{answered['References'] or ''} {answered['Message-ID']}".strip()
    for name, value in step.headers.items():
        del mail[name]
        mail[name] = value
    _fill(mail, step, answered)
    return mail.as_bytes()


def message_id(step: Step, number: int) -> str:
    """Return the id of the mail of the step with this number."""
    return f"step-{number}@{cast()[step.sender].address.partition('@')[2]}"


def _proof(step: Step, shown: Person) -> Iterable[tuple[str, str]]:
    """Yield what our mail host puts on top of the mail."""
    said = step.proof or ("none" if step.shown else shown.proof)
    host = shown.address.partition("@")[2]
    if said != "none":
        yield "Authentication-Results", f"{HOST}; dmarc={said} header.from={host}"
    yield "Received", f"from mail.{host} by {HOST} with ESMTP; Fri, 20 Nov 2026 12:00:00 +0000"


def _addresses(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        if name == THE_DESK:
            yield DESK
        else:
            yield name if "@" in name else f"{cast()[name].name} <{cast()[name].address}>"


def _reply_address(step: Step, answered: EmailMessage | None) -> str:
    if answered is None or step.way in {"ids", "number"}:
        return DESK
    if step.way == "internal":
        return note_address(answered)
    return str(answered["Reply-To"] or answered["From"])


def note_address(notification: EmailMessage) -> str:
    """Return the address for notes that a notification shows, or has as its own."""
    if str(notification["Reply-To"]).startswith(("Internal", "Внутреннее")):
        return str(notification["Reply-To"])
    shown: list[str] = _KEYED.findall(text(notification))
    assert shown, f"no address for notes is shown:\n{text(notification)}"
    return shown[0]


def _subject(step: Step, answered: EmailMessage | None) -> str:
    if step.passes_on is not None:
        return f"{step.passes_on.prefix}{step.passes_on.subject}"
    subject = "" if answered is None else str(answered["Subject"])
    return subject if answered is None or subject.startswith("Re:") else f"Re: {subject}"


def _fill(mail: EmailMessage, step: Step, answered: EmailMessage | None) -> None:
    plain, html = step.text, step.html
    if answered is not None:
        plain, html = plain.replace("{quote}", quote(answered)), html.replace("{quote}", html_quote(answered))
    if step.passes_on is not None:
        pass_on(mail, plain, step.passes_on)
    elif plain or not html:
        _set_text(mail, plain, step)
    if html and plain:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html", charset=step.charset)
    for file in step.files:
        kind, _, subtype = file.type.partition("/")
        source = "" if answered is None else answered.as_string()
        data = file.text.replace("{mail}", source).encode()
        if kind == "message":
            mail.add_attachment(message_from_bytes(data, policy=SMTP), filename=file.name)
        else:
            mail.add_attachment(data, maintype=kind, subtype=subtype, filename=file.name)


def _set_text(mail: EmailMessage, plain: str, step: Step) -> None:
    if step.encoded:
        mail.set_content(plain.encode(step.encoded), maintype="text", subtype="plain", cte="base64")
        mail.set_param("charset", step.charset)
    else:
        mail.set_content(plain, charset=step.charset)


def quote(mail: EmailMessage) -> str:
    """Return a mail quoted as mail programs do."""
    lines = (f"> {line}".rstrip() for line in text(mail).splitlines())
    return "\n".join((f"On Fri, 20 Nov 2026 at 12:00, {mail['From']} wrote:", *lines))


def html_quote(mail: EmailMessage) -> str:
    """Return a mail quoted in HTML, of its own HTML where it has any."""
    part = mail.get_body(("html", "plain"))
    assert part is not None
    inner = re.sub(r"(?is).*<body[^>]*>|</body>.*", "", part.get_content())
    return (
        f'<div>On Fri, 20 Nov 2026 at 12:00, Support wrote:</div><blockquote type="cite">{inner}</blockquote>'
    )


def bounce(mail: EmailMessage, number: int, recipient: str, status: str) -> bytes:
    """Return what a mail system sends back about a mail that it could not deliver (RFC 3464)."""
    path = str(mail["Return-Path"]).strip("<>")
    return (
        f"From: Mail Delivery System <mailer-daemon@mx.other.example>\r\nTo: {path}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"MIME-Version: 1.0\r\nMessage-ID: <bounce-{number}@mx.other.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.other.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    ).encode()
