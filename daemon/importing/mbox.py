"""An mbox file: mails behind each other, each behind a line that begins with ``From `` (RFC 4155).

The file is never held in memory, however big it is. The variants mboxo and mboxrd are told apart by nothing;
they are read as mboxrd, which differs only where a mail speaks of mbox files.
"""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from daemon.importing.archive import HEADER_BYTES, Item, NoArchive, header_of, wire_form
from parsers.head.written import written_at

_CHUNK = 1 << 20

# No separator with the line behind it is longer.
_OVERLAP = 1000

# What a separator looks like: a weekday, a time and a year, or, as Thunderbird writes it, nothing at all. A
# header follows; a text that quotes a separator is rarely followed by one.
_SEPARATOR = re.compile(
    rb"(?<![^\n])From (?:"
    rb"[^\n]{0,300}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b[^\n]{1,40}\d\d:\d\d[^\n]{0,40}"
    rb"|(?<=\n\nFrom )-? *|(?<=\n\r\nFrom )-? *)"
    rb"\r?\n(?=>?[!-9;-~]{1,100}[ \t]*:|>From )"
)
_TIME = re.compile(rb"([A-Z][a-z]{2}) +([A-Z][a-z]{2}) +(\d{1,2}) +(\d\d:\d\d:\d\d)\b[^\n]*?\b(\d{4})\b")

# mboxrd: one > was put before each line that begins with From, whatever number of them it had already.
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


class Mbox:
    """One mbox file. A mail's place is the offset of its separator."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.left_out: tuple[str, ...] = ()
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def items(self) -> Iterator[Item]:
        """Look through the file once, from its start to its end.

        Raises NoArchive: it does not begin with a separator.
        """
        size = os.fstat(self._file).st_size
        begin: int | None = None
        for place in self._separators():
            if begin is not None:
                yield self._item(begin, place)
            elif place > _OVERLAP or os.pread(self._file, place, 0).strip():
                break
            begin = place
        if begin is not None:
            yield self._item(begin, size)
        elif size:
            raise NoArchive(
                f"{self.name} is no mbox file: it does not begin with a From line;"
                " a folder with one file a mail is imported by: postdesk import maildir"
            )

    def _separators(self) -> Iterator[int]:
        # Before the file stands, in thought, an empty line.
        buffer, start, offset = b"\n\n", 0, -2
        while True:
            chunk = os.pread(self._file, _CHUNK, offset + len(buffer))
            buffer += chunk
            for found in _SEPARATOR.finditer(buffer, start):
                if chunk and found.end() > len(buffer) - _OVERLAP:
                    break
                start = found.end()
                yield offset + found.start()
            if not chunk:
                return
            # Two bytes stay in front of what is looked at next: they tell whether a line is empty.
            start = max(start, len(buffer) - 2 * _OVERLAP)
            cut = max(0, start - 2)
            buffer, start, offset = buffer[cut:], start - cut, offset + cut

    def _item(self, begin: int, end: int) -> Item:
        start = os.pread(self._file, min(HEADER_BYTES, end - begin), begin)
        line, _, mail = start.partition(b"\n")
        return Item(begin, end - begin, written_at(header_of(mail)) or _time_in(line))

    def mails(self, items: Sequence[Item]) -> Iterator[bytes | None]:
        """Return the mails as they were before they were put into the file."""
        for item in items:
            found = os.pread(self._file, item.size, item.place)
            whole = len(found) == item.size and found.startswith(b"From ")
            yield _mail(found) if whole else None

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _mail(found: bytes) -> bytes:
    raw = found.partition(b"\n")[2]
    # The empty line before the next separator is not the mail's.
    for line_end in (b"\r\n", b"\n"):
        if raw.endswith(line_end * 2):
            raw = raw[: -len(line_end)]
            break
    return wire_form(_QUOTED.sub(rb"\1", raw))


def _time_in(separator: bytes) -> datetime | None:
    found = _TIME.search(separator)
    if found is None:
        return None
    words = b" ".join(found.groups()).decode("ascii")
    try:
        return datetime.strptime(words, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
