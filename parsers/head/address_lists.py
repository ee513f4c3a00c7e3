"""Address lists taken apart (RFC 5322, 3.4): by one pass over any bytes, and strict about what is plain."""

import re
from dataclasses import dataclass, field

from desk.address import fold, is_addr_spec
from parsers import caps
from parsers.characters import words
from parsers.characters.display import one_line

_BREAKS = re.compile(r'[()<>",:;\\\[\]]|[^()<>",:;\\\[\]]+')
_AROUND = re.compile(r"(?<!\s)\s*([.@])\s*")


@dataclass(slots=True)
class Entry:
    """One entry of an address list while it is read."""

    phrase: str = ""
    quoted: str = ""
    unquoted: str = ""
    angles: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    after_angle: str = ""
    faults: int = 0
    grouped: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stood between two separators."""
        return not (self.phrase.strip() or self.angles or self.quoted or self.faults)

    @property
    def addr(self) -> str:
        """The one addr-spec of this entry, or the empty string; blanks and comments within do not count."""
        # RFC 5322, 4.4: they may stand around each dot and around the at sign.
        return self.plain or self._spec(_AROUND.sub(r"\1", self._written))

    @property
    def plain(self) -> str:
        """The one addr-spec of this entry, written as it is today, or the empty string."""
        return self._spec(self._written)

    @property
    def _written(self) -> str:
        return self.angles[0].strip() if self.angles else self.phrase.strip()

    def _spec(self, addr: str) -> str:
        # RFC 2047, 5: an encoded word is never part of an address.
        if len(self.angles) > 1 or (self.quoted and not self.angles) or "=?" in addr:
            return ""
        return addr if is_addr_spec(addr) else ""

    @property
    def name(self) -> str:
        """The display name, else the comments, decoded; empty where it only repeats the address."""
        text = self.phrase.strip() if self.angles else ""
        name = one_line(words.decode(text or " ".join(self.comments)))
        return "" if name == self.addr else name

    @property
    def is_strict(self) -> bool:
        """Whether no two readers could find different addresses in this entry (RFC 5322, 3.4)."""
        if self.faults or self.grouped or self.after_angle.strip() or not self.plain:
            return False
        return "@" not in self.unquoted or fold(self.unquoted.strip()) == fold(self.addr)


def scan(text: str) -> list[Entry]:
    """Return the entries of an address field, a few more than the cap at most. Never raises."""
    return _Scanner().scan(text)


class _Scanner:
    """The state in the middle of a list: in a comment, a quoted string, an angle bracket, or outside."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.entry = Entry()
        self.grouped = False
        self.depth = 0
        self.quote = self.angle = self.escaped = False
        self.buffer: list[str] = []

    def scan(self, text: str) -> list[Entry]:
        for found in _BREAKS.finditer(text):
            self._piece(found[0])
            if len(self.entries) > caps.ADDRESSES:
                break
        self.entry.faults += bool(self.depth or self.quote or self.angle)
        self._emit()
        return self.entries

    def _piece(self, piece: str) -> None:
        if self.escaped:
            self.escaped = False
            self.buffer.append(piece)
        elif piece == "\\" and (self.quote or self.depth):
            self.escaped = True
        elif self.depth:
            self._in_comment(piece)
        elif self.quote:
            self._in_quote(piece)
        elif piece == "(":
            self.depth, self.buffer = 1, []
        elif piece == '"':
            self._open_quote()
        elif self.angle:
            self._in_angle(piece)
        else:
            self._outside(piece)

    def _in_comment(self, piece: str) -> None:
        self.depth += {"(": 1, ")": -1}.get(piece, 0)
        if self.depth:
            self.buffer.append(piece)
        else:
            self.entry.comments.append("".join(self.buffer))
            # A comment parts what stands around it, so that nothing grows together.
            self._text(" ")

    def _open_quote(self) -> None:
        self.entry.faults += self.angle
        self.quote, self.buffer = True, []

    def _in_quote(self, piece: str) -> None:
        if piece != '"':
            self.buffer.append(piece)
            return
        self.quote = False
        text = "".join(self.buffer)
        self.entry.quoted += text
        self._text(text, quoted=True)

    def _in_angle(self, piece: str) -> None:
        if piece == ">":
            self.angle = False
        elif piece in "<;":
            self.entry.faults += 1
        else:
            self.entry.angles[-1] += piece

    def _outside(self, piece: str) -> None:
        if piece == "<":
            self.angle = True
            self.entry.angles.append("")
        elif piece == ",":
            self._emit()
        elif piece == ";":
            self._emit()
            self.grouped = False
        elif piece == ":":
            # The name of a group (RFC 5322, 3.4).
            self.entry = Entry()
            self.grouped = self.entry.grouped = True
        else:
            self.entry.faults += piece in ")>[]\\"
            self._text(piece)

    def _text(self, text: str, *, quoted: bool = False) -> None:
        if self.entry.angles and not self.angle:
            self.entry.after_angle += text
        elif self.angle:
            self.entry.angles[-1] += text
        else:
            self.entry.phrase += text
            self.entry.unquoted += "" if quoted else text

    def _emit(self) -> None:
        if not self.entry.is_empty:
            self.entries.append(self.entry)
        self.entry = Entry(grouped=self.grouped)
