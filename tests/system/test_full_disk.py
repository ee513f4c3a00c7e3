"""A disk that is really full: senders are told to come back, what was taken is kept, no hand is needed."""

import os
import smtplib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import HOST, wait_until

FULL = 452
TAKEN = 250
PAGE = 4096

# As little room held back as may be, and many senders at once.
LIMITS = """
message_size = "1MB"
free_space = "1MB"
connections_per_peer = 100
"""


@contextmanager
def _small_disk() -> Iterator[Path]:
    """Mount a disk of eight megabytes."""
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", name]
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"This test needs a small disk, and none can be mounted here: {done.stderr}")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def _fill(disk: Path) -> Path:
    """Take all the room there is, to the last page; return the file that has it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(PAGE))
    return filler


class _Sender:
    """A sender who was let in while there was room, and gives the content when there is none."""

    def __init__(self, desk: Postdesk, number: int) -> None:
        self._number = number
        self._address = f"fay+{number}@customers.example.test"
        self._client = smtplib.SMTP(HOST, desk.smtp_port, timeout=60)
        self._client.ehlo()

    def begins(self) -> int:
        """Name sender and recipient; return the code of the answer to the first."""
        code = self._client.mail(self._address)[0]
        self._client.rcpt(SUPPORT)
        return code

    def gives(self, size: int) -> int:
        """Give a content of so many bytes that nothing can compress; return the code of the answer."""
        head = f"From: {self._address}\r\nTo: {SUPPORT}\r\nSubject: number {self._number}\r\n"
        identity = f"Message-ID: <{self._number}@customers.example.test>\r\n"
        return self._client.data(f"{head}{identity}\r\n{os.urandom(size // 2).hex()}\r\n")[0]

    def leaves(self) -> None:
        """Hang up."""
        self._client.close()


@contextmanager
def _senders(desk: Postdesk, count: int) -> Iterator[list[_Sender]]:
    """Let in so many senders, each with a mail begun."""
    senders = [_Sender(desk, number) for number in range(count)]
    try:
        assert {sender.begins() for sender in senders} == {TAKEN}
        yield senders
    finally:
        for sender in senders:
            sender.leaves()


def test_a_full_disk_is_answered_with_452_and_heals_by_itself(
    rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """Every mail that was answered with 250 becomes a ticket, the others are taken once there is room."""
    fay = Correspondent(rig, rig.mailbox("fay@customers.example.test", "Fay"))
    with _small_disk() as disk, ExitStack() as stack:
        desk = postdesk([], store=disk, limits=LIMITS)
        stack.callback(desk.stop)
        senders = stack.enter_context(_senders(desk, 20))
        filler = _fill(disk)
        answers = [sender.gives(900_000) for sender in senders]
        assert set(answers) <= {TAKEN, FULL}
        assert answers[-1] == FULL
        assert "database or disk is full" in desk.log()
        assert {sender.begins() for sender in senders} == {FULL}
        fay.writes("By Postfix", "It waits.\n")
        wait_until(lambda: "said: 452 4.3.1 " in rig.postfix_log(), rig.told)
        filler.unlink()
        assert (senders[-1].begins(), senders[-1].gives(900_000)) == (TAKEN, TAKEN)
        taken = answers.count(TAKEN) + 2
        fay.gets("By Postfix")
        assert [mail["verdict"] for mail in desk.inbox()] == ["ticket"] * taken


def test_room_for_a_mail_but_not_for_its_ticket_loses_nothing(
    rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """A mail that was taken with the last room waits for its decision, and gets it when there is more."""
    rig.mailbox("fay@customers.example.test", "Fay")
    with _small_disk() as disk, ExitStack() as stack:
        desk = postdesk([], store=disk, limits=LIMITS)
        stack.callback(desk.stop)
        senders = stack.enter_context(_senders(desk, 80))
        filler = _fill(disk)
        for sender in senders:
            if sender.gives(200) == TAKEN:
                break
            os.truncate(filler, filler.stat().st_size - PAGE)
        wait_until(lambda: "the intake has met a fault" in desk.log(), desk.log)
        filler.unlink()
        assert [mail["verdict"] for mail in desk.inbox()] == ["ticket"]
