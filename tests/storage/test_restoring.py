"""Restoring: the backup takes the store's place at one stroke, and nothing that was there is lost."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import schema
from storage.backup import backup
from storage.engine import open_store
from storage.faults import StorageError, StoreInUse
from storage.inbox_records import listing
from storage.numbers import last_number
from storage.restoring import restore
from storage.soundness import require_sound
from storage.sqlite import Lock
from tests.storage.builders import DESK, arrive, open_ticket

pytestmark = pytest.mark.sqlite

ROOT = Path(__file__).parents[2]

# A restore that kills itself at its n-th step: at each call that touches a file of the folder.
KILLED = """
import os, signal, sys
from pathlib import Path
from storage.restoring import restore
folder, left = sys.argv[1], int(sys.argv[2])

def hook(event, arguments):
    global left
    if event.split(".")[0] in ("open", "os", "shutil") and any(folder in str(each) for each in arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
restore(f"sqlite:///{folder}/postdesk.db", Path(sys.argv[3]))
"""


def mails(url: str) -> int:
    """Return how many mails a store holds; it must be sound."""
    store = open_store(url)
    try:
        store.read(lambda c: require_sound(c, url))
        return len(store.read(listing))
    finally:
        store.close()


@pytest.fixture
def copy(url: str, tmp_path: Path) -> Path:
    """Return a backup with one mail, after which the store got two more."""
    store = open_store(url)
    open_ticket(store)
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    backup(url, target)
    for n in range(2):
        arrive(store, b"later %d" % n)
    store.close()
    return target


def folder_of(url: str) -> Path:
    """Return the folder of a store."""
    return Path(url.removeprefix("sqlite:///")).parent


def names(url: str) -> set[str]:
    """Return the names of the files beside a store, without its lock's."""
    return {path.name for path in folder_of(url).iterdir() if path.is_file()} - {"postdesk.db.lock"}


def test_the_backup_is_in_the_stores_place_and_the_store_beside_it(url: str, copy: Path) -> None:
    """Both are whole stores; the backup itself is as it was, and no half file stays."""
    before = copy.read_bytes()
    done = restore(url, copy)
    assert (done.mails, mails(url)) == (1, 1)
    assert done.newest is not None
    assert done.kept is not None
    assert names(url) == {"postdesk.db", done.kept.name}
    assert mails(f"sqlite:///{done.kept}") == 3
    assert copy.read_bytes() == before
    assert list(copy.parent.iterdir()) == [copy]


def test_after_a_restore_numbers_go_on_higher(url: str, copy: Path) -> None:
    """Also where the backup was no copy of ours, but a store's file that somebody has put away."""
    other = copy.with_name("other.db")
    other.write_bytes(copy.read_bytes())
    with sqlite3.connect(other) as connection:
        connection.execute("DELETE FROM settings WHERE name = 'restored'")
    connection.close()
    restore(url, other)
    store = open_store(url, exclusive=True)
    assert store.read(lambda c: last_number(c, DESK.prefix)) == 2001
    store.close()


def test_where_there_is_no_store_the_backup_becomes_it(url: str, copy: Path) -> None:
    """On a new machine nothing has to be there but the folder; only its owner may read it."""
    new = copy.parent / "new.db"
    done = restore(f"sqlite:///{new}", copy)
    assert done.kept is None
    assert mails(f"sqlite:///{new}") == 1
    assert new.stat().st_mode & 0o777 == 0o600


def test_no_store_that_was_kept_is_written_over(url: str, copy: Path) -> None:
    """The second restore finds another name."""
    first, second = restore(url, copy).kept, restore(url, copy).kept
    assert first is not None
    assert second is not None
    assert first != second
    assert [mails(f"sqlite:///{each}") for each in (first, second)] == [3, 1]


def test_a_running_daemon_keeps_its_store(url: str, copy: Path) -> None:
    """It is named, and told to be stopped."""
    with Lock(Path(url.removeprefix("sqlite:///"))), pytest.raises(StoreInUse, match="stop it first"):
        restore(url, copy)
    assert mails(url) == 3


def test_another_program_keeps_its_store(url: str, copy: Path) -> None:
    """An import beside us would go on writing into the file that is put away."""
    program = open_store(url)
    arrive(program)
    with pytest.raises(StoreInUse, match="end it first"):
        restore(url, copy)
    program.close()
    assert mails(url) == 4
    assert names(url) == {"postdesk.db"}


@pytest.mark.parametrize(
    "what", ["none", "garbage", "empty", "another's", "newer", "torn", "the store", "live"]
)
def test_what_is_no_good_backup_changes_nothing(url: str, copy: Path, what: str) -> None:
    """It is told in a sentence, and the store is as it was."""
    bad, hold = copy.with_name("bad.db"), None
    if what == "garbage":
        bad.write_bytes(b"no database at all, but long enough" * 200)
    elif what == "empty":
        bad.touch()
    elif what in ("another's", "newer"):
        _changed(bad, copy, what)
    elif what == "torn":
        data = bytearray(copy.read_bytes())
        data[8192:-4096] = bytes(len(data) - 4096 - 8192)
        bad.write_bytes(data)
    elif what == "the store":
        bad = Path(url.removeprefix("sqlite:///"))
    elif what == "live":
        bad.write_bytes(copy.read_bytes())
        hold = Lock(bad)
    with pytest.raises(StorageError) as caught:
        restore(url, bad)
    if hold is not None:
        hold.release()
    assert str(bad) in str(caught.value)
    assert mails(url) == 3
    assert names(url) == {"postdesk.db"}


def _changed(bad: Path, copy: Path, what: str) -> None:
    if what == "newer":
        bad.write_bytes(copy.read_bytes())
    with sqlite3.connect(bad) as connection:
        connection.execute(
            "CREATE TABLE other (x)" if what != "newer" else "UPDATE alembic_version SET version_num = '9999'"
        )
    connection.close()


def test_a_backup_of_an_older_postdesk_is_taken(tmp_path: Path) -> None:
    """Its tables are brought up to date by the next start."""
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.executescript(Path(__file__).with_name("schema_0001.sql").read_text("utf-8"))
    connection.close()
    url = f"sqlite:///{tmp_path}/postdesk.db"
    restore(url, old)
    assert schema.state(url) is schema.SchemaState.OUTDATED
    schema.migrate(url)
    assert mails(url) > 0


def _killed_after_a_mail(url: str) -> None:
    """Let a process end in the midst of its work: the mail that it took stands in the log alone."""
    code = "import os, sys; from storage.engine import open_store; from tests.storage.builders import arrive;"
    code += "arrive(open_store(sys.argv[1]), b'last'); os._exit(0)"
    subprocess.run([sys.executable, "-c", code, url], check=True, cwd=ROOT)
    assert "postdesk.db-wal" in names(url)


def test_a_store_that_cannot_be_read_is_put_away_as_it_is(url: str, copy: Path) -> None:
    """Restoring is for that day: the broken file and its log are kept together, and do no harm to the new."""
    path = Path(url.removeprefix("sqlite:///"))
    _killed_after_a_mail(url)
    log = path.with_name("postdesk.db-wal").read_bytes()
    path.write_bytes(b"no database any more" * 1000)
    done = restore(url, copy)
    assert done.kept is not None
    assert done.kept.read_bytes() == b"no database any more" * 1000
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == log
    assert mails(url) == 1


def test_what_was_only_in_the_log_is_kept_with_the_old_store(url: str, copy: Path) -> None:
    """A killed daemon leaves its last commits in the log alone."""
    _killed_after_a_mail(url)
    kept = restore(url, copy).kept
    assert mails(f"sqlite:///{kept}") == 4


def test_the_store_behind_a_link_is_replaced(url: str, copy: Path) -> None:
    """The link stays what it is."""
    link = copy.parent / "link.db"
    link.symlink_to(url.removeprefix("sqlite:///"))
    restore(f"sqlite:///{link}", copy)
    assert link.is_symlink()
    assert mails(url) == 1


def test_owner_and_rights_stay(url: str, copy: Path) -> None:
    """The daemon of before can use the new file."""
    path = Path(url.removeprefix("sqlite:///"))
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 12345, 23456)
    before = path.stat()
    restore(url, copy)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_a_restore_killed_anywhere_leaves_one_of_the_two(url: str, copy: Path) -> None:
    """The old store or the backup, whole and never none; doing it again ends well."""
    held, steps = [], 0
    while True:
        steps += 1
        words = [sys.executable, "-c", KILLED, str(folder_of(url)), str(steps), str(copy)]
        ended = subprocess.run(words, check=False, cwd=ROOT).returncode
        held.append(mails(url))
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    # It was killed before the stroke and after it.
    assert held.count(3) > 3
    assert held.count(1) > 1
    assert held == sorted(held, reverse=True)
    kept = [path for path in folder_of(url).glob("postdesk.db.before-restore*") if path.suffix != ".lock"]
    assert 3 in {mails(f"sqlite:///{path}") for path in kept}
    assert not list(folder_of(url).glob("*.incoming*"))
