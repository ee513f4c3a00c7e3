"""Bounces, complaints and deliveries that Amazon SES tells in JSON, in mails of its notification service."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from desk.address import is_addr_spec
from desk.mail import BounceReport
from parsers import caps
from parsers.machines import bounce_reasons
from parsers.machines.marks import Mark

_BEGINS = ('{"notificationType"', '{"eventType"', '{"Type"')
# Sendmail breaks lines that are longer than SMTP has them (RFC 5321, 4.5.3.1.6) like this.
_BROKEN = "!\n "
_MOST = 50

# Of each kind: where its details stand, in which list its recipients, and what became of the mail.
_KINDS = {
    "bounce": ("bounce", "bouncedRecipients", "failed"),
    "delivery": ("delivery", "recipients", "delivered"),
    "deliverydelay": ("deliveryDelay", "delayedRecipients", "delayed"),
}


def tells_complaint(marks: Sequence[Mark], text: str) -> bool:
    """Tell whether a recipient complained of a mail, as a feedback report would say (RFC 5965)."""
    return _kind(_told(marks, text)) == "complaint"


def reports(marks: Sequence[Mark], text: str) -> tuple[BounceReport, ...]:
    """Return what is told of each recipient; empty where the mail is no such notice."""
    told = _told(marks, text)
    if _kind(told) not in _KINDS:
        return ()
    place, listed, action = _KINDS[_kind(told)]
    details = _mapping(told.get(place))
    rows = details.get(listed)
    every = (_report(row, details, action) for row in (rows if isinstance(rows, list) else [])[:_MOST])
    return tuple(every) or (BounceReport(None, None, action, None),)


def _report(row: object, details: Mapping[str, Any], action: str) -> BounceReport:
    one = row if isinstance(row, dict) else {"emailAddress": row}
    said = " ".join(str(value) for value in (one.get("status"), one.get("diagnosticCode")) if value)
    response = str(details.get("smtpResponse", ""))
    if action == "delivered":
        status = bounce_reasons.accepted(response)
    else:
        status = bounce_reasons.written(said) or bounce_reasons.written(response)
    if status is None and action == "failed":
        # RFC 3463, 3.1: only the class is known.
        status = {"Permanent": "5.0.0", "Transient": "4.0.0"}.get(str(details.get("bounceType")))
    addr = str(one.get("emailAddress", ""))
    return BounceReport(addr if is_addr_spec(addr) else None, status, action, None)


def _told(marks: Sequence[Mark], text: str) -> Mapping[str, Any]:
    """Return the notice that a text begins with. JSON in a person's mail is none."""
    text = text[: caps.BOUNCE_TEXT].lstrip()
    if not marks or not text.startswith(_BEGINS):
        return {}
    told = _decoded(text.replace(_BROKEN, ""))
    inner = told.get("Message")
    # So it comes where the subscription wraps what it delivers.
    return _decoded(inner) if isinstance(inner, str) else told


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        return _mapping(json.JSONDecoder(strict=False).raw_decode(text)[0])
    except (ValueError, RecursionError):
        return {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _kind(told: Mapping[str, Any]) -> str:
    kind = told.get("notificationType") or told.get("eventType")
    return kind.replace(" ", "").lower() if isinstance(kind, str) else ""
