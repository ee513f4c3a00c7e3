"""Mail addresses: how they are held and when two of them are the same."""

import re
from dataclasses import dataclass

# RFC 5321, 4.1.2: Dot-string. Quoted local parts are never an identity and never a recipient of ours.
_ADDR_SPEC = re.compile(
    r"[^\s\x00-\x20\x7f-\xa0<>()\[\]\\,;:@\"]{1,64}@"
    r"[^\s\x00-\x20\x7f-\xa0<>()\[\]\\,;:@\".]{1,63}(\.[^\s\x00-\x20\x7f-\xa0<>()\[\]\\,;:@\".]{1,63})*"
)
_NO_REPLY = re.compile(
    r"(no|not|dont|do[-_.]?not|never)[-_.]?(reply|answer|respond)(?![a-z]).*|noreply.*|.*[-_.]noreply"
)
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322, 3.4: a display name, possibly empty, and an addr-spec."""

    addr: str
    name: str = ""


def fold(addr: str) -> str:
    """Return the form by which two addresses are compared.

    Only the letters A to Z are lowered: full case folding or Unicode normalisation would make a
    stranger's look-alike equal to a known address.
    """
    return addr.translate(_ASCII_LOWER)


def domain(addr: str) -> str:
    """Return the folded part after the last ``@``, or the empty string."""
    return fold(addr).rpartition("@")[2] if "@" in addr else ""


def is_addr_spec(addr: str) -> bool:
    """Tell whether this is one plain addr-spec (RFC 5321 Dot-string and domain), safe to send to."""
    # An address with an invisible sign or a lone surrogate is none: it looks like another, or has no bytes.
    plain = len(addr) <= 254 and addr.isprintable() and _ADDR_SPEC.fullmatch(addr) is not None
    return plain and not addr.startswith(".") and ".." not in addr and ".@" not in addr


def is_no_reply(addr: str) -> bool:
    """Tell whether an address says of itself that nobody reads there."""
    return _NO_REPLY.fullmatch(fold(addr).rpartition("@")[0]) is not None


def untagged(addr: str) -> str:
    """Return the folded address without its plus-form: ``support+key@x`` becomes ``support@x``."""
    local, at, host = fold(addr).rpartition("@")
    return f"{local.partition('+')[0]}{at}{host}"


def tag(addr: str) -> str:
    """Return the folded text between the first ``+`` and the ``@``, or the empty string."""
    return fold(addr).rpartition("@")[0].partition("+")[2]


def with_tag(addr: str, tag_text: str) -> str:
    """Return the plus-form of an address: ``support@x`` and ``key`` give ``support+key@x``."""
    local, at, host = addr.rpartition("@")
    return f"{local}+{tag_text}{at}{host}"
