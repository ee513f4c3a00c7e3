"""Delivery status notifications (RFC 3464), and the bounces that follow no standard."""

import re
from collections.abc import Iterator, Sequence

from desk.address import fold
from desk.mail import BounceReport
from parsers import bounce_texts, caps, headers, ids
from parsers.body import Body
from parsers.headers import Head
from parsers.marks import MAIL_SYSTEM, Machine, Mark
from parsers.tree import Part

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
_OTHER_REPORTS = frozenset({"feedback-report", "disposition-notification"})
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_GROUP_END = re.compile(rb"\r?\n[ \t]*(?:\r?\n)+")
# A failure is told before a delay, a delay before what went well.
_ORDER = ("failed", "delayed", "relayed", "delivered", "expanded")
_GROUPS = 50


def report(
    head: Head, parts: Sequence[Part], marks: Sequence[Mark], subject: str, content: Body
) -> BounceReport | None:
    """Return what a mail says of a delivery, or None where it is no bounce.

    Of several recipients the first failure is told. What the mail does not say is None.
    """
    if report_type(head) in _OTHER_REPORTS:
        return None
    text = content.text or bounce_texts.from_html(content.html or "")
    status = next((part for part in parts if part.type in _STATUS_TYPES), None)
    # Who forwards a bounce in Thunderbird sends its parts along.
    by_machine = status is not None and bool(marks)
    if not by_machine and not _looks_like_one(head, parts, marks, subject, text):
        return None
    told = _from_status(status.data()[: caps.BOUNCE_TEXT]) if status is not None else None
    guessed = bounce_texts.read(head, subject, text)
    return BounceReport(
        recipient=(told and told.recipient) or guessed.recipient,
        status=(told and told.status) or guessed.status,
        action=(told and told.action) or guessed.action,
        original_message_id=_original_id(head, parts) or guessed.original_message_id,
    )


def _looks_like_one(
    head: Head, parts: Sequence[Part], marks: Sequence[Mark], subject: str, text: str
) -> bool:
    """Tell whether a mail is a bounce though no machine's mark and status part say so together.

    A person may write of failed deliveries, too: without a mail system's mark the subject must begin
    as bounces do, the text must tell of a failure, and the mail that failed must be there.
    """
    if head.has("x-failed-recipients") or report_type(head) == "delivery-status":
        return True
    says = {mark.says for mark in marks}
    answers = Machine.ANSWERS in says
    if any(mark.text == MAIL_SYSTEM for mark in marks):
        return not answers or bounce_texts.tells_failure(subject, text)
    if says & {Machine.DELIVERS, Machine.PERHAPS} and not answers:
        return bounce_texts.tells_failure(subject, text)
    # The subject first: whole texts are searched only where it begins as bounces do.
    if not bounce_texts.begins_as_bounce(subject):
        return False
    returned = any(part.type in _RETURNED_TYPES for part in parts) or bounce_texts.returns_mail(text)
    return returned and bounce_texts.tells_failure(subject, text)


def report_type(head: Head) -> str:
    """Return which report a mail declares to be (RFC 6522, 3), or the empty string."""
    found = re.search(rb"report-type\s*=\s*\"?([a-z-]{1,40})", head.raw("content-type"), re.IGNORECASE)
    return found[1].decode("ascii").lower() if found else ""


def _from_status(data: bytes) -> BounceReport | None:
    """Return the weightiest group of recipient fields (RFC 3464, 2.3)."""
    reports = [told for group in _groups(data) if (told := _from_group(group)) is not None]
    return min(reports, key=_weight, default=None)


def _weight(told: BounceReport) -> int:
    return _ORDER.index(told.action) if told.action in _ORDER else 0


def _groups(data: bytes) -> Iterator[Head]:
    for block in _GROUP_END.split(data.strip(), maxsplit=_GROUPS)[:_GROUPS]:
        yield headers.split(block)[0]


def _from_group(group: Head) -> BounceReport | None:
    # RFC 3464, 2.3.1: the original recipient is the address that we wrote to.
    recipient = _typed(group.text("original-recipient")) or _typed(group.text("final-recipient"))
    action = fold(group.text("action")).strip().partition(" ")[0].strip(";")
    status = _STATUS.search(group.text("status"))
    if not (recipient or action or status):
        return None
    return BounceReport(recipient or None, status[0] if status else None, action or None, None)


def _typed(value: str) -> str:
    """Return the address of ``rfc822; who@where``."""
    text = value.rpartition(";")[2] if ";" in value else value
    match = bounce_texts.ADDRESS.search(text)
    return match[0] if match else ""


def _original_id(head: Head, parts: Sequence[Part]) -> str | None:
    """Return the Message-ID of the mail that came back."""
    for part in parts:
        if part.type in _RETURNED_TYPES:
            found = ids.first(headers.split(part.data())[0], "message-id")
            if found:
                return found
    for name in ("x-original-message-id", "original-message-id", "in-reply-to", "references"):
        found = ids.first(head, name)
        if found:
            return found
    return None
