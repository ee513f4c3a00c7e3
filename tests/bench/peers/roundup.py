"""The peer Roundup: its mail gateway reads a mailbox file in one process, and answers who opened an issue."""

import mailbox
import re
import subprocess
import time
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from tests.bench.corpus import Mail
from tests.bench.peers.environments import environment
from tests.bench.sink import Sink
from tests.bench.waiting import WrongWork

PACKAGE = "roundup==2.6.0"

# Every new sender becomes a user with a random password, hashed by this many rounds.
ROUNDS_AS_IT_COMES = 250_000
CHEAP_ROUNDS = 1000

_FROM_ANYBODY = ("#db.security.addPermissionToRole('Anonymous', 'Email Access')", "'Email Access')")


def issues_a_second(folder: Path, mails: list[Mail], sink: Sink, rounds: int) -> float:
    """Return how many mails a second become issues whose sender was answered.

    Raises NotInstallable; CalledProcessError: it did not work.
    """
    programs, tracker = environment("roundup", PACKAGE), folder / "tracker"
    _make(programs, tracker, sink.port, rounds)
    box = mailbox.mbox(folder / "mbox")
    for mail in mails:
        box.add(mail.raw.replace(b"\r\n", b"\n"))
    box.close()
    before, begun = sink.taken, time.perf_counter()
    subprocess.run(
        [f"{programs}/roundup-mailgw", tracker, "mailbox", folder / "mbox"], check=True, capture_output=True
    )
    seconds = time.perf_counter() - begun
    with closing(sqlite.connect(tracker / "db" / "db")) as connection:
        issues = connection.execute("SELECT count(*) FROM _issue").fetchone()[0]
    if (issues, sink.taken - before) != (len(mails), len(mails)):
        raise WrongWork(
            f"{len(mails)} mails became {issues} issues of Roundup and {sink.taken - before} answers"
        )
    return len(mails) / seconds


def _make(programs: str, tracker: Path, relay: int, rounds: int) -> None:
    admin = [f"{programs}/roundup-admin", "-i", str(tracker)]
    places = f"tracker_web=http://t.example/,tracker_email=support@desk.example,mail_domain=desk.example,mail_host=127.0.0.1,mail_port={relay}"
    subprocess.run([*admin, "install", "classic", "sqlite", places], check=True, capture_output=True)
    config = tracker / "config.ini"
    text = config.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^messages_to_author = .*", "messages_to_author = new", text)
    text = re.sub(
        r"(?m)^password_pbkdf2_default_rounds = .*", f"password_pbkdf2_default_rounds = {rounds}", text
    )
    config.write_text(text, encoding="utf-8")
    schema = tracker / "schema.py"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace(_FROM_ANYBODY[0], _FROM_ANYBODY[0][1:]), encoding="utf-8")
    subprocess.run([*admin, "initialise", "secret"], check=True, capture_output=True)
