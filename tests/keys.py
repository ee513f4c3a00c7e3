"""Private keys for the tests, made when they are needed."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL
PKCS8 = serialization.PrivateFormat.PKCS8

Private = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@lru_cache
def rsa_key(bits: int = 1024) -> rsa.RSAPrivateKey:
    """Return an RSA key; the short ones are quickly made."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def pem(key: Private, form: serialization.PrivateFormat = PKCS8, password: str = "") -> bytes:
    """Return a key as openssl writes it."""
    secret = serialization.BestAvailableEncryption(password.encode()) if password else None
    return key.private_bytes(
        serialization.Encoding.PEM, form, secret if secret is not None else serialization.NoEncryption()
    )


def written(path: Path, content: bytes) -> Path:
    """Write a key into a file of its own, for its owner alone, and return where it is."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path
