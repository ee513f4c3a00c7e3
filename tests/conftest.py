"""Over which store the tests run: SQLite, or with ``--store postgresql`` a server of their own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import stores
from tests.postgresql import Server, running_server

_SERVER = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the store."""
    over = ("sqlite", "postgresql")
    parser.addoption("--store", choices=over, default="sqlite", help="over which store the tests run")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, once for all processes of a run."""
    config.addinivalue_line("markers", "sqlite: what concerns a file of SQLite, and nothing else")
    config.addinivalue_line("markers", "cpu(seconds): takes no more of the processor's time")
    config.addinivalue_line("markers", "postgresql: what concerns a server of PostgreSQL, and nothing else")
    if config.getoption("--store") == "postgresql" and not stores.over_postgresql():
        folder = Path(tempfile.mkdtemp(prefix="postdesk-pg-"))
        ends = config.stash[_SERVER] = ExitStack()
        ends.callback(shutil.rmtree, folder)
        server = ends.enter_context(running_server(folder))
        os.environ[stores.SERVER] = server.url("postgres")
        ends.callback(os.environ.pop, stores.SERVER)
        _make_template(server)


def _make_template(server: Server) -> None:
    from storage import schema

    server.sql(f"CREATE DATABASE {stores.TEMPLATE} TEMPLATE template0")
    schema.migrate(stores.url_of(stores.TEMPLATE))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server where it was started."""
    if _SERVER in config.stash:
        config.stash[_SERVER].close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns the other store alone."""
    other = "sqlite" if stores.over_postgresql() else "postgresql"
    config.hook.pytest_deselected(items=[each for each in items if each.get_closest_marker(other)])
    items[:] = [each for each in items if not each.get_closest_marker(other)]


@pytest.fixture(autouse=True)
def _databases() -> Iterator[None]:
    """Drop the databases that a test made."""
    yield
    if stores.over_postgresql():
        stores.forget()
