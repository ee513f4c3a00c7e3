"""Issuers: where their tokens are given out, and what they are known to want."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from daemon.mailboxes.https import IssuerUnreachable, ask

_DISCOVERY = "/.well-known/openid-configuration"

_MICROSOFT_HOST = "login.microsoftonline.com"

# The scopes to ask for with a refresh token, and as a client by itself, at issuers that give IMAP's tokens
# only to those who name them. Google knows the scope from the grant.
_SCOPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _MICROSOFT_HOST: (
            "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            "https://outlook.office365.com/.default",
        )
    }
)


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where tokens are given out. ``in_form``: the client's secret goes into the form, else into a header."""

    url: str
    in_form: bool


# Those that are known by a name need not be asked about themselves.
KNOWN: Mapping[str, TokenEndpoint] = MappingProxyType(
    {
        "google": TokenEndpoint("https://oauth2.googleapis.com/token", in_form=True),
        "microsoft": TokenEndpoint(f"https://{_MICROSOFT_HOST}/common/oauth2/v2.0/token", in_form=True),
    }
)


class NotTheIssuer(IssuerUnreachable):
    """What answers at the configured address calls itself by another name."""


def token_endpoint(issuer: str, tls: ssl.SSLContext) -> TokenEndpoint:
    """Return where an issuer gives out tokens: a known one, or as it tells itself.

    Raises IssuerUnreachable: it does not tell (OpenID Connect Discovery 1.0, 4).
    """
    known = KNOWN.get(issuer)
    if known is not None:
        return known
    url = issuer.removesuffix("/") + _DISCOVERY
    answer = ask(url, tls)
    place = answer.content.get("token_endpoint")
    if answer.status != 200 or not isinstance(place, str):
        said = f"tells nothing of itself at {url} (HTTP status {answer.status})"
        raise IssuerUnreachable(f"The issuer {said}; look at mailbox.oauth.issuer.")
    _same_name(issuer, answer.content.get("issuer"))
    methods = answer.content.get("token_endpoint_auth_methods_supported")
    return TokenEndpoint(place, in_form=isinstance(methods, list) and "client_secret_post" in methods)


def usual_scope(issuer: str, *, with_refresh_token: bool) -> str:
    """Return the scope that an issuer is known to want for IMAP, or the empty string."""
    known = KNOWN.get(issuer)
    for_refresh, for_client = _SCOPES.get(urlsplit(known.url if known else issuer).hostname or "", ("", ""))
    return for_refresh if with_refresh_token else for_client


def _same_name(wanted: str, found: object) -> None:
    """Raise NotTheIssuer unless an issuer bears the name it was asked by (OpenID Connect Discovery, 4.3)."""
    if not isinstance(found, str) or found.removesuffix("/") != wanted.removesuffix("/"):
        shown = found[:200] if isinstance(found, str) and found.isprintable() else "nothing"
        raise NotTheIssuer(f"The issuer at {wanted} calls itself {shown}; set mailbox.oauth.issuer to that.")
