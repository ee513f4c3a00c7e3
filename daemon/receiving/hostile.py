"""Bytes that no honest mail program sends: they make one mail say different things to different readers."""

from enum import StrEnum

# RFC 5321, 6.3: a server should see a loop at 100 hops at the earliest.
HOPS = 100


class Hostility(StrEnum):
    """What is wrong with a mail's bytes, as a phrase."""

    BARE_CR = "a bare CR"
    BARE_LF = "a bare LF"
    NUL = "a NUL"
    HOPS = "more than 100 Received headers"


def hostile(raw: bytes) -> Hostility | None:
    """Say in a phrase why these bytes are hostile, or return None.

    A bare CR or LF makes a header for one reader that another does not see (RFC 5321, 2.3.8 forbids both);
    a NUL ends a text for some (RFC 5322, 4 forbids it); 100 hops are a loop.
    """
    line_ends = raw.count(b"\r\n")
    if raw.count(b"\r") != line_ends:
        return Hostility.BARE_CR
    if raw.count(b"\n") != line_ends:
        return Hostility.BARE_LF
    if b"\0" in raw:
        return Hostility.NUL
    return Hostility.HOPS if _hops(raw) > HOPS else None


def _hops(raw: bytes) -> int:
    header, _, _ = raw.partition(b"\r\n\r\n")
    return (b"\n" + header.lower()).count(b"\nreceived:")
