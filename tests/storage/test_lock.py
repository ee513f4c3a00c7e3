"""Whether a daemon works on a store, as others see it."""

from pathlib import Path

import pytest

from storage.engine import Store, open_store
from storage.sqlite import lock_file_of

pytestmark = pytest.mark.sqlite


def test_a_store_without_a_daemon_has_none(url: str, store: Store) -> None:
    """Whoever opens it beside is none; nor is one that has ended."""
    lock = lock_file_of(store_path(url))
    assert lock.exists(), "the migration had it"
    lock.write_text("4194305\n")
    assert not store.has_daemon


@pytest.mark.parametrize("content", [b"", b"\xff", b"none"])
def test_a_lock_file_that_says_nothing_is_nobodys(url: str, store: Store, content: bytes) -> None:
    """It is made before the number is written into it."""
    lock_file_of(store_path(url)).write_bytes(content)
    assert not store.has_daemon
    lock_file_of(store_path(url)).unlink()
    assert not store.has_daemon


def test_a_daemons_store_has_one(url: str, store: Store) -> None:
    """Seen by those who have it open beside."""
    daemon = open_store(url, exclusive=True)
    try:
        assert store.has_daemon
    finally:
        daemon.close()


def store_path(url: str) -> Path:
    """Return the file of a store."""
    return Path(url.removeprefix("sqlite:///"))
