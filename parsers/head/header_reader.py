"""The lines of a header block taken for fields, also where programs or people spoilt some of them."""

import re
from dataclasses import dataclass

from parsers import caps

# RFC 5322, 3.6.8: printable ASCII but the colon; blanks before the colon are obsolete (4.5.8).
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
# A bare CR ends no line.
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
# So many lines in a row may be spoilt before a field of these names.
_SPOILT = 20
# So many lines below a heading must hold so many fields of these names.
_HEADED = 10
_FEWEST = 3
_USUAL = frozenset(
    {b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version"}
    | {b"dkim-signature", b"content-type", b"delivered-to", b"envelope-to", b"reply-to"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: its name in lower case, its unfolded value as it stands."""

    name: str
    value: bytes


class Reader:
    """Splits a header block into fields; what is no field ends the head, as every parser does."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.oddities: list[str] = []
        self.oversize = ""
        self.unsafe = ""

    def read(self, block: bytes) -> int | None:
        """Read all fields; return where the body begins where no blank line parts it from the head."""
        lines = _LINE.findall(block)
        at = 0
        name, value = b"", [b""]
        for index, line in enumerate(lines):
            if line[:1] in {b" ", b"\t"} and name:
                value.append(line)
            elif (found := _NAME.match(line)) is not None:
                self._add(name, value)
                name, value = found[1], [line[found.end() :]]
            elif self._goes_on(lines, index, name):
                self.oddities.append("a line of the header is no field")
            else:
                self._add(name, value)
                return at
            at += len(line)
            if self.oversize:
                return None
        self._add(name, value)
        return None

    def _goes_on(self, lines: list[bytes], index: int, name: bytes) -> bool:
        """Tell whether the head goes on after this line, which is no field.

        After one such line, be it folded, any field will do. After several, as where folds were spoilt, the
        head goes on while nobody has signed it; then no identity may be read from it, for other readers end
        it here.
        """
        if not name:
            return self._begins_below(lines, index)
        below = (line for line in lines[index + 1 : index + _SPOILT] if line[:1] not in {b" ", b"\t"})
        if _NAME.match(next(below, b"")):
            return True
        if name.lower() == b"from" or any(field.name == "from" for field in self.fields):
            return False
        found = next(filter(None, map(_NAME.match, lines[index + 1 : index + _SPOILT])), None)
        if found is None or found[1].lower() not in _USUAL:
            return False
        self.unsafe = "lines of the header are no fields"
        return True

    def _begins_below(self, lines: list[bytes], index: int) -> bool:
        """Tell whether the first line is a heading above the head, as in files that people saved."""
        following = [found[1].lower() for found in map(_NAME.match, lines[1:_HEADED]) if found is not None]
        if index or sum(name in _USUAL for name in following) < _FEWEST:
            return False
        self.unsafe = "the first line of the header is no field"
        return True

    def _add(self, name: bytes, lines: list[bytes]) -> None:
        if not name:
            return
        if len(self.fields) >= caps.HEADER_FIELDS:
            self.oversize = f"more than {caps.HEADER_FIELDS} header fields"
            return
        shown_name = name.decode("ascii").lower()
        value = _FOLD.sub(b"", b"".join(lines)).strip(b" \t\r\n")
        if len(value) > caps.HEADER_FIELD:
            value = value[: caps.HEADER_FIELD]
            self.oddities.append(f"the field {shown_name} is cut at {caps.HEADER_FIELD} bytes")
        self.fields.append(Field(shown_name, value))
