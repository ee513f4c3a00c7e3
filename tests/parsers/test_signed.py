"""The bytes that a signature signs: exactly those, whatever stands around them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from parsers.signed import Signed, signed

HEAD = b"From: ann@corp.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nПринтер не печатает.  \r\n\r\n-- \r\nАнна\t\r\n"
NESTED = (
    b"Content-Type: multipart/mixed; boundary=in\r\n\r\npreamble\r\n--in\r\n\r\none\r\n\r\n--in  \r\n"
    b"Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\n\r\ntwo\r\n--inner--\r\n"
    b"--in--\r\nepilogue\r\n"
)
CONTENTS = {
    "trailing blanks": TEXT.encode(),
    "nested parts": NESTED,
    "no line end at the end": b"Content-Type: text/plain\r\n\r\nwords",
    "empty lines at the end": b"Content-Type: text/plain\r\n\r\nwords\r\n\r\n\r\n",
    "no header": b"\r\nwords\r\n",
    "nothing": b"",
}

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")


def _mail(
    content: bytes, signature: bytes = b"sig", *, boundary: bytes = b"out", head: bytes = HEAD
) -> bytes:
    return (
        head
        + b"Content-Type: multipart/signed; micalg=sha-256; boundary="
        + boundary
        + b"\r\n\r\nNo MIME? Too bad.\r\n--"
        + boundary
        + b"\r\n"
        + content
        + b"\r\n--"
        + boundary
        + b"\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\n"
        + signature
        + b"\r\n--"
        + boundary
        + b"--\r\n"
    )


def _only(raw: bytes) -> Signed:
    (one,) = signed(raw)
    return one


@pytest.mark.parametrize("name", CONTENTS)
def test_the_content_is_what_stands_between_the_boundaries(name: str) -> None:
    """The line end before a boundary is the boundary's (RFC 2046, 5.1.1); all else is signed."""
    found = _only(_mail(CONTENTS[name]))

    assert found == Signed("application/pgp-signature", CONTENTS[name], b"sig")


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_of_unix_has_the_content_too(name: str) -> None:
    """Its line ends were those of mail when it was signed (RFC 1847, 2.1)."""
    found = _only(_mail(CONTENTS[name]).replace(b"\r\n", b"\n"))

    assert found.content == CONTENTS[name].replace(b"\r\n", b"\n")
    assert found.canonical == CONTENTS[name]


def test_a_signature_is_found_below_what_a_list_wraps_around_it() -> None:
    """Mailman puts its footer beside the signed part."""
    inner = _mail(NESTED, head=b"")
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n"
        + inner
        + b"\r\n--list\r\n\r\nfooter\r\n--list--\r\n"
    )

    assert _only(raw).content == NESTED


def test_one_signature_may_sign_another() -> None:
    """The outer one comes first."""
    inner = _mail(NESTED, boundary=b"first", head=b"")

    assert [one.content for one in signed(_mail(inner))] == [inner, NESTED]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        HEAD + b"\r\nno parts",
        HEAD + b"Content-Type: multipart/signed\r\n\r\n--b\r\n",
        HEAD + b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nalone\r\n--b--",
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" + _mail(NESTED),
        b"X: y\r\n" * 100_000,
    ],
)
def test_where_nothing_is_signed_there_is_no_signature(raw: bytes) -> None:
    """A forwarded mail stays closed; a broken one has none."""
    assert signed(raw) == ()


@pytest.mark.cpu(10)
def test_many_boundaries_cost_little() -> None:
    """Time grows with the size alone."""
    raw = HEAD + b"Content-Type: multipart/signed; boundary=b\r\n\r\n" + b"--b\r\n" * 150_000

    assert len(signed(raw)) <= 1


@openssl
@pytest.mark.parametrize("name", ["trailing blanks", "nested parts", "empty lines at the end"])
@pytest.mark.parametrize("unix", [False, True])
def test_a_signature_of_openssl_verifies(tmp_path: Path, name: str, *, unix: bool) -> None:
    """What is handed out is what openssl signed."""
    key, certificate, content = (tmp_path / name for name in ("key", "certificate", "content"))
    content.write_bytes(CONTENTS[name])
    subject = ("-subj", "/CN=Ann", "-keyout", str(key), "-out", str(certificate))
    _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject)
    signer = ("-signer", str(certificate), "-inkey", str(key), "-binary")
    raw = HEAD + _run("openssl", "cms", "-sign", "-in", str(content), *signer)

    found = _only(raw.replace(b"\r\n", b"\n") if unix else raw)

    assert found.canonical == CONTENTS[name]
    content.write_bytes(found.canonical)
    (tmp_path / "signature").write_bytes(found.signature)
    told = ("-in", str(tmp_path / "signature"), "-inform", "DER", "-content", str(content), "-binary")
    assert _run("openssl", "cms", "-verify", *told, "-noverify") == CONTENTS[name]


@gpg
@pytest.mark.parametrize("name", ["trailing blanks", "nested parts", "empty lines at the end"])
def test_a_signature_of_gpg_verifies(tmp_path: Path, name: str) -> None:
    """What is handed out is what gpg signed (RFC 3156, 5)."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    program = ("gpg", "--homedir", str(home), "--batch", "--quiet", "--no-autostart")
    content = tmp_path / "content"
    content.write_bytes(CONTENTS[name])
    made = (
        "gpg",
        "--homedir",
        str(home),
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--pinentry-mode",
        "loopback",
    )
    _run(*made, "--quick-generate-key", "ann@corp.example", "ed25519", "sign", "never")
    signature = _run(*made, "--armor", "--detach-sign", "--output", "-", str(content))
    _run("gpgconf", "--homedir", str(home), "--kill", "all")

    found = _only(_mail(CONTENTS[name], signature))

    (tmp_path / "signature").write_bytes(found.signature)
    content.write_bytes(found.content)
    _run(*program, "--verify", str(tmp_path / "signature"), str(content))


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
