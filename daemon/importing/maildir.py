"""A Maildir with its subfolders: one file a mail, in ``cur`` and ``new``."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from daemon.importing.archive import HEADER_BYTES, Item, NoArchive, header_of, wire_form
from parsers.head.written import written_at

# Folders of what nobody wanted or nobody sent; who does want one of them names it.
UNWANTED = frozenset(
    {"drafts", "templates", "trash", "deleted", "deleted items", "deleted messages", "bin"}
    | {"junk", "junk e-mail", "spam", "outbox", "черновики", "корзина", "удаленные", "спам", "исходящие"}
)

# A mail that its owner threw away, or has not finished.
_UNWANTED_FLAGS = frozenset("DT")

_SECONDS = re.compile(r"\d{9,10}(?=\.)")


class Maildir:
    """One Maildir. A mail's place is the place of its path in a list.

    Folders within it are read too, but for `UNWANTED` ones, which ``left_out`` names.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.left_out: list[str] = []
        self._folders: list[str] = []
        self._find(str(path))
        if not self._folders:
            raise NoArchive(
                f"{path} is no Maildir: neither it nor a folder in it has the folders cur and new;"
                " a file with many mails is imported by: postdesk import mbox"
            )
        # Names end with a NUL, which no file name has: a million of them need little more than their letters.
        self._names = bytearray()

    def _find(self, path: str) -> None:
        inside = sorted(entry.name for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False))
        if "cur" in inside or "new" in inside:
            self._folders += [f"{path}/{name}" for name in ("new", "cur") if name in inside]
        for name in inside:
            if name in {"cur", "new", "tmp"}:
                continue
            # Maildir++ writes a.b as .a.b, and letters that are not ASCII in modified UTF-7.
            if _last_word(name) in UNWANTED:
                self.left_out.append(f"{path}/{name}")
            else:
                self._find(f"{path}/{name}")

    def items(self) -> Iterator[Item]:
        """Look through all folders."""
        for number, folder in enumerate(self._folders):
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                        continue
                    if _UNWANTED_FLAGS.isdisjoint(entry.name.partition(":2,")[2]):
                        item = self._item(number, entry)
                        if item is not None:
                            yield item

    def _item(self, folder: int, entry: "os.DirEntry[str]") -> Item | None:
        try:
            size, changed = entry.stat().st_size, entry.stat().st_mtime
            with open(entry.path, "rb") as file:
                at = written_at(header_of(file.read(HEADER_BYTES)))
        except FileNotFoundError:
            # A mail program moved it; it is found under its new name at the next import.
            return None
        named = _SECONDS.match(entry.name)
        place = len(self._names)
        self._names += f"{folder}/{entry.name}\0".encode("utf-8", "surrogateescape")
        return Item(place, size, at or datetime.fromtimestamp(int(named[0]) if named else changed, UTC))

    def mails(self, items: Sequence[Item]) -> Iterator[bytes | None]:
        """Return the content of the files; one that got other flags meanwhile is found again."""
        for item in items:
            end = self._names.index(b"\0", item.place)
            number, _, name = self._names[item.place : end].decode("utf-8", "surrogateescape").partition("/")
            yield _content(self._folders[int(number)], name)

    def close(self) -> None:
        """Nothing is open."""


def _last_word(name: str) -> str:
    words = name.rpartition(".")[2]
    return _from_modified_utf7(words).casefold().replace("ё", "е")


def _from_modified_utf7(text: str) -> str:
    """Return a folder's name as people write it (RFC 3501, 5.1.3); what is no such name stays as it is."""
    try:
        utf7 = re.sub(r"&([^-]*)-", lambda m: f"+{m[1].replace(',', '/')}-" if m[1] else "&", text)
        return utf7.encode("ascii").decode("utf-7")
    except UnicodeError:
        return text


def _content(folder: str, name: str) -> bytes | None:
    path = Path(folder, name)
    if not path.exists():
        unique = name.partition(":")[0]
        near = (folder, f"{folder.rpartition('/')[0]}/cur")
        found = (each for place in near for each in _listed(place) if each.name.partition(":")[0] == unique)
        renamed = next(found, None)
        if renamed is None:
            return None
        path = renamed
    try:
        return wire_form(path.read_bytes())
    except FileNotFoundError:
        return None


def _listed(folder: str) -> Iterator[Path]:
    try:
        yield from Path(folder).iterdir()
    except FileNotFoundError:
        return
