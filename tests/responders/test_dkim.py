"""DKIM: a stranger who verifies finds the signature good, and any change of the mail breaks it."""

import base64
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from desk.letters import File, Template
from responders.compose import compose
from responders.dkim import BadSigningKey, Signer, load_signer
from responders.render import Texts
from tests.keys import PKCS1, PKCS8, pem, rsa_key, written
from tests.responders.conftest import Make

DESK = "support@example.org"
MAIL = (
    b"From: Support <support@example.org>\r\nTo: ivan@firma.example\r\nSubject: A\r\n"
    b"Date: Fri, 20 Nov 2026 12:00:00 +0000\r\nMessage-ID: <a@example.org>\r\n\r\nHello\r\n\r\n\r\n"
)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """Return what signs with a new key."""
    return load_signer(written(tmp_path / "key.pem", pem(rsa_key())), "desk", DESK)


def good(mail: bytes, signer: Signer) -> bool:
    """Verify as a stranger's mail server does, with the record that the domain name system would give."""
    name, text = signer.record
    records = {f"{name}.".encode(): text.encode()}
    return bool(dkim.verify(mail, dnsfunc=lambda asked, timeout=5: records.get(asked)))


def test_a_signed_mail_is_good(signer: Signer) -> None:
    """The signature stands on top, and nothing below it has changed."""
    signed = signer.sign(MAIL)
    assert good(signed, signer)
    assert signed.endswith(b"\r\n" + MAIL)
    assert signed.count(b"DKIM-Signature:") == 1


def test_every_letter_can_be_signed(signer: Signer, texts: Texts, make: Make) -> None:
    """Whatever shape a mail of ours has: its signature is good, its lines are short, its bytes are ASCII."""
    files = (File("отчёт.pdf", "application/pdf", bytes(range(256)) * 300),)
    for template in Template:
        for more in ({}, {"files": files}):
            signed = signer.sign(compose(make(template, of_draft=more), texts))
            assert good(signed, signer), template
            assert signed.isascii()
            assert max(map(len, signed.split(b"\r\n"))) < 998
            assert b"\n" not in signed.replace(b"\r\n", b"")


def test_the_signature_says_what_it_must(signer: Signer) -> None:
    """rsa-sha256 (RFC 8301), relaxed, the desk's domain and selector, the whole body, From sealed."""
    [value] = [message_from_bytes(signer.sign(MAIL))["DKIM-Signature"]]
    tags = dict(part.split("=", 1) for part in "".join(value.split()).split(";"))
    assert (tags["a"], tags["c"]) == ("rsa-sha256", "relaxed/relaxed")
    assert (tags["d"], tags["s"]) == ("example.org", "desk")
    assert "l" not in tags
    assert tags["h"].split(":").count("from") == 2
    assert {"to", "subject", "date", "message-id", "reply-to", "references"} <= set(tags["h"].split(":"))


@pytest.mark.parametrize(
    "change",
    [
        lambda mail: b"From: Eve <eve@evil.example>\r\n" + mail,
        lambda mail: b"Reply-To: eve@evil.example\r\n" + mail,
        lambda mail: b"Cc: eve@evil.example\r\n" + mail,
        lambda mail: mail.replace(b"Subject: A", b"Subject: B"),
        lambda mail: mail.replace(b"Hello", b"Hallo"),
        lambda mail: mail + b"And pay at once.\r\n",
    ],
)
def test_what_is_changed_or_added_breaks_the_signature(
    signer: Signer, change: Callable[[bytes], bytes]
) -> None:
    """Nobody speaks under our signature."""
    assert not good(change(signer.sign(MAIL)), signer)


@pytest.mark.parametrize(
    "change",
    [
        lambda mail: b"Received: from a by b; Fri, 20 Nov 2026 12:00:00 +0000\r\n" + mail,
        lambda mail: mail.replace(b"Subject: A", b"SUBJECT:   A  "),
        lambda mail: mail + b"\r\n\r\n",
        lambda mail: b"Sender: list@lists.example\r\nList-Id: <l.lists.example>\r\n" + mail,
    ],
)
def test_what_mail_servers_rightly_do_leaves_it_good(
    signer: Signer, change: Callable[[bytes], bytes]
) -> None:
    """Relaxed means: blanks and trace lines do not matter."""
    assert good(change(signer.sign(MAIL)), signer)


@pytest.mark.parametrize("form", [PKCS1, PKCS8])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_both_forms_of_an_rsa_key_are_read(
    tmp_path: Path, form: serialization.PrivateFormat, line_end: bytes
) -> None:
    """OpenSSL wrote the one for long, and writes the other now; an editor may have changed its line ends."""
    content = pem(rsa_key(), form).replace(b"\n", line_end)
    assert load_signer(written(tmp_path / "key.pem", content), "desk", DESK).bits == 1024


def test_the_record_holds_the_public_key(tmp_path: Path) -> None:
    """What is to be published is what openssl would print of the key."""
    signer = load_signer(written(tmp_path / "key.pem", pem(rsa_key(2048))), "desk", "Help@Example.ORG")
    public = rsa_key(2048).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert signer.record == (
        "desk._domainkey.example.org",
        f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}",
    )


def test_no_secret_is_shown() -> None:
    """Whoever logs a signer logs no key."""
    assert "PRIVATE" not in repr(Signer("example.org", "desk", 1024, b"public", b"PRIVATE"))


def _damaged(content: bytes) -> bytes:
    """Return a key of which one byte of its modulus is another."""
    head, line, rest = content.split(b"\n", 2)
    return b"\n".join((head, line[:-4] + (b"AAAA" if line[-4:] != b"AAAA" else b"BBBB"), rest))


BAD_KEYS = {
    "nothing": (b"", "holds no PEM block"),
    "text": (b"correct horse\n", "holds no PEM block"),
    "noise": (bytes(range(256)) * 20, "holds no PEM block"),
    "huge": (b"x" * 10_000_000, "holds no PEM block"),
    "empty block": (b"-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n", "is no RSA key"),
    "block of noise": (
        b"-----BEGIN PRIVATE KEY-----\nMIIBAQ==\n-----END PRIVATE KEY-----\n",
        "is no RSA key",
    ),
    "public": (
        rsa_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        "holds public key",
    ),
    "ed25519": (pem(ed25519.Ed25519PrivateKey.generate()), "is no RSA key"),
    "elliptic": (pem(ec.generate_private_key(ec.SECP256R1()), PKCS1), "holds ec private key"),
    "encrypted": (pem(rsa_key(), PKCS8, "x"), "is encrypted"),
    "encrypted in the old form": (pem(rsa_key(), PKCS1, "x"), "is encrypted"),
    "damaged": (_damaged(pem(rsa_key(), PKCS1)), "is damaged"),
}


@pytest.mark.parametrize(("content", "said"), BAD_KEYS.values(), ids=BAD_KEYS)
def test_what_is_no_good_key_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    """It names the file and the fault, and shows nothing of the key."""
    path = written(tmp_path / "key.pem", content)
    with pytest.raises(BadSigningKey) as fault:
        load_signer(path, "desk", DESK)
    assert str(path) in str(fault.value)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_key_that_nobody_accepts_is_refused(tmp_path: Path) -> None:
    """RFC 8301, 3.2: verifiers reject less than 1024 bits."""
    # RSAPrivateKey (RFC 8017, A.1.2) of the primes 61 and 53.
    numbers = (0, 61 * 53, 17, 2753, 61, 53, 53, 49, 38)
    der = b"".join(b"\2\2" + number.to_bytes(2, "big") for number in numbers)
    content = base64.b64encode(b"\x30" + bytes((len(der),)) + der)
    key = b"-----BEGIN RSA PRIVATE KEY-----\n" + content + b"\n-----END RSA PRIVATE KEY-----\n"
    with pytest.raises(BadSigningKey, match="only 12 bits"):
        load_signer(written(tmp_path / "key.pem", key), "desk", DESK)


def test_a_key_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """The path is told, and why it cannot be read."""
    with pytest.raises(BadSigningKey, match=r"none\.pem: No such file"):
        load_signer(tmp_path / "none.pem", "desk", DESK)
