"""``postdesk reload`` and SIGHUP: the daemon as a process takes a new configuration over."""

import signal
import smtplib
from pathlib import Path

import pytest

from tests.daemon.home import ANN, CONFIGURATION, DESK, PATIENCE, Daemon, Home, made, serving, wait_for
from tests.road.road import IVAN, a_mail
from tests.stores import configure

CONTROL = CONFIGURATION + '\n[health]\nsocket = "control.sock"\n'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A configured Postdesk that can be reloaded."""
    return made(tmp_path, configuration=CONTROL)


def send(daemon: Daemon, text: str) -> None:
    """Hand a mail to the daemon."""
    with smtplib.SMTP("127.0.0.1", daemon.port, timeout=PATIENCE) as smtp:
        smtp.sendmail(IVAN, [DESK], a_mail(IVAN, text, subject=text).as_bytes())


def sent_out(home: Home) -> int:
    """Return how many mails went out."""
    return len(list((home.folder / "outgoing" / "new").glob("*")))


def log(home: Home) -> str:
    """Return what the daemon has logged."""
    return (home.folder / "log").read_text("utf-8")


def test_what_has_changed_is_printed(home: Home) -> None:
    """One line for each change, one for each that waits for a restart; 0 at the end."""
    with serving(home):
        configure(
            home.config, CONTROL.replace("Ann Lee", "Ann Lu") + '[log]\nlevel = "debug"\nformat = "json"\n'
        )
        done = home.process("reload")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode().splitlines() == [
            "changed: log.level: info -> debug",
            "changed: agent Ann Lee: removed",
            "changed: agent Ann Lu: added",
            "needs a restart: log.format: auto -> json",
        ]


def test_the_level_of_the_log_is_changed_at_once(home: Home) -> None:
    """From `warning` on the mails are not told one by one any more."""
    with serving(home) as daemon:
        send(daemon, "Первое.")
        wait_for(lambda: "mail 1 at" in log(home), "a line of the log")
        configure(home.config, CONTROL + '[log]\nlevel = "warning"\n')
        assert home.process("reload").returncode == 0
        send(daemon, "Второе.")
        wait_for(lambda: sent_out(home) == 4, "the second ticket's mails")
        assert daemon.stop() == 0
    assert "mail 2 at" not in log(home)


def test_a_bad_file_is_told_as_by_check(home: Home) -> None:
    """Every fault with its line, the same words, 78; the old settings stay in force."""
    with serving(home) as daemon:
        configure(home.config, CONTROL.replace(ANN, "x") + "[limits]\nrecipient = 5\nmessage_size = -1\n")
        done, checked = home.process("reload"), home.process("check")
        assert (done.returncode, done.stdout) == (78, b"")
        faults = [line for line in checked.stderr.decode().splitlines() if "postdesk.toml:" in line]
        assert len(faults) == 3
        assert done.stderr.decode().splitlines() == [*faults, "Nothing has changed."]
        send(daemon, "Первое.")
        wait_for(lambda: sent_out(home) == 2, "the mails of the first ticket")


def test_a_signal_reloads_and_the_log_tells(home: Home) -> None:
    """SIGHUP does the same; a bad file does not end the daemon."""
    with serving(home) as daemon:
        configure(home.config, CONTROL + "[limits]\nrecipients = 7\n")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "limits.recipients: 100 -> 7" in log(home), "the reload")
        home.config.write_text("[[desk]\n")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "the configuration is not reloaded" in log(home), "the refusal")
        send(daemon, "Первое.")
        assert daemon.stop() == 0
    assert "Traceback" not in log(home)


def test_nobody_there_is_69(home: Home) -> None:
    """Scripts know it from a bad file."""
    done = home.process("reload")
    assert (done.returncode, done.stdout) == (69, b"")
    assert b"is it running?" in done.stderr
