"""A mail as one JSON object, for ``read`` and for the fixtures of the tests."""

from desk.address import Address
from desk.mail import Attachment, BounceReport, Forwarded, Mail, MailKind


def as_record(file: str, mail: Mail) -> dict[str, object]:
    """Return what was read, its keys in a fixed order; dates are ISO 8601 with their offset."""
    return {
        "file": file,
        "kind": mail.kind.value,
        "subject": mail.subject,
        "from": mail.sender.addr if mail.sender else None,
        "from_name": mail.sender.name if mail.sender else "",
        "to": _addresses(mail.to),
        "cc": _addresses(mail.cc),
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id or None,
        "in_reply_to": mail.in_reply_to or None,
        "references": list(mail.references),
        "language": mail.language.value if mail.language else None,
        "visible_text": mail.visible_text,
        "quoted_text": mail.quoted_text,
        "signature": mail.signature,
        "html_present": mail.html_present,
        "attachments": _files(mail.attachments),
        "request_kind": mail.request_kind.value,
        "request_kind_confidence": mail.request_kind_confidence,
        "fields": dict(mail.fields),
        "intent": mail.intent.value,
        "intent_confidence": mail.intent_confidence,
        "bounce": _bounce(mail.bounce),
        "oddities": list(mail.oddities),
        "kind_evidence": mail.kind_evidence,
        "automatic": list(mail.automatic),
        "bounces": [_bounce(report) for report in mail.bounces],
        "calendar_method": mail.calendar_method,
        "calendar_answer": mail.calendar_answer,
        "request_kind_evidence": list(mail.request_kind_evidence),
        "intent_evidence": list(mail.intent_evidence),
        "argument": mail.argument,
        "choice": mail.choice,
        "charsets": [
            {
                "where": one.where,
                "name": one.name,
                "confidence": one.confidence,
                "is_declared": one.is_declared,
            }
            for one in mail.charsets
        ],
        "forwarded": _forwarded(mail.forwarded),
    }


def unreadable(why: str) -> Mail:
    """Return what stands for a file that could not be read at all; ``why`` is a sentence for people."""
    return Mail(kind=MailKind.UNREADABLE, oddities=(why,))


def _addresses(people: tuple[Address, ...]) -> list[str]:
    return [person.addr for person in people]


def _files(attachments: tuple[Attachment, ...]) -> list[dict[str, object]]:
    return [
        {"name": one.name, "type": one.type, "size": one.size, "sha256": one.sha256} for one in attachments
    ]


def _forwarded(one: Forwarded | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "from": one.sender.addr,
        "from_name": one.sender.name,
        "subject": one.subject,
        "date": one.date.isoformat() if one.date else None,
        "text": one.text,
        "comment": one.comment,
        "attachments": _files(one.attachments),
        "language": one.language.value if one.language else None,
    }


def _bounce(report: BounceReport | None) -> dict[str, str | None] | None:
    if report is None:
        return None
    return {
        "recipient": report.recipient,
        "status": report.status,
        "action": report.action,
        "original_message_id": report.original_message_id,
    }
