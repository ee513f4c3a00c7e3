"""The header of a mail: every field of it, and nothing that a text from outside could add to it.

Each value is 7-bit ASCII when it leaves here. Ids stay whole on a line of their own: the standard library
folds long ones into encoded words, which breaks the thread in every mail program.
"""

import re
from collections.abc import Mapping
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from desk.address import Address, with_tag
from desk.desks import ReplyAddress
from desk.errors import PostdeskError
from desk.letters import Audience, Draft, Template
from responders.clean import one_line
from responders.encoded import mailbox, unstructured
from responders.subject import subject
from responders.words import ANSWERS

# RFC 3834, 5: an answer to somebody's mail, or a mail of the desk's own accord.
AUTO_SUBMITTED: Mapping[Template, str] = {
    Template.ACKNOWLEDGEMENT: "auto-replied",
    Template.STATUS: "auto-replied",
    Template.REFUSAL: "auto-replied",
    Template.RECEIPT: "auto-replied",
    Template.HELD: "auto-replied",
    Template.RETURNED: "auto-replied",
    Template.LISTING: "auto-replied",
    Template.MANUAL: "auto-replied",
    Template.REOPENED: "auto-replied",
    Template.CLOSED: "auto-replied",
    Template.NOTIFICATION: "auto-generated",
    Template.REMINDER: "auto-generated",
    Template.ASKED_AGAIN: "auto-replied",
    Template.NOTICE: "auto-generated",
}

# References hold the first id and so many of the last ones; the thread's root and its end are what counts.
REFERENCES_KEPT = 20

# RFC 5322, 2.1.1 allows 998 characters a line; a longer id could not be written at all.
_ID = re.compile(r"[!-;=?-~]{1,900}")
_VALUE = re.compile(r"[!-~](?:[ -~]|\r\n [!-~])*")


class UnsendableMail(PostdeskError):
    """A mail cannot be put into a form that may be sent."""


def headers(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Return the header fields of a mail without those of its body, folded, in order.

    Raises UnsendableMail where a value cannot be written as one header field in ASCII.
    """
    if _ID.fullmatch(draft.message_id) is None:
        raise UnsendableMail(f"no Message-ID can be made of {draft.message_id!r}")
    fields = (
        ("From", mailbox(Address(draft.desk.address, _sender_name(draft)))),
        ("To", _recipients(draft)),
        ("Reply-To", _reply_to(draft)),
        ("Subject", unstructured(subject(draft), len("Subject: "))),
        ("Date", format_datetime(draft.date.astimezone(ZoneInfo(draft.desk.time_zone)))),
        ("Message-ID", _ids((draft.message_id,))),
        ("In-Reply-To", _ids((draft.in_reply_to,))),
        ("References", _ids(_references(draft))),
        *_marks(draft),
        ("Content-Language", draft.letter.language.value),
        ("MIME-Version", "1.0"),
    )
    return tuple((name, _sound(name, value)) for name, value in fields if value)


def _sound(name: str, value: str) -> str:
    if _VALUE.fullmatch(value) is None:
        raise UnsendableMail(f"{name} cannot be written as one header field: {value!r}")
    return value


def _sender_name(draft: Draft) -> str:
    """Return the author's name and the desk's; an address is no name, some filters take it for fraud."""
    author = one_line(draft.letter.author) if draft.letter.whole else ""
    desk = one_line(draft.desk.name)
    return f"{author}, {desk}" if author and "@" not in author else desk


def _recipients(draft: Draft) -> str:
    letter = draft.letter
    shown = letter.to if letter.whole else tuple(Address(person.addr) for person in letter.to)
    return ",\r\n ".join(mailbox(person) for person in shown)


def _reply_to(draft: Draft) -> str:
    """Return the desk's address with the letter's key; a customer's mail shows a customer's key only."""
    letter, desk = draft.letter, draft.desk
    audience = letter.audience
    if audience is None or desk.reply_address is not ReplyAddress.PLUS:
        return ""
    if not letter.for_staff and audience is not Audience.CUSTOMER:
        return ""
    key = draft.keys.get(audience, "")
    return mailbox(Address(with_tag(desk.address, key), _reply_name(draft, audience))) if key else ""


def _reply_name(draft: Draft, audience: Audience) -> str:
    """Return the name over a reply address; an agent's says where an answer goes."""
    name = one_line(draft.desk.name)
    goes = ANSWERS[draft.letter.language].get(audience)
    if not draft.letter.for_staff or goes is None or draft.ticket is None:
        return name
    return f"{goes} – {one_line(draft.ticket.number)}"


def _references(draft: Draft) -> tuple[str, ...]:
    """Return the chain (RFC 5322, 3.6.4): what was given, then the id that is answered."""
    chain = tuple(dict.fromkeys((*draft.references, draft.in_reply_to)))
    ids = tuple(found for found in chain if _ID.fullmatch(found))
    return ids if len(ids) <= REFERENCES_KEPT else (ids[0], *ids[-REFERENCES_KEPT:])


def _ids(ids: tuple[str, ...]) -> str:
    return "\r\n ".join(f"<{found}>" for found in ids if _ID.fullmatch(found))


def _marks(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Return the marks of automatic mail; what a person wrote must never carry them."""
    if not draft.letter.automatic:
        return ()
    return (
        ("Auto-Submitted", AUTO_SUBMITTED[draft.letter.template]),
        ("X-Auto-Response-Suppress", "All"),
    )
