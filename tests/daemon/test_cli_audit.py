"""``postdesk inbox audit``: what lies in a mailbox against what was taken out of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import inbox, mailboxes
from storage.engine import Connection
from storage.mailboxes import Place
from storage.prepared import prepare
from tests.daemon.home import DESK, Home, furnished
from tests.imap_server import PASSWORD, USER, Box, ImapServer, imap_server
from tests.storage.builders import ENVELOPE, do

MAIL = b"From: ivan@customer.example\r\nSubject: %d\r\n\r\nHelp.\r\n"
NAME = f"{USER} at 127.0.0.1, INBOX"
PLACE = Place(f"{USER} at 127.0.0.1", "INBOX")
NOW = datetime.now(UTC)
LOOK, YESTERDAY = NOW - timedelta(days=10), NOW - timedelta(days=1)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server: one mail from before the first look, and two from yesterday."""
    with imap_server() as server:
        for number, arrived in enumerate((LOOK - timedelta(days=1), YESTERDAY, YESTERDAY), 1):
            server.deliver(MAIL % number, arrived=arrived)
        yield server


def home(folder: Path, server: ImapServer, more: str = "") -> Home:
    """Return a configured Postdesk with this mailbox, and a store."""
    made = furnished(folder)
    secret = folder / "imap.password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    table = f'[[mailbox]]\ndesk = "{DESK}"\nhost = "127.0.0.1"\nport = {server.port}\nuser = "{USER}"\n'
    with made.config.open("a") as file:
        file.write(f'{table}tls = "none"\npassword_file = "imap.password"\ntimeout = "5s"\n{more}')
    return made


def took(home: Home, *uids: int, settled: bool = True) -> None:
    """Take mails as the daemon does: yesterday, after a first look at the folder that found one mail."""
    envelope = replace(ENVELOPE, received_at=YESTERDAY)

    def job(c: Connection) -> None:
        if mailboxes.folder(c, PLACE) is None:
            mailboxes.begin(c, PLACE, 1, 1, LOOK)
        for uid in uids:
            [number] = inbox.accept(c, prepare(MAIL % uid), envelope, [DESK])
            mailboxes.take(c, PLACE, 1, [(uid, number)], settled=settled)
        mailboxes.raise_floor(c, PLACE, 1, max(uids))

    with home.store() as store:
        do(store, job)


def test_what_is_as_it_should_be_is_counted(tmp_path: Path, server: ImapServer) -> None:
    """Mail from before the first look is nobody's business; taken mail that was removed is none either."""
    here = home(tmp_path, server)
    server.deliver(MAIL % 4)
    took(here, 2, 3, 4)
    del server.inbox.mails[3]
    assert here.told("inbox", "audit") == (
        f"{NAME}: 3 mails in it, 2 taken, 1 from before what is to be taken; 3 mails taken altogether\n"
    )


def test_a_mail_that_was_not_taken_is_named(tmp_path: Path, server: ImapServer) -> None:
    """Also below the floor, up to which everything was looked at: that is what the audit is for."""
    here = home(tmp_path, server)
    took(here, 3)
    done = here.run("inbox", "audit")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1:] == [
        f"  differs: UID 2 was not taken; it came on {YESTERDAY:%F %H:%M} UTC"
    ]


def test_a_mail_that_was_not_settled_is_named(tmp_path: Path, server: ImapServer) -> None:
    """By both its numbers."""
    here = home(tmp_path, server, 'after = "flag"\n')
    took(here, 2)
    took(here, 3, settled=False)
    done = here.run("inbox", "audit")
    assert done.exit_code == 1
    assert "UID 3 was taken as mail 2, and is not moved or flagged as configured" in done.stdout


def test_another_mail_under_a_number_that_was_taken_is_named(tmp_path: Path, server: ImapServer) -> None:
    """It would never be taken: the ledger says that it was."""
    here = home(tmp_path, server)
    took(here, 2, 3)
    server.inbox.mails[2].arrived = NOW - timedelta(hours=2)
    done = here.run("inbox", "audit")
    assert done.exit_code == 1
    assert "UID 3 was taken as mail 2, and came after that" in done.stdout


def test_a_server_that_has_gone_back_is_told(tmp_path: Path, server: ImapServer) -> None:
    """After a restore there the next mails get numbers that were taken."""
    here = home(tmp_path, server)
    took(here, 2, 3, 9)
    done = here.run("inbox", "audit")
    assert done.exit_code == 1
    assert "the server has gone back: its next mail gets UID 4, but 9 was taken already" in done.stdout


def test_a_folder_that_was_made_anew_is_told(tmp_path: Path, server: ImapServer) -> None:
    """No number of it can be compared until it was looked through."""
    here = home(tmp_path, server)
    took(here, 2, 3)
    server.make_anew()
    done = here.run("inbox", "audit")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1:] == [
        "  differs: the folder was made anew, and was not looked through since"
    ]


def test_before_the_first_look_nothing_differs(tmp_path: Path, server: ImapServer) -> None:
    """The daemon has not been there yet."""
    assert home(tmp_path, server).told("inbox", "audit") == (
        f"{NAME}: 3 mails in it, and it was not looked at yet\n"
    )


def test_where_mails_are_moved_to_is_counted(tmp_path: Path, server: ImapServer) -> None:
    """How many lie there is told; that somebody empties the folder is no fault."""
    server.boxes["Postdesk"] = Box()
    server.deliver(MAIL % 2, "Postdesk")
    here = home(tmp_path, server, 'after = "move"\n')
    took(here, 2, 3)
    assert here.told("inbox", "audit").endswith(
        "; 2 mails taken altogether; 1 mail where they are moved to\n"
    )


def test_a_large_and_a_new_mail_are_no_faults(tmp_path: Path, server: ImapServer) -> None:
    """The one is left there on purpose, the other is on its way."""
    server.deliver(MAIL % 4 + b"x" * 70_000, arrived=YESTERDAY)
    server.deliver(MAIL % 5)
    here = home(tmp_path, server)
    here.config.write_text(here.config.read_text() + '[limits]\nmessage_size = "66kB"\n')
    took(here, 2, 3)
    assert ", 1 over limits.message_size, 1 just come; " in here.told("inbox", "audit")


def test_nothing_is_changed_in_the_mailbox(tmp_path: Path, server: ImapServer) -> None:
    """Folders are only examined, and no body is read."""
    server.boxes["Postdesk"] = Box()
    here = home(tmp_path, server, 'after = "move"\n')
    took(here, 3)
    here.run("inbox", "audit")
    verbs = {said.split()[1] for said in server.said}
    assert verbs <= {b"CAPABILITY", b"LOGIN", b"EXAMINE", b"UID", b"LIST"}
    assert not any(b"BODY" in said or b"STORE" in said for said in server.said)


def test_a_mailbox_that_cannot_be_read_ends_with_69(tmp_path: Path, server: ImapServer) -> None:
    """It is named with the reason."""
    here = home(tmp_path, server)
    (tmp_path / "imap.password").write_text("wrong")
    done = here.run("inbox", "audit")
    assert done.exit_code == 69
    assert done.stderr.startswith(f"{NAME} cannot be read: ")


def test_without_a_mailbox_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """It is said."""
    assert furnished(tmp_path).told("inbox", "audit") == "No mailbox is read by IMAP.\n"
