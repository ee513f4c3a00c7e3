"""The file of passwords: what is in it, what is wrong with it, and how it changes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from daemon.receiving.password_file import remove_password, set_password
from daemon.receiving.passwords import Passwords, PasswordsUnavailable
from desk.people import Agent
from tests.daemon.home import PATIENCE, ROOT

PASSWORD = "correct horse battery"
ANN = Agent(name="Ann Lee", addresses=("ann@staff.example", "a.lee@home.example"))
BOB = Agent(name="Bob: the Builder", addresses=("bob@staff.example",))

# Weak on purpose: these tests make many.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's file")


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """A file with Ann's password."""
    path = tmp_path / "agent.passwords"
    written(path, f"Ann Lee:{CHEAP.hash(PASSWORD)}\n")
    return path


def written(path: Path, content: str, mode: int = 0o600) -> None:
    """Write a file by hand."""
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)


def test_the_right_password_of_the_right_agent_is_good(path: Path) -> None:
    """No other is, nor is it anybody else's."""
    passwords = Passwords(path)
    assert passwords.verify(ANN, PASSWORD)
    assert not passwords.verify(ANN, PASSWORD + " ")
    assert not passwords.verify(ANN, "")
    assert not passwords.verify(BOB, PASSWORD)
    assert not passwords.verify(None, PASSWORD)


@pytest.mark.parametrize(
    "name", ["Ann Lee", "ann lee", "ann@staff.example", "A.Lee@home.example", " Ann Lee "]
)
def test_a_line_names_an_agent_or_an_address(path: Path, name: str) -> None:
    """Written by hand either is natural."""
    written(path, f"{name}:{CHEAP.hash(PASSWORD)}\n")
    assert Passwords(path).verify(ANN, PASSWORD)


def test_a_name_may_hold_a_colon(path: Path) -> None:
    """A hash never does."""
    written(path, f"{BOB.name}:{CHEAP.hash(PASSWORD)}\n")
    assert Passwords(path).verify(BOB, PASSWORD)


def test_composed_and_decomposed_letters_are_the_same(path: Path) -> None:
    """A password set on one system is typed on another (RFC 8265)."""
    set_password(path, ANN.name, "cafe\u0301 au lait")
    assert Passwords(path).verify(ANN, "caf\u00e9 au lait")


def test_a_change_holds_at_once(path: Path) -> None:
    """The file is read anew when it is another, even within one tick of its clock."""
    passwords = Passwords(path)
    assert passwords.verify(ANN, PASSWORD)
    for number in range(5):
        before = path.stat()
        set_password(path, ANN.name, f"new password {number}")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert passwords.verify(ANN, f"new password {number}")
        assert not passwords.verify(ANN, PASSWORD)
    remove_password(path, ANN.name)
    assert not passwords.verify(ANN, "new password 4")


def test_no_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    """It is made by the command line."""
    with pytest.raises(
        PasswordsUnavailable, match=r"no file .*x; make it with: postdesk agent password NAME"
    ):
        Passwords(tmp_path / "x").verify(ANN, PASSWORD)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o606])
def test_a_file_that_is_open_to_others_is_not_used(path: Path, mode: int) -> None:
    """Hashes can be guessed at home, and a line that others wrote proves nothing."""
    path.chmod(mode)
    with pytest.raises(PasswordsUnavailable, match=rf"mode {mode:04o}\); run: chmod 0600 {path}"):
        Passwords(path).verify(ANN, PASSWORD)


def test_the_group_may_read_it(path: Path) -> None:
    """The administrator's file, read by the daemon."""
    path.chmod(0o640)
    assert Passwords(path).verify(ANN, PASSWORD)


@pytest.mark.timeout(60)
def test_a_pipe_or_a_folder_holds_nobody_up(tmp_path: Path) -> None:
    """They are told, and not waited for."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("pipe", "."):
        with pytest.raises(PasswordsUnavailable):
            Passwords(tmp_path / name).verify(ANN, PASSWORD)


def test_a_file_that_is_no_text_is_told(path: Path) -> None:
    """Whatever was named by mistake, its content is not shown."""
    path.write_bytes(b"\xff\xfe secret")
    with pytest.raises(PasswordsUnavailable, match="it is no text") as raised:
        Passwords(path).verify(ANN, PASSWORD)
    assert "secret" not in str(raised.value)


def test_a_huge_file_is_not_read(path: Path) -> None:
    """No help desk has so many agents."""
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    with pytest.raises(PasswordsUnavailable, match="is no file of passwords"):
        Passwords(path).verify(ANN, PASSWORD)


@pytest.mark.parametrize("encoded", ["secret", "$argon2id$v=19$m=64", "$2b$12$abcdefghijklmnopqrstuv", "!"])
def test_a_broken_hash_is_a_fault_of_ours_and_its_agents_alone(path: Path, encoded: str) -> None:
    """Its agent is not told that the password is wrong; the others log in."""
    written(path, f"Ann Lee:{encoded}\n{BOB.name}:{CHEAP.hash(PASSWORD)}\n")
    passwords = Passwords(path)
    with pytest.raises(PasswordsUnavailable, match="The hash of 'Ann Lee'"):
        passwords.verify(ANN, PASSWORD)
    assert passwords.verify(BOB, PASSWORD)


@pytest.mark.parametrize(
    "content", ["", "\n\n", "garbage\n", "# a comment: with a colon\n", ":\n", ":x\n", "Ann Lee:\n"]
)
def test_other_lines_prove_nothing_and_hurt_nobody(path: Path, content: str) -> None:
    """An empty name is nobody's name."""
    written(path, content)
    assert not Passwords(path).verify(ANN, PASSWORD)
    assert not Passwords(path).verify(None, PASSWORD)
    assert not Passwords(path).verify(None, "x")


def test_what_is_not_changed_stays_as_it_is(path: Path) -> None:
    """Comments, other agents, and lines that nobody understands."""
    kept = f"# Staff: of 2026\n\n{BOB.name}:{CHEAP.hash('x')}\ngarbage\n"
    written(path, f"{kept}Ann Lee:old\nann lee:older\n")
    set_password(path, "Ann Lee", PASSWORD)
    text = path.read_text()
    assert text.startswith(kept + "Ann Lee:$argon2id$")
    assert text.lower().count("ann lee") == 1
    assert remove_password(path, "ann lee")
    assert path.read_text() == kept
    assert not remove_password(path, "ann lee")


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """A new one, and one that was open before; nothing else is left in the folder."""
    set_password(tmp_path / "a", ANN.name, PASSWORD)
    written(tmp_path / "b", "", 0o666)
    set_password(tmp_path / "b", ANN.name, PASSWORD)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


@needs_root
def test_the_owner_stays(path: Path) -> None:
    """What root changes must still be the daemon's to read."""
    os.chown(path, 12345, 23456)
    set_password(path, ANN.name, PASSWORD)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


@needs_root
def test_a_new_file_is_given_to_the_owner_named(tmp_path: Path) -> None:
    """To who runs the daemon."""
    set_password(tmp_path / "new", ANN.name, PASSWORD, (12345, 23456))
    assert ((tmp_path / "new").stat().st_uid, (tmp_path / "new").stat().st_gid) == (12345, 23456)


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """The file that it leads to is changed."""
    (tmp_path / "link").symlink_to(path)
    set_password(tmp_path / "link", ANN.name, "another password")
    assert (tmp_path / "link").is_symlink()
    assert Passwords(path).verify(ANN, "another password")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the path, and no traceback."""
    with pytest.raises(PasswordsUnavailable, match=f"The file {tmp_path}/no/file cannot be changed: No such"):
        set_password(tmp_path / "no" / "file", ANN.name, PASSWORD)


def test_what_cannot_be_written_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle leaves the old file, and no other."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PasswordsUnavailable, match="No space left"):
        set_password(path, ANN.name, PASSWORD)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_two_at_once_lose_nothing(path: Path) -> None:
    """Each writes what the other wrote, and its own."""
    program = (
        "import sys; from pathlib import Path; from daemon.receiving.password_file import set_password\n"
        "for n in range(3): set_password(Path(sys.argv[1]), f'{sys.argv[2]}{n}', 'x' * 10)"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], cwd=ROOT)
        for name in ("a", "b", "c")
    ]
    assert [writer.wait(PATIENCE) for writer in writers] == [0, 0, 0]
    names = sorted(line.partition(":")[0] for line in path.read_text().splitlines())
    assert names == ["Ann Lee", "a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"]
