"""A file of SQLite is opened only where it can be trusted, and its log does not stay large."""

from pathlib import Path

import pytest

from storage import local_disk, schema, sqlite
from storage.engine import Connection, Store, open_store
from storage.faults import StoreUnavailable
from storage.sqlite import LOG_BYTES, require_safe_version
from tests.daemon.home import furnished, made
from tests.storage.builders import arrive, do

pytestmark = pytest.mark.sqlite


@pytest.fixture
def on_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kernel say that the test's folder is mounted from elsewhere."""
    mounts = tmp_path.with_name("mountinfo")
    mounts.write_text(f"30 27 0:50 / {tmp_path} rw - nfs4 server:/export rw\n")
    monkeypatch.setattr(local_disk, "MOUNTS", mounts)


@pytest.mark.usefixtures("on_a_network")
@pytest.mark.parametrize("words", [("serve",), ("migrate",), ("check",)], ids=" ".join)
def test_a_store_is_not_made_on_a_network(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Each command that would make or use one ends with the sentence, and nothing is made."""
    home = made(tmp_path)
    done = home.run(*words)
    assert done.exit_code == 1
    assert "lies on a network file system (nfs4)" in done.stderr
    assert not (tmp_path / "postdesk.sqlite3").exists()


def test_a_store_is_not_opened_on_a_network(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """One that was carried there is refused by every command but `backup`, which carries it away."""
    home = furnished(tmp_path)
    request.getfixturevalue("on_a_network")
    for words in (("serve",), ("migrate",), ("check",), ("inbox", "list"), ("verify",)):
        done = home.run(*words)
        assert done.exit_code == 1
        assert "lies on a network file system (nfs4)" in done.stderr
    assert home.run("backup", str(tmp_path / "copy.sqlite3")).exit_code == 0


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_sqlite_that_loses_commits_is_refused(version: tuple[int, ...]) -> None:
    """The sentence names it, and what to install."""
    found = ".".join(map(str, version))
    with pytest.raises(
        StoreUnavailable, match=rf"SQLite {found} can lose mail; install .* 3\.51\.3 or later"
    ):
        require_safe_version(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_sqlite_that_was_mended_is_taken(version: tuple[int, ...]) -> None:
    """From that one on."""
    require_safe_version(version)


def test_no_store_is_opened_with_such_a_sqlite(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor made, nor looked at."""
    monkeypatch.setattr(sqlite, "OLDEST_VERSION", (99, 0, 0))
    for use in (open_store, schema.state, schema.migrate):
        with pytest.raises(StoreUnavailable, match="can lose mail"):
            use(url)
    with pytest.raises(StoreUnavailable, match="can lose mail"):
        schema.migrate(url.replace("postdesk.db", "new.db"))


def test_a_log_that_grew_shrinks_again(store: Store, tmp_path: Path) -> None:
    """A long reading keeps the log from being folded in; once it has ended, the disk gets its room back."""
    log = tmp_path / "postdesk.db-wal"

    def read_long(c: Connection) -> None:
        c.exec_driver_sql("SELECT count(*) FROM inbox").scalar()
        for n in range(3):
            arrive(store, b"%d" % n)
            do(store, lambda w: w.exec_driver_sql("CREATE TABLE large AS SELECT zeroblob(20000000) AS x"))
            do(store, lambda w: w.exec_driver_sql("DROP TABLE large"))

    store.read(read_long)
    assert log.stat().st_size > 2 * LOG_BYTES
    for n in range(3):
        arrive(store, b"later %d" % n)
    assert log.stat().st_size <= LOG_BYTES
