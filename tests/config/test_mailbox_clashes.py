"""Mailboxes: settings that are sound one by one, but cannot go together."""

from pathlib import Path

import pytest

from tests.config.files import fault, faults, settings

MAILBOX = '[[mailbox]]\ndesk = "support@example.org"\nhost = "imap.example.org"\nuser = "support"\n'
WHOLE = MAILBOX + 'password_file = "secret"\n'
OFF = '[smtp]\nlisten = []\n[lmtp]\nsocket = ""\n'

CLASHES = [
    (
        WHOLE.replace("support@", "sales@"),
        '2: mailbox.desk: there is no desk "sales@example.org"; write the address of a [[desk]], such as',
    ),
    (MAILBOX, "4: mailbox.user: needs a password; set password_file"),
    (
        WHOLE + 'password = "credential:one"\n',
        "5: mailbox.password_file: is a second password; keep one of the two",
    ),
    (
        WHOLE + 'port = 1143\ntls = "none"\n',
        "7: mailbox.tls: would send the password to imap.example.org in the clear; write tls",
    ),
    (
        WHOLE.replace("imap.example.org", "127.0.0.1") + 'port = 1143\ntls = "none"\nca_file = "secret"\n',
        "8: mailbox.ca_file: is of no use without TLS; set tls, or remove it",
    ),
    (WHOLE + "port = 143\n", "6: mailbox.port: is 143, where servers begin without TLS; write port = 993"),
    (
        WHOLE + 'tls = "starttls"\n',
        "1: mailbox.port: is 993, where servers begin with TLS; write port = 143, or tls",
    ),
    (
        WHOLE + WHOLE + 'folder = "inbox"\n',
        '11: mailbox.folder: "INBOX" of support at imap.example.org is read already; remove one of the two',
    ),
    (
        WHOLE + 'after = "move"\nmove_to = "Inbox"\n',
        '7: mailbox.move_to: "INBOX" is read itself, so its mail would be taken again; move to a folder',
    ),
    (
        WHOLE + 'after = "move"\nmove_to = "Done"\n' + WHOLE + 'folder = "Done"\n',
        '7: mailbox.move_to: "Done" is read itself, so its mail would be taken again; move to a folder',
    ),
]


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a credential with a secret."""
    for path in (tmp_path / "secret", tmp_path / "one"):
        path.write_text("hush")
        path.chmod(0o600)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))


@pytest.mark.parametrize(("text", "said"), CLASHES)
def test_what_cannot_go_together_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """One fault, at the setting to look at, with what to do."""
    assert fault(tmp_path, text).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        MAILBOX + 'password = "credential:one"\n',
        WHOLE + WHOLE + 'folder = "Sales"\n',
        WHOLE + WHOLE.replace("imap.", "mail."),
        WHOLE + 'port = 143\ntls = "starttls"\n',
        WHOLE.replace("imap.example.org", "::1") + 'port = 143\ntls = "none"\n',
        WHOLE + 'move_to = "INBOX"\n',
        OFF + WHOLE,
    ],
)
def test_what_can_go_together_is_taken(tmp_path: Path, text: str) -> None:
    """Several folders, several hosts, this machine in the clear, and mailboxes as the only way in."""
    assert settings(tmp_path, text)


@pytest.mark.parametrize("name", ["INBOX\r\nA1 DELETE INBOX", "a\nb", "a\0b", "", "a\u2028b"])
@pytest.mark.parametrize("key", ["folder", "move_to", "user", "flag"])
def test_no_setting_ends_a_line_of_imap(tmp_path: Path, key: str, name: str) -> None:
    """What stands in a command is one line, so that it is one command."""
    # JSON writes text as TOML does.
    written = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in name)
    if key == "user":
        text = MAILBOX.replace('user = "support"', f'user = "{written}"') + 'password_file = "secret"\n'
    else:
        text = WHOLE + f'{key} = "{written}"\n'
    (found,) = faults(tmp_path, '[[desk]]\naddress = "support@example.org"\n' + text)
    assert found.key.endswith(key)
