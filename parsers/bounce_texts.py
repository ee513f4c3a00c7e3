"""Bounces in plain words: what qmail, Exim, Exchange and many others write for people to read."""

import html
import re
from collections.abc import Iterator

from desk.address import domain, fold, is_addr_spec
from desk.mail import BounceReport
from parsers import caps, ids, people
from parsers.headers import Head

ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"'=@]{1,64}@[^\s<>()\[\]\\,;:\"'=@/?]{1,255}")
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-I[Dd]:\s*(<[^<>\s]{1,500}>)", re.MULTILINE)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# Where the returned mail begins beneath the report.
_RETURNED = re.compile(
    r"^[ \t>|-]*(?:"
    r"-+ ?(?:this is a copy of|below this line|original message|unsent message|returned (?:message|mail)"
    r"|the (?:header|body)|message header|forwarded message|undelivered message|копия)"
    r"|below (?:this line is a copy|is a copy)|the following is a copy|\*+ ?original message"
    r"|received: from |return-path: |original message (?:follows|headers?)|message headers? follow)",
    re.IGNORECASE | re.MULTILINE,
)

_SUBJECT = _any(
    r"undeliver",
    r"non[- ]?deliver",
    r"not delivered",
    r"delivery (?:status|failure|failed|problem|report|notification|has failed|error|incomplete)",
    r"delivery (?:to|of) .{0,80} failed",
    r"mail (?:delivery|system error|failure)",
    r"message (?:delivery|status)",
    r"returned (?:mail|e-?mail|to sender|message)",
    r"failure notice",
    r"could not (?:be delivered|send)",
    r"can(?:not|'t) be delivered",
    r"unable to deliver",
    r"failed (?:delivery|mail)",
    r"bounce",
    r"rejected mail",
    r"mail rejected",
    r"postmaster notify",
    r"warning: (?:could|message)",
    r"warning - delayed",
    r"delayed",
    r"недоставлен",
    r"не доставлен",
    r"не удалось доставить",
    r"ошибка доставки",
    r"возврат",
    r"unzustellbar",
    r"zustellung",
)
_FAILURE = _any(
    r"(?:could not|cannot|can't|was not|has not been|not) be(?:en)? delivered",
    r"was not delivered",
    r"unable to deliver",
    r"undeliverable",
    r"delivery (?:has )?(?:failed|failure|error)",
    r"permanent (?:fatal )?(?:error|failure)",
    r"user unknown",
    r"unknown user",
    r"no such (?:user|mailbox|recipient|address)",
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled)",
    r"over quota",
    r"quota exceeded",
    r"does(?:n't| not) exist",
    r"did(?:n't| not) reach",
    r"failed to (?:deliver|reach)",
    r"could not deliver",
    r"recipients? (?:unknown|rejected|not found)",
    r"address rejected",
    r"invalid (?:recipient|mailbox|address|user)",
    r"not listed in",
    r"account (?:is )?(?:disabled|inactive|closed)",
    r"has been delayed",
    r"temporarily deferred",
    r"still trying",
    r"will (?:keep trying|be retried|retry)",
    r"не удалось доставить",
    r"не может быть доставлено",
    r"не доставлено",
    r"не существует",
    r"ящик переполнен",
)
_DELAY = _any(
    r"warning:? (?:could not send|message).{0,60}(?:still|delayed)",
    r"delayed",
    r"delivery status notification \(delay\)",
    r"not yet been delivered",
    r"still (?:being )?(?:trying|retr|undelivered)",
    r"will (?:keep trying|continue to try|be retried)",
    r"this is a warning (?:message )?only",
    r"do(?:n't| not) need to resend",
    r"отложен",
    r"задерж",
)
# After such words stand the recipients.
_CUE = _any(
    r"following (?:e-?mail )?(?:recipient|address|destination|user)",
    r"failed (?:recipient|address)",
    r"rcpt to:",
    r"undeliverable address",
    r"(?:deliver|delivering|delivery|message|mail)(?: \w+){0,3} to:?\s",
    r"следующ(?:им|ие|его|ему) (?:получател|адрес)",
)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_SYSTEMS = frozenset({"mailer-daemon", "postmaster", "abuse"})


def tells_failure(subject: str, text: str) -> bool:
    """Tell whether subject or text speak of a mail that did not arrive."""
    return _SUBJECT.search(subject) is not None or _FAILURE.search(text[: caps.BOUNCE_TEXT]) is not None


def read(head: Head, subject: str, text: str) -> BounceReport:
    """Return what the words of a bounce say; what they do not say is None."""
    text = text[: caps.BOUNCE_TEXT]
    cut = _RETURNED.search(text)
    told, returned = (text[: cut.start()], text[cut.start() :]) if cut else (text, text)
    status = _STATUS.search(told) or _STATUS.search(subject)
    delayed = _DELAY.search(subject) or (_DELAY.search(told) and not _is_final(status))
    message_id = _MESSAGE_ID.search(returned)
    return BounceReport(
        recipient=_recipient(head, subject, told),
        status=status[1] if status else None,
        action="delayed" if delayed else "failed",
        original_message_id=next(iter(ids.listed(message_id[1].encode())), None) if message_id else None,
    )


def _is_final(status: re.Match[str] | None) -> bool:
    return status is not None and status[1].startswith("5")


def _recipient(head: Head, subject: str, told: str) -> str | None:
    """Return the first address that is neither the reporter's nor the reader's own.

    What stands after words like "the following recipients" goes before all else.
    """
    failed = people.in_fields(head, "x-failed-recipients")
    if failed:
        return failed[0].addr
    reporters = _folded(head, "from", "reply-to", "sender")
    readers = _folded(head, "to", "cc")
    cue = _CUE.search(told)
    texts = (told[cue.end() :], told, subject) if cue else (told, subject)
    candidates = [addr for text in texts for addr in _candidates(text)]
    others = (addr for addr in candidates if fold(addr) not in readers | reporters)
    # Who writes to oneself gets a bounce about oneself.
    return next(others, None) or next((addr for addr in candidates if fold(addr) not in reporters), None)


def _folded(head: Head, *names: str) -> set[str]:
    return {fold(one.addr) for one in people.in_fields(head, *names)}


def _candidates(text: str) -> Iterator[str]:
    for found in ADDRESS.finditer(text):
        addr = found[0].strip(".*'`|>-!").removeprefix("mailto:").removesuffix("...")
        local = fold(addr).rpartition("@")[0]
        if is_addr_spec(addr) and "." in domain(addr) and local not in _SYSTEMS:
            yield addr


def from_html(markup: str) -> str:
    """Return roughly the words of a page, each element on a line of its own."""
    return html.unescape(_TAG.sub("\n", markup[: caps.BOUNCE_TEXT]))


def begins_as_bounce(subject: str) -> bool:
    """Tell whether a subject begins with the words of a mail system, not with a prefix of a person's."""
    return _SUBJECT.match(subject) is not None


def returns_mail(text: str) -> bool:
    """Tell whether the failed mail, or its header, follows the report."""
    return _RETURNED.search(text[: caps.BOUNCE_TEXT]) is not None
