"""Logging in with a token: what goes over the wire, and what a refusal is made of."""

import json
import logging
from datetime import UTC, datetime
from imaplib import IMAP4
from pathlib import Path

import pytest

from daemon.mailboxes.client import Client
from daemon.mailboxes.grants import Grant
from daemon.mailboxes.https import IssuerUnreachable
from daemon.mailboxes.login import LogIn, LoginFault, password_login
from daemon.mailboxes.oauth import MECHANISMS, oauth_login, told
from daemon.mailboxes.tokens import TokenSource
from tests.daemon.mailboxes.login_server import HOST, LoginServer, login_server
from tests.oauth_issuer import CLIENT, SECRET, Issuer, error

USER = "support@example.org"
CHALLENGE = b'{"status":"401","schemes":"Bearer","scope":"https://mail.example.org/"}'


def log_in(login: LogIn, server: LoginServer) -> LoginServer:
    """Log in to a server, and return what it has seen."""
    with login_server(server):
        client = Client(HOST, server.port, None, 10)
        try:
            login(client)
        finally:
            client.shutdown()
    return server


@pytest.fixture
def source(issuer: Issuer, issuer_ca: Path) -> TokenSource:
    """Tokens for a client by itself."""
    return TokenSource(
        USER,
        issuer.url,
        Grant(CLIENT, SECRET),
        store=None,
        clock=lambda: datetime.now(UTC),
        ca_file=issuer_ca,
    )


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        ("xoauth2", "user=support@example.org\1auth=Bearer {}\1\1"),
        ("oauthbearer", "n,a=support@example.org,\1auth=Bearer {}\1\1"),
    ],
)
def test_the_token_is_handed_over_as_the_mechanism_has_it(
    mechanism: str, said: str, source: TokenSource
) -> None:
    """XOAUTH2 as Google documents it, OAUTHBEARER as RFC 7628 does."""
    server = log_in(oauth_login(USER, source, MECHANISMS[mechanism]), LoginServer())
    assert server.said == [said.format(source.token().value)]


def test_a_name_with_commas_cannot_end_its_place(source: TokenSource) -> None:
    """RFC 5801, 4: a comma and an equals sign are written in another way."""
    server = log_in(oauth_login("a,b=c", source, MECHANISMS["oauthbearer"]), LoginServer())
    assert server.said[0].startswith("n,a=a=2Cb=3Dc,\1")


@pytest.mark.parametrize(("mechanism", "acknowledged"), [("xoauth2", ""), ("oauthbearer", "\1")])
def test_a_refusal_is_acknowledged_and_told(
    mechanism: str, acknowledged: str, source: TokenSource, issuer: Issuer
) -> None:
    """The challenge's JSON becomes a part of the sentence; the token is not shown to it again."""
    server = LoginServer(let_in=lambda _: [CHALLENGE])
    with pytest.raises(LoginFault) as caught:
        log_in(oauth_login(USER, source, MECHANISMS[mechanism]), server)
    assert server.said[1:] == [acknowledged]
    assert "the token of support@example.org (status 401, scope https://mail.example.org/): " in str(
        caught.value
    )
    assert len(issuer.asked) == 1


def test_a_token_from_before_that_is_refused_is_fetched_anew_once(
    source: TokenSource, issuer: Issuer
) -> None:
    """What the issuer has withdrawn meanwhile costs one more question, on the same connection."""
    old = source.token()

    def let_in(said: str) -> list[bytes] | None:
        return [CHALLENGE] if old.value in said else None

    log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), LoginServer(let_in=let_in))
    assert len(issuer.asked) == 2


def test_a_server_that_refuses_every_token_is_not_asked_for_ever(source: TokenSource, issuer: Issuer) -> None:
    """One new token, then a person must look; the next login begins with another one."""
    source.token()
    server = LoginServer(let_in=lambda _: [CHALLENGE])
    with pytest.raises(LoginFault):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)
    assert len(issuer.asked) == 2
    assert not source.token().cached


def test_a_refusal_without_a_reason_is_told_too(source: TokenSource) -> None:
    """Microsoft says no more than NO."""
    server = LoginServer(let_in=lambda _: [])
    with pytest.raises(LoginFault, match=r"refuses the token of support@example\.org: it must be given"):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)


def test_what_the_issuer_refuses_is_a_fault_of_the_login(source: TokenSource, issuer: Issuer) -> None:
    """It is told as it stands, and nothing is tried with the server."""
    issuer.answers.extend(
        [(200, {}, json.dumps(issuer.described()).encode(), 0), error(400, "invalid_grant")]
    )
    server = LoginServer()
    with pytest.raises(LoginFault, match=r"grant access anew"):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)
    assert server.said == []


def test_an_issuer_out_of_reach_is_no_fault_of_the_login(source: TokenSource, issuer: Issuer) -> None:
    """It may be there again in a minute."""
    issuer.answers.append((503, {}, b"", 0))
    server = LoginServer()
    with pytest.raises(IssuerUnreachable):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)


@pytest.mark.parametrize("way", ["xoauth2", "password"])
@pytest.mark.parametrize("code", ["[UNAVAILABLE]", "[LIMIT]"])
def test_a_server_that_cannot_look_at_logins_now_heals_by_itself(
    code: str, way: str, source: TokenSource
) -> None:
    """RFC 5530: no person needs to come, and the secret is not at fault."""
    login = oauth_login(USER, source, MECHANISMS["xoauth2"]) if way == "xoauth2" else password_login("u", "p")
    server = LoginServer(let_in=lambda _: [CHALLENGE], refusal=f"NO {code} Temporary failure")
    with pytest.raises(IMAP4.abort):
        log_in(login, server)


def test_a_connection_lost_in_the_login_is_no_refusal(source: TokenSource) -> None:
    """The token stays good."""
    server = LoginServer(hangs_up=True)
    with pytest.raises(IMAP4.abort):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)
    assert source.token().cached


def test_a_server_that_asks_without_end_is_left(source: TokenSource) -> None:
    """A few challenges are goodwill, a thousand are not."""
    server = LoginServer(let_in=lambda _: [CHALLENGE] * 1000)
    with pytest.raises(IMAP4.abort, match=r"never ends"):
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), server)
    assert len(server.said) < 10


def test_a_server_without_the_mechanism_is_named_before_a_token_is_fetched(
    source: TokenSource, issuer: Issuer
) -> None:
    """The operator learns which setting it is."""
    server = LoginServer(capabilities="IMAP4rev1 AUTH=PLAIN")
    with pytest.raises(LoginFault, match=r"no login by OAUTHBEARER.*mechanism"):
        log_in(oauth_login(USER, source, MECHANISMS["oauthbearer"]), server)
    assert issuer.asked == []


def test_no_token_and_no_secret_comes_into_a_log_or_a_fault(
    source: TokenSource, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where a server repeats the token in its refusal, and everything is logged."""

    def let_in(said: str) -> list[bytes] | None:
        token = said.partition("Bearer ")[2].strip("\1")
        return [json.dumps({"status": f"bad {token}", "error_description": said}).encode()]

    with caplog.at_level(logging.DEBUG), pytest.raises(LoginFault) as caught:
        log_in(oauth_login(USER, source, MECHANISMS["xoauth2"]), LoginServer(let_in=let_in))
    (token,) = issuer.live
    assert "bad …" in str(caught.value)
    for place in (str(caught.value), caplog.text):
        assert token not in place
        assert SECRET not in place


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        (CHALLENGE, "status 401, scope https://mail.example.org/"),
        (b'{"status": 400, "schemes": "x"}', "status 400"),
        (b'{"status": "a\\u001b[31m\\r\\nb"}', "status a [31m b"),
        (b'{"status": ["x"]}', ""),
        (b"[1]", ""),
        (b"\xff\xfe\x00", ""),
        (b"[" * 100_000, ""),
        (b"", ""),
    ],
)
def test_a_challenge_is_told_in_harmless_words(challenge: bytes, words: str) -> None:
    """Whatever a server sends there, it is one plain line."""
    assert told(challenge) == words
