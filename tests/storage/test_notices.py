"""Told once: the operator hears of a thing once, and again only after a while."""

from datetime import timedelta
from functools import partial

from storage.engine import Store
from storage.notices import first_time
from tests.storage.builders import NOW, do

DAY = timedelta(days=1)


def test_a_thing_is_told_once_in_its_time(store: Store) -> None:
    """Within the time it is not told again; what was told after it counts from then on."""
    moments = [NOW, NOW + timedelta(hours=1), NOW + DAY, NOW + DAY + timedelta(hours=1)]
    told = [do(store, partial(first_time, what="held x", since=now - DAY, now=now)) for now in moments]
    assert told == [True, False, True, False]


def test_different_things_are_told_each(store: Store) -> None:
    """One thing told does not silence another; texts of any kind name a thing."""
    things = ["a", "b", "", "\0\udcff", "x" * 10_000]
    assert [do(store, partial(first_time, what=thing, since=NOW - DAY, now=NOW)) for thing in things] == [
        True
    ] * 5
    assert [do(store, partial(first_time, what=thing, since=NOW - DAY, now=NOW)) for thing in things] == [
        False
    ] * 5
