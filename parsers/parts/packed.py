"""Files that are packed: what is known of one, and the uuencoded ones in a text (older than MIME)."""

import binascii
import mimetypes
import re
from dataclasses import dataclass

from parsers import caps

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,1000})\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was packed: its name is unsafe."""

    name: str
    type: str
    data: bytes


def named(name: str, data: bytes) -> File:
    """Return a file whose type nobody declares: its name tells it."""
    kind, _ = mimetypes.guess_type(name)
    return File(name, kind or "application/octet-stream", data)


def uuencoded(text: bytes) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """Return the text without the uuencoded files in it, and their names and bytes.

    A line that only looks like the beginning of a file stays in the text: what follows must be one.
    """
    kept: list[bytes] = []
    files: list[tuple[bytes, bytes]] = []
    at = 0
    while len(files) < caps.PARTS and (begin := _BEGIN.search(text, at)) is not None:
        data, end = _file(text, begin.end())
        kept.append(text[at : begin.start() if data else begin.end()])
        if data:
            files.append((begin[1].strip(), data))
        at = end if data else begin.end()
    return b"".join((*kept, text[at:])), tuple(files)


def _file(text: bytes, at: int) -> tuple[bytes, int]:
    """Return the bytes of the file whose lines begin here, and where the text goes on."""
    out: list[bytes] = []
    while at < len(text):
        end = text.find(b"\n", at) + 1 or len(text)
        line = text[at:end].rstrip(b"\r\n")
        if line.strip() == b"end":
            return b"".join(out), end
        data = _decoded(line, is_first=not out)
        if data is None:
            break
        out.append(data)
        at = end
    return b"".join(out), at


def _decoded(line: bytes, *, is_first: bool) -> bytes | None:
    """Return the bytes of a line, None where it is none: its first letter tells its length."""
    if not line or line == b"`":
        return b""
    length = 4 * -(-((line[0] - 32) & 63) // 3) + 1
    # Blanks at its end may be lost on the way, but for the first line, which must not be one by chance.
    if len(line) > length + 2 or (is_first and len(line) < length):
        return None
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return None
