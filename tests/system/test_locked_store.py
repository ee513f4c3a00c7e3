"""A foreign program that holds the store: what was taken before waits, and nobody has to come for it."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from pysqlite3 import dbapi2

from tests.system.correspondent import Correspondent
from tests.system.postdesk import Postdesk
from tests.system.rig import SUPPORT, Rig
from tests.system.servers import HOST, wait_until

# The intake says so when it gives a piece of work up for now, and when it gives a mail up for good.
FAULTS = ("the intake has met a fault", "could not be decided")


@contextmanager
def _locked(desk: Postdesk) -> Iterator[None]:
    """Hold the store's write lock."""
    with closing(dbapi2.connect(str(desk.store / "postdesk.sqlite3"), isolation_level=None, timeout=30)) as c:
        c.execute("BEGIN IMMEDIATE")
        yield


def _send(desk: Postdesk, number: int) -> None:
    sender = f"lev+{number}@customers.example.test"
    with smtplib.SMTP(HOST, desk.smtp_port, timeout=60) as client:
        client.sendmail(sender, [SUPPORT], f"From: {sender}\r\nSubject: {number}\r\n\r\nHello\r\n".encode())


def test_a_store_locked_between_mail_and_ticket_heals_by_itself(
    rig: Rig, postdesk: Callable[..., Postdesk]
) -> None:
    """A mail taken just before the lock is decided as if nothing had been, once the lock is gone."""
    lev = Correspondent(rig, rig.mailbox("lev@customers.example.test", "Lev"))
    desk = postdesk([])
    for number in range(1001, 1101):
        _send(desk, number)
        with _locked(desk):
            if desk.listed("inbox", "list", "--waiting"):
                wait_until(lambda: any(fault in desk.log() for fault in FAULTS), desk.log)
                break
    lev.gets(f"SUP-{number}")
    assert [mail["verdict"] for mail in desk.inbox()] == ["ticket"] * (number - 1000)
