"""Addresses in headers: who wrote a mail, to whom it went, and whose name stands beside."""

import re

from desk.address import Address, fold
from parsers import caps
from parsers.characters.display import one_line
from parsers.head.address_lists import scan
from parsers.head.headers import Head, shown, unicode

# Atoms, a quoted string or encoded words, then one address. Other readers take encoded words apart first.
_ORDINARY = re.compile(rb'(?:[\w .=?+/"-]{1,200} )?<[\w.+-]{1,64}@[\w.-]{1,255}>|[\w.+-]{1,64}@[\w.-]{1,255}')
_SPECIAL = frozenset('@<>,;:()[]\\"')


def listed(value: bytes, told: str = "") -> tuple[Address, ...]:
    """Return the plain addresses of one address field in their order, within the cap."""
    entries = scan(unicode(value, told))[: caps.ADDRESSES]
    return tuple(Address(entry.addr, entry.name) for entry in entries if entry.addr)


def in_fields(head: Head, *names: str) -> tuple[Address, ...]:
    """Return the addresses of every field of these names, each once, within the cap."""
    found: dict[str, Address] = {}
    for name in names:
        for value in head.all(name):
            for address in listed(value, head.charset):
                found.setdefault(fold(address.addr), address)
    return tuple(found.values())[: caps.ADDRESSES]


def crowds(head: Head) -> tuple[str, ...]:
    """Return in words which address fields hold more than the cap allows."""
    return tuple(
        f"more than {caps.ADDRESSES} addresses in {name.title()}"
        for name in ("to", "cc")
        if any(value.count(b",") >= caps.ADDRESSES for value in head.all(name))
    )


def true_sender(head: Head) -> tuple[Address | None, str]:
    """Return the one author of a mail, or None with the reason why there is none.

    There is one only where exactly one From field holds exactly one plain address, written so that no
    two readers could differ on it (RFC 5322, 3.6.2; RFC 2047, 5: no encoded word inside an address).
    """
    fields = head.all("from")
    if head.unsafe:
        return None, head.unsafe
    if len(fields) != 1:
        return None, f"{len(fields) or 'no'} From fields"
    if len(fields[0]) >= caps.HEADER_FIELD or not _is_utf8(fields[0]):
        return None, "From is no text"
    entries = scan(unicode(fields[0], head.charset))
    if len(entries) != 1 or not entries[0].is_strict:
        return None, "From is not exactly one plain address"
    return Address(entries[0].addr, entries[0].name), ""


def is_ordinary(head: Head, sender: Address) -> bool:
    """Tell whether the true sender is written as nearly all programs do, and no reader finds another."""
    return _ORDINARY.fullmatch(head.raw("from")) is not None and _SPECIAL.isdisjoint(sender.name)


def _is_utf8(value: bytes) -> bool:
    """Tell whether the address part is text; a name in another charset is only a name."""
    angle = value.rfind(b"<")
    try:
        value[max(angle, 0) :].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def shown_sender(head: Head) -> str:
    """Return what the From fields say, for staff to look at; never for a rule."""
    return one_line(", ".join(shown(value, told=head.charset) for value in head.all("from")[:5]))
