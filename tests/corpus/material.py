"""What a case is read from: its file as a whole mail, and the same mail as an answer to another."""

from pathlib import Path

from tests.corpus.cases import Case

_PARENT = b"In-Reply-To: <parent@desk.example>"

_HEAD = (
    b"From: Ann Smith <ann@customer.example>\r\nTo: support@desk.example\r\nSubject: Re: A question\r\n"
    b"Date: Mon, 16 Nov 2026 10:00:00 +0000\r\nMessage-ID: <case@customer.example>\r\n"
    b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n" + _PARENT + b"\r\n"
)

_TYPES = {"text": b"text/plain", "html": b"text/html"}


class NoMaterial(Exception):
    """The file of this case cannot be had."""


def file_bytes(folder: Path, name: str) -> bytes:
    """Return the bytes of a file that a corpus names. Raises NoMaterial; never leaves the folder."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise NoMaterial(f"{name} lies outside the folder")
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError) as fault:
        # A name with a NUL, links in a circle: whatever a stranger wrote.
        raise NoMaterial(f"{name} cannot be read ({type(fault).__name__})") from fault


def mail_bytes(case: Case, raw: bytes) -> bytes:
    """Return a whole mail: a text or a page becomes the body of an answer, a header gets an empty body.

    A decoded body is UTF-8; where its bytes are not, they go without a charset.
    """
    if case.format in _TYPES:
        charset = b"; charset=utf-8" if is_utf8(raw) else b""
        return _HEAD + b"Content-Type: " + _TYPES[case.format] + charset + b"\r\n\r\n" + raw
    if case.format == "headers":
        return raw.rstrip(b"\r\n") + b"\r\n\r\n"
    return raw


def answering(raw: bytes) -> bytes:
    """Return a mail that answers another: quotes are looked for in no other."""
    start = len(raw) - len(raw.lstrip(b"\r\n"))
    if raw.startswith(b"From ", start):
        start = raw.find(b"\n", start) + 1
    end = b"\r\n" if b"\r\n" in raw[:4000] else b"\n"
    return raw[:start] + _PARENT + end + raw[start:]


def is_utf8(raw: bytes) -> bool:
    """Tell whether bytes are text in UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
