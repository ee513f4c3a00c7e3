"""Names that cannot be guessed: for reply keys, return paths and Message-IDs."""

import secrets

from desk.address import domain

# RFC 4648 base32 in small letters: safe in a local part whatever changes the case of letters.
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_ALPHABET = frozenset(_LETTERS)
LENGTH = 26


def random_name() -> str:
    """Return 26 characters that hold 130 random bits."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join(_LETTERS[bits >> 5 * place & 31] for place in range(LENGTH))


def is_random_name(text: str) -> bool:
    """Tell whether a text can be one of these names."""
    return len(text) == LENGTH and _ALPHABET.issuperset(text)


def random_message_id(address: str) -> str:
    """Return a new Message-ID at the domain of an address, without angle brackets (RFC 5322, 3.6.4)."""
    return f"postdesk.{random_name()}@{domain(address)}"
