"""Old mail out of a real Dovecot, by IMAP and out of its own Maildir."""

from collections.abc import Iterator

import pytest

from tests.system.mail_host import MailHost, a_mail, desk_over, running_mail_host
from tests.system.rig import SUPPORT

OLD = 120


@pytest.fixture
def host(packages: None) -> Iterator[MailHost]:
    """A mail host whose mailbox is full of old mail, some of it in another folder."""
    dates = [f"Fri, {day:02} Mar 2024 09:00:00 +0000" for day in range(1, 31)]
    with running_mail_host() as running:
        running.deliver(*(a_mail(number, date=dates[number % 30]) for number in range(1, OLD + 1)))
        with running.person() as person:
            person.create("Archive")
            person.append("Archive", r"(\Seen)", None, a_mail(OLD + 1, size=3_000_000, date=dates[0]))
            person.append("Archive", None, None, a_mail(OLD, date=dates[OLD % 30]))
        yield running


def test_a_mailbox_becomes_history_beside_its_reader(host: MailHost) -> None:
    """By IMAP over TLS, while the daemon reads the same mailbox; nothing in it changes, nothing is sent."""
    with host.person() as person, desk_over(host.encrypted()) as desk:
        before = {folder: person.sees(folder) for folder in ("INBOX", "Archive")}
        words = ("import", "imap", "--folder", "INBOX", "--folder", "Archive", SUPPORT)
        told = desk.ask(*words)
        assert f"{OLD + 1}\tbegan a ticket" in told
        assert "1\talready there" in told
        assert {folder: person.sees(folder) for folder in before} == before
        assert desk.outbox() == []
        # The server's own files hold the same mails, though their lines end otherwise.
        again = desk.ask("import", "maildir", str(host.dovecot.maildir(SUPPORT)))
        assert f"{OLD + 2}\talready there" in again
        assert "began a ticket" not in again
