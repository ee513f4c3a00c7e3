"""``postdesk agent password``: asked for without being shown, kept as a hash, taken away again."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
import trustme

from daemon.receiving.passwords import Passwords
from desk.people import Agent
from tests.daemon.home import CONFIGURATION, PATIENCE, ROOT, Home, made
from tests.stores import configure

ANN = Agent(name="Ann Lee", addresses=("ann@staff.example",))
PASSWORD = "correct horse battery"
NAMED = '\n[submission]\npasswords_file = "agent.passwords"\n'


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return made(tmp_path, NAMED)


def verified(home: Home, password: str) -> bool:
    """Tell whether this is Ann's password now."""
    return Passwords(home.folder / "agent.passwords").verify(ANN, password)


def typed(home: Home, *lines: tuple[str, str]) -> tuple[int, str]:
    """Run the command on a terminal, and after each question type the line; return the end and the screen."""
    master, slave = pty.openpty()
    words = home.command("agent", "password", "Ann Lee")
    with subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, cwd=ROOT) as process:
        screen, seen = "", 0
        for question, line in lines:
            while question not in screen[seen:]:
                screen += os.read(master, 1000).decode()
            seen = len(screen)
            os.write(master, line.encode() + b"\n")
        code = process.wait(PATIENCE)
    # What was written last waits as long as the other end is open here.
    screen += os.read(master, 10_000).decode()
    os.close(slave)
    os.close(master)
    return code, screen


def test_on_a_terminal_it_is_asked_for_twice_and_not_shown(home: Home) -> None:
    """Nobody looks over the shoulder, and nobody sets a slip of the fingers."""
    code, screen = typed(home, ("Password:", PASSWORD), ("again:", PASSWORD))
    assert code == 0, screen
    assert "The same again" in screen
    assert PASSWORD not in screen
    assert verified(home, PASSWORD)


def test_two_different_ones_are_asked_for_again(home: Home) -> None:
    """Until they agree."""
    code, screen = typed(
        home,
        ("Password:", PASSWORD),
        ("again:", "something else"),
        ("Password:", PASSWORD),
        ("again:", PASSWORD),
    )
    assert (code, "do not match" in screen) == (0, True)
    assert verified(home, PASSWORD)


def test_from_a_pipe_one_line_is_read(home: Home) -> None:
    """As a script gives it; what was done is told, with where."""
    done = home.process("agent", "password", "ann@staff.example", given=PASSWORD.encode() + b"\r\nmore\n")
    assert done.returncode == 0
    assert done.stdout.decode() == (
        f"Ann Lee logs in as ann@staff.example; the hash is in {home.folder}/agent.passwords\n"
    )
    assert verified(home, PASSWORD)


@pytest.mark.parametrize(
    "given", [b"", b"\n", b"short\n", b"tab\tin the password\n", b"nul\0in the password\n"]
)
def test_what_nobody_can_type_is_refused(home: Home, given: bytes) -> None:
    """Nothing is written then."""
    done = home.run("agent", "password", "Ann Lee", given=given)
    assert (done.exit_code, "10 to 1000 characters" in done.output) == (1, True)
    assert not (home.folder / "agent.passwords").exists()


def test_it_is_taken_away(home: Home) -> None:
    """Whether it was there is told."""
    home.run("agent", "password", "Ann Lee", given=PASSWORD.encode())
    assert (
        home.told("agent", "password", "ann@staff.example", "--remove") == "Ann Lee cannot log in any more\n"
    )
    assert not verified(home, PASSWORD)
    assert home.told("agent", "password", "Ann Lee", "--remove").startswith("Ann Lee had no password in ")


def test_who_left_can_be_removed(home: Home) -> None:
    """Else a later agent of the same name would have the old password."""
    home.run("agent", "password", "Ann Lee", given=PASSWORD.encode())
    configure(home.config, CONFIGURATION.replace("Ann Lee", "Carl Wolf") + NAMED)
    assert home.run("agent", "password", "Ann Lee", given=PASSWORD.encode()).exit_code == 1
    assert home.told("agent", "password", "Ann Lee", "--remove") == "Ann Lee cannot log in any more\n"
    assert (home.folder / "agent.passwords").read_text() == ""


def test_without_a_file_named_it_says_what_to_write(tmp_path: Path) -> None:
    """The configuration is what is incomplete."""
    done = made(tmp_path).run("agent", "password", "Ann Lee", given=PASSWORD.encode())
    assert done.exit_code == 78
    assert 'Write passwords_file = "agent.passwords" under [submission].' in done.output


def test_it_needs_no_secret_of_the_daemons(home: Home) -> None:
    """A credential that systemd hands to the daemon alone keeps nobody from setting a password."""
    relay = '\n[delivery.relay]\nhost = "x.example"\nuser = "u"\npassword = "credential:relay"\n'
    home.config.write_text(home.config.read_text() + relay)
    assert home.run("agent", "password", "Ann Lee", given=PASSWORD.encode()).exit_code == 0


def test_check_tells_why_nobody_could_log_in(home: Home, tmp_path: Path) -> None:
    """With what to do; the mail of others goes on, so it is no fault."""
    certificate = trustme.CA().issue_cert("desk.example")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o600)
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    text = home.config.read_text().replace(
        "[smtp]\n", '[smtp]\ntls_certificate = "cert.pem"\ntls_key = "key.pem"\n'
    )
    home.config.write_text(text + 'listen = "127.0.0.1:5870"\n')
    assert f"nobody can log in: There is no file {tmp_path}/agent.passwords" in home.told("check")
    home.run("agent", "password", "Ann Lee", given=PASSWORD.encode())
    assert "nobody can log in" not in home.told("check")
    (tmp_path / "agent.passwords").chmod(0o644)
    assert "is open to others (mode 0644)" in home.told("check")
