"""Bounces in plain words: what qmail, Exim, Exchange and many others write for people to read."""

import html
import re

from desk.mail import BounceReport
from parsers import caps
from parsers.head import ids
from parsers.head.headers import Head
from parsers.machines import bounce_phrases, bounce_reasons, bounce_recipients

_MESSAGE_ID = re.compile(r"^[ \t>]*Message-I[Dd]:\s*(<[^<>\s]{1,500}>)", re.MULTILINE)

_FIELDS = re.compile(r"^(?:Reporting-MTA|Original-Recipient|Final-Recipient):", re.IGNORECASE | re.MULTILINE)
_REFUSAL = re.compile(r"(?<![\d.\w-])[45]\d\d[ -](?!\d\d)")
_BRIEF = 3000
_TAG = re.compile(r"<[^<>]{0,1000}>")


def tells_failure(subject: str, text: str) -> bool:
    """Tell whether subject or text speak of a mail that did not arrive."""
    return (
        bounce_phrases.SUBJECT.search(subject) is not None
        or bounce_phrases.FAILURE.search(text[: caps.BOUNCE_TEXT]) is not None
    )


def is_subject(subject: str) -> bool:
    """Tell whether a subject begins with the words of a mail system, or ends with them in brackets."""
    return (
        bounce_phrases.SUBJECT.match(subject) is not None
        or bounce_phrases.SUBJECT_END.search(subject) is not None
    )


def is_nothing_else(text: str) -> bool:
    """Tell whether the first sentence is a mail system's, and no word beneath it is a person's."""
    told = _told(text[:_BRIEF]).lstrip(" \t\r\n*-=#!")
    found = bounce_phrases.SENTENCE.match(told)
    return found is not None and bounce_phrases.BY_HAND.search(told, found.end()) is None


def is_by_machine(text: str) -> bool:
    """Tell whether what stands above the failed mail tells of a failure, in no word of a person."""
    told = _told(text[:_BRIEF])
    if bounce_phrases.FAILURE.search(told) is None or bounce_phrases.BY_HAND.search(told) is not None:
        return False
    # Parcels are not delivered, either.
    return bounce_phrases.OF_MAIL.search(told) is not None or quotes_server(told)


def asks(text: str) -> bool:
    """Tell whether what stands above the failed mail asks its reader for help."""
    return bounce_phrases.ASKS.search(_told(text[:_BRIEF])) is not None


def _told(text: str) -> str:
    """Return what stands above the mail that failed."""
    cut = bounce_phrases.RETURNED.search(text)
    return text[: cut.start()] if cut else text


def read(head: Head, subject: str, text: str, *, by_words: bool = True) -> tuple[BounceReport, ...]:
    """Return what the words of a bounce say of each recipient, one at least; what they do not say is None.

    Without ``by_words`` a status must be written out to count.
    """
    text = text[: caps.BOUNCE_TEXT]
    cut = bounce_phrases.RETURNED.search(text)
    told, returned = (text[: cut.start()], text[cut.start() :]) if cut else (text, text)
    status = bounce_reasons.written(told) or bounce_reasons.written(subject)
    delayed = bounce_phrases.DELAY.search(subject) or (
        bounce_phrases.DELAY.search(told) and not (status or "").startswith("5")
    )
    grade = "4" if delayed else "5"
    if by_words:
        status = status or bounce_reasons.told(f"{told}\n{subject}", grade)
    found = _MESSAGE_ID.search(returned)
    original = next(iter(ids.listed(found[1].encode())), None) if found else None
    action = "delayed" if delayed else "failed"
    named = bounce_recipients.recipients(head, subject, told)
    if len(named) < 2:
        return (BounceReport(next(iter(named), None), status, action, original),)
    told_apart = [(addr, _status(reason, grade), reason) for addr, reason in named.items()]
    # A session's transcript names those, too, whom the server accepted before it refused another.
    failed = [one for one in told_apart if one[1] or not bounce_reasons.took(one[2])]
    return tuple(BounceReport(addr, own or status, action, original) for addr, own, _ in failed or told_apart)


def _status(reason: str, grade: str) -> str | None:
    return bounce_reasons.written(reason) or bounce_reasons.told(reason, grade)


def from_html(markup: str) -> str:
    """Return roughly the words of a page, each element on a line of its own."""
    return html.unescape(_TAG.sub("\n", markup[: caps.BOUNCE_TEXT]))


def fields_in(text: str) -> bytes:
    """Return the fields of a delivery status that stand in the text itself, as damaged bounces have them."""
    found = _FIELDS.search(text[: caps.BOUNCE_TEXT])
    return text[found.start() : caps.BOUNCE_TEXT].encode("utf-8", "replace") if found else b""


def quotes_server(text: str) -> bool:
    """Tell whether a refusal of SMTP is shown, by its code."""
    return _REFUSAL.search(text[: caps.BOUNCE_TEXT]) is not None


def returns_mail(text: str) -> bool:
    """Tell whether the failed mail, or its header, follows the report."""
    return bounce_phrases.RETURNED.search(text[: caps.BOUNCE_TEXT]) is not None
