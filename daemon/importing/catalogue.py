"""The catalogue: all mails of the archives, in the order in which they were written."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from daemon.importing.archive import Archive, Item


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail to be imported: its archive, where it lies, when it was written as far as is known."""

    archive: Archive
    item: Item
    at: datetime


class Catalogue:
    """Some sixty bytes a mail, whatever its size."""

    def __init__(self, archives: Sequence[Archive], now: datetime) -> None:
        self._archives = tuple(archives)
        self._latest = now.timestamp()
        self._times = array("d")
        self._numbers = array("H")
        self._places = array("Q")
        self._sizes = array("Q")
        self._order: list[int] = []

    def look_through(self, seen: Callable[[int], None]) -> None:
        """Look through all archives, then put their mails in order; ``seen`` is told how many there are.

        A mail without a date comes behind the one that lies before it.
        """
        for number, archive in enumerate(self._archives):
            before = 0.0
            for item in archive.items():
                # A clock that went ahead puts no mail behind all later ones.
                before = min(item.at.timestamp() if item.at else before, self._latest)
                self._times.append(before)
                self._numbers.append(number)
                self._places.append(item.place)
                self._sizes.append(item.size)
                seen(len(self._times))
        self._order = sorted(range(len(self._times)), key=self._times.__getitem__)

    def __len__(self) -> int:
        return len(self._times)

    def batches(self, most: int, most_bytes: int) -> Iterator[list[Entry]]:
        """Return the entries in the order of their times, some at once: at most so many mails and bytes."""
        batch: list[Entry] = []
        size = 0
        for index in self._order:
            if batch and (len(batch) == most or size + self._sizes[index] > most_bytes):
                yield batch
                batch, size = [], 0
            batch.append(self._entry(index))
            size += self._sizes[index]
        if batch:
            yield batch

    def _entry(self, index: int) -> Entry:
        at = datetime.fromtimestamp(self._times[index], UTC)
        item = Item(self._places[index], self._sizes[index], at)
        return Entry(self._archives[self._numbers[index]], item, at)


def mails_of(batch: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
    """Return the mails of a batch, those that lie beside each other in one archive asked for at once."""
    for archive, group in groupby(batch, key=lambda entry: entry.archive):
        entries = list(group)
        yield from zip(entries, archive.mails([entry.item for entry in entries]), strict=True)
