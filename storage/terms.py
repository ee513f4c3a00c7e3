"""What to look for: the keys, ids and numbers that a mail names, no more than an honest mail has."""

import re
from dataclasses import dataclass
from itertools import islice

from desk.address import tag
from desk.desks import Desk
from desk.envelope import Envelope
from desk.mail import Mail, MailKind
from storage.columns import clean
from storage.random_names import is_random_name
from storage.tables import ID_LENGTH

MOST_KEYS = 50
MOST_IDS = 50
MOST_NUMBERS = 10
MOST_POSSIBLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a mail names, each once and in the order of its weight.

    ``keys`` stand in recipient addresses of the desk, ``return_paths`` in those of the envelope alone;
    ``ids`` are In-Reply-To, then References from the last; ``bounced`` is the Message-ID a bounce speaks of.
    """

    keys: tuple[str, ...]
    return_paths: tuple[str, ...]
    ids: tuple[str, ...]
    numbers: tuple[str, ...]
    bounced: str


def terms_of(mail: Mail, envelope: Envelope, desk: Desk) -> Terms:
    """Return what is to be looked for."""
    written = (*mail.delivered_to, *(person.addr for person in (*mail.to, *mail.cc)))
    bounced = mail.bounce.original_message_id if mail.bounce and mail.kind is MailKind.BOUNCE else None
    return Terms(
        keys=_keys((*envelope.recipients, *written), desk),
        return_paths=_keys(envelope.recipients, desk),
        ids=_ids((mail.in_reply_to, *reversed(mail.references))),
        numbers=numbers_in(mail.subject, desk.prefix),
        bounced=as_sought(bounced or ""),
    )


def ids_named(mail: Mail) -> tuple[str, ...]:
    """Return the ids of In-Reply-To, of References from the last, and of the mail that a bounce returns."""
    bounced = mail.bounce.original_message_id if mail.bounce else None
    return _ids((mail.in_reply_to, *reversed(mail.references), bounced or ""))


def as_sought(message_id: str) -> str:
    """Return an id as it is kept in the store."""
    return clean(message_id[:ID_LENGTH])


def numbers_in(text: str, prefix: str) -> tuple[str, ...]:
    """Return the numbers of this prefix in a text, written as we write them.

    Only the digits 0 to 9 count, and no more of them than a number can have.
    """
    pattern = rf"(?<![\w-]){re.escape(prefix)}-([0-9]{{1,12}})(?![0-9])"
    found = re.findall(pattern, text, re.IGNORECASE)
    return tuple(dict.fromkeys(f"{prefix}-{int(digits)}" for digits in found))[:MOST_NUMBERS]


# A number as people write one, with whatever sign their program makes of the hyphen; a prefix is not long.
_WRITTEN = re.compile(r"(?<![\w-])([^\W_]{0,15}[^\W\d_])[-\u2010-\u2015\u2212\u00a0 ]?([0-9]{1,12})(?![0-9])")


def possible_numbers(text: str) -> tuple[str, ...]:
    """Return what may be ticket numbers in a text, of whatever desk, as the store writes them."""
    found = (f"{prefix.upper()}-{int(digits)}" for prefix, digits in _WRITTEN.findall(text))
    return tuple(islice(dict.fromkeys(found), MOST_POSSIBLE))


# A number behind the word for what it numbers; so a prefix is left off.
_BARE = re.compile(
    r"\b(?:ticket|request|тикет\w{0,2}|обращени\w{1,2}|заявк\w{1,3})\s{1,2}"
    r"(?:(?:no\.?|number|номер|№|#)\s{0,2})?([0-9]{1,12})(?![\w-])",
    re.IGNORECASE,
)


def bare_numbers(text: str, prefix: str) -> tuple[str, ...]:
    """Return the numbers that a text gives tickets without a prefix, with this one."""
    found = (f"{prefix}-{int(digits)}" for digits in _BARE.findall(text))
    return tuple(islice(dict.fromkeys(found), MOST_NUMBERS))


def _keys(addrs: tuple[str, ...], desk: Desk) -> tuple[str, ...]:
    tags = (tag(addr) for addr in addrs if desk.owns(addr))
    return tuple(dict.fromkeys(found for found in tags if is_random_name(found)))[:MOST_KEYS]


def _ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_sought(found) for found in ids if found))[:MOST_IDS]
