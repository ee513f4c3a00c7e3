"""Credentials: what the files hold by which we prove to others who we are."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.settings import Settings
from daemon.certificates import expires
from daemon.receiving.tls import server_context
from daemon.sending.signing import signers_of
from responders.dkim import Signer


@dataclass(frozen=True, slots=True)
class Credentials:
    """The certificate that is shown to those who send us mail, its end, and what signs each desk's mails.

    They are as the files were when this was made: a renewed file is of use only after a reload.
    """

    tls: ssl.SSLContext | None
    certificate_ends: datetime | None
    signers: Mapping[str, Signer]


def load_credentials(settings: Settings) -> Credentials:
    """Return what the named files hold. Raises BadCertificate, BadSigningKey."""
    certificate, key = settings.smtp.tls_certificate, settings.smtp.tls_key
    return Credentials(
        tls=server_context(certificate, key) if certificate and key else None,
        certificate_ends=expires(certificate) if certificate else None,
        signers=signers_of(settings.desks()),
    )
