"""Verifying tells every kind of damage, by the number of the mail or ticket that it touches."""

import re
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import outbox, verification
from storage.engine import Store, open_store
from storage.prepared import compress
from tests.storage.builders import OTHER, a_letter, arrive, do, open_ticket

# What does a damage, and what is told of it.
DAMAGES = {
    "other bytes": (
        "UPDATE raws SET data = :packed WHERE id = (SELECT raw_id FROM inbox WHERE id = 3)",
        "mail 3: its bytes are not those that came",
    ),
    "shorter": (
        "UPDATE raws SET size = size + 1 WHERE id = (SELECT raw_id FROM inbox WHERE id = 3)",
        "mail 3: it has 6 bytes, and came with 7",
    ),
    "rubbish": (
        "UPDATE raws SET data = :rubbish WHERE id = (SELECT raw_id FROM inbox WHERE id = 3)",
        "mail 3: its bytes cannot be unpacked",
    ),
    "a letter": (
        "UPDATE composed SET data = :rubbish",
        "letter 1 of SUP-1001: its bytes cannot be unpacked",
    ),
    "a counter": (
        "UPDATE counters SET value = 1000 WHERE prefix = 'SUP'",
        "ticket SUP-1001: the counter stands at 1000: numbers would come twice",
    ),
    "no counter": (
        "DELETE FROM counters WHERE prefix = 'SAL'",
        "ticket SAL-1001: the counter stands at 0: numbers would come twice",
    ),
    "no number": (
        "UPDATE tickets SET number = 'SUP' WHERE number = 'SUP-1001'",
        "ticket 'SUP': this is no number",
    ),
}


@pytest.fixture
def full(store: Store) -> Store:
    """Return a store with two tickets, a mail that was made, and five that wait."""
    open_ticket(store, letters=(a_letter(),))
    open_ticket(store, desk=OTHER)
    do(store, lambda c: outbox.keep(c, 1, b"Subject: x\r\n\r\n"))
    for n in range(5):
        arrive(store, b"mail %d" % n)
    return store


def told(store: Store) -> list[str]:
    """Return what is told of a store."""
    return list(verification.faults(store, lambda done: None))


def test_a_sound_store_has_no_fault(full: Store) -> None:
    """Nothing is told, and it is told how far it has come: to the end."""
    done: list[int] = []
    assert list(verification.faults(full, done.append)) == []
    assert done == sorted(done)
    assert 0 < done[-1] <= verification.extent(full)


def test_an_empty_store_is_sound(store: Store) -> None:
    """There is nothing to be read."""
    assert told(store) == []
    assert verification.extent(store) == 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_named(full: Store, damage: str) -> None:
    """That one, and nothing else."""
    statement, sentence = DAMAGES[damage]
    values = {"packed": compress(b"mail 9"), "rubbish": b"rubbish"}
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    do(full, lambda c: c.execute(text(statement), used))
    assert told(full) == [sentence]


def test_a_mail_at_two_desks_is_named_by_both_numbers(store: Store) -> None:
    """Its bytes are kept once."""
    arrive(store, b"the same")
    arrive(store, b"the same", OTHER)
    do(store, lambda c: c.execute(text("UPDATE raws SET data = :x"), {"x": b"x"}))
    assert told(store) == ["mail 1, 2: its bytes cannot be unpacked"]


def test_many_mails_are_looked_at_in_portions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of a portion, the first of the next, and the one behind a gap are all seen."""
    monkeypatch.setattr(verification, "_AT_ONCE", 4)
    for n in range(10):
        arrive(store, b"mail %d" % n)
    do(store, lambda c: c.execute(text("DELETE FROM inbox WHERE id = 7")))
    do(store, lambda c: c.execute(text("DELETE FROM raws WHERE id = 7")))
    do(store, lambda c: c.execute(text("UPDATE raws SET data = :x WHERE id IN (4, 5, 10)"), {"x": b"x"}))
    assert [fault.partition(":")[0] for fault in told(store)] == ["mail 4", "mail 5", "mail 10"]


def test_what_comes_meanwhile_is_no_fault(full: Store) -> None:
    """Mails and tickets go on coming while it is read, and counters with them."""
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            open_ticket(full)
            arrive(full, b"meanwhile %d" % n)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert [told(full) for _ in range(5)] == [[]] * 5
    finally:
        stop.set()
        writing.join()


@pytest.mark.sqlite
def test_a_row_that_refers_to_nothing_is_named(full: Store, tmp_path: Path) -> None:
    """By its table and its number; so are both, the row and the one that is missing."""
    with sqlite3.connect(tmp_path / "postdesk.db") as connection:
        connection.execute("DELETE FROM raws WHERE id = (SELECT raw_id FROM inbox WHERE id = 4)")
    connection.close()
    assert told(full) == ["row 4 of inbox refers to a row of raws that is not there"]


@pytest.mark.sqlite
def test_torn_pages_hide_nobody_else(url: str, tmp_path: Path) -> None:
    """What lies on them is named mail by mail; those before and behind are read."""
    mails = [b"Subject: %d\r\n\r\n" % n for n in range(300)]
    store = open_store(url)
    for mail in mails:
        arrive(store, mail)
    store.close()
    path = tmp_path / "postdesk.db"
    data = bytearray(path.read_bytes())
    page = data.index(compress(mails[99])) // 4096
    data[page * 4096 : (page + 1) * 4096] = bytes(4096)
    path.write_bytes(data)
    store = open_store(url)
    found = told(store)
    store.close()
    named = {int(number) for fault in found for number in re.findall(r"^mail (\d+): The store", fault)}
    assert 100 in named
    assert named == set(range(min(named), max(named) + 1))
    assert len(named) < 100
