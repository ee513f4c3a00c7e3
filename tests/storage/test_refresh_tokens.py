"""Refresh tokens: the newest of each account, as long as the configured one is the same."""

from datetime import UTC, datetime

from sqlalchemy import select

from storage import refresh_tokens
from storage.engine import Store
from storage.mailbox_tables import refresh_tokens as refresh_tokens_table

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def keep(store: Store, account: str, granted: str, token: str) -> None:
    """Keep a token."""
    store.write(lambda c: refresh_tokens.keep(c, account, granted, token, NOW)).result()


def newest(store: Store, account: str, granted: str) -> str | None:
    """Return the newest token."""
    return store.read(lambda c: refresh_tokens.newest(c, account, granted))


def test_the_newest_token_replaces_the_one_before(store: Store) -> None:
    """Each account has one, and no account another's."""
    assert newest(store, "a", "granted") is None
    keep(store, "a", "granted", "second")
    keep(store, "b", "granted", "other")
    keep(store, "a", "granted", "third")
    assert newest(store, "a", "granted") == "third"
    assert newest(store, "b", "granted") == "other"


def test_a_token_descends_from_the_configured_one(store: Store) -> None:
    """Where access was granted anew, the kept token is of no use and is replaced."""
    keep(store, "a", "granted", "second")
    assert newest(store, "a", "granted anew") is None
    keep(store, "a", "granted anew", "third")
    assert newest(store, "a", "granted") is None
    assert newest(store, "a", "granted anew") == "third"


def test_the_configured_token_itself_is_not_kept(store: Store) -> None:
    """Only its digest is: the configuration is its place."""
    keep(store, "a", "the first of all", "second")
    row = store.read(lambda c: c.execute(select(refresh_tokens_table)).one())
    assert row.token == "second"
    assert "the first of all" not in str(row)
