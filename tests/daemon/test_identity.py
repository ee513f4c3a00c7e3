"""Whose name the command line works in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemon.home import PATIENCE, ROOT, furnished, made

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


@needs_root
def test_a_stranger_is_told_who_may(tmp_path: Path) -> None:
    """A store that can be seen, but not opened: one sentence, and the exit code that says so."""
    home = furnished(tmp_path)
    open_up(home.config)
    assert as_stranger(home.config).startswith(
        f"77 {tmp_path}/postdesk.sqlite3 belongs to root: run this as root"
    )


@needs_root
def test_a_closed_folder_is_told_too(tmp_path: Path) -> None:
    """Who cannot even see the store is told the same."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    furnished(folder)
    config = tmp_path / "postdesk.toml"
    config.write_text('[store]\nurl = "sqlite:///closed/postdesk.sqlite3"\n')
    open_up(config)
    assert as_stranger(config).startswith(
        f"77 {folder}/postdesk.sqlite3 is closed to this user: run this as root"
    )


def open_up(config: Path) -> None:
    """Let everybody read a configuration and reach it."""
    config.chmod(0o644)
    for folder in config.parents[:-1]:
        folder.chmod(folder.stat().st_mode | 0o055)


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
