"""Privacy and identity towards a relay: certificates and passwords."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from daemon.sending.outcomes import Later, Sent
from daemon.sending.relay import Relay
from daemon.sending.relay_connections import BadAuthorities, RelaySettings, Tls
from tests.daemon.sending.relays import ANN, DESK, MAIL, PASSWORD, USER, knows_password, relay_peer, relay_to


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority of the tests' own."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """The authority's certificate."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def server_side(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """Return a server's TLS with a certificate for this name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_mail_goes_over_verified_tls(tls: Tls, authority: trustme.CA, ca_file: Path) -> None:
    """With a certificate of the named authority both ways of TLS work, and the connection is used again."""
    way = {tls.value: server_side(authority, "127.0.0.1")}
    async with relay_peer(**way) as peer, relay_to(peer.port, tls=tls, ca_file=ca_file) as relay:
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert [mail.private for mail in peer.taken] == [True, True]
    assert len(peer.links) == 1


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_certificate_that_cannot_be_verified_stops_the_mail(
    tls: Tls, wrong: str, authority: trustme.CA, ca_file: Path
) -> None:
    """A stranger's certificate, or one for another host: nothing is sent, the mail waits."""
    signer = trustme.CA() if wrong == "authority" else authority
    way = {tls.value: server_side(signer, "other.example" if wrong == "name" else "127.0.0.1")}
    async with relay_peer(**way) as peer, relay_to(peer.port, tls=tls, ca_file=ca_file) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert outcome.reply.startswith("The relay's certificate cannot be trusted: ")
    assert peer.taken == []


async def test_a_relay_without_starttls_gets_no_mail_in_the_clear(ca_file: Path) -> None:
    """Where TLS is configured and not offered, the mail waits: it is not sent openly."""
    async with relay_peer() as peer, relay_to(peer.port, tls=Tls.STARTTLS, ca_file=ca_file) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert "STARTTLS" in outcome.reply
    assert peer.commands == []


async def test_implicit_tls_with_a_plain_relay_is_later(ca_file: Path) -> None:
    """A relay that speaks no TLS on this port is a fault of the configuration, not of the mail."""
    limits = {"connect_seconds": 2.0}
    async with (
        relay_peer() as peer,
        relay_to(peer.port, tls=Tls.IMPLICIT, ca_file=ca_file, **limits) as relay,
    ):
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)


def test_a_useless_ca_file_is_told_at_the_start(tmp_path: Path) -> None:
    """A missing file and one without certificates are named, with what is wrong."""
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "missing.pem"):
        settings = RelaySettings(host="relay.example", port=25, hostname="desk.example", ca_file=path)
        with pytest.raises(BadAuthorities, match=path.name):
            Relay(settings)


async def test_the_user_is_authenticated_over_tls(authority: trustme.CA, ca_file: Path) -> None:
    """User and password are given after STARTTLS, once for each connection."""
    options: dict[str, Any] = {
        "authenticator": knows_password,
        "auth_required": True,
        "require_starttls": True,
    }
    context = server_side(authority, "127.0.0.1")
    login = {"tls": Tls.STARTTLS, "ca_file": ca_file, "user": USER, "password": PASSWORD}
    async with relay_peer(starttls=context, **options) as peer, relay_to(peer.port, **login) as relay:
        assert isinstance(await relay.send(MAIL, DESK, ANN), Sent)
    assert peer.taken[0].user == USER


async def test_a_refused_password_is_logged_once(
    authority: trustme.CA, ca_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong password is the operator's fault: every mail is Later, the log says it once, without it."""
    context = server_side(authority, "127.0.0.1")
    login = {"tls": Tls.STARTTLS, "ca_file": ca_file, "user": USER, "password": "Wrong-Password"}
    options: dict[str, Any] = {"authenticator": knows_password}
    async with relay_peer(starttls=context, **options) as peer, relay_to(peer.port, **login) as relay:
        outcomes = [await relay.send(MAIL, DESK, ANN) for _ in range(3)]
    said = [record.getMessage() for record in caplog.records if record.name == "postdesk.relay"]
    assert all(isinstance(outcome, Later) for outcome in outcomes)
    assert len(said) == 1
    assert said[0].startswith("The relay refuses our user name and password: 535")
    assert "Wrong-Password" not in caplog.text + repr(outcomes)


async def test_a_relay_that_wants_no_password_says_so() -> None:
    """A user is configured and the relay offers no AUTH: Later, never sent without."""
    async with relay_peer() as peer, relay_to(peer.port, user=USER, password=PASSWORD) as relay:
        outcome = await relay.send(MAIL, DESK, ANN)
    assert isinstance(outcome, Later)
    assert "AUTH" in outcome.reply
    assert peer.taken == []


def test_the_password_is_not_shown() -> None:
    """Settings that end up in a log or a traceback do not carry the password."""
    settings = RelaySettings(host="h", port=25, hostname="d", user=USER, password=PASSWORD)
    assert PASSWORD not in repr(settings)
