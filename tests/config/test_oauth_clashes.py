"""Logging in to a mailbox with a token: settings that are sound one by one, but cannot go together."""

from pathlib import Path

import pytest

from tests.config.files import fault, settings

MAILBOX = '[[mailbox]]\ndesk = "support@example.org"\nhost = "imap.example.org"\nuser = "support"\n'
TOKEN = "[mailbox.oauth]\n"
WHOLE = (
    MAILBOX + TOKEN + 'issuer = "https://id.example.org"\nclient_id = "me"\nclient_secret_file = "secret"\n'
)

CLASHES = [
    (
        MAILBOX + 'password_file = "secret"\n' + TOKEN + 'client_id = "me"\n',
        "7: mailbox.oauth.client_id: is of no use without an issuer; set oauth.issuer",
    ),
    (
        MAILBOX + 'password_file = "secret"\n' + TOKEN + 'client_secret_expires = "2027-03-01"\n',
        "7: mailbox.oauth.client_secret_expires: is of no use without an issuer",
    ),
    (
        MAILBOX + TOKEN + 'issuer = "https://id.example.org"\nclient_secret_file = "secret"\n',
        "5: mailbox.oauth.client_id: is missing; write the id that the issuer gave",
    ),
    (
        MAILBOX + TOKEN + 'issuer = "https://id.example.org"\nclient_id = "me"\n',
        "6: mailbox.oauth.issuer: has neither a refresh token nor a client's secret; set refresh_token_file",
    ),
    (
        MAILBOX + TOKEN + 'issuer = "google"\nclient_id = "me"\nclient_secret_file = "secret"\n',
        "6: mailbox.oauth.issuer: needs a refresh token; Google gives no mailbox to a client by itself",
    ),
    (
        MAILBOX + TOKEN + 'issuer = "microsoft"\nclient_id = "me"\nclient_secret_file = "secret"\n',
        "6: mailbox.oauth.issuer: needs a refresh token; a client by itself needs its tenant: write issuer",
    ),
    (
        WHOLE + 'client_secret = "credential:one"\n',
        "8: mailbox.oauth.client_secret_file: is a second secret; keep one of the two",
    ),
    (
        WHOLE + 'refresh_token_file = "secret"\nrefresh_token = "credential:one"\n',
        "9: mailbox.oauth.refresh_token_file: is a second token; keep one of the two",
    ),
    (
        WHOLE.replace(TOKEN, 'password_file = "secret"\n' + TOKEN),
        "5: mailbox.password_file: is of no use beside oauth.issuer; keep one of the two",
    ),
    (
        WHOLE.replace(TOKEN, 'port = 143\ntls = "none"\n' + TOKEN),
        "6: mailbox.tls: would send the token to imap.example.org in the clear; write tls",
    ),
    (
        WHOLE + WHOLE.replace('"me"', '"you"').replace(TOKEN, 'folder = "Sales"\n' + TOKEN),
        "15: mailbox.oauth.issuer: differs from that of another folder of support at imap.example.org; write",
    ),
    (
        WHOLE + MAILBOX + 'folder = "Sales"\npassword_file = "secret"\n',
        "9: mailbox.oauth.issuer: differs from that of another folder of support at imap.example.org; write",
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
        WHOLE + WHOLE.replace(TOKEN, 'folder = "Sales"\n' + TOKEN),
        WHOLE.replace(TOKEN, 'port = 143\ntls = "none"\n' + TOKEN).replace("imap.example.org", "localhost"),
        WHOLE.replace("https://id.example.org", "google") + 'refresh_token_file = "secret"\n',
        MAILBOX + TOKEN + 'issuer = "microsoft"\nclient_id = "me"\nrefresh_token_file = "secret"\n',
        WHOLE.replace("https://id.example.org", "https://login.microsoftonline.com/tenant/v2.0"),
    ],
)
def test_what_can_go_together_is_taken(tmp_path: Path, text: str) -> None:
    """A client by itself, a grant of an account, several folders of one account."""
    assert settings(tmp_path, text)
