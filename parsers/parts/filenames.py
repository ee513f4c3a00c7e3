"""Names of attachments made safe: a name, never a path; nothing invisible, nothing a system reserves."""

import mimetypes
import re
import unicodedata

from parsers import caps
from parsers.characters.display import one_line

# Reserved on Windows, with any extension.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LOOKED_AT = 2000
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_EXTENSION = re.compile(r"\.[^.\s]{1,16}")

# Where the library's table has no usual answer, or an odd one.
_EXTENSIONS: dict[str, str] = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/rfc822-headers": ".txt",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/tiff": ".tif",
    "audio/mpeg": ".mp3",
    "application/octet-stream": ".bin",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/global-delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
}


def safe(name: str, content_type: str, number: int, *, hint: str = "") -> str:
    """Return a name to show and to store; one is made up from the type where none is left.

    ``hint`` names the content where the sender gave no name, such as the subject of a forwarded mail.
    """
    cleaned = _clean(name)
    if cleaned:
        return _shortened(cleaned)
    extension = _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
    stem = _clean(hint.replace("/", "-").replace("\\", "-")) or f"{content_type.partition('/')[0]}-{number}"
    return _shortened(stem + extension)


def _clean(name: str) -> str:
    """Return the last piece of a path without what no file system should see (T47)."""
    # Of a name without end the ends are looked at: the extension stands at the last.
    name = name if len(name) <= _LOOKED_AT else name[: _LOOKED_AT // 2] + name[-_LOOKED_AT // 2 :]
    text = one_line(unicodedata.normalize("NFC", name), _LOOKED_AT)
    text = _FORBIDDEN.sub("_", text.replace("\\", "/").rstrip("/").rpartition("/")[2])
    # Windows drops trailing dots and blanks, and so shows another extension than ours.
    text = text.strip(" .") if text.strip(". ") == "" else text.rstrip(" .").lstrip(" ")
    return f"_{text}" if text.startswith(".") or _RESERVED.fullmatch(text) else text


def _shortened(name: str) -> str:
    if len(name) <= caps.FILE_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    kept = f"{dot}{extension}" if stem and _EXTENSION.fullmatch(f"{dot}{extension}") else ""
    return name[: caps.FILE_NAME - len(kept)].rstrip(" .") + kept
