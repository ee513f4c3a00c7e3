"""A reload reads anew what the configuration's files name: certificates, passwords, the way out."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.daemon.sending.relays import PASSWORD as RELAY_PASSWORD
from tests.daemon.sending.relays import USER, knows_password, relay_peer
from tests.imap_server import PASSWORD, ImapServer, imap_server
from tests.road.mailbox import comes, reading
from tests.road.relaying import by_relay, sent_out, to
from tests.road.road import CONFIGURATION, DESK, IVAN, Road, a_mail, running, until
from tests.road.road import to as taken_for
from tests.stores import configure


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with an empty INBOX."""
    with imap_server() as server:
        yield server


async def reload(road: Road, configuration: str) -> tuple[str, ...]:
    """Write another configuration and reload it; return what has changed. Nothing waits for a restart."""
    configure(road.folder / "postdesk.toml", configuration)
    done = await road.service.reload()
    assert (done.faults, done.needs_restart) == ((), ())
    return done.changed


def certify(folder: Path, authority: trustme.CA) -> None:
    """Put a new certificate in the place of the old one, as certbot does."""
    made = authority.issue_cert("mx.example.org")
    made.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "key.pem").chmod(0o600)
    with (folder / "certificate.pem").open("wb") as file:
        for part in made.cert_chain_pems:
            file.write(part.bytes())


def serial(port: int, authority: trustme.CA) -> str:
    """Return the serial number of the certificate that is shown."""
    context = ssl.create_default_context()
    context.check_hostname = False
    authority.configure_trust(context)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        smtp.starttls(context=context)
        assert isinstance(smtp.sock, ssl.SSLSocket)
        shown = smtp.sock.getpeercert()
    assert shown is not None
    return str(shown["serialNumber"])


async def test_a_renewed_certificate_is_shown(tmp_path: Path) -> None:
    """The files have the same names, so no setting has changed; who connects now sees the new one."""
    authority = trustme.CA()
    certify(tmp_path, authority)
    tls = '[smtp]\ntls_certificate = "certificate.pem"\ntls_key = "key.pem"\n'
    async with running(tmp_path, CONFIGURATION.replace("[smtp]\n", tls)) as road:
        first = await asyncio.to_thread(serial, road.port, authority)
        certify(tmp_path, authority)
        assert await asyncio.to_thread(serial, road.port, authority) == first
        await road.service.reload()
        assert await asyncio.to_thread(serial, road.port, authority) != first


async def test_a_certificate_that_does_not_fit_its_key_changes_nothing(tmp_path: Path) -> None:
    """Half a renewal is told, and the old pair is shown on."""
    authority = trustme.CA()
    certify(tmp_path, authority)
    tls = '[smtp]\ntls_certificate = "certificate.pem"\ntls_key = "key.pem"\n'
    async with running(tmp_path, CONFIGURATION.replace("[smtp]\n", tls)) as road:
        first = await asyncio.to_thread(serial, road.port, authority)
        old = (tmp_path / "key.pem").read_bytes()
        certify(tmp_path, authority)
        (tmp_path / "key.pem").write_bytes(old)
        assert "certificate.pem" in (await road.service.reload()).faults[0]
        assert await asyncio.to_thread(serial, road.port, authority) == first


async def test_mail_goes_to_another_relay(tmp_path: Path) -> None:
    """The old one is parted from; what waited for it goes out by the new one."""
    async with relay_peer() as one, relay_peer() as two, running(tmp_path, by_relay(one.port)) as road:
        await asyncio.to_thread(road._smtp, a_mail(IVAN).as_bytes(), IVAN, [DESK])
        assert to(await sent_out(road, one), IVAN)
        [line] = await reload(road, by_relay(two.port))
        assert line == f"delivery.relay.port: {one.port} -> {two.port}"
        await one.parted.wait()
        other = a_mail(IVAN, "Ещё раз.", subject="Ещё")
        await asyncio.to_thread(road._smtp, other.as_bytes(), IVAN, [DESK])
        assert to(await sent_out(road, two), IVAN)
        assert not one.taken


async def test_a_new_password_of_the_relay_is_used(tmp_path: Path) -> None:
    """It is read from its file, and not told to anyone."""
    secret = tmp_path / "relay.password"
    secret.touch(mode=0o600)
    secret.write_text("of yesterday")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    private = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(private)
    async with relay_peer(starttls=private, authenticator=knows_password, auth_required=True) as peer:
        relay = by_relay(peer.port).replace('tls = "none"', 'tls = "starttls"\nca_file = "authority.pem"')
        login = f'user = "{USER}"\npassword_file = "relay.password"\n'
        async with running(tmp_path, relay + login) as road:
            secret.write_text(RELAY_PASSWORD)
            assert (await road.service.reload()).changed == ("delivery.relay.password_file: changed",)
            await asyncio.to_thread(road._smtp, a_mail(IVAN).as_bytes(), IVAN, [DESK])
            assert to(await sent_out(road, peer), IVAN)[0].user == USER


async def test_mail_goes_into_another_folder(tmp_path: Path) -> None:
    """From a Maildir to a relay and back it is the same: the next mail goes the new way."""
    async with relay_peer() as peer, running(tmp_path) as road:
        await reload(road, by_relay(peer.port))
        await asyncio.to_thread(road._smtp, a_mail(IVAN).as_bytes(), IVAN, [DESK])
        assert to(await sent_out(road, peer), IVAN)
        await reload(road, CONFIGURATION)
        assert taken_for(await road.send(a_mail(IVAN, "Ещё раз.", subject="Ещё")), IVAN)
        assert not peer.taken


async def test_a_new_password_of_a_mailbox_is_tried_at_once(tmp_path: Path, server: ImapServer) -> None:
    """A refused login is else not tried again for minutes: who has mended it must not wait."""
    secret = tmp_path / "imap.password"
    async with reading(tmp_path, server, waits=False, change=lambda text: _spoil(text, tmp_path)) as road:
        await until(lambda: "refuses" in road.service.mailboxes.states()[0].fault)
        secret.write_text(PASSWORD)
        assert (await road.service.reload()).changed[0].endswith("password_file: changed")
        await until(lambda: road.service.mailboxes.states()[0].last_success_at is not None)
        await comes(road, server, a_mail(IVAN))
        assert road.numbers() == ["SUP-1001"]


def _spoil(configuration: str, folder: Path) -> str:
    (folder / "imap.password").write_text("of yesterday")
    return configuration
