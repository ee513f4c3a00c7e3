"""While a store's file is replaced nobody writes to the old one, nor leaves a log beside the new one."""

from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from storage.engine import open_store
from storage.faults import StoreUnavailable
from storage.swapping import closed_to_others, incoming, put_in_place
from tests.storage.builders import arrive

pytestmark = pytest.mark.sqlite


@pytest.fixture
def path(url: str) -> Path:
    """Return a store's file, with another beside it that is to take its place."""
    path = Path(url.removeprefix("sqlite:///"))
    incoming(path).write_bytes(path.read_bytes())
    store = open_store(url)
    arrive(store)
    store.close()
    return path


def test_nobody_reads_or_writes_while_it_is_closed(path: Path) -> None:
    """They are told that the store cannot be used now."""
    with closed_to_others(path) as connection:
        assert connection is not None
        with pytest.raises(StoreUnavailable, match="locked"):
            open_store(f"sqlite:///{path}", busy_seconds=0.05)
    open_store(f"sqlite:///{path}").close()


def test_who_opened_the_old_file_meanwhile_cannot_write(path: Path) -> None:
    """The old file has lost its name: what was written to it, or to a log of its name, would do harm."""
    late = dbapi2.connect(str(path), isolation_level=None, timeout=0)
    with closed_to_others(path):
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            late.execute("SELECT count(*) FROM inbox")
        put_in_place(path, kept_as="old")
    with pytest.raises(dbapi2.OperationalError, match="readonly"):
        late.execute("PRAGMA journal_mode=WAL")
    with pytest.raises(dbapi2.OperationalError, match="readonly"):
        late.execute("DELETE FROM inbox")
    late.close()
    assert {each.name for each in path.parent.glob("*.db*")} - {f"{path.name}.lock"} == {
        path.name,
        f"{path.name}.old",
    }


def test_a_kept_store_of_a_killed_run_is_not_kept_twice(path: Path) -> None:
    """It has two names already when the next run comes."""
    path.with_name(f"{path.name}.old").hardlink_to(path)
    with closed_to_others(path):
        assert put_in_place(path, kept_as="old") == path.with_name(f"{path.name}.old")
    store = open_store(f"sqlite:///{path}.old")
    assert store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM inbox").scalar()) == 1
    store.close()
