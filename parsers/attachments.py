"""Attachments: what they are called, how big they are, and their true bytes."""

import hashlib
import re
from collections.abc import Mapping

from desk.errors import PostdeskError
from desk.mail import Attachment
from parsers import caps, decorations
from parsers.characters import charset
from parsers.characters.display import lines
from parsers.decorations import Decorations
from parsers.head import headers
from parsers.opening import open_mail
from parsers.parts import body, filenames, tree
from parsers.text.visible import Cut

MESSAGES = frozenset({"message/rfc822", "message/global"})
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+_-]{1,100}")


class NoSuchAttachment(PostdeskError):
    """The mail has no attachment of that number."""


def described(parts: tuple[tree.Part, ...], page: str, cut: Cut) -> tuple[Attachment, ...]:
    """Return what is told of each of these parts; each is decoded once, and let go.

    ``page`` is the HTML of the mail, which may show some of them; ``cut`` is the text as people read it.
    """
    if not parts:
        return ()
    shown = decorations.shown(page)
    found = Decorations(page, cut)
    return tuple(_described(part, number, shown, found) for number, part in enumerate(parts, 1))


def _described(
    part: tree.Part, number: int, shown: Mapping[str, tuple[int, ...]], found: Decorations
) -> Attachment:
    data = part.data()
    kind = part.type if _TYPE.fullmatch(part.type) else "application/octet-stream"
    hint = headers.split(data)[0].text("subject") if kind in MESSAGES else ""
    is_image = kind.startswith("image/")
    places = shown.get(part.text("content-id").strip("<> "), ()) if is_image else ()
    # The page shows it, or its sender says that it stands in the text (RFC 2183, 2.1).
    inline = bool(places) or part.valued("content-disposition").word == "inline"
    name = filenames.safe(body.filename(part) or body.described_name(part), kind, number, hint=hint)
    is_logo = is_image and found.is_logo(name, len(data), places)
    return Attachment(
        name=name,
        type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        part=part.index,
        inline=is_image and inline,
        decoration=is_logo and not found.may_be_promised,
        logo=is_logo,
    )


def text(parts: tuple[tree.Part, ...], told: tuple[Attachment, ...]) -> str:
    """Return what the text files among these parts say, as far as all of them are short.

    Cards are left out: mail programs add their owner's, which is sent to nobody.
    """
    found, left = [], caps.ATTACHED_TEXT
    for part, file in zip(parts, told, strict=True):
        card = file.type in _CARDS or file.name.lower().endswith(".vcf")
        if file.type.startswith("text/") and not card and file.size <= left:
            declared = part.valued("content-type").parameters.get("charset")
            found.append(lines(charset.decode(part.data(), declared)[0]))
            left -= file.size
    return "\n\n".join(found)


def within(part: int, inner: int) -> int:
    """Return the index of a part of the forwarded mail that this part holds."""
    return (part + 1) * caps.PART_NUMBERS + inner


def attachment_bytes(raw: bytes, part: int) -> bytes:
    """Return the true bytes of the attachment with this index in this mail, or in a mail attached to it.

    A forwarded mail (message/rfc822) comes as it stands. Raises NoSuchAttachment where the index names no
    part of this mail, TooBig where the mail breaks a cap.
    """
    holder, index = divmod(part, caps.PART_NUMBERS)
    if holder:
        message = _leaf(raw, holder - 1)
        if message.type in MESSAGES:
            return _leaf(message.data(), index).data()
    return _leaf(raw, part).data()


def _leaf(raw: bytes, index: int) -> tree.Part:
    for leaf in tree.leaves(open_mail(raw).tree()):
        if leaf.index == index:
            return leaf
    raise NoSuchAttachment(f"this mail has no part {index}; was it read from other bytes?")
