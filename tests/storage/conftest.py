"""A store of its own for each test: a real file, migrated and opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import schema
from storage.engine import Store, open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a store whose tables are made."""
    found = f"sqlite:///{tmp_path}/postdesk.db"
    schema.migrate(found)
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return the open store."""
    opened = open_store(url, busy_seconds=0.2)
    yield opened
    opened.close()
