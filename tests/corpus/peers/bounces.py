"""flufl.bounce: the addresses that a bounce tells of, those that failed for good and those for now."""

import email
import logging
from pathlib import Path

from desk.mail import BounceReport, Mail, MailKind
from tests.corpus.cases import Case
from tests.corpus.material import file_bytes, mail_bytes
from tests.corpus.peers.libraries import library
from tests.corpus.reading import Reading

# It logs strangers' headers.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

# It tells no status: these stand for the class alone.
_CLASSES = (("4.0.0", "delayed"), ("5.0.0", "failed"))


def reading(case: Case, folder: Path) -> Reading:
    """Read a case; a mail that names a failed address is a bounce. Raises whatever the library raises."""
    raw = mail_bytes(case, file_bytes(folder, case.raw_path))
    found = library("flufl.bounce").all_failures(email.message_from_bytes(raw))
    told = tuple(
        BounceReport(_text(one), status, action, None)
        for addresses, (status, action) in zip(found, _CLASSES, strict=True)
        for one in sorted(addresses)
    )
    mail = Mail(kind=MailKind.BOUNCE if told else MailKind.REPLY, bounces=told)
    return Reading(case, raw, folder, mail, 0.0)


def _text(address: bytes | str) -> str:
    return address.decode("utf-8", "replace") if isinstance(address, bytes) else address
