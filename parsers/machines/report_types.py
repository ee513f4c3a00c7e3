"""Which report a mail is (RFC 6522): as it declares, as its parts tell, or as its words do."""

import re
from collections.abc import Sequence

from parsers.parts.sealed import ENVELOPES
from parsers.parts.tree import Part

RECEIPT = "disposition-notification"
FEEDBACK = "feedback-report"
DELIVERY = "delivery-status"
# What mail systems tell each other about a domain: DMARC (RFC 7489, 7.2) and TLS (RFC 8460).
AGGREGATE = "tlsrpt"

_DECLARED = re.compile(r"report-type\s*=\s*\"?([a-z-]{1,40})", re.IGNORECASE)
_IS_REPORT = re.compile(r"\s*multipart/report\b", re.IGNORECASE)
# Only what a report of that type holds (RFC 8098, 3; RFC 5965, 2).
_BY_PART = {"message/disposition-notification": RECEIPT, "message/feedback-report": FEEDBACK}

# Outlook and Exchange, where a gateway took the report's parts off: subject and first sentence together.
_READ = re.compile(
    r"(?:not )?read(?: receipt)?:|return receipt\b|(?:не )?прочитано:|прочтено:|уведомление о прочтении"
    r"|(?:un)?gelesen:|lu ?:|leído:|letto:|przeczytano:|прочитане:",
    re.IGNORECASE,
)
_WAS_READ = re.compile(
    r"\s{0,20}(?:your (?:message|mail|e-mail)|this is a (?:return|read) receipt|the message"
    r"|ваше (?:сообщение|письмо)|это (?:уведомление|подтверждение) о (?:прочтении|получении)"
    r"|ihre nachricht|votre message|su mensaje|il messaggio|wiadomość|ваше повідомлення)\b"
    r".{0,600}?\b(?:was (?:read|opened|displayed|deleted)|has been (?:read|displayed)|you sent"
    r"|прочитано|прочтено|открыто|удалено|gelesen|a été lu|se leyó|leído|letto|przeczytan|прочитане)",
    re.IGNORECASE | re.DOTALL,
)
# Hotmail's complaints (JMRP) are no feedback reports, and older than they.
_COMPLAINT = re.compile(r"complaint about message from \d{1,3}(?:\.[\dx*]{1,3}){3}\s*", re.IGNORECASE)


_DMARC = re.compile(
    r"report domain: ?[\w.-]{1,255} submitter: ?[\w.@-]{1,255} report-id: ?\S{1,255}.{0,60}", re.IGNORECASE
)
_PACKED = re.compile(r"application/(?:x-)?(?:zip|gzip)(?:-compressed)?|(?:application|text)/xml")


def of(root: Part, parts: Sequence[Part], subject: str, text: str) -> str:
    """Return which report a mail is, or the empty string. Parts that a person forwards make none."""
    kind = _unwrapped(root).text("content-type")
    declared = _DECLARED.search(kind)
    if declared is not None:
        return declared[1].lower()
    if _IS_REPORT.match(kind) or len(parts) == 1:
        found = next((_BY_PART[part.type] for part in parts if part.type in _BY_PART), "")
        if found:
            return found
    if _READ.match(subject) and _WAS_READ.match(text):
        return RECEIPT
    if _COMPLAINT.fullmatch(subject) and any(part.type == "message/rfc822" for part in parts):
        return FEEDBACK
    if _DMARC.fullmatch(subject) and any(_PACKED.fullmatch(part.type) for part in parts):
        return AGGREGATE
    return ""


def _unwrapped(root: Part) -> Part:
    """Return what a signature beside it or around it signs, or a gateway packed into a shell of its own."""
    part = root
    while part.parts and (_is_signature(part) or (part.type == "multipart/mixed" and len(part.parts) == 1)):
        part = part.parts[0]
    return part


def _is_signature(part: Part) -> bool:
    return part.type == "multipart/signed" or part.type in ENVELOPES
