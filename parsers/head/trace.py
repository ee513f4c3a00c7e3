"""What a mail's own headers say of its envelope, where no transport has told it: mail out of a mailbox."""

import re
from dataclasses import dataclass
from datetime import datetime

from desk.address import is_addr_spec
from parsers.head import dates, people
from parsers.head.headers import Head, split, unicode

# Those that take in mail write one of these on top of it; design: where keys are looked for.
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to")

# RFC 5321, 4.4: a server names the recipient where there is but one.
_FOR = re.compile(r"(?<!\S)for\s+<?([^\s<>;,()@]{1,100}@[^\s<>;,()@]{1,255})")


@dataclass(frozen=True, slots=True)
class Trace:
    """The envelope as the headers tell it. ``return_path`` is empty for the null sender.

    Where no Return-Path was written it is the author's address: that no server kept it does not make the mail
    a machine's. ``recipients`` are those for whom it was taken in; ``sent_at`` is its Date, if it has one.
    """

    return_path: str
    recipients: tuple[str, ...]
    sent_at: datetime | None


def trace(raw: bytes) -> Trace:
    """Return what the headers of a mail say of its envelope. Never raises."""
    head, _ = split(raw)
    named = (address.addr for address in people.in_fields(head, *_RECIPIENTS))
    sent_at, _ = dates.read(head, None)
    return Trace(_return_path(head), tuple(addr for addr in named if is_addr_spec(addr)), sent_at)


def recipient(head: Head) -> tuple[str, ...]:
    """Return for whom the last server that says so took the mail in, or nothing."""
    said = (_FOR.search(unicode(value)) for value in head.all("received"))
    found = next((one[1] for one in said if one is not None), "")
    return (found,) if is_addr_spec(found) else ()


def _return_path(head: Head) -> str:
    # RFC 5321, 4.4: the server of final delivery writes it on top; one further below is older.
    if head.has("return-path"):
        value = head.text("return-path").strip().removeprefix("<").removesuffix(">")
        return value if is_addr_spec(value) else ""
    sender, _ = people.true_sender(head)
    return sender.addr if sender is not None else ""
