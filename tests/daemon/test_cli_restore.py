"""``postdesk restore``, ``verify`` and ``compact``: the store as a file that its operator looks after."""

import sqlite3
from pathlib import Path

import pytest

from storage.sqlite import Lock
from tests.daemon.home import Home, furnished, made
from tests.storage.builders import arrive, open_ticket

pytestmark = pytest.mark.sqlite


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a configured Postdesk with one ticket, and a backup of it beside."""
    home = furnished(tmp_path)
    with home.store() as store:
        open_ticket(store)
    home.told("backup", str(tmp_path / "copy.sqlite3"))
    return home


def test_a_backup_is_restored(home: Home) -> None:
    """What it holds is told, and where the old store is."""
    with home.store() as store:
        arrive(store, b"later")
    told = home.told("restore", str(home.folder / "copy.sqlite3"))
    kept = home.folder / "postdesk.sqlite3.before-restore"
    assert told.splitlines() == [
        f"{home.store_url}: restored, with 1 mail, the newest of 2026-11-20 12:00:00 UTC",
        f"{kept}: the store as it was before; delete it when all is well",
    ]
    assert home.told("inbox", "list").count("\n") == 1


def test_a_backup_is_restored_on_a_new_machine(home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Only the configuration is there; the folder of the store is made."""
    configuration = home.config.read_text().replace("sqlite:///postdesk", "sqlite:///deep/down/postdesk")
    new = made(tmp_path_factory.mktemp("new"), configuration=configuration)
    assert "before" not in new.told("restore", str(home.folder / "copy.sqlite3"))
    assert new.told("inbox", "list").count("\n") == 1


def test_a_running_daemon_is_not_restored_under(home: Home) -> None:
    """It is a sentence, and the store stays."""
    with Lock(home.folder / "postdesk.sqlite3"):
        for words in (("restore", str(home.folder / "copy.sqlite3")), ("compact",)):
            done = home.run(*words)
            assert done.exit_code == 1
            assert "stop it first" in done.stderr


def test_a_sound_store_is_told_to_be_so(home: Home) -> None:
    """With 0, also while a daemon holds it."""
    with Lock(home.folder / "postdesk.sqlite3"):
        assert home.told("verify") == "Everything is there and can be read.\n"


def test_a_damaged_store_ends_with_1_and_names_the_mail(home: Home) -> None:
    """The faults stand on standard output, one a line; what to do on standard error."""
    with sqlite3.connect(home.folder / "postdesk.sqlite3") as connection:
        connection.execute("UPDATE raws SET data = x'00'")
    connection.close()
    done = home.run("verify")
    assert done.exit_code == 1
    assert done.stdout == "mail 1: its bytes cannot be unpacked\n"
    assert "restore a backup" in done.stderr


def test_what_is_no_store_is_a_sentence(tmp_path: Path) -> None:
    """For all three."""
    home = made(tmp_path)
    (tmp_path / "postdesk.sqlite3").write_bytes(b"no database at all, but long enough" * 200)
    for words in (("restore", str(tmp_path / "none")), ("verify",), ("compact",)):
        done = home.run(*words)
        assert done.exit_code == 1
        assert done.stderr.startswith(("The store", "There is no backup"))
        assert "Traceback" not in done.stderr


def test_compacting_tells_both_sizes(home: Home) -> None:
    """Before and now."""
    with sqlite3.connect(home.folder / "postdesk.sqlite3") as connection:
        connection.execute("CREATE TABLE gone AS SELECT zeroblob(5000000) AS x")
        connection.execute("DROP TABLE gone")
    connection.close()
    told = home.told("compact")
    assert told.endswith(" MB now\n")
    before, now = (float(word) for word in told.replace(":", " ").split() if word.replace(".", "").isdigit())
    assert before > 5 > 1 > now


@pytest.mark.parametrize("words", [("restore", "copy.sqlite3"), ("compact",)], ids=lambda words: words[0])
def test_a_database_server_has_its_own_ways(tmp_path: Path, words: tuple[str, ...]) -> None:
    """The sentence names them."""
    configuration = '[store]\ndatabase = "postgresql://me@127.0.0.1:1/postdesk"\n'
    done = made(tmp_path, configuration=configuration).run(*words)
    assert done.exit_code == 1
    assert "is on a server" in done.stderr
