"""TLS for those who send mail to us."""

import asyncio
import socket
import ssl
import struct
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from daemon.receiving.tls import BadCertificate, server_context
from tests.daemon.receiving.peers import MAIL, receiving

# The authority is made once: keys are slow to make.
AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("desk.example")


@pytest.fixture(name="server")
def _server(tmp_path: Path) -> ssl.SSLContext:
    CERTIFICATE.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "pem"))
    return server_context(tmp_path / "pem", tmp_path / "pem")


@pytest.fixture(name="trusting")
def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


async def test_starttls_protects_a_mail(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    """After STARTTLS the client begins anew, is not offered it again, and delivers."""
    async with receiving(tls=server) as place:
        client = await place.connect()
        await client.reply()
        assert "250 STARTTLS" in await client.ask("EHLO x")
        await client.ask("MAIL FROM:<before@x.example>")
        assert await client.code("STARTTLS x") == "501 5.5.4"
        assert await client.code("STARTTLS") == "220 2.0.0"
        await client.writer.start_tls(trusting, server_hostname="desk.example")
        assert await client.code("RCPT TO:<support@desk.example>") == "503 5.5.1"
        assert await client.code("MAIL FROM:<a@x>") == "503 5.5.1"
        assert "STARTTLS" not in await client.ask("EHLO x")
        assert await client.code("STARTTLS") == "503 5.5.1"
        assert (await client.deliver(b"x" * 300_000 + b"\r\n")).startswith("250")
        assert await client.code("QUIT") == "221 2.0.0"
    assert [len(raw) for raw in place.store.contents] == [300_002]


async def test_nothing_sent_in_clear_is_heard_after_starttls(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """Commands that stand behind STARTTLS in its packet are thrown away (CVE-2021-38371 and its kin)."""
    async with receiving(tls=server) as place:
        client = await place.greeted()
        injected = b"EHLO evil\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<support@desk.example>\r\n"
        await client.send(b"STARTTLS\r\n" + injected)
        assert (await client.reply()).startswith("220 2.0.0")
        await client.writer.start_tls(trusting, server_hostname="desk.example")
        # The first answer within TLS is that to the first command within TLS.
        assert await client.code("NOOP") == "250 2.0.0"
        assert await client.code("DATA") == "503 5.5.1"
        await client.hello_again()
        assert (await client.deliver()).startswith("250")
    assert place.store.kept[0][0].return_path == "ann@customer.example"


async def test_implicit_tls_is_tls_from_the_first_byte(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """On its own port the banner comes within TLS, and STARTTLS is not offered."""
    async with receiving(tls=server, listen=(), listen_tls=(("127.0.0.1", 0),), require_tls=True) as place:
        client = await place.connect("smtps", trusting)
        await client.reply()
        assert "STARTTLS" not in await client.ask("EHLO x")
        assert (await client.deliver()).startswith("250")
        await client.send(b"NOOP\r\nQUIT\r\n")
        assert await client.rest() == "250 2.0.0 OK\r\n221 2.0.0 Goodbye\r\n"
    assert place.store.contents == [MAIL]


async def test_tls_may_be_required(server: ssl.SSLContext, trusting: ssl.SSLContext, tmp_path: Path) -> None:
    """Then MAIL in clear is refused, but not on the unix socket, which nobody can overhear."""
    async with receiving(tls=server, require_tls=True, lmtp=tmp_path / "lmtp") as place:
        client = await place.greeted()
        assert await client.code("MAIL FROM:<a@x>") == "530 5.7.0"
        await client.ask("STARTTLS")
        await client.writer.start_tls(trusting, server_hostname="desk.example")
        await client.hello_again()
        assert (await client.deliver()).startswith("250")
        lmtp = await place.lmtp()
        assert await lmtp.code("STARTTLS") == "454 4.7.0"
        assert (await lmtp.deliver()).startswith("250")


# A place that is not freed at once is freed after five seconds.
@pytest.mark.timeout(60)
@pytest.mark.parametrize("protocol", ["smtp", "smtps"])
@pytest.mark.parametrize("garbage", [b"", b"this is no handshake\r\n" * 10])
async def test_a_failed_handshake_frees_its_place(
    server: ssl.SSLContext, protocol: str, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that goes away or talks nonsense instead of shaking hands leaves nothing behind."""
    places = (("127.0.0.1", 0),)
    async with receiving(tls=server, listen_tls=places, connections=1) as place:
        for _ in range(3):
            client = await place.connect(protocol)
            if protocol == "smtp":
                await client.hello()
                await client.ask("STARTTLS")
            await client.send(garbage)
            client.writer.write_eof()
            await client.rest()
            await place.gone()
        good = await place.greeted()
        assert (await good.deliver()).startswith("250")
    assert "failed" not in caplog.text


@pytest.mark.timeout(60)
async def test_a_reset_handshake_frees_its_place(server: ssl.SSLContext) -> None:
    """A connection that is reset within the handshake is over at once, although asyncio says nothing."""
    async with receiving(tls=server, connections=1) as place:
        for _ in range(3):
            client = await place.greeted()
            await client.ask("STARTTLS")
            client.writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            client.writer.transport.abort()
            await place.gone()
        assert (await (await place.greeted()).deliver()).startswith("250")


async def test_a_commit_outlives_a_tls_connection(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    """A client of TLS that is gone after the dot does not cancel the commit."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go.wait()

    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),)) as place:
        place.store.before = slow
        client = await place.connect("smtps", trusting)
        await client.hello()
        await client.begin()
        await client.send(MAIL + b".\r\n")
        await begun.wait()
        client.writer.transport.abort()
        await place.greeted()
        go.set()
        await place.gone(1)
    assert place.store.contents == [MAIL]


async def test_a_stop_ends_tls_connections(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    """Idle clients within TLS get their 421 too."""
    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),)) as place:
        client = await place.connect("smtps", trusting)
        await client.hello()
        stopping = asyncio.create_task(place.listeners.stop(5))
        assert (await client.rest()).startswith("421 4.3.2")
        await client.close()
        await stopping


@pytest.mark.timeout(60)
async def test_a_handshake_does_not_delay_a_stop(server: ssl.SSLContext) -> None:
    """Clients that have not shaken hands yet have no mail in flight: they are cut off at once."""
    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),)) as place:
        silent, clear = await place.connect("smtps"), await place.greeted()
        await clear.ask("STARTTLS")
        await place.listeners.stop(60)
        assert place.listeners.connections == 0
        assert [await silent.rest(), await clear.rest()] == ["", ""]


async def test_a_burst_after_the_handshake_is_served(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """A client that sends a whole session in one go within TLS is answered whole."""
    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),)) as place:
        client = await place.connect("smtps", trusting)
        mail = b"MAIL FROM:<a@x>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\n" + MAIL * 5000 + b".\r\n"
        client.writer.write(b"EHLO x\r\n" + mail * 3 + b"QUIT\r\n")
        said = await client.rest()
    assert said.count("250 2.0.0 Accepted") == 3
    assert place.store.contents == [MAIL * 5000] * 3


async def test_a_handshake_waits_only_so_long(server: ssl.SSLContext) -> None:
    """A client that opens the TLS port and says nothing is closed, without a word in clear."""
    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),), idle_seconds=0.05) as place:
        client = await place.connect("smtps")
        assert await client.rest() == ""


async def test_nothing_is_said_in_clear_on_a_tls_port(server: ssl.SSLContext) -> None:
    """A client beyond the limit is closed without a word: it could not read one."""
    places = (("127.0.0.1", 0),)
    async with receiving(tls=server, listen_tls=places, connections=1) as place:
        await place.greeted()
        refused = await place.connect("smtps")
        assert await refused.rest() == ""


async def test_old_tls_is_refused(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    """TLS 1.1 and older are not spoken (RFC 8996)."""
    assert server.minimum_version is ssl.TLSVersion.TLSv1_2
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        trusting.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        trusting.maximum_version = ssl.TLSVersion.TLSv1_1
    async with receiving(tls=server, listen_tls=(("127.0.0.1", 0),)) as place:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await place.connect("smtps", trusting)


ENCRYPTED = load_pem_private_key(CERTIFICATE.private_key_pem.bytes(), None).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
)


@pytest.mark.parametrize(
    "key", [None, b"", b"no key", ENCRYPTED], ids=["missing", "empty", "text", "encrypted"]
)
def test_a_bad_key_is_named(key: bytes | None, tmp_path: Path) -> None:
    """A key that cannot be used is told with its path, and nobody is asked for a password."""
    chain, path = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(pem.bytes() for pem in CERTIFICATE.cert_chain_pems))
    if key is not None:
        path.write_bytes(key)
    with pytest.raises(BadCertificate, match=r"key\.pem"):
        server_context(chain, path)


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    """A key that does not belong to the certificate is a fault at start, not at the first handshake."""
    chain, path = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(pem.bytes() for pem in CERTIFICATE.cert_chain_pems))
    path.write_bytes(AUTHORITY.issue_cert("other.example").private_key_pem.bytes())
    with pytest.raises(BadCertificate, match=r"(?i)mismatch"):
        server_context(chain, path)
