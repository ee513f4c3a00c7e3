"""What a client asks an issuer for, and what is made of the answer."""

import json
from datetime import timedelta
from typing import Any

import pytest

from daemon.mailboxes.grants import Grant, TokenRefused, Tokens, given, request
from daemon.mailboxes.https import Answer, IssuerUnreachable
from daemon.mailboxes.issuers import TokenEndpoint
from desk.errors import PostdeskError

HEADER = TokenEndpoint("https://issuer.example/token", in_form=False)
FORM = TokenEndpoint("https://issuer.example/token", in_form=True)


def tokens(**content: Any) -> Tokens:
    """Return the tokens of an answer with an access token and this."""
    return given(Answer(200, {"access_token": "abc", "token_type": "Bearer", **content}), "issuer.example")


def fault(status: int, **content: Any) -> PostdeskError:
    """Return the fault of a refusal."""
    with pytest.raises(PostdeskError) as caught:
        given(Answer(status, content), "issuer.example")
    return caught.value


def test_a_refresh_token_is_shown_with_the_client_in_a_header() -> None:
    """The id and the secret are form-encoded first (RFC 6749, 2.3.1)."""
    form, headers = request(Grant("me", "a+b c", "refresh", "imap"), HEADER)
    assert form == {"grant_type": "refresh_token", "refresh_token": "refresh", "scope": "imap"}
    assert headers == {"Authorization": "Basic bWU6YSUyQmIrYw=="}


def test_a_client_by_itself_shows_its_secret_in_the_form() -> None:
    """Where the issuer wants it there, it stands nowhere else."""
    form, headers = request(Grant("me", "secret"), FORM)
    assert form == {"grant_type": "client_credentials", "client_id": "me", "client_secret": "secret"}
    assert headers == {}


def test_a_client_without_a_secret_only_names_itself() -> None:
    """Programs on a person's own machine have none (RFC 6749, 2.1)."""
    form, headers = request(Grant("me", "", "refresh"), HEADER)
    assert form == {"grant_type": "refresh_token", "refresh_token": "refresh", "client_id": "me"}
    assert headers == {}


def test_what_an_issuer_gives_is_read() -> None:
    """The token, how long it lasts, and a new refresh token with its own end."""
    found = tokens(expires_in=3599, refresh_token="new", refresh_token_expires_in="604799")
    assert found == Tokens("abc", timedelta(seconds=3599), "new", timedelta(seconds=604799))


@pytest.mark.parametrize("told", [None, 0, -1, "soon", "", [], {}, float("nan"), float("inf")])
def test_a_token_without_a_sound_end_is_soon_fetched_anew(told: Any) -> None:
    """What an issuer does not say, or says wrongly, is no reason to stop."""
    assert tokens(expires_in=told).lasts == timedelta(minutes=10)


def test_an_end_far_away_stays_in_the_calendar() -> None:
    """A number with thirty digits is no traceback."""
    assert tokens(expires_in=10**30).lasts == timedelta(days=3650)


def test_a_refresh_token_that_never_ends_has_no_end() -> None:
    """Keycloak says 0 for one that is good until it is withdrawn."""
    assert tokens(refresh_token="x", refresh_expires_in=0).refresh_lasts is None


@pytest.mark.parametrize(
    "token", [None, "", 5, "a b", "a\1auth=x", "a\r\nA2 DELETE INBOX", "ё", "x" * 20_000]
)
def test_what_cannot_be_a_token_is_not_used(token: Any) -> None:
    """Nothing that an issuer sends ends its place in the login (RFC 6750, 2.1)."""
    with pytest.raises(IssuerUnreachable, match=r"without a token that can be used"):
        tokens(access_token=token)


def test_a_token_of_another_kind_is_not_used() -> None:
    """Only a bearer's token can be handed to a mail server."""
    with pytest.raises(IssuerUnreachable):
        tokens(token_type="DPoP")


@pytest.mark.parametrize("refresh", ["a\nb", 5, "", None, "x" * 20_000])
def test_what_cannot_be_a_refresh_token_is_not_kept(refresh: Any) -> None:
    """The one that was used stays the newest."""
    assert tokens(refresh_token=refresh).refresh == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("invalid_grant", "grant access anew and configure the new refresh token"),
        ("invalid_client", "perhaps the secret has expired"),
        ("unauthorized_client", "allow it at the issuer"),
        ("invalid_scope", r"look at mailbox\.oauth\.scope"),
        ("unsupported_grant_type", "configure a refresh token"),
    ],
)
def test_a_refusal_says_what_to_do(code: str, words: str) -> None:
    """Nobody needs to look the code up."""
    said = fault(400, error=code)
    assert isinstance(said, TokenRefused)
    assert said.code == code
    with pytest.raises(TokenRefused, match=words):
        raise said


def test_microsofts_own_code_is_told() -> None:
    """Its administrators search for that."""
    said = fault(
        401, error="invalid_client", error_description="AADSTS7000222: The provided keys are expired"
    )
    assert "(invalid_client, AADSTS7000222)" in str(said)


def test_nothing_else_of_a_description_is_told() -> None:
    """An issuer may repeat there what it was sent, secrets and all."""
    assert "hush" not in str(fault(400, error="invalid_grant", error_description="hush"))


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (500, {"error": "invalid_grant"}),
        (503, {}),
        (429, {"error": "slow_down"}),
        (400, {"error": "temporarily_unavailable"}),
        (404, {"error": ["x"]}),
        (403, {"error": "\x1b[31m<secret>"}),
    ],
)
def test_what_may_go_better_later_needs_nobody(status: int, content: dict[str, Any]) -> None:
    """A fault of the issuer's is no refusal, and only a plain code of it is repeated."""
    said = fault(status, **content)
    assert isinstance(said, IssuerUnreachable)
    assert f"HTTP status {status}" in str(said)
    assert str(said).isprintable()
    assert "secret" not in str(said)


def test_no_secret_shows_when_a_value_is_printed() -> None:
    """A value in a traceback or a log gives nothing away."""
    shown = repr((Grant("me", "hush1", "hush2"), tokens(refresh_token="hush3"), json.dumps("ok")))
    assert "hush" not in shown
    assert "abc" not in shown
