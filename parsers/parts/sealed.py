"""Whether the text of a mail is encrypted: then nobody here can read it, and the mail says so."""

from collections.abc import Sequence

from parsers.parts import opaque
from parsers.parts.tree import Part

SMIME, PGP = "S/MIME", "PGP"

ENVELOPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP = frozenset({"application/pgp-encrypted"})
_IN_PLACE = "-----BEGIN PGP MESSAGE-----"


def by(parts: Sequence[Part], text: str) -> str:
    """Return by what a mail of these leaves and this text is encrypted, or the empty string."""
    # RFC 3156, 4: the part that says so stands beside the one that holds it; older programs use no parts.
    if any(part.type in _PGP for part in parts) or text.lstrip().startswith(_IN_PLACE):
        return PGP
    if any(part.type in ENVELOPES and _is_sealed(part) for part in parts):
        return SMIME
    return ""


def _is_sealed(part: Part) -> bool:
    declared = part.valued("content-type").parameters.get("smime-type", "").lower()
    return declared in {"enveloped-data", "authenveloped-data"} or opaque.is_sealed(part.data())
