"""The header of a mail: who writes to whom, when, and in answer to what; and the door of mail-parser."""

import logging
from datetime import datetime, timedelta
from types import MappingProxyType

import mailparser

from desk.address import Address, fold
from desk.mail import Mail, MailKind
from parsers import caps
from parsers.head import authentication, charsets, dates, ids, lists, people, trace
from parsers.head.headers import Head, shown

# It logs strangers' headers; what was odd in a mail is told by its oddities.
logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)

# A clock may be wrong by so much; a date farther ahead is not believed.
_CLOCK_ERROR = timedelta(days=1)


def read(head: Head, *, received_at: datetime | None) -> Mail:
    """Return a mail with all that its header tells; its kind is not known yet.

    A date ahead of ``received_at`` becomes ``received_at``.
    """
    sender, fault = people.true_sender(head)
    ordinary = sender is not None and people.is_ordinary(head, sender) and dates.is_ordinary(head)
    door = None if ordinary else _door(head)
    if sender is not None and not _agrees(door, sender):
        sender, fault = None, "two parsers read different addresses in From"
    date, oddity = dates.read(head, door.date if door else None)
    if date and received_at and date > received_at + _CLOCK_ERROR:
        date, oddity = received_at, "Date lies in the future"
    return Mail(
        kind=MailKind.UNREADABLE,
        subject=head.text("subject"),
        sender=sender,
        shown_sender=people.shown_sender(head),
        reply_to=next(iter(people.in_fields(head, "reply-to")), None),
        behind=lists.behind(head, sender),
        sent_by=lists.sent_by(head, sender),
        to=people.in_fields(head, "to"),
        cc=people.in_fields(head, "cc"),
        delivered_to=_delivered_to(head),
        date=date,
        message_id=ids.first(head, "message-id"),
        in_reply_to=ids.first(head, "in-reply-to"),
        references=ids.every(head, "references"),
        authentication=authentication.results(head),
        headers=_kept(head),
        oddities=tuple(filter(None, (fault, oddity, *head.oddities, *people.crowds(head)))),
        charsets=charsets.charsets(head),
    )


def _door(head: Head) -> mailparser.MailParser | None:
    """Return the header as mail-parser reads it, or None where even it gives up.

    It is asked about whatever is not ordinary, and gets the capped fields but no body: its reading of bodies
    cannot be bounded from outside, flattens forwarded mails and drops delivery reports. The tree is grown by
    ``parsers.parts.tree``.
    """
    try:
        return mailparser.parse_from_bytes(head.as_bytes("from", "date"))
    except Exception:
        # A second reader that fails is no reason to lose the first one's work.
        return None


def _agrees(door: mailparser.MailParser | None, sender: Address) -> bool:
    """Tell whether mail-parser finds no other author than ours (T01 to T05: parsers that disagree)."""
    others = {fold(addr) for _, addr in door.from_ if addr} if door else set()
    return others <= {fold(sender.addr)}


def _delivered_to(head: Head) -> tuple[str, ...]:
    found = people.in_fields(head, "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
    return tuple(one.addr for one in found) or trace.recipient(head)


def _kept(head: Head) -> MappingProxyType[str, str]:
    """Return the first value of each header that a desk may be told to look at."""
    kept: dict[str, str] = {}
    for field in head.fields:
        if field.name.startswith("x-") and field.name not in kept and len(kept) < caps.KEPT_HEADERS:
            kept[field.name] = shown(field.value[: 5 * caps.KEPT_HEADER], caps.KEPT_HEADER, told=head.charset)
    return MappingProxyType(kept)
