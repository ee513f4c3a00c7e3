"""Whose name the command line works in."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemon.home import PATIENCE, ROOT, Home, furnished, made

# Somebody who is neither root nor the owner of anything here.
STRANGER = 65534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")


def as_stranger(configuration: Path) -> str:
    """Return what a user is told to whom nothing belongs."""
    program = (
        # What is imported late might be closed to the stranger.
        "import os, sys, encodings.utf_8_sig\nfrom pathlib import Path\n"
        "from daemon.identity import NotAllowed, assume\n"
        f"os.setgroups([]); os.setgid({STRANGER}); os.setuid({STRANGER})\n"
        "try: assume(Path(sys.argv[1]))\nexcept NotAllowed as fault: print(fault.exit_code, fault)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(configuration)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=PATIENCE,
    )
    return done.stdout


@pytest.mark.sqlite
@needs_root
def test_a_stranger_is_told_who_may(tmp_path: Path) -> None:
    """A store that can be seen, but not opened: one sentence, and the exit code that says so."""
    home = furnished(tmp_path)
    open_up(home.config)
    assert as_stranger(home.config).startswith(
        f"77 {tmp_path}/postdesk.sqlite3 belongs to root: run this as root"
    )


@pytest.mark.sqlite
@needs_root
def test_a_closed_folder_is_told_too(tmp_path: Path) -> None:
    """Who cannot even see the store is told the same."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    furnished(folder)
    config = tmp_path / "postdesk.toml"
    config.write_text('[store]\ndatabase = "sqlite:///closed/postdesk.sqlite3"\n')
    open_up(config)
    assert as_stranger(config).startswith(
        f"77 {folder}/postdesk.sqlite3 is closed to this user: run this as root"
    )


def open_up(config: Path) -> None:
    """Let everybody read a configuration and reach it."""
    config.chmod(0o644)
    for folder in config.parents[:-1]:
        folder.chmod(folder.stat().st_mode | 0o055)


@pytest.mark.sqlite
def test_the_owner_goes_on(tmp_path: Path) -> None:
    """Whose store it is, works on it in the own name."""
    home = furnished(tmp_path)
    assert home.run("ticket", "list").exit_code == 0
    assert (tmp_path / "postdesk.sqlite3").stat().st_uid == os.geteuid()


def test_a_store_that_is_not_there_yet_is_nobodys(tmp_path: Path) -> None:
    """Its folder tells who may make it."""
    done = made(tmp_path).run("check")
    assert done.exit_code == 0, done.output


def test_what_is_wrong_with_the_configuration_is_told_as_ever(tmp_path: Path) -> None:
    """Looking for the store's owner hides no fault."""
    done = made(tmp_path, more="\n[storage]\nx = 1\n").run("check")
    assert done.exit_code == 78
    assert "storage" in done.output


@needs_root
def test_a_configuration_that_is_closed_is_told_before_all_else(tmp_path: Path) -> None:
    """What stands in it cannot be known: nothing is concluded from what it does not say."""
    home = furnished(tmp_path)
    open_up(home.config)
    home.config.chmod(0o600)
    assert as_stranger(home.config).startswith(
        f"77 {home.config} is closed to the user nobody: run this as root"
    )


# A system user of every Debian stands in for the one that the package makes.
STAND_IN = pwd.getpwnam("mail")


def as_root(home: Home, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run a command as root, where the stand-in is the user of the package."""
    program = (
        "import sys; from daemon import identity; from daemon.cli import main\n"
        f"identity.USER = {STAND_IN.pw_name!r}; main()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--config", str(home.config), *words],
        input=given,
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=PATIENCE,
    )


def owned(folder: Path, more: str = "") -> Home:
    """Make a store that is the stand-in's, with all that lies beside it."""
    folder.mkdir()
    home = furnished(folder)
    home.config.write_text(home.config.read_text() + more)
    open_up(home.config)
    for path in (folder, *folder.iterdir()):
        os.chown(path, STAND_IN.pw_uid, STAND_IN.pw_gid)
    return home


def owner(path: Path) -> tuple[int, int, int]:
    """Return whose a file is, and its mode."""
    status = path.stat()
    return status.st_uid, status.st_gid, status.st_mode & 0o777


@pytest.mark.sqlite
@needs_root
def test_root_goes_on_as_the_stores_owner(tmp_path: Path) -> None:
    """What a command writes is the daemon's to write, and nobody else's to read."""
    home = owned(tmp_path / "home")
    assert as_root(home, "ticket", "list").returncode == 0
    done = as_root(home, "backup", str(home.folder / "copy.sqlite3"))
    assert done.returncode == 0, done.stderr
    assert owner(home.folder / "copy.sqlite3") == (STAND_IN.pw_uid, STAND_IN.pw_gid, 0o600)
    assert {path.stat().st_uid for path in home.folder.iterdir()} == {STAND_IN.pw_uid}


@needs_root
def test_no_right_of_roots_is_left(tmp_path: Path) -> None:
    """Neither a group, nor a way back, nor the home."""
    home = owned(tmp_path / "home")
    program = (
        "import os, sys; from pathlib import Path; from daemon import identity\n"
        f"identity.USER = {STAND_IN.pw_name!r}; identity.assume(Path(sys.argv[1]))\n"
        "print(os.getresuid(), os.getresgid(), 0 in os.getgroups(), os.environ['HOME'])\n"
        "try: os.setuid(0)\nexcept PermissionError: print('no way back')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home.config)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    uid, gid = STAND_IN.pw_uid, STAND_IN.pw_gid
    assert done.stdout.splitlines() == [
        f"({uid}, {uid}, {uid}) ({gid}, {gid}, {gid}) False {STAND_IN.pw_dir}",
        "no way back",
    ]


@pytest.mark.sqlite
@needs_root
def test_root_is_told_what_the_daemon_may_not_read(tmp_path: Path) -> None:
    """A configuration for root alone would keep the daemon from starting."""
    home = owned(tmp_path / "home")
    os.chown(home.config, 0, 0)
    home.config.chmod(0o600)
    done = as_root(home, "ticket", "list")
    assert done.returncode == 77
    assert f"{home.config} is closed to the user {STAND_IN.pw_name}" in done.stderr.decode()


@pytest.mark.sqlite
@needs_root
def test_anothers_store_stays_roots_work(tmp_path: Path) -> None:
    """Only the user of the package is become: a developer's store is looked at as root."""
    home = owned(tmp_path / "home")
    for path in (home.folder, *home.folder.iterdir()):
        os.chown(path, STRANGER, STRANGER)
    assert as_root(home, "backup", str(tmp_path / "copy")).returncode == 0
    assert owner(tmp_path / "copy")[0] == 0


WITH_PASSWORDS = '\n[submission]\npasswords_file = "{path}"\n'


@needs_root
def test_a_file_of_passwords_beside_the_store_is_the_daemons(tmp_path: Path) -> None:
    """Root becomes the owner of its folder."""
    home = owned(tmp_path / "home", WITH_PASSWORDS.format(path="agent.passwords"))
    done = as_root(home, "agent", "password", "Ann Lee", given=b"correct horse battery\n")
    assert done.returncode == 0, done.stderr
    assert owner(home.folder / "agent.passwords") == (STAND_IN.pw_uid, STAND_IN.pw_gid, 0o600)


@needs_root
def test_a_file_of_passwords_in_a_folder_of_roots_is_the_daemons_to_read(tmp_path: Path) -> None:
    """As under /etc: root alone may write there; the file goes to the owner of the store, and stays there."""
    (tmp_path / "etc").mkdir()
    path = tmp_path / "etc" / "agent.passwords"
    home = owned(tmp_path / "home", WITH_PASSWORDS.format(path=path))
    for words in (("Ann Lee",), ("Ann Lee",), ("Ann Lee", "--remove")):
        done = as_root(home, "agent", "password", *words, given=b"correct horse battery\n")
        assert done.returncode == 0, done.stderr
        assert owner(path) == (STAND_IN.pw_uid, STAND_IN.pw_gid, 0o600)


@needs_root
@pytest.mark.parametrize("link", ["agent.passwords", "folder"])
def test_a_link_that_the_daemons_user_laid_leads_root_nowhere(tmp_path: Path, link: str) -> None:
    """What stands behind it is neither read nor written with root's rights."""
    secret = tmp_path / "agent.passwords"
    secret.write_text("root:hash\n")
    secret.chmod(0o600)
    named = "folder/agent.passwords" if link == "folder" else link
    home = owned(tmp_path / "home", WITH_PASSWORDS.format(path=named))
    (home.folder / link).symlink_to(tmp_path if link == "folder" else secret)
    done = as_root(home, "agent", "password", "Ann Lee", given=b"correct horse battery\n")
    assert (done.returncode, secret.read_text()) == (1, "root:hash\n")
    assert b"Permission denied" in done.stderr
