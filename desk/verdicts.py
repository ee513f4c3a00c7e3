"""What became of a mail in the inbox."""

from enum import StrEnum


class Verdict(StrEnum):
    """The end of a mail's way; every mail gets exactly one, with the rule that decided."""

    TICKET = "ticket"
    REPLY = "reply"
    COMMAND = "command"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    DUPLICATE = "duplicate"
    HELD = "held"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"
