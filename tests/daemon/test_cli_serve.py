"""``postdesk serve`` and ``take``: the daemon as a process, from its one screen to its end."""

import json
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config.embedded import embedded
from config.loading import load
from daemon.commands.screen import screen
from daemon.receiving.listener import Listening
from tests.daemon.home import CONFIGURATION, DESK, PATIENCE, Daemon, Home, made, serving, wait_for

MAIL = b"From: ivan@customer.example\nSubject: Printer\n\nIt does not print.\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a configured Postdesk; the daemon makes its store."""
    return made(tmp_path)


@pytest.fixture
def daemon(home: Home) -> Iterator[Daemon]:
    """Return the running daemon."""
    with serving(home) as running:
        yield running


def first_mail(text: str) -> str:
    """Return the one line that sends a first mail, as a screen shows it."""
    [line] = [line.strip() for line in text.splitlines() if "python3 -c" in line]
    return line


def sent_out(home: Home) -> list[Path]:
    """Return the mails that went out."""
    return sorted((home.folder / "outgoing" / "new").glob("*"))


def test_the_screen_tells_what_a_newcomer_needs(home: Home) -> None:
    """Where mail goes in and out, whom to write to, the line that sends a mail; on one screen."""
    shown = screen(load(home.config), home.config, [Listening("smtp", "127.0.0.1", 2525)])
    for needed in ("smtp 127.0.0.1:2525", DESK, "Ann Lee", str(home.folder / "outgoing"), "Ctrl-C"):
        assert needed in shown
    assert len(shown.splitlines()) <= 24
    assert "ticket show SUP-1001" in shown


def test_no_first_mail_is_suggested_where_mail_leaves_the_machine(tmp_path: Path) -> None:
    """Behind a relay the answer to a mail that was made up would go to a stranger."""
    relay = '[delivery]\nway = "relay"\n[delivery.relay]\nhost = "mail.example.org"\n'
    home = made(tmp_path, configuration=CONFIGURATION.replace('[delivery]\nmaildir = "outgoing"\n', relay))
    shown = screen(load(home.config), home.config, [Listening("smtp", "127.0.0.1", 2525)])
    assert "to mail.example.org:587" in shown
    assert "python3" not in shown


# Names of listening addresses, only shown.
_WHERE = (("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("::1", "::1"))  # noqa: S104 - nothing listens there.


@pytest.mark.parametrize(("where", "host"), _WHERE)
def test_the_first_mail_goes_where_it_is_heard(home: Home, where: str, host: str) -> None:
    """Who listens on every address is reached at this machine's own."""
    shown = screen(load(home.config), home.config, [Listening("smtp", where, 2525)])
    assert f"SMTP('{host}', 2525" in first_mail(shown)


def test_many_desks_stay_on_one_screen(tmp_path: Path) -> None:
    """The first few are named, the others counted."""
    desks = "".join(f'[[desk]]\naddress = "d{n}@example.org"\nprefix = "D{n}"\n' for n in range(40))
    shown = screen(load(made(tmp_path, desks).config), tmp_path, [])
    assert "and 36 more" in shown
    assert len(shown.splitlines()) <= 24


def test_the_printed_line_makes_the_first_ticket_each_time(home: Home, daemon: Daemon) -> None:
    """It needs a shell and python3, sends a mail that was never sent before, and the ticket is there."""
    line = first_mail(home_screen(home, daemon))
    assert shlex.split(line)[:2] == ["python3", "-c"]
    for _ in range(2):
        done = subprocess.run(["sh", "-c", line], capture_output=True, check=False, timeout=PATIENCE)
        assert (done.returncode, done.stderr) == (0, b"")
    wait_for(lambda: len(sent_out(home)) == 4, "two acknowledgements and two notifications")
    listed = home.told("ticket", "list").splitlines()
    assert [line.split("\t")[0] for line in listed] == ["SUP-1002", "SUP-1001"]
    assert "| The printer does not print." in home.told("ticket", "show", "SUP-1001")


def home_screen(home: Home, daemon: Daemon) -> str:
    """Return the whole screen of a running daemon; the process has printed its beginning."""
    return screen(load(home.config), home.config, [Listening("smtp", "127.0.0.1", daemon.port)])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_everything_is_kept(home: Home, number: signal.Signals) -> None:
    """Ctrl-C is a good end: exit code 0, no traceback; started again all is there."""
    with serving(home) as first:
        assert home.process("take", DESK, given=MAIL).returncode == 0
        assert first.stop(number) == 0
    assert "Traceback" not in (home.folder / "log").read_text("utf-8")
    assert not (home.folder / "lmtp.sock").exists()
    with serving(home) as second:
        wait_for(lambda: len(sent_out(home)) == 1, "the notification")
        [mail] = json.loads(home.told("inbox", "list", "--json"))
        assert (mail["ticket"], mail["verdict"]) == ("SUP-1001", "ticket")
        assert second.stop() == 0


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    """It names the address and what to do, and the process ends; there is no traceback."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        home = made(tmp_path, configuration=CONFIGURATION.replace("127.0.0.1:0", f"127.0.0.1:{port}"))
        done = home.process("serve")
    assert done.returncode == 1
    told = done.stderr.decode()
    assert f"Cannot listen on 127.0.0.1:{port}" in told
    assert "Stop what listens there" in told
    assert "Traceback" not in told
    assert done.stdout == b""


@pytest.mark.sqlite
def test_a_second_daemon_on_the_same_store_is_refused(home: Home, daemon: Daemon) -> None:
    """It says which process works there, and the first one goes on."""
    done = home.process("serve")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == [
        f"Another Postdesk (process {daemon.process.pid}) works on the store"
        f" {home.folder}/postdesk.sqlite3; stop it first."
    ]
    assert home.process("take", DESK, given=MAIL).returncode == 0


def test_a_store_in_use_is_not_migrated(home: Home, daemon: Daemon) -> None:
    """Current tables are told as such, also beside a running daemon."""
    assert home.told("migrate") == "the tables are current\n"


def test_take_ends_as_mail_servers_expect(home: Home, daemon: Daemon) -> None:
    """0 when the mail is stored, 69 when the address is not ours, with the daemon's own words."""
    taken = home.process("take", "--from", "ivan@customer.example", DESK, given=MAIL)
    assert (taken.returncode, taken.stdout.split()[0], taken.stderr) == (0, b"250", b"")
    foreign = home.process("take", "someone@else.example", given=MAIL)
    assert (foreign.returncode, foreign.stdout, foreign.stderr.split()[:2]) == (69, b"", [b"550", b"5.1.1"])
    wait_for(lambda: home.told("ticket", "list") != "", "the ticket")


@pytest.mark.parametrize(
    "words", [(), ("--form", "a@b.example", DESK), ("-x@customer.example",), ("--from",)]
)
def test_take_called_wrongly_keeps_the_mail_with_its_server(home: Home, words: tuple[str, ...]) -> None:
    """A slip in the mail server's configuration must not return mail: any number but 75 would."""
    done = home.run("take", *words, given=MAIL)
    assert done.exit_code == 75
    assert "Error: " in done.stderr


def test_take_keeps_the_mail_with_its_server_when_nobody_is_there(home: Home, tmp_path: Path) -> None:
    """No daemon, no configuration, a faulty one: 75, so that the mail server tries again."""
    assert home.process("take", DESK, given=MAIL).returncode == 75
    assert Home(tmp_path / "none").process("take", DESK, given=MAIL).returncode == 75
    (tmp_path / "faulty").mkdir()
    faulty = made(tmp_path / "faulty", configuration="[[desk]\n")
    done = faulty.process("take", DESK, given=MAIL)
    assert (done.returncode, b"Traceback" in done.stderr) == (75, False)
    off = made(tmp_path / "faulty", configuration=f'[lmtp]\nsocket = ""\n[[desk]]\naddress = "{DESK}"\n')
    done = off.process("take", DESK, given=MAIL)
    assert (done.returncode, b"LMTP is switched off" in done.stderr) == (75, True)


def test_the_embedded_default_keeps_a_configuration_that_is_there(tmp_path: Path) -> None:
    """``serve --embedded`` starts on what stands in the folder: here with a port that is free."""
    path = embedded(tmp_path)
    path.write_text(path.read_text().replace("127.0.0.1:2525", "127.0.0.1:0"))
    with serving(Home(tmp_path), "serve", "--embedded", str(tmp_path)) as running:
        assert "support@postdesk.localhost" in running.screen
        assert running.stop() == 0


def test_the_embedded_default_makes_its_folder(tmp_path: Path) -> None:
    """A folder that is not there is made, with the configuration in it; another daemon may hold its port."""
    with socket.socket() as other:
        with suppress(OSError):
            other.bind(("127.0.0.1", 2525))
            other.listen()
        folder = tmp_path / "one" / "two"
        done = Home(tmp_path).process("serve", "--embedded", str(folder))
    assert (done.returncode, b"127.0.0.1:2525" in done.stderr) == (1, True)
    assert load(folder / "postdesk.toml").desks()
