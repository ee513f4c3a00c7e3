"""Turns: where one job of a desk fails, those behind it wait."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.turns import OutOfTurn, Turns
from storage.engine import Connection, Store, open_store
from tests.stores import database_with_tables

ONE, OTHER = "one@example.org", "other@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an open store."""
    opened = open_store(database_with_tables(tmp_path))
    yield opened
    opened.close()


def done(c: Connection) -> str:
    """Succeed."""
    return "done"


def failing(c: Connection) -> str:
    """Fail."""
    raise ValueError


def test_jobs_behind_one_that_failed_wait(store: Store) -> None:
    """Those of its desk; other desks go on."""
    turns: Turns[str] = Turns(store.write)
    assert turns.write(ONE, done).result() == "done"
    assert isinstance(turns.write(ONE, failing).exception(), ValueError)
    for _ in range(2):
        assert isinstance(turns.write(ONE, done).exception(), OutOfTurn)
    assert turns.write(OTHER, done).result() == "done"


def test_jobs_behind_one_that_failed_in_the_same_transaction_wait(store: Store) -> None:
    """When they were given nobody knew yet how it would end."""
    turns: Turns[str] = Turns(store.write)
    given = threading.Event()
    store.write(lambda c: given.wait())
    failed, *behind = [turns.write(ONE, job) for job in (failing, done, done)]
    other = turns.write(OTHER, done)
    given.set()
    assert isinstance(failed.exception(), ValueError)
    assert all(isinstance(job.exception(), OutOfTurn) for job in behind)
    assert other.result() == "done"


@pytest.mark.sqlite
def test_jobs_behind_one_that_was_not_committed_wait(store: Store) -> None:
    """It was done, and then its transaction came to nothing."""

    def spoiling(c: Connection) -> str:
        c.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        c.exec_driver_sql("INSERT INTO events VALUES (1, 999, 'x', '', '', '', 'now', NULL)")
        return "done"

    turns: Turns[str] = Turns(store.write)
    assert turns.write(ONE, spoiling).exception()
    assert isinstance(turns.write(ONE, done).exception(), OutOfTurn)
