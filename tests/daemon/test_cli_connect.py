"""``postdesk check --connect``: what every mailbox says, before anything is taken out of it."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from click.testing import Result

from storage import schema
from tests.daemon.home import DESK, Home, made
from tests.imap_server import PASSWORD, USER, ImapServer, Session, imap_server

MAIL = b"From: ivan@customer.example\r\nTo: support@example.org\r\nSubject: x\r\n\r\nHelp.\r\n"
MONTH = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    """An IMAP server with two old mails and a new one."""
    with imap_server() as server:
        server.deliver(MAIL, arrived=MONTH)
        server.deliver(MAIL + b"x" * 100_000, arrived=MONTH + timedelta(days=1))
        server.deliver(MAIL)
        yield server


def home(folder: Path, server: ImapServer, more: str = "", password: str = PASSWORD) -> Home:
    """Return a configuration with this mailbox."""
    secret = folder / "imap.password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    tls = "" if server.tls else 'tls = "none"\n'
    table = f'[[mailbox]]\ndesk = "{DESK}"\nhost = "127.0.0.1"\nport = {server.port}\n{tls}user = "{USER}"\n'
    return made(folder, f'{table}password_file = "imap.password"\ntimeout = "5s"\n{more}')


def checked(home: Home) -> Result:
    """Run the command."""
    return home.run("check", "--connect")


def test_it_tells_what_would_be_taken_and_takes_nothing(tmp_path: Path, server: ImapServer) -> None:
    """All three, and the day of the oldest; the folder is only examined, and no body is read."""
    done = checked(home(tmp_path, server, 'first_run = "all"\n'))
    assert done.exit_code == 0, done.output
    assert f"mailbox: {USER} at 127.0.0.1, INBOX, for {DESK}" in done.stdout
    assert (
        f"3 mails in it; 3 mails would be taken, 100 kB, the oldest of {MONTH:%Y-%m-%d %H:%M} UTC"
        in done.stdout
    )
    assert "the server can: IDLE, MOVE, UIDPLUS" in done.stdout
    verbs = {said.split()[1] for said in server.said}
    assert verbs <= {b"CAPABILITY", b"LOGIN", b"EXAMINE", b"UID", b"NOOP"}
    assert not any(b"BODY" in said or b"STORE" in said for said in server.said)
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == []


@pytest.mark.parametrize(
    ("first_run", "count"), [("new", "0 mails"), ("all", "3 mails"), ("SINCE", "1 mail")]
)
def test_it_follows_first_run(tmp_path: Path, server: ImapServer, first_run: str, count: str) -> None:
    """What a first look would leave is not counted."""
    since = f"{datetime.now(UTC) - timedelta(days=7):%Y-%m-%d}"
    done = checked(home(tmp_path, server, f'first_run = "{first_run.replace("SINCE", since)}"\n'))
    assert f"3 mails in it; {count} would be taken" in done.stdout


def test_a_store_that_is_there_is_asked(tmp_path: Path, server: ImapServer) -> None:
    """An empty store knows nothing of the mailbox; it is still so afterwards."""
    known = home(tmp_path, server, 'first_run = "all"\n')
    schema.migrate(known.store_url)
    assert "3 mails would be taken" in checked(known).stdout
    assert "3 mails would be taken" in checked(known).stdout


def test_mails_over_the_limit_are_told_apart(tmp_path: Path, server: ImapServer) -> None:
    """They would be left where they are."""
    known = home(tmp_path, server, 'first_run = "all"\n[limits]\nmessage_size = "66kB"\n')
    assert "2 mails would be taken" in checked(known).stdout
    assert "1 mail would be left: over limits.message_size" in checked(known).stdout


def test_what_a_server_cannot_do_is_told(tmp_path: Path, server: ImapServer) -> None:
    """Without IDLE it is polled, without MOVE and UIDPLUS mail stays, and a missing folder would be made."""
    server.capabilities = ["IMAP4rev1"]
    done = checked(home(tmp_path, server, 'after = "move"\n'))
    for words in (
        "does not tell of new mail (IDLE)",
        "copied and marked as deleted, no more",
        "the folder Postdesk would be made",
        "neither IDLE nor MOVE nor UIDPLUS",
    ):
        assert words in done.stdout
    assert list(server.boxes) == ["INBOX"]


def test_a_refused_login_is_a_sentence(tmp_path: Path, server: ImapServer) -> None:
    """The exit code is the one for services that are not available (69); the password is not repeated."""
    done = checked(home(tmp_path, server, password="wr0ng"))
    assert done.exit_code == 69
    assert done.stderr.startswith(f"{USER} at 127.0.0.1, INBOX cannot be read: The server refuses {USER}")
    assert "wr0ng" not in done.output


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path, server: ImapServer) -> None:
    """In the server's own words."""
    done = checked(home(tmp_path, server, 'folder = "None"\n'))
    assert (done.exit_code, "no such folder" in done.stderr) == (69, True)


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """It names the mailbox and the fault."""
    with imap_server() as server:
        pass
    done = checked(home(tmp_path, server))
    assert (done.exit_code, "it cannot be reached: Connection refused" in done.stderr) == (69, True)


def test_a_hostile_server_is_a_sentence(tmp_path: Path, server: ImapServer) -> None:
    """Five gigabytes announced, and what a terminal would obey."""

    def five_gigabytes(session: Session, command: bytes) -> bool:
        if b"FETCH" in command:
            session.send(b"* 1 FETCH (UID 1 RFC822.SIZE {5000000000}")
        return b"FETCH" in command

    server.fault = five_gigabytes
    done = checked(home(tmp_path, server, 'first_run = "all"\n'))
    assert (done.exit_code, "announces 5000000000 bytes" in done.stderr) == (69, True)

    def escape(session: Session, command: bytes) -> bool:
        if b"EXAMINE" in command:
            session.send(session.tag + b" NO \x1b[2Jgone")
        return b"EXAMINE" in command

    server.fault = escape
    done = checked(home(tmp_path, server))
    assert (done.exit_code, "\x1b" in done.stderr, "gone" in done.stderr) == (69, False, True)


def authority(folder: Path, expires: datetime | None = None) -> ssl.SSLContext:
    """Return a server's TLS, and write the authority that vouches for it to ``ca.pem``."""
    trusted = trustme.CA()
    trusted.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.issue_cert("127.0.0.1", not_after=expires).configure_cert(context)
    return context


def test_the_end_of_a_certificate_is_told(tmp_path: Path) -> None:
    """So that nobody is surprised by it."""
    ends = datetime.now(UTC) + timedelta(days=50)
    with imap_server(authority(tmp_path, ends)) as server:
        done = checked(home(tmp_path, server, 'ca_file = "ca.pem"\n'))
    assert f"its certificate is good until {ends:%Y-%m-%d}" in done.stdout


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """The password is not sent."""
    with imap_server(authority(tmp_path)) as server:
        done = checked(home(tmp_path, server))
        assert not server.said
    assert (done.exit_code, "its certificate cannot be trusted" in done.stderr) == (69, True)


def test_a_certificate_that_has_ended_is_refused(tmp_path: Path) -> None:
    """As if nobody vouched for it."""
    with imap_server(authority(tmp_path, datetime.now(UTC) - timedelta(days=1))) as server:
        done = checked(home(tmp_path, server, 'ca_file = "ca.pem"\n'))
    assert (done.exit_code, "certificate has expired" in done.stderr) == (69, True)


def test_without_a_mailbox_there_is_nothing_to_connect_to(tmp_path: Path) -> None:
    """It says so, and all is in order."""
    done = checked(made(tmp_path))
    assert (done.exit_code, "mailbox: none" in done.stdout) == (0, True)
