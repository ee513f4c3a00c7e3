"""The attachments: their names, types and bytes, as far as an expectation speaks of them."""

import base64
import hashlib
import re
from typing import Any

from desk.mail import Attachment
from parsers.opening import open_mail
from parsers.parts import filenames, packed
from parsers.parts.tree import TooBig, leaves
from tests.corpus.difference import Difference, unless
from tests.corpus.reading import Reading
from tests.corpus.texts import agree, holds, squashed

# The names that peers make up.
_MADE_UP = re.compile(r"[0-9a-f]{8}|noname\d*|unnamed(?:\.\w+)?|unknown|attachment(?:\.\w+)?", re.IGNORECASE)
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
# A sender's program that knows nothing better says these; ours may know better.
_VAGUE = frozenset({"application/octet-stream", "application/unknown", "application/x-unknown"})


def every(wanted: list[dict[str, Any]], reading: Reading) -> Difference | None:
    """These are all the attachments."""
    return _compared(wanted, reading, all_of_them=True)


def some(wanted: list[dict[str, Any]], reading: Reading) -> Difference | None:
    """These are among the attachments."""
    return _compared(wanted, reading, all_of_them=False)


def count(wanted: int, reading: Reading) -> Difference | None:
    """So many there are; a signature, and an image that the page itself shows, may count as none.

    A peer may keep fewer than it was sent. What a mail itself calls an attachment is one (RFC 2183, 2.2).
    """
    found = reading.mail.attachments
    outright = [one for one in found if not one.inline and one.type not in _SIGNATURES]
    right = len(outright) <= wanted <= len(found) or wanted < len(found) == _declared(reading)
    return unless(right, wanted, f"{len(found)}: {', '.join(one.name for one in found)}")


def outright(wanted: int, reading: Reading) -> Difference | None:
    """So many there are beside the images that the page itself shows."""
    found = [one for one in reading.mail.attachments if not one.inline]
    return unless(len(found) == wanted, wanted, f"{len(found)}: {', '.join(one.name for one in found)}")


def named(wanted: bool, reading: Reading) -> Difference | None:
    """Each has a name."""
    nameless = [one for one in reading.mail.attachments if not one.name]
    return unless((not nameless) == wanted, "names", nameless)


def _declared(reading: Reading) -> int:
    """Return how many parts say that they are attachments."""
    try:
        parts = list(leaves(open_mail(reading.raw).tree()))
    except TooBig:
        return 0
    return sum(one.text("content-disposition").lower().startswith("attachment") for one in parts)


def _compared(wanted: list[dict[str, Any]], reading: Reading, *, all_of_them: bool) -> Difference | None:
    left, missing = list(reading.mail.attachments), []
    for item in wanted:
        found = next((one for one in left if _is(item, one, reading)), None)
        if found is None:
            missing.append(item)
        else:
            left.remove(found)
    # A peer may count a text without a name as a file, or as nothing where it is empty; we show it.
    whole = squashed(reading.text)
    missing = [item for item in missing if not _is_shown(item, whole)]
    texts = reading.case.expect.get("text_parts")
    closed = {data for text in (texts if isinstance(texts, list) else ()) for data in opened(text)}
    left = [one for one in left if not closed or reading.data(one) not in closed]
    right = not missing and not (all_of_them and left)
    return unless(right, _lines(map(_told, missing)), _lines(map(_shown, left)))


def _is(item: dict[str, Any], found: Attachment, reading: Reading) -> bool:
    return (
        _named(item.get("filename"), found)
        and _typed(item.get("content_type"), found)
        and _filled(item, reading.data(found))
    )


def _is_shown(item: dict[str, Any], whole: str) -> bool:
    return not item.get("filename") and "text" in item and holds(whole, squashed(item["text"]))


def _named(wanted: str | None, found: Attachment) -> bool:
    """Tell whether the name is the wanted one made safe.

    Where a peer had none or made one up, any will do; what peers make of a path ends in its last piece.
    """
    if not wanted or _MADE_UP.fullmatch(wanted):
        return True
    safe, name = squashed(filenames.safe(wanted, found.type, 0)), squashed(found.name)
    return agree(safe, name) or (len(name) > 2 and safe.endswith(name))


def _typed(wanted: str | None, found: Attachment) -> bool:
    kind = (wanted or "").lower()
    return kind in {"", found.type} or kind in _VAGUE


def _filled(item: dict[str, Any], data: bytes) -> bool:
    """Tell whether the bytes are the wanted ones. A text is one with any line ends, in any charset."""
    unix = data.replace(b"\r\n", b"\n")
    bare = unix.rstrip(b"\n")
    forms = (data, unix, bare, bare + b"\n", unix.replace(b"\n", b"\r\n"), bare.replace(b"\n", b"\r\n"))
    for name in ("md5", "sha256"):
        if name in item and item[name] not in {hashlib.new(name, form).hexdigest() for form in forms}:
            return False
    if "text" in item:
        return _is_text(item["text"], data)
    return "size" not in item or "md5" in item or "sha256" in item or _sized(item["size"], data, forms)


def _sized(wanted: int, data: bytes, forms: tuple[bytes, ...]) -> bool:
    """Tell whether the size is that of the bytes, or that of their base64 in the mail."""
    encoded = len(base64.encodebytes(data).replace(b"\n", b"\r\n"))
    return wanted in set(map(len, forms)) or encoded - 2 <= wanted <= encoded + 2


def _is_text(wanted: str, data: bytes) -> bool:
    if data in opened(wanted):
        return True
    text = squashed(wanted)
    return any(agree(text, squashed(data.decode(name, "replace"))) for name in ("utf-8", "latin-1")) or agree(
        _ascii(text), _ascii(squashed(data.decode("utf-8", "replace")))
    )


def opened(text: str) -> tuple[bytes, ...]:
    """Return the uuencoded files in a text: peers leave them closed, and we open them."""
    return tuple(data for _, data in packed.uuencoded(text.encode())[1])


def _ascii(text: str) -> str:
    return "".join(one for one in text if one.isascii())


def _told(item: dict[str, Any]) -> str:
    shown = {key: value for key, value in item.items() if value is not None}
    return ", ".join(f"{key} {str(value)[:60]!r}" for key, value in sorted(shown.items()))


def _shown(one: Attachment) -> str:
    return f"content_type {one.type!r}, filename {one.name!r}, size {one.size}"


def _lines(items: Any) -> str:
    return "\n".join(items) or "nothing else"
