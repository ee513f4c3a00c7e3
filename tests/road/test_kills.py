"""The daemon is killed while mail pours in, again and again: what it took is there once, answered once."""

import email
import itertools
import random
import signal
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.policy import default
from pathlib import Path

import pytest

from daemon.clock import utc_now
from desk.verdicts import Verdict
from storage import inbox_records, outbox, tickets
from storage.outbox import DeliveryState
from tests.daemon.home import ANN, DESK, Home, made, serving, wait_for

KILLS = 6
CLIENTS = 3

# No limit may hide an acknowledgement that was sent twice.
LIMITS = "\n[limits]\nautomatic_per_desk_hour = 100000\n"


class Senders:
    """Clients that send numbered mails to whatever port is open, each again until it is answered with 250."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[int] = []
        self.broken = 0
        self._numbers = itertools.count(1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Send until the end of the block; every mail that was begun is then brought to its 250."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            number = next(self._numbers)
            while not self._is_taken(number):
                self.broken += 1
                time.sleep(0.02)
            self.taken.append(number)

    def _is_taken(self, number: int) -> bool:
        """Send a mail; false where nobody knows what became of it, as for any mail server."""
        sender = f"kay+{number}@customer.example"
        head = f"From: {sender}\r\nTo: {DESK}\r\nSubject: number {number}\r\n"
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as client:
                client.sendmail(
                    sender, [DESK], f"{head}Message-ID: <{number}@x.example>\r\n\r\nIt is broken.\r\n"
                )
        except (OSError, smtplib.SMTPException):
            return False
        return True


@pytest.mark.timeout(110)
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """Every mail answered with 250 has one ticket and one verdict; every letter went out, under one id."""
    home, senders = made(tmp_path, LIMITS), Senders()
    with ExitStack() as last:
        with senders.at_work():
            _kill_again_and_again(home, senders)
            senders.port = last.enter_context(serving(home)).port
        wait_for(lambda: _is_quiet(home), "the end of all work")
    assert senders.broken
    _assert_each_once(home, len(senders.taken))


def _kill_again_and_again(home: Home, senders: Senders) -> None:
    chance = random.Random(7)  # noqa: S311 - no secret.
    for _ in range(KILLS):
        with serving(home) as daemon:
            senders.port = daemon.port
            goal = len(senders.taken) + chance.randint(1, 25)
            wait_for(lambda goal=goal: len(senders.taken) >= goal, "the next mails")  # type: ignore[misc]
            time.sleep(chance.random() / 20)
            daemon.stop(signal.SIGKILL)


def _is_quiet(home: Home) -> bool:
    with home.store() as store:
        return not store.read(inbox_records.waiting) and not store.read(outbox.oldest_waiting)


def _assert_each_once(home: Home, count: int) -> None:
    with home.store() as store:
        found = store.read(lambda c: tickets.listing(c, utc_now(), limit=10_000))
        mails = store.read(lambda c: inbox_records.listing(c, limit=10_000))
        letters = store.read(lambda c: outbox.listing(c, limit=10_000))
    assert sorted(ticket.number for ticket in found) == [f"SUP-{1001 + number}" for number in range(count)]
    assert {ticket.subject for ticket in found} == {f"number {number}" for number in range(1, count + 1)}
    verdicts = Counter(mail.verdict for mail in mails)
    assert verdicts.keys() <= {Verdict.TICKET, Verdict.DUPLICATE}
    assert verdicts[Verdict.TICKET] == count
    assert {letter.state for letter in letters} == {DeliveryState.SENT}
    went = sorted((letter.recipient, letter.message_id) for letter in letters)
    everybody = [f"kay+{number}@customer.example" for number in range(1, count + 1)]
    assert sorted(recipient for recipient, _ in went) == sorted([ANN] * count + everybody)
    assert len({message_id for _, message_id in went}) == 2 * count
    assert sorted(_arrived(home)) == went


def _arrived(home: Home) -> Iterator[tuple[str, str]]:
    """Return recipient and Message-ID of each mail in the Maildir."""
    for path in (home.folder / "outgoing" / "new").iterdir():
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        yield str(mail["Delivered-To"]), str(mail["Message-ID"]).strip("<>")
