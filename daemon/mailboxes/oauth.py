"""Logging in to an IMAP server with a token: XOAUTH2 and OAUTHBEARER (RFC 7628)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from imaplib import IMAP4
from types import MappingProxyType

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from daemon.mailboxes.grants import TokenRefused
from daemon.mailboxes.login import LogIn, LoginFault, unless_lost
from daemon.mailboxes.tokens import AccessToken, TokenSource

# One to begin with, one with the reason of a refusal; the rest is goodwill.
_MOST_CHALLENGES = 4

# So much of what a server says of a refusal is told, and these parts of it.
_TOLD = 200
_REASONS = ("status", "scope", "error_description")

_ADVICE = (
    "it must be given out for this very account, with the right to read mail by IMAP, and the mailbox must"
    " allow IMAP"
)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A way to hand over a token: its SASL name, the first words, and what acknowledges a refusal."""

    name: str
    opening: Callable[[str, str], str]
    acknowledgement: bytes


def _xoauth2(user: str, token: str) -> str:
    return f"user={user}\1auth=Bearer {token}\1\1"


def _oauthbearer(user: str, token: str) -> str:
    # RFC 5801, 4: the name stands in a list, whose signs it must not hold.
    name = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\1auth=Bearer {token}\1\1"


# After a refusal the server sends its reason as a challenge, and waits for an answer before it says NO:
# an empty one, as Google documents it, or a single 01 (RFC 7628, 3.2.3).
MECHANISMS: Mapping[str, Mechanism] = MappingProxyType(
    {
        "xoauth2": Mechanism("XOAUTH2", _xoauth2, b""),
        "oauthbearer": Mechanism("OAUTHBEARER", _oauthbearer, b"\1"),
    }
)


def oauth_login(user: str, source: TokenSource, mechanism: Mechanism) -> LogIn:
    """Return the login with tokens of a source; a token from before that is refused is fetched anew, once."""

    def log_in(client: IMAPClient) -> None:
        if not client.has_capability(f"AUTH={mechanism.name}"):
            said = "look at mailbox.oauth.mechanism, and whether the mail host has OAuth switched on"
            raise LoginFault(f"The server offers no login by {mechanism.name}: {said}.")
        token = _token(source)
        refusal = _refusal(client, user, token.value, mechanism)
        if refusal is not None and token.cached:
            source.refused(token)
            token = _token(source)
            refusal = _refusal(client, user, token.value, mechanism)
        if refusal is not None:
            source.refused(token)
            said = f" ({refusal})" if refusal else ""
            raise LoginFault(f"The server refuses the token of {user}{said}: {_ADVICE}.")

    return log_in


def told(challenge: bytes) -> str:
    """Return the reason of a refusal: the texts of its JSON object (RFC 7628, 3.2.2), or nothing."""
    try:
        found = json.loads(challenge)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    texts = (f"{name} {found[name]}" for name in _REASONS if isinstance(found.get(name), str | int))
    return " ".join("".join(each if each.isprintable() else " " for each in ", ".join(texts)).split())


def _token(source: TokenSource) -> AccessToken:
    try:
        return source.token()
    except TokenRefused as fault:
        raise LoginFault(str(fault)) from None


def _refusal(client: IMAPClient, user: str, token: str, mechanism: Mechanism) -> str | None:
    """Log in; return None, or what the server said of a token that it did not take.

    imapclient's own logins answer that challenge with the token again, and keep it to themselves.
    """
    challenges: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        challenges.append(challenge)
        if len(challenges) > _MOST_CHALLENGES:
            raise IMAP4.abort("The server's login never ends.")
        return mechanism.opening(user, token).encode() if len(challenges) == 1 else mechanism.acknowledgement

    try:
        client.sasl_login(mechanism.name, answer)
    except LoginError as fault:
        unless_lost(fault)
        # A server that repeats the token there must not bring it into a log.
        return "; ".join(map(told, challenges[1:])).replace(token, "…")[:_TOLD]
    return None
