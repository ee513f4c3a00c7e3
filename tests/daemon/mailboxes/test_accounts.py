"""The accounts of the mailboxes: one source of tokens each, and what of them comes to an end."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from config.mailboxes import MailboxTable, OAuth
from daemon.expiry import Expiring
from daemon.mailboxes.accounts import Accounts
from daemon.mailboxes.login import LoginFault
from desk.topics import Topic
from storage.engine import Store
from tests.daemon.mailboxes.login_server import LoginServer
from tests.daemon.mailboxes.test_oauth import log_in
from tests.oauth_issuer import CLIENT, SECRET, Issuer

DESK = "support@example.org"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def mailbox(issuer: Issuer, issuer_ca: Path) -> Callable[..., MailboxTable]:
    """Make a mailbox that logs in with a token; what is given changes its table."""

    def made(**more: Any) -> MailboxTable:
        table = OAuth.model_construct(
            issuer=issuer.url,
            ca_file=issuer_ca,
            client_id=CLIENT,
            client_secret=SecretStr(SECRET),
            **{name: more.pop(name) for name in OAuth.model_fields if name in more},
        )
        values = {"desk": DESK, "host": "imap.example.org", "user": DESK, "oauth": table, **more}
        return MailboxTable.model_construct(**values)

    return made


def accounts(*mailboxes: MailboxTable, store: Store | None = None) -> Accounts:
    """Return the accounts of these mailboxes."""
    return Accounts(mailboxes, store, lambda: NOW)


def test_folders_of_one_account_share_a_token(mailbox: Callable[..., MailboxTable], issuer: Issuer) -> None:
    """One question to the issuer serves them all; another account has its own."""
    tables = [mailbox(), mailbox(folder="Sales"), mailbox(user="other@example.org")]
    found = accounts(*tables)
    said = [log_in(found.login(table), LoginServer()).said[0] for table in tables]
    assert said[0] == said[1] != said[2]
    assert len(issuer.asked) == 2


def test_a_refresh_token_in_the_table_is_used(
    mailbox: Callable[..., MailboxTable], issuer: Issuer, token_store: Store
) -> None:
    """With it the account is the one that granted it."""
    table = mailbox(refresh_token_file=SecretStr(issuer.refresh_token), scope="imap")
    log_in(accounts(table, store=token_store).login(table), LoginServer())
    assert issuer.asked == [
        {"grant_type": "refresh_token", "refresh_token": issuer.refresh_token, "scope": "imap"}
    ]


def test_the_mechanism_is_the_configured_one(mailbox: Callable[..., MailboxTable]) -> None:
    """Each server has its own liking."""
    table = mailbox(mechanism="oauthbearer")
    assert log_in(accounts(table).login(table), LoginServer()).said[0].startswith("n,a=")


def test_a_mailbox_without_an_issuer_logs_in_by_password(mailbox: Callable[..., MailboxTable]) -> None:
    """Nothing is asked anywhere."""
    table = mailbox(oauth=OAuth(), password_file=SecretStr("correct horse"))
    assert log_in(accounts(table).login(table), LoginServer()).said[0] == f'LOGIN {DESK} "correct horse"'
    with pytest.raises(LoginFault, match=rf"refuses {DESK} or the password"):
        log_in(accounts(table).login(table), LoginServer(let_in=lambda _: []))


def test_the_last_day_of_a_secret_is_told_once_for_an_account(mailbox: Callable[..., MailboxTable]) -> None:
    """However many folders of it are read; a secret without a last day is not told of."""
    day = date(2027, 3, 1)
    folders = [mailbox(client_secret_expires=day, folder=folder) for folder in ("INBOX", "Sales")]
    found = accounts(*folders, mailbox(user="other@example.org"))
    thing = Expiring(Topic.SECRET_EXPIRES, f"{DESK} at imap.example.org", day)
    assert list(found.expiring()) == [(DESK, thing)]


def test_a_reload_goes_on_with_the_tokens_of_an_unchanged_grant(
    mailbox: Callable[..., MailboxTable], issuer: Issuer
) -> None:
    """What was fetched serves the folder that was added; another grant begins anew."""
    before = accounts(mailbox())
    log_in(before.login(mailbox()), LoginServer())
    same = Accounts([mailbox(), mailbox(folder="Sales")], None, lambda: NOW, before)
    log_in(same.login(mailbox(folder="Sales")), LoginServer())
    assert len(issuer.asked) == 1
    changed = mailbox(scope="imap")
    log_in(Accounts([changed], None, lambda: NOW, same).login(changed), LoginServer())
    assert issuer.asked[-1]["scope"] == "imap"
