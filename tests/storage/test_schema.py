"""The migrations make exactly the tables that the code speaks of."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine

from storage import schema
from storage.engine import open_store
from storage.faults import StorageError, StoreUnavailable
from storage.mailbox_tables import mailbox_mails
from storage.migrations.running import config, upgrade
from storage.outbox_tables import keys
from storage.sqlite import connect_to, make_file


def _statements(c: Connection) -> set[str]:
    rows = c.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").scalars()
    return {_in_order(" ".join(sql.split())) for sql in rows if "alembic_version" not in sql}


def _in_order(sql: str) -> str:
    """Return a statement with its columns and constraints sorted: migrations write them in another order."""
    head, _, rest = sql.partition("(")
    body, _, tail = rest.rpartition(")")
    parts = sorted(part.strip() for part in re.split(r",(?![^(]*\))", body))
    return f"{head}({', '.join(parts)}){tail}"


def _engine(path: Path) -> Engine:
    make_file(path)
    return connect_to(path, busy_seconds=1)


def test_the_chain_of_migrations_makes_the_tables_of_the_code(tmp_path: Path) -> None:
    """What the migrations make is, statement by statement, what the tables say."""
    migrated, made = _engine(tmp_path / "migrated"), _engine(tmp_path / "made")
    with migrated.connect() as c:
        upgrade(c)
    with made.connect() as c, c.begin():
        for table in (keys, mailbox_mails):
            table.metadata.create_all(c)
    with migrated.connect() as a, made.connect() as b:
        assert _statements(a) == _statements(b)
        assert len(_statements(a)) > 30


def test_the_chain_goes_down_again(tmp_path: Path) -> None:
    """Every migration can be taken back; nothing of the tables is left."""
    engine = _engine(tmp_path / "db")
    with engine.connect() as c:
        upgrade(c)
        settings = config()
        settings.attributes["connection"] = c
        with c.begin():
            command.downgrade(settings, "base")
        assert _statements(c) == set()


def test_the_head_is_the_last_migration() -> None:
    """The version that the code asks for is the end of the chain, and the chain has one end."""
    assert ScriptDirectory.from_config(config()).get_heads() == [schema.HEAD]


def test_the_state_of_a_store_is_told(tmp_path: Path) -> None:
    """A store is empty before its migration and current after it; a foreign file is outdated."""
    url = f"sqlite:///{tmp_path}/db"
    assert schema.state(url) is schema.SchemaState.EMPTY
    schema.migrate(url)
    assert schema.state(url) is schema.SchemaState.CURRENT
    schema.migrate(url)
    engine = _engine(tmp_path / "db")
    with engine.connect() as c, c.begin():
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert schema.state(url) is schema.SchemaState.OUTDATED
    with pytest.raises(StoreUnavailable, match="newer Postdesk"):
        schema.migrate(url)


def test_a_store_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    """The file of the store, made by the migration, is closed to others."""
    schema.migrate(f"sqlite:///{tmp_path}/db")
    assert (tmp_path / "db").stat().st_mode & 0o777 == 0o600


def test_a_failing_migration_leaves_nothing(tmp_path: Path) -> None:
    """A migration that cannot end changes nothing: no half of its tables is there."""
    engine = _engine(tmp_path / "db")
    with engine.connect() as c, c.begin():
        c.exec_driver_sql("CREATE TABLE inbox (stranger TEXT)")
        c.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(StorageError, match="inbox"):
        schema.migrate(f"sqlite:///{tmp_path}/db")
    with engine.connect() as c:
        names = set(c.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    assert names == {"inbox", "alembic_version"}


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    """Tables of something else are neither joined by ours nor changed in any way."""
    path = tmp_path / "db"
    with closing(dbapi2.connect(str(path))) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    before = path.read_bytes()
    for act in (schema.state, schema.migrate, open_store):
        with pytest.raises(StoreUnavailable, match="something else"):
            act(f"sqlite:///{path}")
    assert path.read_bytes() == before


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "postgresql://h", "no url", "/x/y"])
def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    """Only a SQLite file can be the store; everything else is refused with what to write."""
    with pytest.raises(StorageError, match="sqlite:///"):
        schema.state(url)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """A file of something else is neither read nor changed."""
    (tmp_path / "db").write_bytes(b"something else, and long enough to be looked at" * 100)
    before = (tmp_path / "db").read_bytes()
    with pytest.raises(StoreUnavailable, match="not a database"):
        schema.migrate(f"sqlite:///{tmp_path}/db")
    assert (tmp_path / "db").read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A store in a folder that does not exist cannot be made, and the fault names it."""
    with pytest.raises(StoreUnavailable, match="nowhere"):
        schema.migrate(f"sqlite:///{tmp_path}/nowhere/db")
