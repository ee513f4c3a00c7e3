"""The tree of a mail's parts, grown within caps.

Parts of type message/* stay closed: their bytes are kept as they stand, for whoever wants to open them.
This keeps a forwarded mail whole, and three hundred mails inside one another cost nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from desk.errors import PostdeskError
from parsers import caps
from parsers.head import parameters
from parsers.head.headers import Head, in_utf8, unicode
from parsers.parts import multiparts, transfer

# The asterisk is seen in the wild, and no reason to lose a mail's parts.
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")
# Gateways encode a mail's outermost multiparts; each is decoded whole.
_ENCODED = 1
_STRUCTURE = ("content-type", "content-transfer-encoding", "content-disposition", "content-id")


class TooBig(PostdeskError):
    """The mail breaks a cap on its parts."""


class _Budget:
    """What one mail may still spend while its tree grows; and what it calls the charset of its text."""

    def __init__(self, nesting: int, charset: str) -> None:
        self.charset = charset
        self.nesting = nesting
        self.parts = caps.PARTS
        self.header_bytes = caps.PART_HEADERS


class Part:
    """One part. ``type`` is what it declares to be, also where the tree treats it as closed.

    ``epilogue`` is what stands below the last boundary.
    """

    def __init__(self, budget: _Budget, depth: int = 0, default: str = "text/plain") -> None:
        self.depth = depth
        self.index = 0
        self.parts: tuple[Part, ...] = ()
        self.epilogue = b""
        self._budget = budget
        self._default = default
        self._fields: list[tuple[str, str]] = []
        self._valued: dict[str, parameters.Valued] = {}
        self._body = b""

    # What follows is for the readers of the grown tree.

    def valued(self, name: str) -> parameters.Valued:
        """Return a MIME header taken apart; an absent one is empty."""
        if name not in self._valued:
            self._valued[name] = parameters.read(self.text(name))
        return self._valued[name]

    def text(self, name: str) -> str:
        """Return the first header of this name, unfolded; encoded words stay encoded."""
        raw = next((value for key, value in self._fields if key.lower() == name), "")
        line = raw.replace("\r", "").replace("\n", "").strip()
        if line.isascii():
            return line
        return unicode(line.encode("ascii", "surrogateescape"), self._budget.charset)

    @cached_property
    def type(self) -> str:
        """The declared type, in lower case; where none is declared the default of RFC 2045, 5.2."""
        declared = self.valued("content-type").word
        return declared if _TYPE.fullmatch(declared) else self._default

    @property
    def is_closed(self) -> bool:
        """Whether the tree ends here although the type says that more is inside."""
        main = self.type.partition("/")[0]
        return main == "message" or (main == "multipart" and self.depth >= self._budget.nesting)

    @property
    def is_multipart(self) -> bool:
        """Whether parts may be inside that the tree holds."""
        return self.type.startswith("multipart/") and not self.is_closed

    def data(self) -> bytes:
        """Return the bytes that this leaf carries, its transfer encoding taken off."""
        is_text = self.type.startswith("text/")
        return transfer.decoded(self._body, self._encoding, is_text=is_text)

    def says(self, word: bytes) -> bool:
        """Tell whether these bytes, which quoted-printable leaves alone, stand in the leaf."""
        is_hidden = transfer.encoding(self._encoding) == "base64"
        return word in (self.data() if is_hidden else self._body)

    @property
    def _encoding(self) -> str:
        return self.valued("content-transfer-encoding").word

    # What follows fills it.

    def take_fields(self, fields: Iterable[tuple[str, str]]) -> None:
        """Take these fields, within the caps. Raises TooBig."""
        for name, value in fields:
            self._budget.header_bytes -= len(name) + len(value)
            if self._budget.header_bytes < 0:
                raise TooBig(f"the parts' headers are over {caps.PART_HEADERS} bytes")
            self._fields.append((name, value[: caps.HEADER_FIELD]))

    def take_body(self, data: bytes, start: int = 0) -> None:
        """Take what stands here from a place on, as parts where it is a multipart. Raises TooBig."""
        self._take_parts(data, start)
        if self.is_multipart and not self.parts and self.depth <= _ENCODED:
            self._take_encoded(self.data())

    def _take_encoded(self, data: bytes) -> None:
        """Take the parts of a multipart that was encoded as a whole (RFC 2045, 6.4 forbids it)."""
        if data.count(b"\n") > caps.LINES:
            raise TooBig(f"more than {caps.LINES} lines")
        whole, self._body = self._body, b""
        if data != whole:
            self._take_parts(data, 0)
        if not self.parts:
            self._body = whole

    def _take_parts(self, data: bytes, start: int) -> None:
        below, end = -1, len(data)
        for line in multiparts.boundaries(data, start, self._boundary) if self._boundary else ():
            if below >= 0:
                self._take_part(data, below, line.start)
            below = -1 if line.is_last else line.end
            if line.is_last and self.parts:
                self.epilogue = data[line.end :]
            elif line.is_last:
                # The last one comes first: what stands above it is all there is.
                end = line.start
        if below >= 0:
            self._take_part(data, below, end)
        if not self.parts:
            self._body = data[start:end]

    @property
    def _boundary(self) -> str:
        """Where this part is split; empty where it is no multipart or stays closed."""
        if not self.is_multipart:
            return ""
        return self.valued("content-type").parameters.get("boundary", "")[:200].rstrip()

    def _take_part(self, data: bytes, start: int, end: int) -> None:
        self._spend()
        digest = self.type == "multipart/digest"
        part = Part(self._budget, self.depth + 1, "message/rfc822" if digest else "text/plain")
        self.parts += (part,)
        fields, body = multiparts.fields(data, start, end)
        part.take_fields(fields)
        # RFC 2046, 5.1.1: the line end before a boundary belongs to it.
        part.take_body(body if part.is_multipart else multiparts.without_line_end(body))

    def _spend(self) -> None:
        self._budget.parts -= 1
        if self._budget.parts < 0:
            raise TooBig(f"more than {caps.PARTS} parts")

    # What follows is for files that stand in a leaf.

    def made(self, kind: str, values: Mapping[str, str], data: bytes, *, disposition: str = "") -> "Part":
        """Return a part to be hung below this one, with these parameters of its type and these bytes."""
        part = Part(self._budget)
        part._valued["content-type"] = parameters.Valued(kind, values)
        part._valued["content-disposition"] = parameters.Valued(disposition, {})
        part._body = data
        return part

    def hold(self, inner: Sequence["Part"]) -> None:
        """Become a part that holds these, if there are any. Raises TooBig."""
        for part in inner:
            self._spend()
            part.depth = self.depth + 1
        self.parts = tuple(inner)


def grow(head: Head, raw: bytes, start: int, *, below: Part | None = None) -> Part:
    """Return the tree of a mail whose body begins at ``start``. Raises TooBig where a cap is broken.

    What is grown to be hung below a part of another mail spends what that mail has left.
    """
    lines = raw.count(b"\n", start) + raw.count(b"\r", start) - raw.count(b"\r\n", start)
    budget = _Budget(_nesting(lines), head.charset) if below is None else below._budget  # noqa: SLF001 - of one kind
    root = Part(budget)
    root.take_fields(
        (name, in_utf8(value, head.charset).decode("ascii", "surrogateescape"))
        for name in _STRUCTURE
        for value in head.all(name)
    )
    if root.is_multipart and lines > caps.LINES:
        raise TooBig(f"more than {caps.LINES} lines")
    root.take_body(raw, start)
    for index, leaf in enumerate(leaves(root)):
        leaf.index = index
    return root


def _nesting(lines: int) -> int:
    """Return how many multiparts may stand in one another in a mail of so many lines."""
    return max(caps.LEAST_NESTING, min(caps.NESTING, caps.LINES_TIMES_NESTING // (lines + 1)))


def every(root: Part) -> Iterator[Part]:
    """Yield a part and all that it holds, in the order in which they stand."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(part.parts))


def leaves(root: Part) -> Iterator[Part]:
    """Yield the parts that hold no parts, in the order in which they stand."""
    return (part for part in every(root) if not part.parts)
