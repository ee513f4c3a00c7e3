"""Who sent a mail and to whom, as the transport said it (RFC 5321, 2.3.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """The way by which a mail came in."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail's envelope. ``return_path`` is empty for the null sender ``<>``."""

    return_path: str
    recipients: tuple[str, ...]
    source: Source
    peer: str
    received_at: datetime
