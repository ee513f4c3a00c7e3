"""Who sent a mail and to whom, as the transport said it (RFC 5321, 2.3.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """The way by which a mail came in."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    SUBMISSION = "submission"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail's envelope. ``return_path`` is empty for the null sender ``<>``.

    ``agent`` is the name of the agent who proved by a password (SMTP AUTH) to be the mail's author.
    ``stale`` tells that the mail lay in a mailbox for over a day before it was first seen: it is decided like
    any other, but nothing automatic answers it.
    """

    return_path: str
    recipients: tuple[str, ...]
    source: Source
    peer: str
    received_at: datetime
    agent: str = ""
    stale: bool = False
