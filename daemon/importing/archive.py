"""An archive of old mail, of whatever form: what lies in it, and its mails one after the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.errors import PostdeskError

# So much of a mail is looked at for its date; no honest header is longer.
HEADER_BYTES = 65_536

_END_OF_HEADER = re.compile(rb"\n\r?\n")
_BARE_LF = re.compile(rb"(?<!\r)\n")


class NoArchive(PostdeskError):
    """What was named is no archive of mail."""


@dataclass(frozen=True, slots=True)
class Item:
    """One mail of an archive: where it lies there, its size in bytes, when it was written.

    ``at`` is the Date of the mail, else what the archive says, else None.
    """

    place: int
    size: int
    at: datetime | None


class Archive(Protocol):
    """Old mail in a file, a folder or a mailbox; it is only read."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def left_out(self) -> Sequence[str]:
        """What of it is not looked at, unless it is named itself."""

    def items(self) -> Iterator[Item]:
        """Look through all of it. Raises PostdeskError or OSError where it cannot be read."""

    def mails(self, items: Sequence[Item]) -> Iterator[bytes | None]:
        """Return the bytes of these mails, in their order; None for one that is no longer there.

        Their lines end with CR LF, as if they had come over the wire.
        """

    def close(self) -> None:
        """Let go of it."""


def header_of(start: bytes) -> bytes:
    """Return the header block out of the first bytes of a mail."""
    end = _END_OF_HEADER.search(start)
    return start[: end.end()] if end else start


def wire_form(raw: bytes) -> bytes:
    """Return a mail whose lines end with CR LF; a CR alone ends no line and stays."""
    return _BARE_LF.sub(b"\r\n", raw)
