"""The daemon killed again and again in the middle of its work: what it said 250 to is kept, and done once."""

import itertools
import random
import smtplib
import threading
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from tests.system.correspondent import parsed
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Person, Rig
from tests.system.servers import HOST, PATIENCE, wait_until

KILLS = 10
CLIENTS = 3

# No limit may hide an acknowledgement that was sent twice.
LIMITS = "automatic_per_desk_hour = 100000"


class Clients:
    """Clients that send numbered mails, each until it is taken; ``taken`` counts the answers 250."""

    def __init__(self, desk: Postdesk) -> None:
        self.taken = 0
        self._desk = desk
        self._numbers = itertools.count(1)
        self._over = threading.Event()
        self._more = threading.Condition()
        self._threads = [threading.Thread(target=self._send_all) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, taken: int) -> None:
        """Wait until so many mails are taken."""
        with self._more:
            assert self._more.wait_for(lambda: self.taken >= taken, PATIENCE), self._desk.log()

    def finish(self) -> None:
        """Let each client end with the mail it is sending."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send_all(self) -> None:
        while not self._over.is_set():
            self._send(next(self._numbers))

    def _send(self, number: int) -> None:
        wait_until(lambda: self._is_taken(number), self._desk.log)
        with self._more:
            self.taken += 1
            self._more.notify_all()

    def _is_taken(self, number: int) -> bool:
        """Send a mail; false where the connection broke and nobody knows what became of it."""
        sender = f"kay+{number}@customers.example.test"
        head = f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: number {number}\r\n"
        mail = f"{head}Message-ID: <{number}@customers.example.test>\r\n\r\nIt is broken.\r\n"
        try:
            with smtplib.SMTP(HOST, self._desk.smtp_port, timeout=60) as client:
                client.sendmail(sender, [SUPPORT], mail)
                return True
        except (OSError, smtplib.SMTPServerDisconnected):
            return False


@pytest.mark.timeout(300)
def test_ten_kills_lose_nothing_and_double_nothing(rig: Rig, postdesk: Callable[..., Postdesk]) -> None:
    """Each mail has one ticket, each ticket one acknowledgement under one Message-ID, no number is lost."""
    kay = rig.mailbox("kay@customers.example.test", "Kay")
    desk = postdesk([], limits=LIMITS)
    clients = Clients(desk)
    chance = random.Random(1)  # noqa: S311 - no secret.
    try:
        for _ in range(KILLS):
            clients.wait_for(clients.taken + chance.randint(1, 12))
            desk.kill()
            desk.start()
    finally:
        clients.finish()
    _assert_each_once(desk, rig, kay, clients.taken)


def _assert_each_once(desk: Postdesk, rig: Rig, kay: Person, count: int) -> None:
    everybody = {f"kay+{number}@customers.example.test" for number in range(1, count + 1)}
    wait_until(
        lambda: _acknowledged(rig, kay).keys() >= everybody,
        lambda: f"unanswered: {everybody - _acknowledged(rig, kay).keys()}\n{desk.log()[-4000:]}",
    )
    assert {mail["verdict"] for mail in desk.inbox()} <= {"ticket", "duplicate"}
    tickets = desk.listed("ticket", "list", "--limit", "10000")
    assert sorted(ticket["number"] for ticket in tickets) == [f"SUP-{1001 + n}" for n in range(count)]
    assert Counter(ticket["subject"] for ticket in tickets) == {f"number {n}": 1 for n in range(1, count + 1)}
    outbox = desk.outbox()
    assert {mail["template"] for mail in outbox} == {"acknowledgement"}
    assert {mail["recipient"]: {mail["message_id"]} for mail in outbox} == _acknowledged(rig, kay)
    assert len(outbox) == count


def _acknowledged(rig: Rig, kay: Person) -> dict[str, set[str]]:
    """Return the Message-IDs of the acknowledgements that came to each address."""
    found: dict[str, set[str]] = defaultdict(set)
    for mail in map(parsed, rig.inbox(kay)):
        found[mail["To"].addresses[0].addr_spec].add(mail["Message-ID"].strip("<>"))
    return dict(found)
