"""Files that hold a whole mail: none goes to customers."""

import re

from desk.mail import Attachment, Mail

# What holds a whole mail, by its type or its name.
_MAILS = frozenset({
    "message/rfc822", "message/global", "message/partial", "text/rfc822-headers",
    "application/vnd.ms-outlook", "application/ms-tnef",
})  # fmt: skip
_ENDS = (".eml", ".msg", "winmail.dat")
# So Exchange calls what stood below an attachment, such as the notification that is answered.
_REMAINDER = re.compile(r"att\d{5}\.(?:txt|html?)", re.IGNORECASE)


def whole_mail(mail: Mail) -> str:
    """Return the name of a file that holds a whole mail: it may be ours to the staff, keys and all."""
    return next((file.name for file in mail.attachments if _holds_mail(file)), "")


def _holds_mail(file: Attachment) -> bool:
    named = file.name.lower().endswith(_ENDS) or _REMAINDER.fullmatch(file.name) is not None
    return named or file.type in _MAILS
