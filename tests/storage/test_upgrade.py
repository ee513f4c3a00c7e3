"""Upgrades: a store of the previous schema becomes one of ours, with all that it held, and a copy stays."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.states import State
from storage import inbox, inbox_records, outbox, schema, threads, tickets
from storage.engine import Store, open_store
from storage.faults import StorageError, StoreInUse, StoreUnavailable
from storage.numbers import last_number
from storage.sqlite import Lock

pytestmark = pytest.mark.sqlite

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
        query = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 - a table's name, from the file itself
        return connection.execute(query).fetchall()
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
    assert copy == old.with_name("postdesk.sqlite3.before-0007")
    after = {table: rows(copy, table) for table in tables(copy)}
    # A copy that comes back into use must know that it is one.
    assert after.pop("settings") == [*before.pop("settings"), ("restored", "1")]
    assert after == before
    assert schema.state(url_of(copy)) is schema.SchemaState.OUTDATED
    assert copy.stat().st_mode & 0o077 == 0


def test_every_row_is_kept(old: Path) -> None:
    """No table loses or changes a row; new columns say that nothing is known."""
    before = {table: rows(old, table) for table in tables(old)}
    schema.migrate(url_of(old))
    for table, kept in before.items():
        width = len(kept[0]) if kept else 0
        assert [row[:width] for row in rows(old, table)] == kept, table
    assert {row[-4:] for row in rows(old, "inbox")} == {("", 0, 0, 0)}


def test_what_answers_an_old_note_is_a_note(old: Path) -> None:
    """A note's id is told from that of an answer, though nothing said so then."""
    connection = sqlite3.connect(old)
    [mail] = connection.execute(
        "SELECT inbox.message_id FROM inbox JOIN messages ON messages.inbox_id = inbox.id "
        "WHERE messages.author = 'agent' LIMIT 1"
    ).fetchone()
    connection.execute(
        "UPDATE messages SET circle = 'internal' "
        "WHERE inbox_id = (SELECT id FROM inbox WHERE message_id = ?)", (mail,)
    )  # fmt: skip
    connection.commit()
    connection.close()
    schema.migrate(url_of(old))
    inside = {row[2] for row in rows(old, "message_ids") if row[-1]}
    assert inside == {mail}


def test_tickets_read_as_before(upgraded: Store) -> None:
    """State, people, thread and history come out of the store's own functions."""
    found = upgraded.read(lambda c: tickets.by_number(c, "SUP-1001", NOW))
    assert found is not None
    assert (found.state, found.subject, found.requester.addr) == (
        State.OPEN,
        "Принтер",
        "ivan@customer.example",
    )
    assert found.answered
    thread = upgraded.read(lambda c: threads.thread(c, found.id))
    assert [message.text for message in thread] == [
        "Принтер не печатает.",
        "Включите его, пожалуйста.",
        "Спасибо, посмотрю.",
    ]
    assert [event.what for event in upgraded.read(lambda c: threads.history(c, found.id))] == [
        "opened",
        "agent answers",
    ]
    assert upgraded.read(lambda c: last_number(c, "SUP")) == 1002


def test_every_mail_and_every_letter_can_be_looked_at(upgraded: Store) -> None:
    """Old mails have their bytes and verdicts, old letters their deliveries, each with the new columns."""
    records = upgraded.read(lambda c: inbox_records.listing(c))
    assert [(record.id, str(record.verdict)) for record in records] == [
        (5, "held"),
        (4, "ticket"),
        (3, "reply"),
        (2, "reply"),
        (1, "ticket"),
    ]
    sizes = upgraded.read(lambda c: [len(inbox.raw(c, record.id)) for record in records])
    assert sizes == [record.size for record in records]
    letters = upgraded.read(lambda c: outbox.listing(c, limit=50))
    assert len(letters) == 10
    assert {str(letter.state) for letter in letters} == {"sent"}


def test_keys_and_chains_are_kept(old: Path) -> None:
    """An answer to an old mail finds its ticket, by its address and by its ids."""
    schema.migrate(url_of(old))
    audiences = [str(row[3]) for row in rows(old, "keys")]
    assert sorted(audiences) == sorted(["customer"] * 2 + ["public"] * 4 + ["internal"] * 4 + ["release"])
    assert len(rows(old, "message_ids")) == 13


def test_a_second_upgrade_does_nothing(old: Path) -> None:
    """Where the tables are current, nothing is copied."""
    schema.migrate(url_of(old))
    assert schema.migrate(url_of(old)) is None
    assert [path.name for path in old.parent.glob("*.before-*")] == ["postdesk.sqlite3.before-0007"]


def test_a_new_store_needs_no_copy(tmp_path: Path) -> None:
    """There is nothing to keep."""
    assert schema.migrate(url_of(tmp_path / "new.sqlite3")) is None
    assert not list(tmp_path.glob("*.before-*"))


def test_a_copy_that_is_there_is_never_written_over(old: Path) -> None:
    """An earlier copy may be the only good one; the next gets another name."""
    taken = old.with_name("postdesk.sqlite3.before-0007")
    taken.write_text("an earlier copy")
    copy = schema.migrate(url_of(old))
    assert copy == old.with_name("postdesk.sqlite3.before-0007-2")
    assert taken.read_text() == "an earlier copy"


def test_without_a_copy_there_is_no_upgrade(old: Path) -> None:
    """Where the copy cannot be made, the store stays as it was."""
    connection = sqlite3.connect(old)
    # A copy is checked before anything is changed: this row refers to nothing.
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("INSERT INTO assignees VALUES (99, 0, 'nobody')")
    connection.commit()
    connection.close()
    with pytest.raises(StorageError, match="not sound"):
        schema.migrate(url_of(old))
    assert schema.state(url_of(old)) is schema.SchemaState.OUTDATED
    assert not list(old.parent.glob("*.before-*"))


def test_a_failing_upgrade_leaves_store_and_folder_as_they_were(old: Path) -> None:
    """A service that is started again and again does not fill the disk with copies."""
    connection = sqlite3.connect(old)
    connection.execute("CREATE TABLE refresh_tokens (stranger TEXT)")
    connection.commit()
    connection.close()
    for _ in range(2):
        with pytest.raises(StorageError, match="refresh_tokens"):
            schema.migrate(url_of(old))
    assert schema.state(url_of(old)) is schema.SchemaState.OUTDATED
    assert not list(old.parent.glob("*.before-*"))


def test_a_store_of_a_newer_postdesk_is_neither_copied_nor_changed(old: Path) -> None:
    """Who went back to an older version is told to install the newer one."""
    connection = sqlite3.connect(old)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnavailable, match="newer Postdesk"):
        schema.migrate(url_of(old))
    assert not list(old.parent.glob("*.before-*"))


def test_a_store_in_use_is_not_upgraded(old: Path) -> None:
    """A daemon that runs still speaks of the tables as they were."""
    lock = Lock(old)
    try:
        with pytest.raises(StoreInUse):
            schema.migrate(url_of(old))
    finally:
        lock.release()
    assert not list(old.parent.glob("*.before-*"))


def test_the_copy_can_be_put_back(old: Path, tmp_path: Path) -> None:
    """Upgraded anew, it goes on with higher numbers: those given since must not be given twice."""
    copy = schema.migrate(url_of(old))
    assert copy is not None
    back = tmp_path / "back.sqlite3"
    shutil.copy(copy, back)
    schema.migrate(url_of(back))
    store = open_store(url_of(back), exclusive=True)
    try:
        assert store.read(lambda c: last_number(c, "SUP")) == 2002
    finally:
        store.close()
