"""``postdesk address``: who is not written to, and writing to them again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from storage import dead_addresses
from storage.engine import Store
from tests.daemon.home import ANN, Home, furnished

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
IVAN = "ivan@customer.example"
OLGA = "olga@customer.example"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a furnished Postdesk."""
    return furnished(tmp_path)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """Open its store, in which two addresses are dead."""
    with home.store() as opened:
        for addr in (IVAN, OLGA):
            job = partial(dead_addresses.add, addr=addr, why="550 5.1.1 no\x1b[31m user", now=NOW)
            opened.write(job).result()
        yield opened


def dead(store: Store) -> list[str]:
    """Return the dead addresses."""
    return [address.addr for address in store.read(dead_addresses.listing)]


def test_dead_addresses_are_listed_with_their_reason(home: Home, store: Store) -> None:
    """Since when, and what the mail system said; nothing in it drives a terminal."""
    first, second = home.told("address", "list").splitlines()
    assert first.split("\t")[:2] == [IVAN, "2026-11-20 12:00:00"]
    assert "550 5.1.1 no" in first
    assert "\x1b" not in first
    assert second.startswith(OLGA)
    assert home.told("address", "list", "--limit", "1").splitlines() == [first]
    assert [each["addr"] for each in json.loads(home.told("address", "list", "--json"))] == [IVAN, OLGA]


def test_without_dead_addresses_the_list_is_empty(home: Home) -> None:
    """Nothing is said where there is nothing to say."""
    assert home.told("address", "list") == ""


def test_an_address_is_revived_in_any_spelling(home: Home, store: Store) -> None:
    """Who types it in capitals means the same."""
    assert home.told("address", "revive", "IVAN@Customer.example") == f"{IVAN} is written to again\n"
    assert dead(store) == [OLGA]


def test_all_addresses_can_be_revived_at_once(home: Home, store: Store) -> None:
    """After a fault of the mail server's, which denied everyone."""
    assert len(home.told("address", "revive", "--all").splitlines()) == 2
    assert dead(store) == []
    assert home.told("address", "revive", "--all") == ""


def test_addresses_are_revived_all_together_or_not_at_all(home: Home, store: Store) -> None:
    """A mistyped address among right ones changes nothing, and is named."""
    done = home.run("address", "revive", IVAN, "ivna@customer.example")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("ivna@customer.example is no dead address")
    assert dead(store) == [IVAN, OLGA]


@pytest.mark.parametrize("words", [[], [IVAN, "--all"]])
def test_what_to_revive_must_be_said(home: Home, store: Store, words: list[str]) -> None:
    """Either addresses or all of them."""
    assert home.run("address", "revive", *words).exit_code == 2
    assert dead(store) == [IVAN, OLGA]


def test_checking_tells_of_staff_that_hears_nothing(home: Home, store: Store) -> None:
    """An agent with a dead address does not know what is missing; a customer's is no fault of ours."""
    told = home.told("check")
    assert told.endswith("Everything is in order.\n")
    store.write(lambda c: dead_addresses.add(c, ANN, "550 5.1.1", NOW)).result()
    told = home.told("check")
    assert f"Take care: nothing is sent to {ANN}, a dead address" in told
    assert not told.endswith("Everything is in order.\n")
