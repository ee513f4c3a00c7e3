"""A PostgreSQL that keeps its word to the disk, whichever store the other tests run over."""

from collections.abc import Iterator

import pytest

from tests.postgresql import Server, running_server


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for a whole run; each test makes a database of its own in it."""
    with running_server(tmp_path_factory.mktemp("postgresql"), synced=True) as server:
        yield server
