"""Where an issuer gives out its tokens, and what it is known to want."""

import re
import ssl

import pytest

from daemon.mailboxes.https import IssuerUnreachable
from daemon.mailboxes.issuers import NotTheIssuer, TokenEndpoint, token_endpoint, usual_scope
from tests.oauth_issuer import Issuer


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_issuer_tells_of_itself(slash: str, issuer: Issuer, tls: ssl.SSLContext) -> None:
    """With a slash at its end or without, an issuer is the same."""
    assert token_endpoint(issuer.url + slash, tls) == TokenEndpoint(f"{issuer.url}/token", in_form=False)


def test_a_secret_goes_into_the_form_where_the_issuer_says_so(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """What the issuer does not tell is the header, as OpenID Connect Discovery has it."""
    issuer.methods = ("private_key_jwt", "client_secret_post")
    assert token_endpoint(issuer.url, tls).in_form


def test_who_bears_another_name_is_not_the_issuer(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """The name is told, so that a tenant's true one can be copied from there."""
    issuer.name = "https://login.example/id"
    with pytest.raises(NotTheIssuer, match=re.escape("calls itself https://login.example/id; set mailbox")):
        token_endpoint(issuer.url, tls)


@pytest.mark.parametrize("body", [b"{}", b"", b'{"token_endpoint": 1}', b'{"token_endpoint": ["x"]}'])
def test_an_issuer_that_tells_nothing_is_named(body: bytes, issuer: Issuer, tls: ssl.SSLContext) -> None:
    """The text says where it was looked for."""
    issuer.answers.append((200, {}, body, 0))
    with pytest.raises(IssuerUnreachable, match=rf"{issuer.url}/\.well-known/openid-configuration"):
        token_endpoint(issuer.url, tls)


def test_a_place_without_discovery_is_named_with_its_status(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """A mistyped path is seen at once."""
    with pytest.raises(IssuerUnreachable, match=r"HTTP status 404.*look at mailbox\.oauth\.issuer"):
        token_endpoint(f"{issuer.url}/typo", tls)


def test_google_and_microsoft_need_not_be_asked(tls: ssl.SSLContext) -> None:
    """Where they give out tokens is known."""
    assert token_endpoint("google", tls).url == "https://oauth2.googleapis.com/token"
    assert token_endpoint("microsoft", tls).url.startswith("https://login.microsoftonline.com/common/")


@pytest.mark.parametrize("issuer_name", ["microsoft", "https://login.microsoftonline.com/some-tenant/v2.0"])
def test_microsoft_is_asked_for_imap_by_name(issuer_name: str) -> None:
    """An account's grant and a client by itself have different scopes, with a tenant's issuer too."""
    assert usual_scope(issuer_name, with_refresh_token=True) == (
        "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
    )
    assert usual_scope(issuer_name, with_refresh_token=False) == "https://outlook.office365.com/.default"


def test_others_are_asked_for_no_scope() -> None:
    """Whoever wants one is named it in the configuration."""
    assert usual_scope("google", with_refresh_token=True) == ""
    assert usual_scope("https://issuer.example/realm", with_refresh_token=False) == ""
