"""Tickets are found by words of their subjects, alike in both stores."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import delete, update

from desk.decisions import Change
from desk.states import State
from storage import schema, subjects, tickets
from storage.backup import backup
from storage.compaction import compact
from storage.database import database_at
from storage.engine import Store, open_store
from storage.migrations.running import config
from storage.outbox_tables import message_ids
from storage.restoring import restore
from storage.tables import assignees, customers, events, inbox, messages
from storage.tables import tickets as table
from storage.trial import copy_for_trial
from storage.verification import faults
from tests.storage.builders import NOW, OTHER, do, open_ticket, opening
from tests.storage.plans import scans, statements

SUBJECTS = (
    "Принтер не печатает",
    "Printer is on fire!",
    "Ёлка горит: СРОЧНО",
    "Re: SUP-1001, v 2.5/beta foo_bar (https://shop.example/path)",
    "AND or NOT",
    "«Заявка» №7 — «E-mail» me@mail.example <tag> -5 +6 &amp;",
)


# Steps of SQLite's plans through what the steps before have found.
_OWN_RESULTS = {"SCAN newest", "SCAN every"}


def a_ticket(store: Store, subject: str, *, names: tuple[str, ...] = (), **more: Any) -> int:
    """Open a ticket of this subject."""
    base = opening().opening
    assert base is not None
    return open_ticket(store, opening=replace(base, subject=subject, assignees=names), **more)


def found(store: Store, said: str, **asked: Any) -> list[str]:
    """Return the subjects of the tickets that hold words, as they are listed."""
    words = subjects.words_in(said)
    assert words
    return [one.subject for one in store.read(lambda c: tickets.listing(c, NOW, words=words, **asked))]


@pytest.fixture
def full(store: Store) -> Store:
    """Return a store with a ticket of each subject, the last opened last."""
    for number, subject in enumerate(SUBJECTS):
        a_ticket(store, subject, now=NOW + timedelta(seconds=number))
    return store


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("принтер", [0]),
        ("ПЕЧАТ", [0]),
        ("printer", [1]),
        ("PRIN fire", [1]),
        ("fire printer on", [1]),
        ("printer печатает", []),
        ("rinter", []),
        ("елка", [2]),
        ("ЁЛК", [2]),
        ("е\u0308лка", [2]),
        ("срочно", [2]),
        ("1001", [3]),
        ("2", [3]),
        ("beta bar path shop", [3]),
        ("mail", [5]),
        ("tag 5 6", [5]),
        ("заявка 7", [5]),
        ("no", [4]),
        ("о", []),
    ],
)
def test_all_words_are_found_by_their_beginnings(full: Store, said: str, places: list[int]) -> None:
    """A ticket is found by the beginnings of all words, in any order, large or small, in both languages."""
    assert found(full, said) == [SUBJECTS[place] for place in places]


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("AND", [4]),
        ("or", [4]),
        ("not AND", [4]),
        ("printer AND fire", []),
        ("printer OR принтер", []),
        ("NEAR(printer fire)", []),
        ('"printer', [1]),
        ("'printer''", [1]),
        ("-printer", [1]),
        ("printer*", [1]),
        ("^printer", [1]),
        ("(printer", [1]),
        ("subject:printer", []),
        ("sup-1001", [3]),
        ("2.5", [3]),
        ("foo_bar", [3]),
        ("shop.example/path", [3]),
        ("me@mail.example", [5]),
        ("printer & !fire | <-> :*", [1]),
        ("printer\0fire\\", [1]),
        ("\ud800printer", [1]),
        ("x" * 5000, []),
        (" ".join(f"w{number}" for number in range(3000)), []),
    ],
)
def test_signs_and_operators_are_plain_text(full: Store, said: str, places: list[int]) -> None:
    """Nothing that can be written is syntax, and nothing is an error."""
    assert found(full, said) == [SUBJECTS[place] for place in places]


@pytest.mark.parametrize("said", ["", " ", "-", '"*"', "():^", "№ — «»", "_", "\0"])
def test_a_text_without_letter_and_digit_has_no_words(said: str) -> None:
    """What has no words finds nothing, and can be told so."""
    assert subjects.words_in(said) == []


def test_a_changed_subject_is_found_by_the_new_one_alone(full: Store) -> None:
    """The index follows the tickets: a change of the subject, and a ticket that goes."""
    do(full, lambda c: c.execute(update(table).where(table.c.id == 1).values(subject="Сканер")))
    assert found(full, "принтер") == []
    assert found(full, "сканер") == ["Сканер"]
    alone = a_ticket(full, "Плоттер")
    assert found(full, "плоттер") == ["Плоттер"]
    with pytest.raises(ZeroDivisionError):
        do(full, lambda c: (c.execute(update(table).values(subject="Никогда")), 1 / 0))
    assert found(full, "никогда") == []

    def remove(c: Any) -> None:
        c.execute(update(inbox).where(inbox.c.ticket_id == alone).values(ticket_id=None))
        for each in (customers, assignees, messages, events, message_ids):
            c.execute(delete(each).where(each.c.ticket_id == alone))
        c.execute(delete(table).where(table.c.id == alone))

    do(full, remove)
    assert found(full, "плоттер") == []


def test_words_go_with_all_that_is_asked_besides(store: Store) -> None:
    """Desk, state, assignee, customer and limit hold as they do without words; newest change first."""
    a_ticket(store, "Принтер один", names=("Ann Lee",))
    later: dict[str, Any] = {
        "now": NOW + timedelta(seconds=1),
        "desk": OTHER,
        "change": Change(state=State.OPEN),
    }
    a_ticket(store, "Принтер два", **later)
    a_ticket(store, "Сканер", now=NOW + timedelta(seconds=2), names=("Ann Lee",))
    assert found(store, "принтер") == ["Принтер два", "Принтер один"]
    assert found(store, "принтер", limit=1) == ["Принтер два"]
    assert found(store, "принтер", desk=OTHER.address) == ["Принтер два"]
    assert found(store, "принтер", states=(State.OPEN,)) == ["Принтер два"]
    assert found(store, "принтер", assignee="Ann Lee") == ["Принтер один"]
    assert found(store, "принтер", customer="olga@customer.example") == ["Принтер два", "Принтер один"]
    assert found(store, "принтер", customer="eve@evil.example") == []
    assert found(store, "сканер", assignee="Ann Lee", limit=1) == ["Сканер"]


def test_what_lies_behind_the_newest_is_found(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the newest tickets hold too few, all that hold the words are listed, in the same order."""
    for number in range(6):
        a_ticket(store, f"Принтер {number}", now=NOW + timedelta(seconds=number))
    monkeypatch.setattr(subjects, "_NEWEST", (2, 3))
    for limit, last in ((1, 5), (2, 4), (4, 2), (50, 0)):
        assert found(store, "принтер", limit=limit) == [f"Принтер {n}" for n in range(5, last - 1, -1)]


def test_a_long_subject_is_found_by_its_beginning(store: Store) -> None:
    """A subject of any size can be stored; words of its first 1,000 characters are found."""
    long = "начало " + "".join(f"слово{number} " for number in range(200_000)) + "конец"
    a_ticket(store, long)
    a_ticket(store, "y" * 900_000)
    assert found(store, "начало слово1") == [long]
    assert found(store, "конец") == []


def test_the_search_goes_through_no_table(full: Store) -> None:
    """Words are found by the index; of the tickets only those that changed last are looked through."""
    for more in ({}, {"customer": "a@customer.example"}, {"states": [State.RESOLVED]}):
        asked = statements(full, partial(tickets.listing, now=NOW, words=["принтер"], **more))
        # The others read what was found, as every list does.
        asked = [(text, given) for text, given in asked if text.startswith("WITH")]
        assert len(asked) == 3
        through = [step.partition(" <- ")[0] for step in scans(full, asked)]
        assert len([step for step in through if "ix_tickets_changed_at" in step]) == 2
        assert {step for step in through if "ix_tickets_changed_at" not in step} <= _OWN_RESULTS


def test_tickets_from_before_the_migration_are_found(full: Store, url: str) -> None:
    """The migration fills the index from the tickets there are, and can be taken back."""
    full.close()
    engine = database_at(url).connect(busy_seconds=5)
    with engine.connect() as c:
        settings = config()
        settings.attributes["connection"] = c
        with c.begin():
            command.downgrade(settings, "0003")
    engine.dispose()
    assert schema.state(url) is schema.SchemaState.OUTDATED
    schema.migrate(url)
    store = open_store(url)
    try:
        assert found(store, "елка срочно") == [SUBJECTS[2]]
        a_ticket(store, "Новый")
        assert found(store, "новый") == ["Новый"]
    finally:
        store.close()


def _of(path: Path, said: str) -> list[str]:
    store = open_store(f"sqlite:///{path}", exclusive=False)
    try:
        assert list(faults(store, lambda _: None)) == []
        return found(store, said)
    finally:
        store.close()


@pytest.mark.sqlite
def test_copies_know_the_words_and_are_sound(full: Store, url: str, tmp_path: Path) -> None:
    """A backup, a restored and a compacted store find what the store finds."""
    copy, other = tmp_path / "copy.sqlite3", tmp_path / "other.sqlite3"
    do(full, lambda c: c.execute(update(table).where(table.c.id == 1).values(subject="Сканер")))
    backup(url, copy)
    assert (_of(copy, "скан"), _of(copy, "принтер")) == (["Сканер"], [])
    restore(f"sqlite:///{other}", copy)
    compact(f"sqlite:///{other}")
    assert (_of(other, "скан"), _of(other, "принтер")) == (["Сканер"], [])


def test_a_copy_for_a_trial_knows_the_words(full: Store, url: str, tmp_path: Path) -> None:
    """A copy in a file, of a server's store too, finds what the store finds."""
    copy_for_trial(url, tmp_path / "trial.sqlite3")
    assert _of(tmp_path / "trial.sqlite3", "елка") == [SUBJECTS[2]]
