"""Attachments: what they are called, how big they are, and their true bytes."""

import hashlib
import re
from itertools import islice
from urllib.parse import unquote

from desk.errors import PostdeskError
from desk.mail import Attachment
from parsers import caps
from parsers.head import headers
from parsers.opening import open_mail
from parsers.parts import body, filenames, tree

_MESSAGES = frozenset({"message/rfc822", "message/global"})
# RFC 2392, 2: the page names a part by its id.
_SHOWN = re.compile(r"\bcid:([^\s\"'<>()]{1,250})", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+_-]{1,100}")


class NoSuchAttachment(PostdeskError):
    """The mail has no attachment of that number."""


def described(parts: tuple[tree.Part, ...], page: str = "") -> tuple[Attachment, ...]:
    """Return what is told of each of these parts; each is decoded once, and let go.

    ``page`` is the HTML of the mail, which may show some of them.
    """
    shown = {unquote(one[1]) for one in islice(_SHOWN.finditer(page), caps.PARTS)}
    return tuple(_described(part, number, shown) for number, part in enumerate(parts, 1))


def _described(part: tree.Part, number: int, shown: set[str]) -> Attachment:
    data = part.data()
    kind = part.type if _TYPE.fullmatch(part.type) else "application/octet-stream"
    hint = headers.split(data)[0].text("subject") if kind in _MESSAGES else ""
    return Attachment(
        name=filenames.safe(body.filename(part), kind, number, hint=hint),
        type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        part=part.index,
        inline=kind.startswith("image/") and _is_inline(part, shown),
    )


def _is_inline(part: tree.Part, shown: set[str]) -> bool:
    """Tell whether an image stands in the text: the page shows it, or its sender says so (RFC 2183, 2.1)."""
    named = part.text("content-id").strip("<> ")
    return named in shown or part.valued("content-disposition").word == "inline"


def attachment_bytes(raw: bytes, part: int) -> bytes:
    """Return the true bytes of the attachment with this index in this mail.

    A forwarded mail (message/rfc822) comes as it stands. Raises NoSuchAttachment where the index names no
    part of this mail, TooBig where the mail breaks a cap.
    """
    for leaf in tree.leaves(open_mail(raw).tree()):
        if leaf.index == part:
            return leaf.data()
    raise NoSuchAttachment(f"this mail has no part {part}; was it read from other bytes?")
