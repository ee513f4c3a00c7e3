"""Compacting: unused room goes, and nothing else."""

import shutil
from pathlib import Path

import pytest

from storage.compaction import compact
from storage.engine import Store, open_store
from storage.faults import StorageError, StoreFull, StoreInUse
from storage.numbers import last_number
from storage.sqlite import Lock
from tests.storage.builders import DESK, arrive, do, open_ticket

pytestmark = pytest.mark.sqlite


def path_of(url: str) -> Path:
    """Return the file of a store."""
    return Path(url.removeprefix("sqlite:///"))


def content(store: Store) -> list[tuple[object, ...]]:
    """Return what the store keeps of mails and tickets."""
    query = "SELECT inbox.id, raws.data, ticket_id FROM inbox JOIN raws ON raws.id = raw_id ORDER BY inbox.id"
    return [tuple(row) for row in store.read(lambda c: c.exec_driver_sql(query).all())]


@pytest.fixture
def roomy(url: str) -> str:
    """Return a store most of whose room is unused."""
    store = open_store(url)
    open_ticket(store)
    for n in range(20):
        arrive(store, b"mail %d" % n)
    do(store, lambda c: c.exec_driver_sql("CREATE TABLE gone AS SELECT zeroblob(3000000) AS x"))
    do(store, lambda c: c.exec_driver_sql("DROP TABLE gone"))
    store.close()
    return url


def test_unused_room_goes_and_everything_else_stays(roomy: str) -> None:
    """Mails, tickets and numbers are as before, and numbers do not skip: it is no backup."""
    store = open_store(roomy)
    held = content(store)
    store.close()
    before, after = compact(roomy)
    assert before > 3_000_000 > 1_000_000 > after == path_of(roomy).stat().st_size
    store = open_store(roomy, exclusive=True)
    assert content(store) == held
    assert store.read(lambda c: last_number(c, DESK.prefix)) == 1001
    store.close()


def test_nothing_stays_beside_the_store(roomy: str) -> None:
    """Owner's rights and the folder are as before."""
    mode = path_of(roomy).stat().st_mode
    compact(roomy)
    assert path_of(roomy).stat().st_mode == mode
    assert {path.name for path in path_of(roomy).parent.iterdir()} == {"postdesk.db", "postdesk.db.lock"}


def test_a_running_daemon_is_not_held_up(roomy: str) -> None:
    """It would refuse mail for as long as compacting takes; it is to be stopped first."""
    with Lock(path_of(roomy)), pytest.raises(StoreInUse, match="stop it first"):
        compact(roomy)


def test_another_program_keeps_its_store(roomy: str) -> None:
    """What it writes must not go into a file that nobody sees any more."""
    program = open_store(roomy)
    arrive(program)
    with pytest.raises(StoreInUse, match="end it first"):
        compact(roomy)
    program.close()
    assert path_of(roomy).stat().st_size > 3_000_000


def test_without_room_for_a_second_file_nothing_is_begun(roomy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how much is needed."""
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    with pytest.raises(StoreFull, match=r"needs 0\.\d MB beside it, and 0\.0 MB are free"):
        compact(roomy)
    assert path_of(roomy).stat().st_size > 3_000_000


@pytest.mark.parametrize("what", ["none", "garbage", "torn"])
def test_what_is_not_sound_is_left_alone(roomy: str, what: str) -> None:
    """A broken store is a case for restoring; it is not made to look whole."""
    path = path_of(roomy)
    if what == "none":
        path.unlink()
    elif what == "garbage":
        path.write_bytes(b"no database at all" * 1000)
    else:
        data = bytearray(path.read_bytes())
        data[8192:120_000] = bytes(120_000 - 8192)
        path.write_bytes(data)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StorageError):
        compact(roomy)
    assert (path.read_bytes() if path.exists() else None) == before
    assert not list(path.parent.glob("*.incoming*"))
