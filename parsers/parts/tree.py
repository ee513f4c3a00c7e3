"""The tree of a mail's parts, grown by the standard library's parser within caps.

Parts of type message/* stay closed: their bytes are kept as they stand, for whoever wants to open them.
This keeps a forwarded mail whole, and three hundred mails inside one another cost nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from email.feedparser import BytesFeedParser
from email.message import Message
from functools import partial

from desk.errors import PostdeskError
from parsers import caps
from parsers.head import parameters
from parsers.head.headers import Head, in_utf8, unicode
from parsers.parts import transfer

_CHUNK = 256 * 1024
# The asterisk is seen in the wild, and no reason to lose a mail's parts.
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+*-]+")
_STRUCTURE = ("content-type", "content-transfer-encoding", "content-disposition", "content-id")


class TooBig(PostdeskError):
    """The mail breaks a cap on its parts."""


class _Budget:
    """What one mail may still spend while its tree grows."""

    def __init__(self, nesting: int) -> None:
        self.nesting = nesting
        self.parts = caps.PARTS
        self.header_bytes = caps.PART_HEADERS


class Part(Message):
    """One part. ``type`` is what it declares to be, also where the tree treats it as closed."""

    def __init__(self, budget: _Budget) -> None:
        super().__init__()
        # The standard library's own, which set_payload() would copy as text.
        self._payload: list[Part] | str | bytes | None = None
        self._budget = budget
        self._valued: dict[str, parameters.Valued] = {}
        self.depth = 0
        self.index = 0

    # What follows is called by the standard parser while it reads.

    def set_raw(self, name: str, value: str) -> None:
        """Take a header field of this part, within the caps. Raises TooBig."""
        self._budget.header_bytes -= len(name) + len(value)
        if self._budget.header_bytes < 0:
            raise TooBig(f"the parts' headers are over {caps.PART_HEADERS} bytes")
        super().set_raw(name, value[: caps.HEADER_FIELD])

    def attach(self, payload: "Part") -> None:  # type: ignore[override]
        """Take a part inside this one. Raises TooBig."""
        self._budget.parts -= 1
        if self._budget.parts < 0:
            raise TooBig(f"more than {caps.PARTS} parts")
        payload.depth = self.depth + 1
        super().attach(payload)

    def get_content_type(self) -> str:
        """Return the type for the standard parser: what it must not open is no message and no multipart."""
        return "application/octet-stream" if self.is_closed else self.type

    def get_content_maintype(self) -> str:
        """Return the part of the type before the slash, for the standard parser."""
        return self.get_content_type().partition("/")[0]

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]
        """Return the boundary that the type declares, or None."""
        return self.valued("content-type").parameters.get("boundary", "")[:200].rstrip() or None

    # What follows is for the readers of the grown tree.

    def valued(self, name: str) -> parameters.Valued:
        """Return a MIME header taken apart; an absent one is empty."""
        if name not in self._valued:
            self._valued[name] = parameters.read(self.text(name))
        return self._valued[name]

    def text(self, name: str) -> str:
        """Return the first header of this name, unfolded; encoded words stay encoded."""
        raw = next((value for key, value in self.raw_items() if key.lower() == name), "")
        line = str(raw).replace("\r", "").replace("\n", "").strip()
        return unicode(line.encode("ascii", "surrogateescape")) if not line.isascii() else line

    @property
    def type(self) -> str:
        """The declared type, in lower case; where none is declared the default of RFC 2045, 5.2."""
        declared = self.valued("content-type").word
        return declared if _TYPE.fullmatch(declared) else self.get_default_type()

    @property
    def is_closed(self) -> bool:
        """Whether the tree ends here although the type says that more is inside."""
        main = self.type.partition("/")[0]
        return main == "message" or (main == "multipart" and self.depth >= self._budget.nesting)

    @property
    def parts(self) -> tuple["Part", ...]:
        """The parts inside this one, if it is an opened multipart."""
        # get_payload() would decode text by whatever charset it declares, and some hang or raise.
        inner = self._payload
        return tuple(inner) if isinstance(inner, list) else ()

    def data(self) -> bytes:
        """Return the bytes that this leaf carries, its transfer encoding taken off."""
        return transfer.decoded(self._raw(), self.valued("content-transfer-encoding").word)

    def says(self, word: bytes) -> bool:
        """Tell whether these bytes, which quoted-printable leaves alone, stand in the leaf."""
        is_hidden = self.valued("content-transfer-encoding").word == "base64"
        return word in (self.data() if is_hidden else self._raw())

    def _raw(self) -> bytes:
        payload = self._payload
        if isinstance(payload, bytes):
            return payload
        return str(payload or "").encode("ascii", "surrogateescape")

    # What follows is for files that stand in a leaf.

    def made(self, kind: str, values: Mapping[str, str], data: bytes, *, disposition: str = "") -> "Part":
        """Return a part to be hung below this one, with these parameters of its type and these bytes."""
        part = Part(self._budget)
        part._valued["content-type"] = parameters.Valued(kind, values)
        part._valued["content-disposition"] = parameters.Valued(disposition, {})
        part._payload = data
        return part

    def hold(self, inner: Sequence["Part"]) -> None:
        """Become a part that holds these, if there are any. Raises TooBig."""
        if inner:
            self._payload = []
        for part in inner:
            self.attach(part)


def grow(head: Head, raw: bytes, start: int, *, below: Part | None = None) -> Part:
    """Return the tree of a mail whose body begins at ``start``. Raises TooBig where a cap is broken.

    What is grown to be hung below a part of another mail spends what that mail has left.
    """
    lines = raw.count(b"\n", start) + raw.count(b"\r", start) - raw.count(b"\r\n", start)
    budget = _Budget(_nesting(lines)) if below is None else below._budget  # noqa: SLF001 - of one kind
    root = _root(head, budget)
    if root.get_content_maintype() != "multipart":
        # One part needs no parser, however many lines it has.
        root._payload = raw[start:]  # noqa: SLF001 - set_payload() would copy it as text
        return root
    if below is None:
        budget = _Budget(budget.nesting)
    if lines > caps.LINES:
        raise TooBig(f"more than {caps.LINES} lines")
    parser = BytesFeedParser(partial(Part, budget))
    parser.feed(head.as_bytes(*_STRUCTURE))
    for at in range(start, len(raw), _CHUNK):
        parser.feed(raw[at : at + _CHUNK])
    grown = parser.close()
    for index, leaf in enumerate(leaves(grown)):
        leaf.index = index
    return grown


def _nesting(lines: int) -> int:
    """Return how many multiparts may stand in one another in a mail of so many lines."""
    return max(caps.LEAST_NESTING, min(caps.NESTING, caps.LINES_TIMES_NESTING // (lines + 1)))


def _root(head: Head, budget: _Budget) -> Part:
    """Return the outermost part, with nothing in it."""
    root = Part(budget)
    for name in _STRUCTURE:
        for value in head.all(name):
            root.set_raw(name, in_utf8(value).decode("ascii", "surrogateescape"))
    return root


def leaves(root: Part) -> Iterator[Part]:
    """Yield the parts that hold no parts, in the order in which they stand."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.parts:
            waiting.extend(reversed(part.parts))
        else:
            yield part
