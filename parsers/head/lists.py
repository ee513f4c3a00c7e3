"""The person behind a mailing list's rewriting ("Ann via Users"), as the list's own headers name one."""

import re

from desk.address import Address, fold
from parsers.characters.display import one_line
from parsers.head import people
from parsers.head.headers import Head

# Mailman (DMARC mitigation: munge) and Google Groups write the list's address into From so.
_VIA = re.compile(r"(?P<name>.{0,200}?)['\"’”»]?[ \t]+(?:via|через|über)[ \t]+\S", re.IGNORECASE)
_QUOTES = " \t'\"‘’“”«»"
# RFC 2369, RFC 2919: who bears none of these is no list's.
_LISTS = ("list-id", "list-post")
# Google Groups names the author in the first two, Mailman in Reply-To.
_AUTHORS = ("x-original-from", "x-original-sender", "reply-to")


def behind(head: Head, sender: Address | None) -> Address | None:
    """Return who wrote what a list sends in a name of its own, or None where its headers do not say so.

    Anybody can write such headers: it is for the rules to say how far the list is believed.
    """
    rewritten = _VIA.match(sender.name) if sender else None
    if sender is None or rewritten is None or not any(head.has(name) for name in _LISTS):
        return None
    ours = {fold(sender.addr), *(fold(one.addr) for one in people.in_fields(head, "list-post"))}
    for field in _AUTHORS:
        authors = [one for one in people.in_fields(head, field) if fold(one.addr) not in ours]
        # Of two nobody knows who wrote.
        if authors:
            name = authors[0].name or one_line(rewritten["name"].strip(_QUOTES))
            return Address(authors[0].addr, name) if len(authors) == 1 else None
    return None


def sent_by(head: Head, sender: Address | None) -> Address | None:
    """Return who passed a mail on (Resent-Sender, Resent-From) or sent it (Sender) for its author.

    RFC 5322, 3.6.2 and 3.6.6: neither is the author. Only one plain address counts, and not the author's.
    """
    author = fold(sender.addr) if sender else ""
    for field in ("resent-sender", "resent-from", "sender"):
        # The topmost block of Resent- fields is the newest.
        found = people.listed(head.raw(field), head.charset) if head.has(field) else ()
        if len(found) == 1 and fold(found[0].addr) != author:
            return found[0]
    return None
