"""Durability: what was said to be accepted is there, whenever the process was killed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.engine import open_store
from storage.inbox import pending, raw
from storage.verification import faults
from tests.storage.builders import DESK, ENVELOPE, arrive

KILLS = 4

# A daemon in small: four threads accept mails, and each number is printed only after its commit.
ACCEPTING = """
import os, sys, threading
from storage.engine import open_store
from storage.inbox import accept
from storage.prepared import prepare
from tests.storage.builders import DESK, ENVELOPE

store = open_store(sys.argv[1], exclusive=True)

def run(name):
    n = 0
    while True:
        mail = prepare(b"mail %s of %s" % (str(n).encode(), name.encode()))
        number, = store.write(lambda c: accept(c, mail, ENVELOPE, [DESK.address])).result()
        os.write(1, b"accepted %d\\n" % number)
        n += 1

for name in "abcd":
    threading.Thread(target=run, args=(sys.argv[2] + name,)).start()
"""


def _accept_and_be_killed(url: str, name: str, after: int, folder: Path) -> set[int]:
    """Run the accepting process, kill it after so many words of it; return all that it said."""
    said = folder / f"said {name}"
    with said.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", ACCEPTING, url, name], stdout=out)
        try:
            while said.read_bytes().count(b"\n") < after:
                assert process.poll() is None
                time.sleep(0.005)
        finally:
            process.kill()
            process.wait()
    lines = said.read_bytes().decode().splitlines(keepends=True)
    return {int(line.split()[1]) for line in lines if line.endswith("\n")}


@pytest.mark.timeout(100)
def test_every_mail_that_was_accepted_survives_a_kill(url: str, tmp_path: Path) -> None:
    """After SIGKILL at any moment every number that was printed is in the inbox, with its bytes."""
    accepted: set[int] = set()
    for n in range(KILLS):
        accepted |= _accept_and_be_killed(url, f"run {n} ", 20 + 37 * n, tmp_path)
    store = open_store(url, exclusive=True)
    stored = store.read(lambda c: {row.id for row in pending(c, 1_000_000, [DESK.address])})
    assert accepted - stored == set()
    assert len(accepted) > 20 * KILLS
    assert list(faults(store, lambda done: None)) == []
    assert store.read(lambda c: raw(c, max(accepted))).startswith(b"mail ")
    assert arrive(store, envelope=ENVELOPE) > max(stored)
    store.close()
