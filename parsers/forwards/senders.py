"""Who wrote an old mail, as its header says it where people see it: one plain address, or nobody."""

import re

from desk.address import Address, fold, is_addr_spec
from parsers.characters.display import one_line

# What programs put around a name and an address; none of it stands in a plain address.
_AROUND = re.compile(r"[\s<>()\[\]\",;]+")
_BLANKS = str.maketrans("\t\u00a0", "  ")
_MAILTO = "mailto:"
# Longer lines are not read to their end: half an address is another one.
_MOST = 400


def only(text: str) -> Address | None:
    """Return the one sender whom a text names, or None.

    Exactly one plain address stands there, perhaps twice, as in ``ann@x.example<mailto:ann@x.example>``, and
    no invisible character or bidirectional mark: who sees the line sees the same address.
    """
    seen = text.translate(_BLANKS).strip()
    if len(seen) > _MOST or not seen.isprintable():
        return None
    found = [_address(word) for word in _AROUND.split(seen) if "@" in word]
    if not found or len({fold(addr) for addr in found}) > 1 or not is_addr_spec(found[0]):
        return None
    return Address(found[0], _name(seen, found[0]))


def _address(word: str) -> str:
    addr = word.strip("*")
    if addr.lower().startswith(_MAILTO):
        addr = addr[len(_MAILTO) :]
    is_enclosed = addr.startswith("'") and addr.endswith("'")
    return addr[1:-1] if is_enclosed else addr


def _name(text: str, addr: str) -> str:
    """Return the name before an address, or in brackets behind it: ``ann@x.example (Ann Lee)``."""
    before, _, after = text.partition(addr)
    before = before.rstrip("<([ ")
    if before.lower().endswith(_MAILTO):
        before = before[: -len(_MAILTO)].rstrip("<([ ")
    behind = after.lstrip(" >")
    name = before or (behind[1:].partition(")")[0] if behind.startswith("(") else "")
    name = one_line(name.strip("*\"' "))
    return "" if "@" in name else name
