"""Logging in to a real mail host: passwords, certificates, tokens, and what is told when they fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from tests.oauth_issuer import CLIENT, SECRET, Issuer, authority_file, running_issuer
from tests.system.correspondent import text_of
from tests.system.mail_host import (
    PASSWORD,
    Desk,
    MailHost,
    a_mail,
    assert_one_ticket_each,
    desk_over,
    running_mail_host,
)
from tests.system.proxy import proxy
from tests.system.rig import SUPPORT
from tests.system.servers import wait_until

TOKEN = """
[mailbox.oauth]
issuer = "{issuer}"
ca_file = "{ca_file}"
client_id = "{client}"
client_secret_file = "client-secret"
mechanism = "{mechanism}"
"""


@dataclass(frozen=True)
class TokenHost:
    """A mail host that lets people in with the tokens of an issuer."""

    host: MailHost
    issuer: Issuer
    authority: trustme.CA

    def mailbox(self, mechanism: str = "xoauth2", more: str = "", port: int = 0) -> str:
        """Return the lines of a mailbox that is read with tokens."""
        ca_file = authority_file(self.authority, self.host.folder)
        table = self.host.encrypted(port=port).replace('password_file = "mailbox-password"\n', "")
        oauth = TOKEN.format(issuer=self.issuer.url, ca_file=ca_file, client=CLIENT, mechanism=mechanism)
        return table + oauth + more


@pytest.fixture
def tokens(packages: None) -> Iterator[TokenHost]:
    """An issuer, and a mail host that asks it about tokens."""
    authority = trustme.CA()
    with running_issuer(authority) as issuer:
        issuer.user = SUPPORT
        with running_mail_host(introspection=issuer.introspection_url) as host:
            yield TokenHost(host, issuer, authority)


def begin(desk: Desk, secret: str = SECRET) -> None:
    """Start a daemon whose client has this secret."""
    desk.secret("client-secret", secret)
    desk.start()


def assert_tells_nothing(desk: Desk, *secrets: str) -> None:
    """Prove that nothing secret stands in the log or in a mail to the operator."""
    told = desk.log() + "".join(text_of(mail) for mail in desk.sent())
    for secret in (*secrets, SECRET, PASSWORD):
        assert secret not in told


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_mail_is_read_with_a_token(mechanism: str, tls: str, tokens: TokenHost) -> None:
    """The client logs in by itself, in both mechanisms and both ways of TLS."""
    table = tokens.mailbox(mechanism)
    if tls == "starttls":
        table = f'tls = "starttls"\n{table}'.replace(str(tokens.host.tls_port), str(tokens.host.port))
    with desk_over(table, started=False) as desk:
        begin(desk)
        desk.wait_until_read()
        tokens.host.deliver(a_mail(1))
        desk.wait_for_inbox(1)
        assert_one_ticket_each(desk, [1])
        assert [form["grant_type"] for form in tokens.issuer.asked] == ["client_credentials"]
        assert_tells_nothing(desk, *tokens.issuer.live)


def test_an_expired_token_is_fetched_anew(tokens: TokenHost) -> None:
    """After a lost connection the old token is refused: one more question, and nobody needs to come."""
    with (
        proxy(tokens.host.tls_port) as line,
        desk_over(tokens.mailbox(port=line.port), started=False) as desk,
    ):
        begin(desk)
        desk.wait_until_read()
        tokens.issuer.revoke()
        line.cut()
        desk.wait_until_read(2)
        tokens.host.deliver(a_mail(1))
        desk.wait_for_inbox(1)
        assert len(tokens.issuer.asked) == 2
        assert "refuses" not in desk.log()
        assert_tells_nothing(desk, *tokens.issuer.live)


def test_a_replaced_refresh_token_outlives_the_daemon(tokens: TokenHost) -> None:
    """Killed right after the login: the new token is in the store, and the next start uses it."""
    tokens.issuer.rotating = True
    first = tokens.issuer.refresh_token
    more = 'refresh_token_file = "refresh-token"\n'
    with desk_over(tokens.mailbox(more=more), started=False) as desk:
        desk.secret("refresh-token", first)
        begin(desk)
        desk.wait_until_read()
        desk.kill()
        desk.start()
        desk.wait_until_read(2)
        used = [form["refresh_token"] for form in tokens.issuer.asked]
        assert used[0] == first != used[1]
        assert_tells_nothing(desk, *tokens.issuer.live, *used, tokens.issuer.refresh_token)


def test_a_token_for_another_mailbox_is_told_once(tokens: TokenHost) -> None:
    """The server's reason stands in the log and in one mail to the operator."""
    tokens.issuer.user = "somebody@desk.example.test"
    with desk_over(tokens.mailbox(), started=False) as desk:
        begin(desk)
        desk.wait_for_log("cannot be read: The server refuses the token of support@desk.example.test")
        wait_until(lambda: len(desk.sent()) == 1, desk.log)
        assert "refuses the token" in text_of(desk.sent()[0])
        assert_tells_nothing(desk, *tokens.issuer.live)


def test_an_expired_secret_is_told_with_what_to_do(tokens: TokenHost) -> None:
    """The issuer refuses the client: the mail server is not troubled with it."""
    with desk_over(tokens.mailbox(), started=False) as desk:
        begin(desk, secret="an old secret")
        desk.wait_for_log("invalid_client")
        assert "perhaps the secret has expired" in desk.log()
        wait_until(lambda: len(desk.sent()) == 1, desk.log)
        assert_tells_nothing(desk, "an old secret")


def test_a_mail_server_that_cannot_ask_the_issuer_heals_by_itself(tokens: TokenHost) -> None:
    """Dovecot says UNAVAILABLE then; the token is good as soon as it can be looked at."""
    tokens.issuer.introspects = False
    with desk_over(tokens.mailbox(), started=False) as desk:
        begin(desk)
        desk.wait_for_log("cannot be read")
        tokens.issuer.introspects = True
        desk.wait_until_read()
        assert "refuses" not in desk.log()


def test_a_wrong_password_is_told_once_and_not_tried_often(packages: None) -> None:
    """Servers lock accounts for that; the operator gets one mail, and the password stands nowhere."""
    with running_mail_host() as host, desk_over(host.encrypted(), started=False) as desk:
        desk.secret("mailbox-password", "wrong horse")
        desk.start()
        desk.wait_for_log("cannot be read: The server refuses support@desk.example.test or the password")
        wait_until(lambda: len(desk.sent()) == 1, desk.log)
        assert "refuses" in text_of(desk.sent()[0])
        desk.take(a_mail(1))
        desk.wait_for_inbox(1)
        assert desk.log().count("cannot be read") == 1
        assert_tells_nothing(desk, "wrong horse")


@pytest.mark.parametrize("wrong", ["expired", "unknown authority"])
def test_a_certificate_that_cannot_be_trusted_ends_it_before_the_password(wrong: str, packages: None) -> None:
    """The log says why; the server hears nothing of the login."""
    expires = datetime.now(UTC) - timedelta(days=1) if wrong == "expired" else None
    with running_mail_host(expires=expires) as host:
        table = host.encrypted()
        if wrong != "expired":
            table = table.replace(f'ca_file = "{host.ca_file}"\n', "")
        with desk_over(table, started=False) as desk:
            desk.start()
            desk.wait_for_log("its certificate cannot be trusted: ")
            assert ("certificate has expired" in desk.log()) == (wrong == "expired")
            assert "user=<support" not in host.dovecot.log()
