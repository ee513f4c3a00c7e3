"""Backups: whole, sound, never over another file, and marked as what they are."""

import logging
import threading
from functools import partial
from pathlib import Path

import pytest

from storage.backup import backup
from storage.engine import Store, open_store
from storage.faults import StorageError, StoreUnavailable
from storage.numbers import last_number
from tests.storage.builders import DESK, OTHER, arrive, open_ticket

pytestmark = pytest.mark.sqlite


def test_a_backup_taken_while_writing_holds_all_that_was_committed(
    store: Store, url: str, tmp_path: Path
) -> None:
    """What was accepted before the backup began is in it; the copy is a store that opens and works."""
    before = [arrive(store, b"mail %d" % n) for n in range(50)]
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            arrive(store, b"meanwhile %d" % n)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for n in range(3):
            backup(url, tmp_path / f"copy{n}.db")
    finally:
        stop.set()
        writing.join()
    for n in range(3):
        copy = open_store(f"sqlite:///{tmp_path}/copy{n}.db")
        ids = copy.read(lambda c: c.exec_driver_sql("SELECT id FROM inbox ORDER BY id").scalars().all())
        assert ids[:50] == before
        assert copy.read(lambda c: c.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
        arrive(copy)
        copy.close()


def test_a_backup_is_closed_to_others_and_leaves_nothing_beside_it(
    store: Store, url: str, tmp_path: Path
) -> None:
    """The copy holds people's mail: only its owner may read it; no half of it stays."""
    target = tmp_path / "backups" / "one.db"
    target.parent.mkdir()
    backup(url, target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_a_backup_overwrites_nothing(store: Store, url: str, tmp_path: Path) -> None:
    """A file that is there already stays as it is, the store itself above all."""
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    with pytest.raises(StorageError, match="never overwrites"):
        backup(url, target)
    with pytest.raises(StorageError, match="never overwrites"):
        backup(url, tmp_path / "postdesk.db")
    assert target.read_bytes() == b"precious"


@pytest.mark.parametrize("damage", ["folder", "store", "bytes"])
def test_a_backup_that_cannot_be_made_leaves_no_file(
    store: Store, url: str, tmp_path: Path, damage: str
) -> None:
    """Without a folder to write to, or a sound store to read, the fault is told and nothing is left."""
    target = tmp_path / "copies" / "one.db"
    if damage != "folder":
        target.parent.mkdir()
    if damage == "store":
        url = f"sqlite:///{tmp_path}/none.db"
    if damage == "bytes":
        (tmp_path / "garbage").write_bytes(b"no database at all, but long enough" * 200)
        url = f"sqlite:///{tmp_path}/garbage"
    with pytest.raises(StorageError):
        backup(url, target)
    assert not target.parent.exists() or list(target.parent.iterdir()) == []
    assert not (tmp_path / "none.db").exists()


def test_a_corrupt_store_makes_no_backup(url: str, tmp_path: Path) -> None:
    """A copy that is not sound does not appear under its name."""
    store = open_store(url)
    for n in range(200):
        arrive(store, b"mail %d" % n)
    store.close()
    path = tmp_path / "postdesk.db"
    data = bytearray(path.read_bytes())
    data[8192:-4096] = bytes(len(data) - 4096 - 8192)
    path.write_bytes(data)
    with pytest.raises(StorageError):
        backup(url, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_after_a_restore_numbers_skip_ahead_once(
    store: Store, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A daemon that opens a backup goes on a thousand higher, says so, and does so no second time."""
    open_ticket(store)
    open_ticket(store, desk=OTHER)
    backup(url, tmp_path / "copy.db")
    copy = f"sqlite:///{tmp_path}/copy.db"
    open_store(copy).close()
    for _ in range(2):
        with caplog.at_level(logging.WARNING):
            opened = open_store(copy, exclusive=True)
        counters = {
            prefix: opened.read(partial(last_number, prefix=prefix)) for prefix in (DESK.prefix, OTHER.prefix)
        }
        opened.close()
        assert counters == {"SUP": 2001, "SAL": 2001}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "1000 higher" in caplog.text
    assert store.read(lambda c: last_number(c, DESK.prefix)) == 1001


def test_a_store_that_is_no_backup_does_not_skip(url: str) -> None:
    """Ordinary starts leave the numbers as they are."""
    for expected in (1001, 1002):
        store = open_store(url, exclusive=True)
        open_ticket(store)
        assert store.read(lambda c: last_number(c, DESK.prefix)) == expected
        store.close()


def test_a_missing_store_is_unavailable(tmp_path: Path) -> None:
    """A backup of nothing names the store that is missing."""
    with pytest.raises(StoreUnavailable, match="none"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")
