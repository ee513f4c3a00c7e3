"""Leases: what one daemon does alone, and how another comes to do it."""

from datetime import UTC, datetime, timedelta
from functools import partial

from storage import leases
from storage.engine import Store
from tests.storage.builders import do

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=20)
LATER = UNTIL + timedelta(seconds=20)


def test_a_lease_is_one_daemons(store: Store) -> None:
    """Whoever has it keeps it for as long as it says so; nobody else gets it meanwhile."""
    assert do(store, lambda c: leases.take(c, "ticks", "a", NOW, UNTIL))
    assert not do(store, lambda c: leases.take(c, "ticks", "b", NOW, UNTIL))
    assert do(store, lambda c: leases.take(c, "ticks", "a", NOW, LATER))
    assert not do(store, lambda c: leases.take(c, "ticks", "b", UNTIL, LATER))


def test_a_lease_that_ran_out_is_anothers(store: Store) -> None:
    """From then on the one before holds it no more."""
    do(store, lambda c: leases.take(c, "ticks", "a", NOW, UNTIL))
    assert do(store, lambda c: leases.hold(c, "ticks", "a"))
    assert do(store, lambda c: leases.take(c, "ticks", "b", UNTIL, LATER))
    assert not do(store, lambda c: leases.hold(c, "ticks", "a"))
    assert do(store, lambda c: leases.hold(c, "ticks", "b"))


def test_a_lease_that_nobody_took_is_nobodys(store: Store) -> None:
    """Nothing is held by not being taken."""
    assert not do(store, lambda c: leases.hold(c, "ticks", "a"))


def test_what_is_given_back_can_be_taken_at_once(store: Store) -> None:
    """A daemon that ends gives back all that it has, and only that."""
    for name, owner in (("x", "a"), ("y", "a"), ("z", "b")):
        do(store, partial(leases.take, name=name, owner=owner, now=NOW, until=UNTIL))
    do(store, lambda c: leases.give_back(c, "a", ["x"]))
    assert do(store, lambda c: leases.take(c, "x", "c", NOW, UNTIL))
    assert not do(store, lambda c: leases.take(c, "y", "c", NOW, UNTIL))
    do(store, lambda c: leases.give_back(c, "a"))
    assert do(store, lambda c: leases.take(c, "y", "c", NOW, UNTIL))
    assert not do(store, lambda c: leases.take(c, "z", "c", NOW, UNTIL))


def test_daemons_know_of_each_other_while_they_say_that_they_live(store: Store) -> None:
    """One that was not heard of for the length of a lease is dead to the others."""
    assert do(store, lambda c: leases.appear(c, "a", NOW, UNTIL)) == ("a",)
    assert do(store, lambda c: leases.appear(c, "b", NOW, LATER)) == ("a", "b")
    assert do(store, lambda c: leases.appear(c, "b", UNTIL, LATER)) == ("b",)
    assert do(store, lambda c: leases.appear(c, "a", UNTIL, LATER)) == ("a", "b")
