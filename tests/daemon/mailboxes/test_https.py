"""Questions to an issuer: over checked TLS, to nobody else, in bounded time and size."""

import json
import re
import socket
import ssl
from pathlib import Path

import pytest
import trustme

from daemon.mailboxes.https import LARGEST_ANSWER, BadAuthorities, IssuerUnreachable, ask, issuer_context
from tests.oauth_issuer import HOST, Issuer, running_issuer

DISCOVERY = "/.well-known/openid-configuration"


def test_an_answer_is_its_status_and_its_object(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """What the issuer tells of itself comes back as it was told."""
    answer = ask(issuer.url + DISCOVERY, tls)
    assert answer.status == 200
    assert answer.content["issuer"] == issuer.url


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused(status: int, issuer: Issuer, tls: ssl.SSLContext) -> None:
    """A secret goes where the operator said, and nowhere else."""
    issuer.answers.append((status, {"Location": f"{issuer.url}/elsewhere"}, b"", 0))
    with pytest.raises(IssuerUnreachable, match=r"wants to send us elsewhere"):
        ask(f"{issuer.url}/token", tls, form={"client_secret": "x"})
    assert issuer.paths == ["/realm/token"]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 100_000, b"9" * 5000, b'"text"', b"\xff\xfe", b"null"]
)
def test_what_is_no_object_is_an_empty_one(body: bytes, issuer: Issuer, tls: ssl.SSLContext) -> None:
    """A page, a nest, a number without end: nothing of it is used, and nothing breaks."""
    issuer.answers.append((200, {}, body, 0))
    assert ask(issuer.url, tls).content == {}


def test_an_endless_answer_is_cut_off(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """No more is read than an answer can have."""
    issuer.answers.append((200, {}, b" " * (LARGEST_ANSWER + 1), 0))
    with pytest.raises(IssuerUnreachable, match=rf"more than {LARGEST_ANSWER} bytes"):
        ask(issuer.url, tls)


def test_an_answer_that_trickles_in_is_not_waited_for(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """One byte before each timeout would go on for ever; the whole answer has a time of its own."""
    issuer.answers.append((200, {}, b" " * 40, 0.1))
    with pytest.raises(IssuerUnreachable, match=r"127\.0\.0\.1 did not answer within 1 seconds\.$"):
        ask(issuer.url, tls, seconds=1)


def test_a_stranger_is_sent_nothing(issuer: Issuer, tmp_path: Path) -> None:
    """A certificate of an authority that we do not know ends it before a byte of ours."""
    path = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    with pytest.raises(IssuerUnreachable, match=r"has a certificate that cannot be trusted: "):
        ask(issuer.url, issuer_context(path), form={"client_secret": "x"})
    assert issuer.paths == []


def test_another_hosts_certificate_is_not_taken(authority: trustme.CA, tls: ssl.SSLContext) -> None:
    """The name in the certificate must be the one that was asked."""
    with running_issuer(authority) as issuer, pytest.raises(IssuerUnreachable, match=r"cannot be trusted"):
        ask(f"https://localhost:{issuer.port}/", tls)


def test_nobody_there_is_told_in_words(tls: ssl.SSLContext) -> None:
    """The text says who could not be reached."""
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        with pytest.raises(IssuerUnreachable, match=r"127\.0\.0\.1 cannot be reached: Connection refused"):
            ask(f"https://{HOST}:{unused.getsockname()[1]}/", tls)


def test_a_server_without_tls_is_told_in_words(issuer: Issuer, tls: ssl.SSLContext) -> None:
    """What does not speak TLS is asked nothing."""
    with pytest.raises(IssuerUnreachable, match=r"(speaks no TLS that we know|cannot be reached)"):
        ask(f"https://{HOST}:{issuer.introspection_port}/", tls, seconds=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/",
        "https://",
        "https://user:password@issuer.example/",
        "https://issuer.example:99999/",
        "https://issuer.example:0/",
        "https://issuer.example/a b",
        "https://issuer.example/\r\nHost: other",
        "https://[::1/",
        "file:///etc/passwd",
        "https://issuer.example/ё",
        "",
    ],
)
def test_only_a_sound_https_url_is_asked(url: str, tls: ssl.SSLContext) -> None:
    """An issuer may name any address in its description; what is not plainly one is refused."""
    with pytest.raises(IssuerUnreachable, match=r"no sound https:// URL"):
        ask(url, tls)


def test_a_host_that_cannot_be_a_name_is_told_in_words(tls: ssl.SSLContext) -> None:
    """An empty label is no traceback."""
    with pytest.raises(IssuerUnreachable, match=re.escape("The issuer a..example ")):
        ask("https://a..example/", tls)


def test_a_file_of_no_authorities_is_told_in_words(tmp_path: Path) -> None:
    """The operator learns which file it is."""
    path = tmp_path / "ca.pem"
    path.write_text(json.dumps({}))
    with pytest.raises(BadAuthorities, match=re.escape(str(path))):
        issuer_context(path)
