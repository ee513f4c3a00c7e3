"""The TLS that we offer to those who send mail to us."""

import ssl
from pathlib import Path

from desk.errors import PostdeskError


class BadCertificate(PostdeskError):
    """The certificate or its key cannot be used; the text names the files and the fault."""


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return the context for STARTTLS and implicit TLS: TLS 1.2 and later (RFC 8996).

    ``certificate`` is a PEM file with the chain, the server's own first. Raises BadCertificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        # Without a password given, OpenSSL would ask at the terminal for the one of an encrypted key.
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as fault:
        raise BadCertificate(
            f"Cannot use the certificate {certificate} with the key {key}: {_plain(fault)}."
            " Both must be PEM files that this user may read; the key must not be encrypted."
        ) from fault
    return context


def _plain(fault: Exception) -> str:
    if isinstance(fault, ssl.SSLError):
        return fault.reason or "not a PEM file"
    return fault.strerror or "not readable" if isinstance(fault, OSError) else str(fault)
