"""What the log says, and what nobody can make it say."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from daemon import logs
from tests.daemon.home import PATIENCE, ROOT
from tests.road.road import IVAN, a_mail, running

EVIL = "x\n2026-11-21 ADMIN deleted\x1b[31m\u202e\x00"


def lines(code: str, form: str) -> list[str]:
    """Run a few lines of code that log, in a process of their own; return what it wrote."""
    program = f"import logging; from daemon import logs; logs.set_up('info', '{form}')\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, timeout=PATIENCE
    )
    return done.stderr.decode().splitlines()


@pytest.mark.parametrize("form", ["json", "journal", "console"])
def test_hostile_text_stays_on_its_line(form: str) -> None:
    """No sender writes a line of the log, or paints the terminal of who reads it."""
    [line] = lines(f"logging.getLogger('postdesk').info('from %s', {EVIL!r})", form)
    assert "ADMIN deleted" in line
    assert not any(sign in line for sign in "\x1b\u202e\x00")


@pytest.mark.parametrize("form", ["json", "journal"])
def test_a_fault_is_one_line_for_machines(form: str) -> None:
    """A traceback with hostile words in it forges nothing."""
    code = (
        f"try: raise ValueError({EVIL!r})\nexcept ValueError: logging.getLogger('postdesk').exception('so')"
    )
    [line] = lines(code, form)
    assert "ValueError" in line
    assert "\x1b" not in line


def test_machines_get_one_object_a_line() -> None:
    """What is known of an event stands in fields of its own."""
    code = "logging.getLogger('postdesk').warning('so', extra={'mail': 17, 'ticket': 'SUP-1042'})"
    [line] = lines(code, "json")
    said = json.loads(line)
    assert (said["event"], said["level"], said["mail"], said["ticket"]) == ("so", "warning", 17, "SUP-1042")


@pytest.mark.parametrize(("level", "priority"), [("info", 6), ("warning", 4), ("error", 3)])
def test_the_journal_gets_the_priority(level: str, priority: int) -> None:
    """sd-daemon(3): journalctl -p finds what is serious."""
    [line] = lines(f"logging.getLogger('postdesk').{level}('so', extra={{'mail': 17}})", "journal")
    assert line == f"<{priority}>so mail=17"


def test_no_value_passes_for_a_further_field() -> None:
    """Who reads ``ticket=`` in the journal reads what Postdesk said, not what stood in a fault."""
    code = "logging.getLogger('postdesk').info('so', extra={'why': 'x ticket=SUP-1 \"'})"
    [line] = lines(code, "journal")
    assert line == '<6>so why="x ticket=SUP-1 \\""'


def test_a_line_tells_when_it_happened() -> None:
    """Where standard error is slow, the time of writing would mislead."""
    code = (
        "record = logging.makeLogRecord({'name': 'postdesk', 'levelno': 20, 'levelname': 'INFO',"
        " 'msg': 'so', 'created': 1795252980.5})\nlogging.getLogger('postdesk').handle(record)"
    )
    [line] = lines(code, "json")
    assert json.loads(line)["timestamp"] == "2026-11-21T09:23:00.500000Z"


def test_auto_is_the_journal_under_systemd() -> None:
    """Where standard error is the journal's stream, lines are written for it."""
    program = (
        "import os, logging; s = os.fstat(2); os.environ['JOURNAL_STREAM'] = f'{s.st_dev}:{s.st_ino}'\n"
        "from daemon import logs; logs.set_up('info', 'auto'); logging.getLogger('postdesk').info('so')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, timeout=PATIENCE
    )
    assert done.stderr == b"<6>so\n"


def test_a_blocked_reader_holds_up_nobody() -> None:
    """Lines that find no room are counted, and told once they can be written again."""
    program = (
        "import logging, sys; from daemon import logs; logs.set_up('info', 'journal')\n"
        "for n in range(30000): logging.getLogger('postdesk').info('%06d %s', n, 'x' * 200)\n"
        "print('done', flush=True)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        # Nobody reads standard error until the program has said all that it had to say.
        assert process.stdout.readline() == b"done\n"
        told = process.stderr.read().decode().splitlines()
    lost = [line for line in told if "lines of the log are lost" in line]
    assert lost
    assert len(told) - len(lost) + sum(int(line.split()[0][3:]) for line in lost) == 30000


async def test_a_mail_is_found_again_by_its_number(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Taken, decided, sent: one line each, with the decision in words, and nothing of what was written."""
    caplog.set_level(logging.INFO, "postdesk")
    async with running(tmp_path) as road:
        await road.send(a_mail(IVAN, "Тайное слово.", subject="Секретная тема"))
    said = [record.getMessage() for record in caplog.records]
    [taken] = [line for line in said if "taken by SMTP" in line]
    assert taken.startswith("mail 1 at support@example.org: ")
    [decided] = [line for line in said if "ticket to SUP-1001" in line]
    assert decided.startswith("mail 1 at support@example.org: ")
    assert "by the rule" in decided
    sent = [record for record in caplog.records if " sent: " in record.getMessage()]
    assert {(record.__dict__["mail"], record.__dict__["ticket"]) for record in sent} == {(1, "SUP-1001")}
    assert any(" acknowledgement in SUP-1001: sent" in line for line in said)
    assert len(sent) == 3
    assert not any("Тайное" in line or "Секретная" in line for line in said)


def test_escaping_is_visible() -> None:
    """What was there can be read off the line."""
    assert logs.escaped("a\nb\x1b") == "a\\nb\\x1b"
    assert logs.escaped("обычный текст") == "обычный текст"
