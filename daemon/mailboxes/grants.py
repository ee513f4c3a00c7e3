"""Grants: what a client shows to an issuer, and the tokens that it gets for it (RFC 6749)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from daemon.mailboxes.https import Answer, IssuerUnreachable, basic
from daemon.mailboxes.issuers import TokenEndpoint
from desk.errors import PostdeskError

# RFC 6750, 2.1: what else stands in a token would end its place in the login.
_BEARER = re.compile(r"[A-Za-z0-9\-._~+/]{1,16000}=*")
_REFRESH = re.compile(r"[\x20-\x7e]{1,16000}")
_CODE = re.compile(r"[a-z_]{1,40}")
_MICROSOFT_CODE = re.compile(r"AADSTS[0-9]{1,9}")

# Where the issuer does not say how long a token lasts (RFC 6749, 5.1), it is soon asked again.
_UNTOLD = timedelta(minutes=10)
_LONGEST_SECONDS = 10 * 365 * 86400

# What RFC 6749, 5.2 calls them, and what a person does about it.
_ADVICE: Mapping[str, str] = {
    "invalid_grant": "the refresh token is no longer good (it has expired, was withdrawn or the account's"
    " password was changed): grant access anew and configure the new refresh token",
    "invalid_client": "the client's id or secret is wrong: perhaps the secret has expired; make a new one"
    " and configure it",
    "unauthorized_client": "the client may not log in in this way: allow it at the issuer",
    "unsupported_grant_type": "the issuer does not know this way: configure a refresh token, or remove it"
    " to log in as the client itself",
    "invalid_scope": "the scope is wrong: look at mailbox.oauth.scope",
    "invalid_request": "something is missing or wrong: look at the settings under [mailbox.oauth]",
    "access_denied": "the access was denied: grant it at the issuer",
    "interaction_required": "a person must log in again: grant access anew, and configure the new token",
    "consent_required": "an administrator must consent first: grant access at the issuer",
}


class TokenRefused(PostdeskError):
    """The issuer gives no token until a person does something; the text says what.

    ``code`` is the issuer's, such as ``invalid_grant``.
    """

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client has: with a refresh token an account's grant, without one its own credentials."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an issuer gave: an access token and for how long, and perhaps a new refresh token.

    ``refresh_lasts`` is None where the issuer does not say.
    """

    access: str = field(repr=False)
    lasts: timedelta
    refresh: str = field(default="", repr=False)
    refresh_lasts: timedelta | None = None


def request(grant: Grant, endpoint: TokenEndpoint) -> tuple[dict[str, str], dict[str, str]]:
    """Return the form and the headers that ask for a token (RFC 6749, 4.4.2 and 6)."""
    form = (
        {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
        if grant.refresh_token
        else {"grant_type": "client_credentials"}
    )
    if grant.scope:
        form["scope"] = grant.scope
    if grant.client_secret and not endpoint.in_form:
        return form, basic(grant.client_id, grant.client_secret)
    form["client_id"] = grant.client_id
    if grant.client_secret:
        form["client_secret"] = grant.client_secret
    return form, {}


def given(answer: Answer, issuer: str) -> Tokens:
    """Return the tokens of an answer.

    Raises TokenRefused: a person must act. Raises IssuerUnreachable: it may go better later.
    """
    content = answer.content
    if answer.status != 200:
        raise _refusal(answer, issuer)
    access, refresh = content.get("access_token"), content.get("refresh_token")
    bearer = str(content.get("token_type", "bearer")).lower() == "bearer"
    if not bearer or not isinstance(access, str) or not _BEARER.fullmatch(access):
        raise IssuerUnreachable(f"The issuer {issuer} answers without a token that can be used.")
    kept = refresh if isinstance(refresh, str) and _REFRESH.fullmatch(refresh) else ""
    # Google and Azure call it thus, and Keycloak the other way; there 0 means that it never ends.
    until = content.get("refresh_token_expires_in") or content.get("refresh_expires_in")
    return Tokens(access, _seconds(content.get("expires_in")) or _UNTOLD, kept, _seconds(until))


def _refusal(answer: Answer, issuer: str) -> PostdeskError:
    code = answer.content.get("error")
    code = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    advice = _ADVICE.get(code)
    if advice is None or answer.status >= 500:
        said = f"{code}, HTTP status {answer.status}" if code else f"HTTP status {answer.status}"
        return IssuerUnreachable(f"The issuer {issuer} gives no token now ({said}).")
    # Its own description is left out: an issuer may repeat there what it was sent.
    microsoft = _MICROSOFT_CODE.search(str(answer.content.get("error_description", "")))
    known_as = f"{code}, {microsoft[0]}" if microsoft else code
    return TokenRefused(f"The issuer {issuer} gives no token ({known_as}): {advice}.", code)


def _seconds(value: Any) -> timedelta | None:  # noqa: ANN401 - whatever JSON can hold.
    """Return a duration told in seconds, which some write as a text; None for what is no duration."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return timedelta(seconds=min(seconds, _LONGEST_SECONDS)) if seconds > 0 else None
