"""Which report a mail is (RFC 6522): as it declares, as its parts tell, or as its words do."""

import re
from collections.abc import Sequence

from parsers.head.headers import Head
from parsers.parts.tree import Part

RECEIPT = "disposition-notification"
FEEDBACK = "feedback-report"
DELIVERY = "delivery-status"

_DECLARED = re.compile(rb"report-type\s*=\s*\"?([a-z-]{1,40})", re.IGNORECASE)
_IS_REPORT = re.compile(rb"\s*multipart/report\b", re.IGNORECASE)
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


def of(head: Head, parts: Sequence[Part], subject: str, text: str) -> str:
    """Return which report a mail is, or the empty string. Parts that a person forwards make none."""
    kind = head.raw("content-type")
    declared = _DECLARED.search(kind)
    if declared is not None:
        return declared[1].decode("ascii").lower()
    if _IS_REPORT.match(kind) or len(parts) == 1:
        found = next((_BY_PART[part.type] for part in parts if part.type in _BY_PART), "")
        if found:
            return found
    if _READ.match(subject) and _WAS_READ.match(text):
        return RECEIPT
    if _COMPLAINT.fullmatch(subject) and any(part.type == "message/rfc822" for part in parts):
        return FEEDBACK
    return ""
