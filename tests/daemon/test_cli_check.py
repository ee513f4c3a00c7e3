"""``postdesk check``, ``migrate`` and ``backup``: before, and beside, a running daemon."""

import re
import sqlite3
from pathlib import Path

import pytest

from storage import schema
from tests.daemon.home import DESK, furnished, made
from tests.storage.builders import open_ticket

FAULTY = """\
[smtp]
lisen = "127.0.0.1:2525"

[limits]
recipients = "many"

[delivery]
way = "relay"

[[desk]]
address = "support"

[[agent]]
name = "Ann"
addresses = ["ann@example.org"]
role = "boss"
"""


def test_a_sound_configuration_is_told_as_such(tmp_path: Path) -> None:
    """It names the desks, the agents and the state of the store, and ends with 0."""
    done = furnished(tmp_path).run("check")
    assert done.exit_code == 0
    assert DESK in done.stdout
    assert "Ann Lee" in done.stdout
    assert "tables current" in done.stdout
    assert done.stdout.endswith("Everything is in order.\n")


def test_five_faults_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    """Nobody has to run it five times; the exit code is the one for configurations (78)."""
    done = made(tmp_path, configuration=FAULTY).run("check")
    assert (done.exit_code, done.stdout) == (78, "")
    told = [line.removeprefix(f"{tmp_path}/postdesk.toml:") for line in done.stderr.splitlines()]
    assert [re.match(r"(\d+): ([\w.\[\]]+)", line).groups() for line in told] == [  # type: ignore[union-attr]
        ("2", "smtp.lisen"),
        ("5", "limits.recipients"),
        ("7", "delivery.relay.host"),
        ("11", "desk.address"),
        ("16", "agent.role"),
    ]


def test_a_faulty_template_is_told_with_its_line(tmp_path: Path) -> None:
    """A desk's own templates are read as the daemon would read them."""
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "en" / "reply.txt").write_text("Hello\n{{ nothing_of_the_kind }}\n")
    configuration = f'[[desk]]\naddress = "{DESK}"\ntemplates = "own"\n'
    done = made(tmp_path, configuration=configuration).run("check")
    assert done.exit_code == 78
    assert "en/reply.txt:2" in done.stderr


def test_a_faulty_certificate_and_a_faulty_template_are_told_together(tmp_path: Path) -> None:
    """What the configuration names is looked at to the end, whatever was found before."""
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "en" / "reply.txt").write_text("{% if %}")
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("no certificate")
        (tmp_path / name).chmod(0o600)
    tls = '[smtp]\ntls_certificate = "cert.pem"\ntls_key = "key.pem"\n'
    configuration = f'{tls}[[desk]]\naddress = "{DESK}"\ntemplates = "own"\n'
    done = made(tmp_path, configuration=configuration).run("check")
    assert done.exit_code == 78
    assert "cert.pem" in done.stderr
    assert "en/reply.txt:1" in done.stderr


def test_checking_makes_nothing(tmp_path: Path) -> None:
    """It is safe anywhere: no store, no folder appears by it."""
    home = made(tmp_path)
    assert home.run("check").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["postdesk.toml"]


def test_migrating_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    """It makes the tables once, and says what it did."""
    home = made(tmp_path)
    assert home.told("migrate") == "the tables are made\n"
    before = schema.state(home.store_url)
    assert home.told("migrate") == "the tables are current\n"
    assert before is schema.state(home.store_url) is schema.SchemaState.CURRENT


@pytest.mark.sqlite
def test_a_backup_is_a_whole_store(tmp_path: Path) -> None:
    """The copy opens, is sound, holds the tickets, and is its owner's alone."""
    home = furnished(tmp_path)
    with home.store() as store:
        open_ticket(store)
    copy = tmp_path / "copy.sqlite3"
    assert str(copy) in home.told("backup", str(copy))
    assert copy.stat().st_mode & 0o077 == 0
    opened = sqlite3.connect(copy)
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert opened.execute("SELECT number FROM tickets").fetchall() == [("SUP-1001",)]
    opened.close()


@pytest.mark.sqlite
def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    home = furnished(tmp_path)
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("precious")
    done = home.run("backup", str(copy))
    assert (done.exit_code, "never overwrites" in done.stderr) == (1, True)
    assert copy.read_text() == "precious"


@pytest.mark.sqlite
def test_a_backup_into_nowhere_is_a_sentence(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    done = furnished(tmp_path).run("backup", str(tmp_path / "none" / "copy.sqlite3"))
    assert done.exit_code == 1
    assert "none/copy.sqlite3 cannot be written" in done.stderr


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("words", "instead"),
    [(("backup", "copy"), "pg_dump"), (("restore", "copy"), "pg_restore"), (("compact",), "autovacuum")],
    ids=lambda words: words[0],
)
def test_what_a_server_does_better_is_left_to_it(
    words: tuple[str, ...], instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands for a file name what does the same for a database on a server."""
    home = furnished(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copy").touch()
    done = home.run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "is on a server" in done.stderr
    assert instead in done.stderr
