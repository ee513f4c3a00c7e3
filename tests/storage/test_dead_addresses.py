"""Dead addresses: how they die, what that does to the outbox, and how they live again."""

from datetime import timedelta
from functools import partial

import pytest

from desk.address import Address
from desk.decisions import Decision
from desk.ticket import Event
from storage import dead_addresses, outbox, threads
from storage.engine import Store
from storage.outbox import DeliveryState
from tests.storage.builders import IVAN, NOW, OLGA, a_letter, carry, do, going_on, open_ticket

LEASE = timedelta(minutes=15)


def die(store: Store, addr: str = IVAN.addr, why: str = "550 5.1.1 none") -> None:
    """Write down that an address is dead."""
    do(store, lambda c: dead_addresses.add(c, addr, why, NOW))


def test_an_address_is_dead_however_it_is_written(store: Store) -> None:
    """It is kept folded, and found by any spelling, under the one that was asked for."""
    die(store, "Ivan@CUSTOMER.example")
    found = store.read(lambda c: dead_addresses.among(c, ["IVAN@customer.example", OLGA.addr]))
    assert list(found) == ["IVAN@customer.example"]
    dead = found["IVAN@customer.example"]
    assert (dead.addr, dead.why, dead.at) == (IVAN.addr, "550 5.1.1 none", NOW)
    assert store.read(lambda c: dead_addresses.among(c, [])) == {}


def test_the_first_word_about_a_dead_address_stays(store: Store) -> None:
    """A second refusal changes neither its reason nor its time."""
    die(store)
    do(store, lambda c: dead_addresses.add(c, IVAN.addr, "again", NOW + LEASE))
    [dead] = store.read(dead_addresses.listing)
    assert (dead.why, dead.at) == ("550 5.1.1 none", NOW)


def test_a_revived_address_is_dead_no_more(store: Store) -> None:
    """Reviving tells whether there was anything to revive."""
    die(store)
    assert do(store, lambda c: dead_addresses.revive(c, "IVAN@Customer.example")) is True
    assert do(store, lambda c: dead_addresses.revive(c, IVAN.addr)) is False
    assert store.read(dead_addresses.listing) == []


def test_the_list_is_newest_first_and_bounded(store: Store) -> None:
    """A person looks at what happened last."""
    for number in range(5):
        at = NOW + timedelta(minutes=number)
        do(store, partial(dead_addresses.add, addr=f"a{number}@x.example", why="", now=at))
    found = store.read(lambda c: dead_addresses.listing(c, limit=2))
    assert [dead.addr for dead in found] == ["a4@x.example", "a3@x.example"]


def test_a_claim_tells_that_its_recipient_is_dead(store: Store) -> None:
    """Each delivery of one mail for itself."""
    ticket = open_ticket(store)
    carry(store, going_on(ticket, letters=(a_letter(to=(IVAN, OLGA)),)))
    die(store, IVAN.addr.upper())
    due = do(store, lambda c: outbox.claim(c, NOW, 10, LEASE))
    assert {each.recipient: each.dead is not None for each in due} == {IVAN.addr: True, OLGA.addr: False}


def test_a_mail_that_is_not_sent_was_not_tried(store: Store) -> None:
    """Its delivery says so, and why; nothing waits any longer."""
    ticket = open_ticket(store)
    carry(store, going_on(ticket, letters=(a_letter(),)))
    [due] = do(store, lambda c: outbox.claim(c, NOW, 10, LEASE))
    do(store, lambda c: outbox.unsent(c, due.id, "Not sent: the address is dead.", NOW))
    record = store.read(lambda c: outbox.record(c, due.id))
    assert record is not None
    assert (record.state, record.attempts, record.reply) == (
        DeliveryState.FAILED,
        0,
        "Not sent: the address is dead.",
    )
    assert store.read(outbox.oldest_waiting) is None
    assert store.read(outbox.oldest) is None


def test_a_decision_kills_and_revives(store: Store) -> None:
    """What killed an address is its reason; the ticket's history tells of its return once."""
    ticket = open_ticket(store)
    event = Event(what="undelivered", before=IVAN.addr, after="550 5.1.1 none")
    carry(store, going_on(ticket, verdict=None, dead=IVAN.addr, events=(event,)))
    [dead] = store.read(dead_addresses.listing)
    assert (dead.addr, dead.why) == (IVAN.addr, "550 5.1.1 none")
    for _ in range(2):
        carry(store, going_on(ticket, revived=IVAN.addr))
    history = store.read(lambda c: threads.history(c, ticket))
    assert [event.what for event in history].count("revived") == 1
    assert store.read(dead_addresses.listing) == []


def test_reviving_what_lives_leaves_no_trace(store: Store) -> None:
    """Every proved mail does it."""
    ticket = open_ticket(store)
    carry(store, going_on(ticket, revived=IVAN.addr))
    assert "revived" not in [event.what for event in store.read(lambda c: threads.history(c, ticket))]
    carry(store, Decision(verdict=None, rule="no ticket", revived=IVAN.addr))


@pytest.mark.parametrize("what", ["dead_address", "unsent"])
def test_a_ticket_that_was_told_of_a_death_is_known(store: Store, what: str) -> None:
    """Told since this death, about this address, in this ticket: anything else does not count."""
    ticket, other = open_ticket(store), open_ticket(store, now=NOW + timedelta(seconds=1))
    carry(store, going_on(ticket, events=(Event(what=what, before=IVAN.addr),)))

    def told(ticket_id: int, addr: str, since: timedelta) -> bool:
        return store.read(lambda c: dead_addresses.told_in(c, ticket_id, addr, NOW + since))

    assert told(ticket, IVAN.addr, timedelta())
    assert not told(ticket, IVAN.addr, timedelta(seconds=1))
    assert not told(ticket, OLGA.addr, timedelta())
    assert not told(other, IVAN.addr, timedelta())


def test_an_endless_address_is_cut_alike_everywhere(store: Store) -> None:
    """What does not fit into an index is found by what fits."""
    endless = Address("x" * 5000 + "@customer.example")
    die(store, endless.addr)
    assert store.read(lambda c: dead_addresses.among(c, [endless.addr])) != {}
    assert do(store, lambda c: dead_addresses.revive(c, endless.addr))
