"""The content key: what is the same when one mail comes in by two ways."""

import hashlib
import re

# Fields that each way adds or changes for itself, folded lines included (RFC 5322, 2.2.3).
_OF_THE_WAY = re.compile(
    rb"^(?:return-path|received|delivered-to|x-original-to|authentication-results|arc-[!-9;-~]*)"
    rb"[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_HEADER = re.compile(rb"^\n", re.MULTILINE)


def content_key(raw: bytes) -> str:
    """Return the SHA-256, in hex, of a mail without the fields that each way adds.

    These are Return-Path, Received, Delivered-To, X-Original-To, Authentication-Results and ARC-*. Line
    ends count as LF, and those at the end of the mail not at all: a pipe leaves out what SMTP adds. The time
    needed grows with the mail's length alone.
    """
    mail = raw.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    end = _END_OF_HEADER.search(mail)
    header_length = end.start() if end else len(mail)
    digest = hashlib.sha256(_OF_THE_WAY.sub(b"", mail[:header_length]))
    digest.update(memoryview(mail)[header_length:])
    return digest.hexdigest()
