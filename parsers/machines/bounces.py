"""Delivery status notifications (RFC 3464), and the bounces that follow no standard."""

from collections.abc import Sequence
from dataclasses import replace

from desk.address import fold
from desk.mail import BounceReport
from parsers import caps
from parsers.head import headers, ids, people
from parsers.head.headers import Head
from parsers.machines import bounce_notices, bounce_reasons, bounce_texts, delivery_status
from parsers.machines.marks import MAIL_SYSTEM, NAMED_SYSTEM, POSTMASTER, Machine, Mark
from parsers.machines.report_types import DELIVERY, FEEDBACK, RECEIPT
from parsers.parts.tree import Part

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_REPORT = b"report-type=delivery-status"
_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    }
)


def reports(
    head: Head, parts: Sequence[Part], marks: Sequence[Mark], subject: str, text: str, kind: str
) -> tuple[BounceReport, ...]:
    """Return what a mail says of a delivery, the weightiest first; empty where it is no bounce.

    ``kind`` is the report that the mail is. What the mail does not say is None: a bounce that names nobody
    has one report all the same.
    """
    if kind == FEEDBACK or (kind == RECEIPT and not _is_refusal(head)):
        return ()
    noticed = bounce_notices.reports(marks, text)
    if noticed:
        return noticed
    status = next((part for part in parts if part.type in _STATUS_TYPES), None)
    # Who forwards a bounce in Thunderbird sends its parts along; a mail that is nothing else is no person's.
    by_machine = status is not None and (bool(marks) or len(parts) == 1)
    if kind != DELIVERY and not by_machine and not _looks_like_one(head, parts, marks, subject, text):
        return ()
    told = delivery_status.reports(_fields(status, parts, text))
    guessed = bounce_texts.read(head, subject, text, by_words=not any(one.status for one in told))
    original = _original_id(head, parts)
    every = tuple(
        replace(one, original_message_id=original or guessed[0].original_message_id)
        for one in _completed(told, guessed)
    )
    if any(one.recipient for one in every):
        return every
    return (replace(every[0], recipient=_only_recipient(parts)), *every[1:])


def _fields(status: Part | None, parts: Sequence[Part], text: str) -> bytes:
    """Return the fields of a delivery status: of its part, of a damaged text, of a packed report."""
    if status is not None:
        return status.data()[: caps.BOUNCE_TEXT]
    # Gateways pack the report of another system into a mail of their own.
    packed = (part.data()[: caps.BOUNCE_TEXT] for part in parts if part.type == "message/rfc822")
    inner = next((data for data in packed if _REPORT in data.lower()), b"")
    return bounce_texts.fields_in(text) or bounce_texts.fields_in(inner.decode("utf-8", "replace"))


def _completed(told: tuple[BounceReport, ...], guessed: tuple[BounceReport, ...]) -> tuple[BounceReport, ...]:
    """Return what the fields say, and where they do not say it what the words say of the same recipient."""
    by_address = {fold(one.recipient or ""): one for one in guessed}
    only = guessed[0] if len(told) == 1 else None
    pairs = ((one, by_address.get(fold(one.recipient or ""), only)) for one in told)
    return tuple(_filled(one, other) if other else one for one, other in pairs) or guessed


def _filled(one: BounceReport, other: BounceReport) -> BounceReport:
    status = one.status or other.status
    # A status that hardly tells anything gives way to one that does.
    vague = status is not None and bounce_reasons.is_vague(status)
    if vague and one.action in {None, "failed", "delayed"} and (other.status or "")[:1] == (status or "")[:1]:
        status = other.status
    recipient, action = one.recipient or other.recipient, one.action or other.action
    return replace(one, recipient=recipient, status=status, action=action)


def _only_recipient(parts: Sequence[Part]) -> str | None:
    """Return whom the failed mail was written to, where that is one address alone."""
    for part in parts:
        if part.type in _RETURNED_TYPES:
            found = people.in_fields(headers.split(part.data())[0], "to", "cc")
            return found[0].addr if len(found) == 1 else None
    return None


def _is_refusal(head: Head) -> bool:
    """Tell whether a receipt says that the mail was refused, as Sieve's "reject" does (RFC 5429, 2.1)."""
    return b"rejected" in head.raw("auto-submitted").lower()


def _looks_like_one(
    head: Head, parts: Sequence[Part], marks: Sequence[Mark], subject: str, text: str
) -> bool:
    """Tell whether a mail is a bounce though no machine's mark and status part say so together.

    A person may write of failed deliveries, too, and so may a web form that nobody can answer: without a
    mail system's mark the subject must be a bounce's, or its sender read no answer; the text must tell of a
    failure in a machine's words; and the mail that failed must be there, or the refusal. A postmaster needs
    less, unless there is a person at work.
    """
    if head.has("x-failed-recipients"):
        return True
    says, texts = {mark.says for mark in marks}, {mark.text for mark in marks}
    answers = not says.isdisjoint({Machine.ANSWERS, Machine.SEEMS})
    if MAIL_SYSTEM in texts:
        return not answers or bounce_texts.tells_failure(subject, text)
    if NAMED_SYSTEM in texts and bounce_texts.tells_failure(subject, text):
        return True
    # The subject first: whole texts are searched only where it is a bounce's.
    named, perhaps = bounce_texts.is_subject(subject), Machine.PERHAPS in says and not answers
    if not says.isdisjoint({Machine.DELIVERS, Machine.MAY_DELIVER}):
        # RFC 3834, 5: a report of a delivery may say "auto-replied" as an absence does.
        refused = named and bounce_texts.quotes_server(text) and bounce_texts.tells_failure("", text)
        return refused if answers else bounce_texts.tells_failure(subject, text)
    if not (named or perhaps):
        return False
    if named and bounce_texts.is_nothing_else(text):
        return True
    returned = any(part.type in _RETURNED_TYPES for part in parts) or bounce_texts.returns_mail(text)
    if named and perhaps and POSTMASTER in texts:
        return (returned or bounce_texts.tells_failure("", text)) and not bounce_texts.asks(text)
    return (returned or (perhaps and bounce_texts.quotes_server(text))) and bounce_texts.is_by_machine(text)


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
