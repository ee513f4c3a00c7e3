"""Mail that is read from a real mailbox: at once, once, and while people use the mailbox too."""

import os
import pwd
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.system.dovecot import OWNER
from tests.system.mail_host import (
    MailHost,
    a_mail,
    assert_one_ticket_each,
    desk_over,
    message_id,
    running_mail_host,
)
from tests.system.rig import SUPPORT
from tests.system.servers import wait_until

# The big one is for a person to run: POSTDESK_BACKLOG=10000.
BACKLOG = int(os.environ.get("POSTDESK_BACKLOG", "500"))


@pytest.fixture
def host(packages: None) -> Iterator[MailHost]:
    """A mail host with an empty mailbox."""
    with running_mail_host() as running:
        yield running


@pytest.mark.parametrize("way", ["over TLS", "in the clear"])
def test_mail_is_taken_as_soon_as_it_is_delivered(
    way: str, host: MailHost, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dovecot tells of each mail (IDLE), and the acknowledgement leaves without a poll."""
    table = host.encrypted() if way == "over TLS" else host.plain()
    with desk_over(table.replace('poll = "2s"', 'poll = "10m"')) as desk:
        seconds = []
        for number in range(1, 11):
            host.deliver(a_mail(number))
            start = time.monotonic()
            while len(desk.to_customers()) < number:
                assert time.monotonic() < start + 60, desk.log()
                time.sleep(0.005)
            seconds.append(time.monotonic() - start)
        assert_one_ticket_each(desk, range(1, 11))
    with capsys.disabled():
        print(f"\nIDLE {way}, delivered to acknowledged, 10 mails: {_figures(seconds)}")


def test_the_envelope_is_what_the_mail_host_wrote(host: MailHost) -> None:
    """The sender is answered at the Return-Path, the recipient is found in Delivered-To."""
    with desk_over(host.encrypted()) as desk:
        host.deliver(a_mail(1))
        desk.wait_for_inbox(1)
        (mail,) = desk.inbox()
        assert mail["source"] == "imap"
        wait_until(lambda: len(desk.to_customers()) == 1, desk.log)
        (answer,) = desk.to_customers()
        assert answer["To"].addresses[0].addr_spec == "lev+1@customers.example.test"
        assert "SUP-1001" in str(answer["Subject"])


def test_the_same_mail_by_lmtp_and_by_imap_is_one_ticket(host: MailHost) -> None:
    """Whichever way comes first: the other one is a duplicate, and is not acknowledged."""
    with desk_over(host.encrypted()) as desk:
        desk.take(a_mail(1))
        desk.wait_for_inbox(1)
        host.deliver(a_mail(1), a_mail(2))
        desk.wait_for_inbox(3)
        desk.take(a_mail(2))
        desk.wait_for_inbox(4)
        assert sorted(mail["verdict"] for mail in desk.inbox()) == ["duplicate"] * 2 + ["ticket"] * 2
        assert_one_ticket_each(desk, [1, 2])
        desk.outbox()
        assert len(desk.to_customers()) == 2


def test_a_person_who_reads_and_moves_mail_changes_nothing(host: MailHost) -> None:
    """Each mail that comes to rest in the mailbox has one ticket, and what is unread stays unread."""
    numbers = range(1, 61)
    with desk_over(host.encrypted('idle = false\nafter = "flag"\n')) as desk, host.person() as person:
        person.create("Private")
        for number in numbers:
            host.deliver(a_mail(number))
            if number % 2:
                person.select("INBOX")
                person.uid("STORE", person.uid_of(message_id(number)), "+FLAGS", r"(\Seen \Flagged)")
            if number % 3 == 0:
                person.select("INBOX")
                person.uid("MOVE", person.uid_of(message_id(number)), "Private")
        person.select("Private")
        person.uid("MOVE", "1:*", "INBOX")
        wait_until(
            lambda: len({mail["subject"] for mail in desk.listed("ticket", "list", "--limit", "99")}) == 60,
            desk.log,
        )
        assert {mail["verdict"] for mail in desk.inbox()} <= {"ticket", "duplicate"}
        assert_one_ticket_each(desk, numbers)
        wait_until(lambda: all(b"$Postdesk" in flags for flags in person.sees().values()), desk.log)
        seen = {name for name, flags in person.sees().items() if rb"\Seen" in flags}
        assert seen == {message_id(number) for number in numbers if number % 2}


def test_old_mail_is_left_alone_and_new_mail_is_not(host: MailHost) -> None:
    """``first_run = "new"``: what was there before the first look is nobody's business."""
    host.deliver(a_mail(1), a_mail(2))
    with desk_over(host.encrypted('after = "move"\n')) as desk, host.person() as person:
        host.deliver(a_mail(3))
        desk.wait_for_inbox(1)
        assert_one_ticket_each(desk, [3])
        wait_until(lambda: person.sees("Postdesk").keys() == {message_id(3)}, desk.log)
        assert person.sees().keys() == {message_id(1), message_id(2)}


@pytest.mark.timeout(1800)
def test_a_backlog_becomes_tickets_without_a_word_to_its_senders(
    host: MailHost, capsys: pytest.CaptureFixture[str]
) -> None:
    """``first_run = "all"``: every mail once, memory flat; only what is of today is acknowledged."""
    old, now = datetime.now(UTC) - timedelta(days=3), datetime.now(UTC)
    _fill(host, range(1, BACKLOG + 1), old)
    _fill(host, range(BACKLOG + 1, BACKLOG + 6), now)
    start = time.monotonic()
    with desk_over(host.encrypted('first_run = "all"\nafter = "move"\n')) as desk, host.person() as person:
        while person.count("Postdesk") < BACKLOG + 5:
            assert time.monotonic() < start + 900, desk.log()[-4000:]
            time.sleep(0.2)
        taken = time.monotonic() - start
        memory = desk.peak_memory()
        desk.wait_for_inbox(BACKLOG + 5)
        assert_one_ticket_each(desk, range(1, BACKLOG + 6))
        desk.outbox()
        assert len(desk.to_customers()) == 5
        assert person.sees() == {}
    with capsys.disabled():
        print(f"\nbacklog of {BACKLOG + 5} mails: taken and moved in {taken:.1f} s, peak memory {memory} MB")


def _fill(host: MailHost, numbers: range, arrived: datetime) -> None:
    """Put mails of 3 kB into the mailbox as a program does that moves a mail host."""
    owner = pwd.getpwnam(OWNER)
    maildir = host.dovecot.maildir(SUPPORT)
    for folder in (maildir, *(maildir / name for name in ("new", "cur", "tmp"))):
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    os.chown(maildir.parent, owner.pw_uid, owner.pw_gid)
    date = arrived.strftime("%a, %d %b %Y %H:%M:%S +0000")
    for number in numbers:
        file = maildir / "new" / f"{int(arrived.timestamp())}.M{number:06}P1.host"
        file.write_bytes(a_mail(number, size=3000, date=date))
        os.utime(file, (arrived.timestamp(), arrived.timestamp()))
        os.chown(file, owner.pw_uid, owner.pw_gid)


def _figures(seconds: list[float]) -> str:
    middle = statistics.median(seconds) * 1000
    return f"median {middle:.0f} ms, longest {max(seconds) * 1000:.0f} ms"
