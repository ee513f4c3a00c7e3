"""Importing a mailbox by IMAP: nothing in it changes, and a lost connection is made anew."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.daemon.home import CONFIGURATION, DESK, Home, furnished
from tests.daemon.importing.mails import ANSWER, BEGIN, FIRST, OTHER, THANKS
from tests.daemon.importing.test_import import all_tickets, counts, thread, verdicts
from tests.imap_server import PASSWORD, USER, Box, ImapServer, Session, imap_server
from tests.stores import configure

CHANGING = (b"STORE", b"COPY", b"MOVE", b"EXPUNGE", b"SELECT", b"CREATE", b"BODY[]")


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """A server whose INBOX holds what customers wrote, and another folder what the staff answered."""
    with imap_server() as server:
        for raw in (THANKS, FIRST, OTHER):
            server.deliver(raw, arrived=BEGIN)
        server.boxes["Sent"] = Box()
        server.deliver(ANSWER, "Sent", arrived=BEGIN)
        yield server


@pytest.fixture
def home(tmp_path: Path, server: ImapServer) -> Home:
    """A Postdesk that is configured to read the mailbox."""
    secret = tmp_path / "imap.password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    home = furnished(tmp_path)
    mailbox = f"""
[[mailbox]]
desk = "{DESK}"
host = "127.0.0.1"
port = {server.port}
tls = "none"
user = "{USER}"
password_file = "imap.password"
"""
    configure(home.config, CONFIGURATION + mailbox)
    return home


def imported(home: Home, *words: str) -> Result:
    """Run the import of the configured mailbox."""
    return home.run("import", "imap", *words, USER)


def test_folders_of_a_mailbox_become_threads(home: Home, server: ImapServer) -> None:
    """In the order of the Date fields: a mailbox that was moved has one date of arrival for all."""
    done = imported(home, "--folder", "INBOX", "--folder", "Sent")
    assert done.exit_code == 0, done.output
    assert counts(done.stdout) == {"began a ticket": 2, "went into the thread of a ticket": 2}
    with home.store() as store:
        first, _ = all_tickets(store)
        assert [message.addr for message in thread(store, first)][1] == "ann@staff.example"
        assert len(thread(store, first)) == 3


def test_nothing_in_the_mailbox_changes(home: Home, server: ImapServer) -> None:
    """Not even what is unread: it is looked at by EXAMINE, and read by BODY.PEEK."""
    imported(home)
    assert not [line for line in server.said if any(word in line.upper() for word in CHANGING)]
    assert all(not mail.flags for mail in server.inbox.mails)


def test_a_second_import_changes_nothing(home: Home, server: ImapServer) -> None:
    """Mails are known by their content."""
    imported(home)
    assert counts(imported(home).stdout) == {"already there": 3}


def test_a_connection_that_is_lost_is_made_anew(
    home: Home, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import goes on where it was."""
    monkeypatch.setattr("daemon.importing.mailbox.LOST", (0,) * 8)
    cut = 0

    def cut_twice(session: Session, command: bytes) -> bool:
        nonlocal cut
        if b"BODY.PEEK[]" in command and cut < 2:
            cut += 1
            session.link.shutdown(socket.SHUT_RDWR)
            return True
        return False

    server.fault = cut_twice
    done = imported(home)
    assert done.exit_code == 0, done.output
    assert cut == 2
    with home.store() as store:
        assert len(verdicts(store)) == 3


def test_a_server_that_stays_away_is_told(
    home: Home, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence, after some attempts; nothing is half imported."""
    monkeypatch.setattr("daemon.importing.mailbox.LOST", (0,) * 8)

    def cut(session: Session, command: bytes) -> bool:
        if b"BODY.PEEK[]" in command:
            session.link.shutdown(socket.SHUT_RDWR)
            return True
        return False

    server.fault = cut
    done = imported(home)
    assert done.exit_code == 1
    assert "the same command goes on" in done.stderr
    with home.store() as store:
        assert verdicts(store) == []


def test_a_folder_that_is_not_there_is_told_at_once(home: Home, server: ImapServer) -> None:
    """What the server refuses is not asked again."""
    done = imported(home, "--folder", "Nowhere")
    assert done.exit_code == 1
    assert "Nowhere" in done.stderr
    assert len([line for line in server.said if b"EXAMINE" in line]) == 1


def test_a_wrong_password_is_told(home: Home, server: ImapServer) -> None:
    """In the words of the mailbox's reader."""
    (home.folder / "imap.password").write_text("wrong")
    done = imported(home)
    assert done.exit_code == 1
    assert "password" in done.stderr


def test_a_mailbox_nobody_configured_is_named_by_its_url(home: Home) -> None:
    """Who names another is told which there are, and how a URL is written."""
    done = home.run("import", "imap", "nobody@example.org")
    assert done.exit_code == 1
    assert USER in done.stderr
    assert "imaps://" in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "https://ann@imap.example.net",
        "imaps://imap.example.net",
        "imaps://ann:secret@imap.example.net",
        "imaps://ann@imap.example.net/INBOX",
        "imaps://ann@imap.example.net:port",
        "imaps://ann@imap.example.net:99999",
        "imaps://ann@not a host",
    ],
)
def test_a_url_that_is_no_mailbox_is_refused(home: Home, url: str) -> None:
    """A password in it would stand in everybody's list of processes."""
    done = home.run("import", "imap", url)
    assert done.exit_code == 1
    assert "is no mailbox" in done.stderr


def test_a_server_that_cannot_be_reached_is_told(home: Home, server: ImapServer) -> None:
    """TLS is demanded of a URL: our server has none, so the password is not said to it."""
    done = home.run(
        "import",
        "imap",
        f"imap://{USER}@127.0.0.1:{server.port}",
        "--password-file",
        str(home.folder / "imap.password"),
    )
    assert done.exit_code == 1
    assert "TLS" in done.stderr
    assert not [line for line in server.said if b"LOGIN" in line]
