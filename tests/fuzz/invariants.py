"""What holds of every mail, whatever its bytes: the rule that the fuzzer tries to break."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from desk.mail import Mail, MailKind
from parsers import caps
from parsers.html.plain import layout
from parsers.mail import read
from parsers.opening import open_mail
from parsers.parts import body
from parsers.report import as_record
from parsers.text.lines import split
from tests.deadline import TookTooLong, bounded

# CPU seconds for one mail of some kilobytes; an ordinary one takes thousandths of one.
SECONDS = 5
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Broken(AssertionError):
    """A mail was read otherwise than every mail must be."""


def check(raw: bytes) -> Mail:
    """Read a mail and return it. Raises Broken where anything does not hold that must."""
    try:
        with bounded(SECONDS):
            mail = read(raw)
    except TookTooLong:
        raise Broken(f"reading takes more than {SECONDS} s") from None
    except MemoryError:
        raise
    except BaseException as fault:
        raise Broken(f"the reader raises {type(fault).__name__}: {fault}") from fault
    for why in (*faults(mail), *_lost(raw, mail)):
        raise Broken(why)
    return mail


def faults(mail: Mail) -> Iterator[str]:
    """Yield what is wrong with a mail as a value: what cannot be stored, shown or told as JSON."""
    for where, text in _texts(mail, ""):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            yield f"NUL or a lone surrogate in {where}: {text[:80]!a}"
    for where, line in _lines(mail):
        if any(unicodedata.category(letter) in _HIDDEN for letter in line):
            yield f"{where} is not one plain line: {line[:80]!a}"
    for oddity in mail.oddities:
        if "no parser" in oddity:
            yield f"an exception of ours: {oddity}"
    if mail.kind is not MailKind.UNREADABLE and len(mail.attachments) > caps.PARTS + 1:
        yield f"{len(mail.attachments)} attachments"
    if max(len(mail.to), len(mail.cc), len(mail.delivered_to)) > caps.ADDRESSES:
        yield "more addresses than the cap"
    if len(mail.references) > caps.MESSAGE_IDS or len(mail.subject) > caps.LINE:
        yield "references or a subject over their cap"
    try:
        json.dumps(as_record("x", mail), ensure_ascii=False).encode()
    except (TypeError, ValueError) as fault:
        yield f"no JSON: {fault}"


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a value, and where it stands."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key, f"{where} as a key")
            yield from _texts(inner, f"{where}[{key}]")
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from _texts(inner, where)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name), f"{where}.{one.name}")


def _lines(mail: Mail) -> Iterator[tuple[str, str]]:
    """Yield what must be one line, and what it is."""
    yield "the subject", mail.subject
    yield "the shown sender", mail.shown_sender
    yield "the evidence", mail.kind_evidence
    yield "a forwarded mail's subject", mail.forwarded.subject if mail.forwarded else ""
    passed_on = mail.forwarded.sender if mail.forwarded else None
    people = (mail.sender, mail.reply_to, *mail.to, *mail.cc, passed_on)
    for person in filter(None, people):
        yield "a name", person.name
        yield "an address", person.addr
    for where, told in (
        ("an oddity", mail.oddities),
        ("a mark", mail.automatic),
        ("an id", (mail.message_id, mail.in_reply_to, *mail.references)),
        ("an attachment's name", tuple(one.name for one in mail.attachments)),
        ("a header", (*mail.headers, *mail.headers.values())),
    ):
        yield from ((where, one) for one in told)


def _lost(raw: bytes, mail: Mail) -> Iterator[str]:
    """Yield a line of the text that stands neither in the visible text, the quoted one nor the signature."""
    if mail.kind is MailKind.UNREADABLE:
        return
    content = body.read(open_mail(raw).tree())
    text, html = content.text, content.html or ""
    told = split(text) if text.strip() or not html else list(layout(html).lines)
    kept = (line for part in (mail.visible_text, mail.quoted_text, mail.signature) for line in split(part))
    lost = _counted(told) - _counted(kept)
    if lost:
        yield f"a line of the body is lost: {next(iter(lost))[:80]!a}"


def _counted(lines: Iterator[str] | list[str]) -> Counter[str]:
    return Counter(line.rstrip() for line in lines if line.strip())
