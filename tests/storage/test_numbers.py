"""Numbers: one each, without gaps, whatever happens beside."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

from storage.engine import Connection, Store, open_store
from storage.numbers import next_number
from tests.storage.builders import DESK, OTHER, do


def test_numbers_begin_where_the_desk_says(store: Store) -> None:
    """Each prefix counts for itself, from the desk's first number."""
    high = replace(OTHER, first_number=7)
    given = [do(store, partial(next_number, desk=desk)) for desk in (DESK, high, DESK, high)]
    assert given == ["SUP-1001", "SAL-7", "SUP-1002", "SAL-8"]


def test_a_raised_first_number_skips_ahead_and_a_lowered_one_does_nothing(store: Store) -> None:
    """A number is never given twice, whatever the configuration says later."""
    do(store, lambda c: next_number(c, DESK))
    raised, lowered = replace(DESK, first_number=5000), replace(DESK, first_number=1)
    given = [do(store, partial(next_number, desk=desk)) for desk in (raised, raised, lowered)]
    assert given == ["SUP-5000", "SUP-5001", "SUP-5002"]


def test_two_desks_of_one_prefix_share_its_numbers(store: Store) -> None:
    """A number names one ticket, even where two desks, or a desk's old and new address, share a prefix."""
    moved = replace(DESK, address="new@example.org")
    assert do(store, lambda c: next_number(c, DESK)) == "SUP-1001"
    assert do(store, lambda c: next_number(c, moved)) == "SUP-1002"


def test_numbers_have_no_gaps_under_concurrency(url: str) -> None:
    """Four threads, two programs on one file, every third job failing: the numbers given are a whole row."""
    stores = [open_store(url), open_store(url)]

    def job(c: Connection, n: int) -> str:
        number = next_number(c, DESK)
        if n % 3 == 0:
            raise RuntimeError(number)
        return number

    def run(n: int) -> str | None:
        future = stores[n % 2].write(lambda c: job(c, n))
        return None if future.exception(60) else future.result()

    with ThreadPoolExecutor(4) as pool:
        given = [number for number in pool.map(run, range(300)) if number is not None]
    for store in stores:
        store.close()
    assert sorted(given) == [f"SUP-{1001 + n}" for n in range(200)]


@pytest.mark.parametrize("prefix", ["ПОД", "A-B", "x'y\"z", "%s"])
def test_any_prefix_counts(store: Store, prefix: str) -> None:
    """A prefix is a text like any other."""
    desk = replace(DESK, prefix=prefix)
    assert do(store, lambda c: next_number(c, desk)) == f"{prefix}-1001"
