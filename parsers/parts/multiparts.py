"""A part's bytes taken apart: its fields, and the boundaries of what it holds (RFC 2046, 5.1).

What is broken is read as Python's email package reads it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(rb"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_FIELD = re.compile(rb"From |[!-9;-~]*+:|[ \t]")
# These no line holds as they stand.
_NO_BOUNDARY = re.compile(r"[^\x00-\x7f]|[\r\n]")
# What may stand behind a boundary on its line: the mark of the last one, blanks.
_REST = re.compile(rb"(--)?[ \t]*+(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Boundary:
    """A boundary: where its line starts, where the lines of it end, and whether it is the last one."""

    start: int
    end: int
    is_last: bool


def fields(data: bytes, start: int, end: int) -> tuple[list[tuple[str, str]], bytes]:
    """Return the fields of the part between these places, folded as they are, and its body."""
    lines: list[bytes] = []
    at = start
    while (line := _LINE.match(data, at, end)) is not None and _FIELD.match(line[0]):
        lines.append(line[0])
        at = line.end()
    if line is not None and line[0][:1] in (b"\r", b"\n"):
        at = line.end()
    found: list[list[bytes]] = []
    goes_on = False
    for number, text in enumerate(lines):
        if text[:1] in (b" ", b"\t"):
            if goes_on:
                found[-1].append(text)
        elif 0 < number == len(lines) - 1 and text.startswith(b"From "):
            # A sentence begins so: it is the first of the body.
            return list(map(_field, found)), text + data[at:end]
        else:
            # The line of an mbox is no field, nor what has no name.
            goes_on = not text.startswith((b"From ", b":"))
            found += [[text]] if goes_on else []
    return list(map(_field, found)), data[at:end]


def _field(lines: list[bytes]) -> tuple[str, str]:
    name, _, value = lines[0].partition(b":")
    whole = b"".join((value.lstrip(b" \t"), *lines[1:])).rstrip(b"\r\n")
    return name.decode("ascii"), whole.decode("ascii", "surrogateescape")


def boundaries(data: bytes, start: int, boundary: str) -> Iterator[Boundary]:
    """Yield the boundaries of a multipart whose body starts here, down to the last; some in a row are one."""
    separator = b"--" + boundary.encode("ascii", "ignore")
    at = len(data) if _NO_BOUNDARY.search(boundary) else start
    while (at := data.find(separator, at)) >= 0:
        line = _boundary(data, at, separator)
        if line is None or not (at == start or data[at - 1 : at] in (b"\r", b"\n")):
            # The next one begins a line, and no line begins within this.
            at += len(separator)
            continue
        first, is_last = at, line[1] is not None
        while line is not None:
            at = line.end()
            # Between two in a row stands no part, not even where the second one is the last.
            line = None if is_last else _boundary(data, at, separator)
        yield Boundary(first, at, is_last)
        if is_last:
            return


def _boundary(data: bytes, at: int, separator: bytes) -> re.Match[bytes] | None:
    """Return what stands behind the boundary that begins here, None where none does."""
    return _REST.match(data, at + len(separator)) if data.startswith(separator, at) else None


def without_line_end(body: bytes) -> bytes:
    """Return a body without its last line end."""
    return body[:-2] if body.endswith(b"\r\n") else body[:-1] if body.endswith((b"\r", b"\n")) else body
