"""Why a mail was read as it was: each verdict with the line, header or words that decided it."""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon import evidence
from daemon.evidence import Reason
from desk.address import Address
from desk.mail import Attachment, AuthenticationResult, BounceReport, Charset, Mail, MailKind
from parsers.head.headers import Head
from parsers.opening import Opened, open_mail
from parsers.parts.tree import leaves

_BY_A_PERSON = frozenset({MailKind.REQUEST, MailKind.REPLY})

# Which headers show a mark of machine mail that is told in words.
_HEADERS: dict[str, tuple[str, ...]] = {
    "a mail system as sender": ("from",),
    "a sender by a mail system's name": ("from",),
    "postmaster as sender": ("from",),
    "no-reply sender": ("from",),
    "a subject of automatic replies": ("subject",),
    "a report of a delivery (RFC 3464)": ("content-type",),
    "words of a mail system": ("subject",),
    "a receipt (RFC 8098)": ("content-type", "subject"),
    "a complaint (RFC 5965)": ("content-type", "subject"),
    "a Message-ID of ours": ("message-id",),
    "it answers a mail": ("in-reply-to", "references", "subject"),
}
_WORDS = "words of an automatic answer: "

# What an action and the class of the status say together; what arrived lasts anyway.
_LASTING: dict[tuple[str | None, bool | None], str] = {
    ("failed", True): "for good",
    ("failed", False): "for now",
    ("delayed", False): "for now",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was read out of a mail, and why."""

    name: str
    said: str
    reasons: tuple[Reason, ...] = ()


def verdicts(raw: bytes, mail: Mail) -> tuple[Verdict, ...]:
    """Return every verdict on a mail, which was read from these bytes."""
    if not raw and mail.kind is MailKind.UNREADABLE:
        # The file could not be had; there is nothing else to tell.
        return (Verdict("kind of mail", _said(mail), _first_oddity(mail)),)
    opened = open_mail(raw)
    return (
        _kind(mail, opened.head),
        _sender(mail, opened.head),
        _language(mail),
        *_meaning(mail),
        *(_field(mail, name, value) for name, value in mail.fields.items()),
        *_asides(mail),
        *_forwarded(mail),
        _cut("quotation", mail.quoted_text),
        _cut("signature", mail.signature),
        *map(_attachment, mail.attachments),
        *_authentication(mail, opened.head),
        *_bounces(mail, opened),
        *map(_charset, mail.charsets),
        Verdict("oddities", str(len(mail.oddities) or "none"), tuple(map(Reason, mail.oddities))),
    )


def _kind(mail: Mail, head: Head) -> Verdict:
    why = mail.kind_evidence
    if mail.kind is MailKind.UNREADABLE:
        first = _first_oddity(mail)
    elif why.startswith(_WORDS):
        first = (evidence.of_words(mail, why.removeprefix(_WORDS)),)
    else:
        shown = evidence.in_headers(head, *_HEADERS.get(why, ()))
        first = (Reason(why or "no mark of a machine"), *shown)
    return Verdict("kind of mail", _said(mail), (*first, *_marks(mail)))


def _said(mail: Mail) -> str:
    said = mail.kind.value.replace("_", " ")
    calendar = " ".join(filter(None, (mail.calendar_method, mail.calendar_answer)))
    return f"{said} ({calendar})" if mail.calendar_method else said


def _first_oddity(mail: Mail) -> tuple[Reason, ...]:
    """Return what made a mail unreadable."""
    return tuple(map(Reason, mail.oddities[:1]))


def _marks(mail: Mail) -> tuple[Reason, ...]:
    """Return the other marks of machine mail."""
    return tuple(Reason(mark, "also") for mark in mail.automatic if mark != mail.kind_evidence)


def _sender(mail: Mail, head: Head) -> Verdict:
    named = _named(mail.sender) if mail.sender else ""
    reasons = evidence.in_headers(head, "from", "sender", "reply-to", "resent-from", "x-original-from")
    return Verdict("sender", named or "nobody: there is no one sender", reasons)


def _named(one: Address) -> str:
    return f"{one.name} <{one.addr}>" if one.name else one.addr


def _language(mail: Mail) -> Verdict:
    line = evidence.of_language(mail)
    answered = mail.language.value if mail.language else ""
    said = mail.text_language.value if mail.text_language else answered or "not told"
    if answered != said and said != "not told":
        said += f" (answered in {answered})" if answered else " (none that Postdesk writes)"
    return Verdict("language", said, (line,) if line else ())


def _meaning(mail: Mail) -> Iterator[Verdict]:
    """Yield the kind of request and the intent; only a person's words mean anything."""
    if mail.kind not in _BY_A_PERSON:
        yield Verdict("kind of request", "not read: no person wrote this")
        yield Verdict("intent", "not read: no person wrote this")
        return
    words = tuple(evidence.of_words(mail, phrase) for phrase in mail.request_kind_evidence)
    yield Verdict("kind of request", _sure(mail.request_kind.value, mail.request_kind_confidence), words)
    words = tuple(evidence.of_words(mail, phrase, subject=False) for phrase in mail.intent_evidence)
    intent = mail.intent.value if mail.choice is None else f"{mail.intent.value} {mail.choice}"
    argument = (Reason(mail.argument, "argument"),) if mail.argument else ()
    yield Verdict("intent", _sure(intent, mail.intent_confidence), (*words, *argument))


def _sure(said: str, confidence: float) -> str:
    return f"{said.replace('_', ' ')} ({confidence:.0%} sure)" if confidence else said


def _field(mail: Mail, name: str, value: str) -> Verdict:
    line = evidence.of_value(mail, value)
    return Verdict(f"field {name.replace('_', ' ')}", value, (line,) if line else ())


def _asides(mail: Mail) -> Iterator[Verdict]:
    """Yield what is told of a text where there is anything to tell."""
    if mail.problems:
        yield Verdict("problems", f"{mail.problems} in one mail")
    if mail.similarity:
        yield Verdict("alike by", " ".join(mail.similarity))


def _forwarded(mail: Mail) -> Iterator[Verdict]:
    """Yield whose mail is passed on in this one, if any."""
    if (one := mail.forwarded) is None:
        return
    line = evidence.of_value(mail, one.sender.addr)
    written = f", written {one.date.isoformat(' ')}" if one.date else ""
    said = f"a mail of {_named(one.sender)}{written}: {one.subject or 'without a subject'}"
    yield Verdict("passed on", said, (line or Reason("in an attached mail"),))


def _cut(name: str, text: str) -> Verdict:
    count = sum(bool(line.strip()) for line in text.splitlines())
    said = f"{count} line{'s' * (count > 1)} cut off" if count else "none"
    return Verdict(name, said, evidence.beginning(text))


def _attachment(found: Attachment) -> Verdict:
    role = ", decoration" if found.decoration else ", shown in the text" if found.inline else ""
    name = found.name or "without a name"
    return Verdict("attachment", f"{name} ({found.type}, {found.size} bytes{role})")


def _charset(found: Charset) -> Verdict:
    said = f"{found.name} in {found.where}"
    return Verdict("charset", said if found.is_declared else f"{said}, guessed ({found.confidence:.0%} sure)")


def _authentication(mail: Mail, head: Head) -> Iterator[Verdict]:
    if not mail.authentication:
        yield Verdict("authentication", "no Authentication-Results")
    headers = evidence.in_headers(head, "authentication-results")
    for number, result in enumerate(mail.authentication):
        yield Verdict("authentication", _results(result), headers[number : number + 1])


def _results(result: AuthenticationResult) -> str:
    methods = (("dmarc", result.dmarc), ("spf", result.spf), ("dkim", result.dkim))
    told = [f"{name} {outcome} ({where})" for name, pairs in methods for outcome, where in pairs]
    return f"{result.host or 'a host without a name'}: {', '.join(told) or 'nothing that counts'}"


def _bounces(mail: Mail, opened: Opened) -> Iterator[Verdict]:
    if mail.kind is not MailKind.BOUNCE:
        return
    fields = [part.data() for part in leaves(opened.tree()) if part.type.endswith("delivery-status")]
    for report in mail.bounces:
        yield Verdict("bounce", _bounced(report), evidence.of_bounce(mail, fields, report))


def _bounced(report: BounceReport) -> str:
    told = (report.action, report.status, _LASTING.get((report.action, report.permanent)))
    return f"{report.recipient or 'nobody is named'}: {', '.join(filter(None, told))}"
