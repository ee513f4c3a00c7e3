"""Two daemons that make the same row at the same moment: the first one's stands, and neither fails."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import psycopg
import pytest
from sqlalchemy import func, select

from desk.letters import Audience
from storage import dead_addresses, leases, outbox, refresh_tokens
from storage.engine import Connection, Store, open_store
from storage.inbox import accept, raws_of
from storage.keys import keys_for
from storage.notices import first_time
from storage.numbers import next_number
from storage.prepared import prepare
from storage.tables import raws
from tests.storage.builders import DESK, ENVELOPE, NOW, a_letter, do, open_ticket

pytestmark = pytest.mark.postgresql

T = TypeVar("T")

LATER = NOW + timedelta(minutes=1)


def _at_once(url: str, first: Callable[[Connection], T], second: Callable[[Connection], T]) -> tuple[T, T]:
    """Run a job each in two daemons' stores, the second while the first has not committed."""
    stores = open_store(url, exclusive=True), open_store(url, exclusive=True)
    done, over = threading.Event(), threading.Event()

    def unfinished(c: Connection) -> T:
        result = first(c)
        done.set()
        over.wait(30)
        return result

    try:
        one = stores[0].write(unfinished)
        assert done.wait(30)
        two = stores[1].write(second)
        _wait_for_lock(url)
        over.set()
        return one.result(30), two.result(30)
    finally:
        over.set()
        for store in stores:
            store.close()


def _wait_for_lock(url: str) -> None:
    """Return once somebody waits in this database for the commit of another."""
    waiting = "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted"
    waiting += " AND datname = current_database()"
    with psycopg.connect(url, autocommit=True) as looking:
        while not looking.execute(waiting.encode()).fetchone():
            time.sleep(0.01)


def _twice(url: str, job: Callable[[Connection], T]) -> tuple[T, T]:
    return _at_once(url, job, job)


def test_the_same_bytes_are_kept_once(store: Store, url: str) -> None:
    """A mail that comes in at two daemons is two mails in the inbox, with one copy of its bytes."""
    mail = prepare(b"Subject: twice\r\n\r\n")
    one, two = _twice(url, lambda c: accept(c, mail, ENVELOPE, [DESK.address]))
    assert len({*one, *two}) == 2
    assert set(store.read(lambda c: raws_of(c, [*one, *two])).values()) == {b"Subject: twice\r\n\r\n"}
    assert store.read(lambda c: c.scalar(select(func.count()).select_from(raws))) == 1


def test_a_new_prefix_begins_once(store: Store, url: str) -> None:
    """The first two numbers of a prefix are two."""
    assert _twice(url, lambda c: next_number(c, DESK)) == ("SUP-1001", "SUP-1002")
    assert do(store, lambda c: next_number(c, DESK)) == "SUP-1003"


@pytest.mark.parametrize("told_before", [False, True])
def test_one_of_them_tells(store: Store, url: str, told_before: bool) -> None:
    """What is to be told once in a while is told by one daemon, the first time and ever after."""
    if told_before:
        do(store, lambda c: first_time(c, "it", NOW, NOW))
    assert _twice(url, lambda c: first_time(c, "it", NOW, LATER)) == (True, False)


def test_a_lease_is_taken_by_one(url: str) -> None:
    """Of two that take a lease at once one has it."""
    taken = _at_once(
        url,
        lambda c: leases.take(c, "ticks", "a", NOW, LATER),
        lambda c: leases.take(c, "ticks", "b", NOW, LATER),
    )
    assert taken == (True, False)


def test_a_dead_address_dies_once(store: Store, url: str) -> None:
    """Of two daemons that hear of it, the first one's word stays."""
    _at_once(
        url,
        lambda c: dead_addresses.add(c, "gone@x.example", "first", NOW),
        lambda c: dead_addresses.add(c, "gone@x.example", "second", NOW),
    )
    assert [dead.why for dead in store.read(dead_addresses.listing)] == ["first"]


def test_the_later_token_counts(store: Store, url: str) -> None:
    """Of two refresh tokens the one that was kept last is the newest."""
    _at_once(
        url,
        lambda c: refresh_tokens.keep(c, "account", "granted", "first", NOW),
        lambda c: refresh_tokens.keep(c, "account", "granted", "second", NOW),
    )
    assert store.read(lambda c: refresh_tokens.newest(c, "account", "granted")) == "second"


def test_a_letter_is_made_once(store: Store, url: str) -> None:
    """Where two daemons make the bytes of a letter, both send the first one's."""
    open_ticket(store, letters=(a_letter(),))
    kept = _at_once(url, lambda c: outbox.keep(c, 1, b"first"), lambda c: outbox.keep(c, 1, b"second"))
    assert kept == (b"first", b"first")


def test_a_person_has_one_key(store: Store, url: str) -> None:
    """Two letters to a person about a ticket show one key, whoever writes them."""
    ticket_id = open_ticket(store)
    one, two = _twice(url, lambda c: keys_for(c, a_letter(), DESK, ticket_id, None, NOW))
    assert one == two
    assert set(one) == {Audience.CUSTOMER}
