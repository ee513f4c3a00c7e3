"""What a client says to log in: PLAIN (RFC 4616), and LOGIN, which many programs still speak."""

import binascii
from base64 import b64decode
from dataclasses import dataclass, field

from desk.errors import PostdeskError


class Cancelled(PostdeskError):
    """The client has taken its login back (RFC 4954, 4)."""


class Unreadable(PostdeskError):
    """What the client sent is no login."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says to be, and the password that is to prove it."""

    user: str
    password: str = field(repr=False)


def decoded(line: str) -> str:
    """Return what a client sent in base64. Raises Cancelled, Unreadable."""
    if line == "*":
        raise Cancelled
    if line == "=":
        # An empty initial response (RFC 4954, 4).
        return ""
    try:
        return b64decode(line, validate=True).decode()
    except (binascii.Error, ValueError):
        # The fault itself could show what was sent: a password.
        raise Unreadable from None


def plain(text: str) -> Claim:
    """Return what a message of PLAIN claims. Raises Unreadable."""
    parts = text.split("\0")
    if len(parts) != 3:
        raise Unreadable
    acting, user, password = parts
    if acting not in {"", user} or not user:
        # Nobody acts for another here.
        raise Unreadable
    return Claim(user, password)
