"""The order of mails out of several archives."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from daemon.importing.archive import Item
from daemon.importing.catalogue import Catalogue, mails_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OLD = datetime(2024, 1, 1, tzinfo=UTC)


class Shelf:
    """An archive of mails that are nothing but names."""

    name = "shelf"
    left_out = ()

    def __init__(self, *dates: datetime | None, size: int = 10) -> None:
        self._dates = dates
        self._size = size
        self.asked: list[list[int]] = []

    def items(self) -> Iterator[Item]:
        """Return one item for each date."""
        for place, at in enumerate(self._dates):
            yield Item(place, self._size, at)

    def mails(self, items: Sequence[Item]) -> Iterator[bytes | None]:
        """Return their places as bytes."""
        self.asked.append([item.place for item in items])
        for item in items:
            yield str(item.place).encode()

    def close(self) -> None:
        """Nothing is open."""


def days(*numbers: int | None) -> list[datetime | None]:
    """Return dates so many days after the beginning."""
    return [None if number is None else OLD + timedelta(days=number) for number in numbers]


def order(catalogue: Catalogue, most: int = 100, most_bytes: int = 1000) -> list[list[tuple[int, int]]]:
    """Return the batches as pairs of day and place."""
    catalogue.look_through(lambda count: None)
    batches = catalogue.batches(most, most_bytes)
    return [[((entry.at - OLD).days, entry.item.place) for entry in batch] for batch in batches]


def test_mails_come_in_the_order_of_their_dates_whatever_archive_they_are_in() -> None:
    """An answer comes after what it answers, though one lies in the inbox and the other among the sent."""
    assert order(Catalogue([Shelf(*days(3, 1)), Shelf(*days(2, 0))], NOW)) == [
        [(0, 1), (1, 1), (2, 0), (3, 0)]
    ]


def test_a_mail_without_a_date_follows_the_one_before_it() -> None:
    """As it does in its archive."""
    assert order(Catalogue([Shelf(*days(5, None, 6, 4))], NOW)) == [[(4, 3), (5, 0), (5, 1), (6, 2)]]


def test_a_clock_that_went_ahead_puts_no_mail_behind_what_follows() -> None:
    """No mail was written after now."""
    dates = [NOW + timedelta(days=4000), NOW]
    assert [place for [*batch] in order(Catalogue([Shelf(*dates)], NOW)) for _, place in batch] == [0, 1]


def test_batches_are_bounded_by_number_and_by_bytes() -> None:
    """However big a mail is, it comes, alone if need be."""
    assert [len(batch) for batch in order(Catalogue([Shelf(*days(*range(5)))], NOW), most=2)] == [2, 2, 1]
    big = Shelf(*days(*range(3)), size=700)
    assert [len(batch) for batch in order(Catalogue([big], NOW))] == [1, 1, 1]


def test_an_archive_is_asked_for_what_lies_beside_each_other_at_once() -> None:
    """A mailbox answers one question about many mails sooner than many questions."""
    one, two = Shelf(*days(0, 1, 4)), Shelf(*days(2, 3))
    catalogue = Catalogue([one, two], NOW)
    catalogue.look_through(lambda count: None)
    [batch] = catalogue.batches(100, 1000)
    assert [raw for _, raw in mails_of(batch)] == [b"0", b"1", b"0", b"1", b"2"]
    assert (one.asked, two.asked) == ([[0, 1], [2]], [[0, 1]])


def test_nothing_is_no_batch() -> None:
    """Of an empty archive nothing comes."""
    assert order(Catalogue([Shelf()], NOW)) == []
