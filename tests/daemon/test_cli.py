"""The command line as a whole: help everywhere, sentences instead of tracebacks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from daemon.cli import LazyGroup, postdesk
from tests.daemon.home import ROOT, furnished, made, run


def commands(group: click.Group = postdesk, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return every command that does something, with its words."""
    context = click.Context(group, info_name=" ".join(("postdesk", *path)))
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, *path, name)
        else:
            yield (*path, name), found


ALL = dict(commands())


def test_every_command_of_the_design_is_there() -> None:
    """What is promised can be called."""
    assert {" ".join(words) for words in ALL} == {
        "serve",
        "check",
        "migrate",
        "status",
        "reload",
        "take",
        "import mbox",
        "import maildir",
        "import imap",
        "read",
        "ticket list",
        "ticket show",
        "inbox list",
        "inbox show",
        "inbox accept",
        "inbox drop",
        "inbox replay",
        "inbox audit",
        "outbox list",
        "outbox retry",
        "address list",
        "address revive",
        "agent password",
        "backup",
        "restore",
        "verify",
        "compact",
        "demo",
        "version",
    }


@pytest.mark.parametrize("words", [(), ("ticket",), ("inbox",), ("outbox",), ("import",), *ALL], ids=" ".join)
def test_every_help_ends_with_an_example(words: tuple[str, ...]) -> None:
    """``--help`` works everywhere, and shows how the command is called."""
    done = run(*words, "--help")
    assert done.exit_code == 0
    example = done.stdout.rstrip().splitlines()[-1]
    assert example.startswith("  Example: postdesk ")
    assert " ".join(words) in example


def test_the_first_help_imports_no_command() -> None:
    """Whoever asks for help does not wait for the database: the list is told without importing anything."""
    code = "import sys; from daemon.cli import main; sys.argv[1:] = ['--help']\ntry: main()\n"
    code += "except SystemExit: print([m for m in sys.modules if m.startswith(('sqlalchemy', 'storage'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_reading_mails_needs_no_database() -> None:
    """``read`` starts quickly, because it imports what it needs and no more."""
    code = "import sys, daemon.commands.read\n"
    code += "print([m for m in sys.modules if m.startswith(('sqlalchemy', 'storage', 'jinja2', 'pydantic'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", LazyGroup.commands_at)
def test_the_first_help_knows_every_command(name: str) -> None:
    """What stands in the list for speed names a command that is there, in words of its own."""
    place, said = LazyGroup.commands_at[name]
    found = postdesk.get_command(click.Context(postdesk), name)
    assert found is not None
    assert found.name == name
    assert place.startswith("daemon.commands.")
    assert said


def test_an_unknown_command_is_a_sentence() -> None:
    """A slip of the pen is told as such."""
    done = run("tickets")
    assert (done.exit_code, "No such command 'tickets'" in done.stderr) == (2, True)


LOOKING = (
    ("ticket", "list"),
    ("ticket", "show", "SUP-1"),
    ("inbox", "list"),
    ("inbox", "show", "1"),
    ("outbox", "list"),
    ("outbox", "retry", "--all"),
    ("migrate",),
    ("backup", "copy.sqlite3"),
    ("check",),
)
STARTING = (*LOOKING, ("serve",))


@pytest.mark.parametrize("words", STARTING, ids=" ".join)
def test_no_configuration_is_a_sentence(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a configuration each command says so, with the exit code for faulty configurations."""
    monkeypatch.setattr("config.loading.USUAL_PLACES", (tmp_path / "postdesk.toml",))
    done = run(*words)
    assert done.exit_code == 78
    assert "there is no configuration file" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("words", STARTING, ids=" ".join)
def test_a_configuration_that_cannot_be_read_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    """A folder in the place of the file, or a file that is not there: said with its name."""
    for path, fault in ((tmp_path, "is a folder"), (tmp_path / "none.toml", "there is no such file")):
        done = run("--config", str(path), *words)
        assert done.exit_code == 78
        assert str(path) in done.stderr
        assert fault in done.stderr


@pytest.mark.sqlite
@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_store_that_is_garbage_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    """A file that is no database is neither used nor touched."""
    home = made(tmp_path)
    store = tmp_path / "postdesk.sqlite3"
    store.write_bytes(b"This is no database. " * 100)
    done = home.run(*words)
    assert done.exit_code == 1
    assert "file is not a database" in done.stderr
    assert store.read_bytes() == b"This is no database. " * 100


@pytest.mark.sqlite
@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_store_in_a_folder_that_cannot_be_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    """Where a file stands in the way of the store's folder, the path is named."""
    (tmp_path / "var").write_text("a file")
    home = made(
        tmp_path,
        configuration='[store]\ndatabase = "sqlite:///var/x.sqlite3"\n[[desk]]\naddress = "a@b.example"\n',
    )
    done = home.run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert str(tmp_path / "var") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", LOOKING[:6], ids=" ".join)
def test_a_store_that_was_never_made_is_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    """Looking makes no store; it says how one is made."""
    done = made(tmp_path).run(*words)
    assert done.exit_code == 1
    assert "postdesk migrate" in done.stderr
    assert not (tmp_path / "postdesk.sqlite3").exists()


def test_a_sentence_is_all_that_a_process_prints(tmp_path: Path) -> None:
    """Run as a program, too, an error is its sentence alone."""
    done = furnished(tmp_path).process("ticket", "show", "SUP-9")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == ["There is no ticket SUP-9; see: postdesk ticket list"]


def test_the_version_is_told() -> None:
    """Whoever reports a fault can say on what it happened."""
    done = run("version")
    assert done.exit_code == 0
    assert done.stdout.startswith("postdesk ")
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in done.stdout
    assert "SQLite 3." in done.stdout
