"""DKIM: the signature by which a desk's domain answers for a mail (RFC 6376). The only door of dkimpy."""

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path

from desk.address import domain
from desk.errors import PostdeskError

# RFC 8301, 3.2: nobody accepts less than the first; less than the second should not be made any more; more
# than the third need not be understood.
LEAST_BITS = 1024
WANTED_BITS = 2048
MOST_BITS = 4096

# What is signed. From stands twice, so that nobody can put a second one on top (RFC 6376, 8.15). A field
# that a mail lacks is signed as missing. Not here: what relays and lists rightly add (Sender, List-Id).
SIGNED = (
    b"from", b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to",
    b"references", b"mime-version", b"content-type", b"auto-submitted",
)  # fmt: skip

# Both forms of an RSA key, and what else people take for one.
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\n(.*?)\n-----END \1-----", re.DOTALL)
_KINDS = frozenset({b"RSA PRIVATE KEY", b"PRIVATE KEY"})

# No key is longer; a file that is was named by mistake.
_LONGEST = 32_768


class BadSigningKey(PostdeskError):
    """A DKIM key cannot be used; the text names the file and the fault."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A domain's key, ready to sign. ``bits`` is the length of its modulus."""

    domain: str
    selector: str
    bits: int
    public: bytes = field(repr=False)
    _pem: bytes = field(repr=False)

    def sign(self, mail: bytes) -> bytes:
        """Return a mail with its signature on top: rsa-sha256, relaxed/relaxed, the whole body.

        Never with ``l=``: what somebody appends behind the signed part would stand under our name.
        """
        import dkim

        signature: bytes = dkim.sign(
            mail,
            self.selector.encode("ascii"),
            self.domain.encode("ascii"),
            self._pem,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=b"rsa-sha256",
            include_headers=list(SIGNED),
        )
        return signature + mail

    @property
    def record(self) -> tuple[str, str]:
        """The name and the text of the TXT record that makes the signatures good (RFC 6376, 3.6.1)."""
        name = f"{self.selector}._domainkey.{self.domain}"
        return name, f"v=DKIM1; k=rsa; p={base64.b64encode(self.public).decode('ascii')}"


def load_signer(path: Path, selector: str, address: str) -> Signer:
    """Return what signs the mails of the desk with this address. Raises BadSigningKey."""
    # Here, and not above: with it comes a resolver, and most desks leave signing to their relay.
    from dkim.crypto import UnparsableKeyError, parse_pem_private_key

    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as fault:
        raise BadSigningKey(f"Cannot read the DKIM key {path}: {fault.strerror}.") from fault
    pem = _pem_of(content, path)
    try:
        key = parse_pem_private_key(pem)
        modulus, exponent = int(key["modulus"]), int(key["publicExponent"])
        sound = modulus == key["prime1"] * key["prime2"]
    except (UnparsableKeyError, ValueError, LookupError, TypeError) as fault:
        raise BadSigningKey(f"The DKIM key {path} is no RSA key; {_ADVICE}") from fault
    bits = modulus.bit_length()
    if not sound or bits < LEAST_BITS:
        why = f"has only {bits} bits, and no mail server accepts it" if sound else "is damaged"
        raise BadSigningKey(f"The DKIM key {path} {why}; {_ADVICE}")
    return Signer(domain(address), selector, bits, _public_key(modulus, exponent), pem)


_ADVICE = "make one with: openssl genrsa -out FILE 2048"


def _pem_of(content: bytes, path: Path) -> bytes:
    """Return the private key of a file in the form that dkimpy reads."""
    blocks = _PEM.findall(content.replace(b"\r\n", b"\n"))
    found: bytes | None = next((body for kind, body in blocks if kind in _KINDS), None)
    if any(b"ENCRYPTED" in kind + body for kind, body in blocks):
        raise BadSigningKey(f"The DKIM key {path} is encrypted; Postdesk cannot ask for its password.")
    if found is None or len(content) > _LONGEST:
        kinds = ", ".join(kind.decode("ascii").lower() for kind, _ in blocks) or "no PEM block"
        raise BadSigningKey(f"The DKIM key {path} holds {kinds}, not a private key; {_ADVICE}")
    return b"-----BEGIN PRIVATE KEY-----\n" + found + b"\n-----END PRIVATE KEY-----\n"


def _public_key(modulus: int, exponent: int) -> bytes:
    """Return an RSA key as SubjectPublicKeyInfo in DER (RFC 5280, 4.1.2.7; RFC 8017, A.1.1)."""
    numbers = _der(0x30, _integer(modulus) + _integer(exponent))
    rsa_encryption = bytes.fromhex("300d06092a864886f70d0101010500")
    return _der(0x30, rsa_encryption + _der(0x03, b"\0" + numbers))


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
