"""A raw mail opened: its head, and on demand the tree of its parts."""

from dataclasses import dataclass

from parsers.head import headers
from parsers.parts import tree, unpacking


@dataclass(frozen=True, slots=True)
class Opened:
    """The head of a mail, and the bytes in which its body begins at ``start``."""

    head: headers.Head
    raw: bytes
    start: int

    def tree(self) -> tree.Part:
        """Return the tree of the mail's parts. Raises TooBig where a cap is broken."""
        return unpacking.unpack(tree.grow(self.head, self.raw, self.start))


def open_mail(raw: bytes) -> Opened:
    """Return the two halves of a mail. Never raises."""
    if b"\n" not in raw and b"\r" in raw:
        # Old Macintosh files end their lines so; taken at its word such a mail were one single field.
        raw = raw.replace(b"\r", b"\n")
    head, start = headers.split(raw)
    return Opened(head, raw, start)
