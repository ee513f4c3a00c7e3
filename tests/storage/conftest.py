"""A store of its own for each test, its tables made, and opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Store, open_store
from tests.stores import database_with_tables


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a store whose tables are made."""
    return database_with_tables(tmp_path, "postdesk.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return the open store."""
    opened = open_store(url, busy_seconds=0.2)
    yield opened
    opened.close()
