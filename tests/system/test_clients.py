"""Other mail programs that speak SMTP to the daemon itself."""

import subprocess
from collections.abc import Callable, Sequence

import pytest

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import HOST

SUBJECT = "Заявка"
TEXT = "Не печатает."

# What each program is called with; the text comes on its standard input.
PROGRAMS: dict[str, Sequence[str]] = {
    "swaks": (
        *("swaks", "--server", "{server}", "--from", "{sender}", "--to", SUPPORT, "--body", "-"),
        *("--header", f"Subject: {SUBJECT}", "--add-header", "MIME-Version: 1.0"),
        *("--add-header", "Content-Type: text/plain; charset=utf-8"),
    ),
    "s-nail": (
        *("s-nail", "-:", "/", "-S", "v15-compat", "-S", "mta=smtp://{server}", "-S", "smtp-auth=none"),
        *("-S", "from={sender}", "-S", "ttycharset=utf-8", "-S", "sendwait", "-s", SUBJECT, SUPPORT),
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_mail_program_sends_straight_to_the_daemon(
    program: str, rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """The mail becomes a ticket with its words intact, and the acknowledgement reaches the mailbox."""
    person = Correspondent(rig, rig.mailbox(f"{program}@customers.example.test", "Somebody"))
    desk = postdesk([])
    places = {"server": f"{HOST}:{desk.smtp_port}", "sender": person.person.address}
    command = [word.format(**places) for word in PROGRAMS[program]]
    done = subprocess.run(
        command,
        input=f"{TEXT}\n".encode(),
        capture_output=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(desk.folder), "LANG": "C.UTF-8"},
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    person.gets("SUP-1001")
    told = desk.listed("ticket", "show", "SUP-1001")
    assert told["ticket"]["subject"] == SUBJECT
    assert told["thread"][0]["text"] == TEXT
    assert told["inbox"][0]["source"] == "smtp"
