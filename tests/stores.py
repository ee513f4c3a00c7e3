"""The store of a test: a file of SQLite, or with ``--store postgresql`` a database of its own on a server."""

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from pysqlite3 import dbapi2

# The URL of the server's own database, while the tests run over PostgreSQL.
SERVER = "POSTDESK_TEST_SERVER"
# What a database whose tables are made is copied from.
TEMPLATE = "postdesk_template"

# How the configurations of tests name their store.
IN_FOLDER = "sqlite:///postdesk.sqlite3"

_made: dict[Path, str] = {}


def over_postgresql() -> bool:
    """Tell whether the tests run over PostgreSQL."""
    return SERVER in os.environ


def database(folder: Path, name: str = "postdesk.sqlite3") -> str:
    """Return the value of ``[store] database`` for a test in this folder; asked again it is the same.

    The store has no tables yet.
    """
    return _database(folder / name, "template0")


def configure(file: Path, configuration: str) -> None:
    """Write a configuration; the store of the file's folder takes the place of ``postdesk.sqlite3``."""
    if over_postgresql():
        configuration = configuration.replace(IN_FOLDER, database(file.parent))
    file.write_text(configuration, encoding="utf-8")


def database_with_tables(folder: Path, name: str = "postdesk.sqlite3") -> str:
    """Return the URL of a store whose tables are made."""
    url = _database(folder / name, TEMPLATE)
    if not over_postgresql():
        # Only tests with a store need what makes its tables.
        from storage import schema

        schema.migrate(url)
    return url


def _database(path: Path, template: str) -> str:
    if not over_postgresql():
        return f"sqlite:///{path}"
    if path not in _made:
        _made[path] = f"test_{uuid.uuid4().hex}"
        _do(f"CREATE DATABASE {_made[path]} TEMPLATE {template} STRATEGY file_copy")
    return url_of(_made[path])


def url_of(name: str) -> str:
    """Return the URL of a database on the server."""
    return os.environ[SERVER].replace("/postgres?", f"/{name}?")


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the store's lock, so that nobody else can write until this ends; reading goes on."""
    if url.startswith("sqlite:"):
        with closing(
            dbapi2.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        ) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with psycopg.connect(url) as server:
        tables = server.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        names = ", ".join(name for (name,) in tables)
        # All at once or none: one after the other they would be waited for crosswise.
        while not _done(server, f"LOCK TABLE {names} IN EXCLUSIVE MODE NOWAIT"):
            server.rollback()
        yield


def _done(server: "psycopg.Connection[tuple[str]]", statement: str) -> bool:
    try:
        server.execute(statement.encode())
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def forget() -> None:
    """Drop the databases that were made in this process."""
    for name in _made.values():
        _do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _made.clear()


def _do(statement: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as connection:
        # The names are ours.
        connection.execute(statement.encode())
