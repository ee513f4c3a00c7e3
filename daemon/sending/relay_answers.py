"""What a relay's answers and faults mean for a mail: refused for ever, or to be tried again."""

import re
import ssl
from collections.abc import Sequence
from enum import StrEnum

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPSenderRefused,
)

from daemon.sending.outcomes import Later, Refused

# The longest text of a relay's that is kept.
_LONGEST = 500

# Codes by which a relay refuses us, not this mail, whatever it was asked (RFC 4954, 6; RFC 3207, 4).
_ABOUT_US = frozenset({503, 530, 534, 535, 538})

# Too big for the relay (RFC 1870, 6; RFC 3463, 3.4): for this mail that never changes.
_TOO_BIG = re.compile(r"5\.3\.4\b")

# RFC 2034, 4: an answer's text begins with its status.
_STATUS = re.compile(r"5\.[0-9]{1,3}\.[0-9]{1,3}\b")


class Stage(StrEnum):
    """What of a mail the relay was asked to take (RFC 5321, 3.3)."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "mail"


# The first kind that a fault is of names it. None of them is about one mail: each is for the operator to
# mend, or mends itself, so no mail is given up for it.
FAULTS: Sequence[tuple[type[Exception], str]] = (
    (SMTPAuthenticationError, "The relay refuses our user name and password"),
    (SMTPHeloError, "The relay refuses our greeting"),
    (SMTPConnectResponseError, "The relay takes no mail now"),
    (SMTPSenderRefused, "The relay refuses our sender address"),
    (SMTPResponseException, "The relay answers what was not expected"),
    (ssl.SSLCertVerificationError, "The relay's certificate cannot be trusted"),
    (ssl.SSLError, "No TLS connection to the relay comes about"),
    (TimeoutError, "The relay does not answer"),
    (OSError, "The relay cannot be reached, or hangs up"),
    (SMTPException, "The relay cannot do what the configuration asks of it"),
)


def judged(stage: Stage, code: int, text: str) -> Later | Refused | None:
    """Return what a refusal means for the mail, or None where it is not about this mail but about us.

    RFC 5321, 4.2.1: 4yz is for now, 5yz for ever.
    """
    reply = f"{code} {cleaned(text)}"
    if _is_too_big(stage, code, text):
        return Refused(f"The mail is too big for the relay: {reply}")
    if stage is Stage.SENDER or code in _ABOUT_US or code // 100 not in (4, 5):
        return None
    if code // 100 == 5:
        status = _STATUS.match(text)
        return Refused(f"The relay refuses the {stage}: {reply}", status[0] if status else "")
    return Later(f"The relay does not take the {stage} now: {reply}")


def _is_too_big(stage: Stage, code: int, text: str) -> bool:
    # For a recipient, 552 is a full mailbox.
    return code // 100 == 5 and (
        _TOO_BIG.match(text) is not None or (code == 552 and stage is not Stage.RECIPIENT)
    )


def described(fault: Exception) -> tuple[str, str]:
    """Return the sentence for a fault, and what the relay or the system said of it."""
    if isinstance(fault, SMTPConnectError) and isinstance(fault.__cause__, OSError):
        fault = fault.__cause__
    sentence = next(text for kind, text in FAULTS if isinstance(fault, kind))
    return sentence, cleaned(_words(fault))


def _words(fault: Exception) -> str:
    match fault:
        case SMTPResponseException():
            return f"{fault.code} {fault.message}"
        case SMTPException():
            return fault.message
        case ssl.SSLCertVerificationError():
            return fault.verify_message
        case ssl.SSLError():
            return fault.reason or str(fault)
        case OSError():
            return fault.strerror or str(fault)
        case _:
            return str(fault)


def cleaned(text: str) -> str:
    """Return foreign text as one printable line of at most 500 characters, fit for a log and a mail."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:_LONGEST]
