"""What is PostgreSQL's own: many daemons, a server that goes and comes, its settings and its words."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest

from storage import leases, postgresql, schema
from storage.engine import Connection, Store, open_store
from storage.faults import StoreInUse, StoreUnavailable
from storage.notices import first_time
from tests.postgresql import Server, running_server
from tests.storage.builders import NOW, arrive, do
from tests.stores import database, url_of

pytestmark = pytest.mark.postgresql

SOON = timedelta(minutes=1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Run a server that may be stopped, with an empty database ``postdesk``."""
    with running_server(tmp_path / "server") as running:
        running.sql("CREATE DATABASE postdesk")
        yield running


def test_a_server_that_was_stopped_is_used_again(server: Server) -> None:
    """While it is away nothing can be read or written; once it is back both go on, and all is there."""
    url = server.url("postdesk")
    schema.migrate(url)
    store = open_store(url)
    try:
        number = arrive(store)
        server.stop()
        assert isinstance(store.write(lambda c: first_time(c, "x", NOW, NOW)).exception(60), StoreUnavailable)
        with pytest.raises(StoreUnavailable):
            store.read(lambda c: None)
        server.start()
        assert store.read(lambda c: c.exec_driver_sql("SELECT id FROM inbox").scalars().all()) == [number]
        assert do(store, lambda c: first_time(c, "x", NOW, NOW))
    finally:
        store.close()


def test_readers_whose_lines_were_cut_read_on(store: Store, url: str) -> None:
    """A reader does not hear that its connection was ended since it was used last."""
    assert store.read(lambda c: c.exec_driver_sql("SELECT 1").scalar_one()) == 1
    with psycopg.connect(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert store.read(lambda c: c.exec_driver_sql("SELECT 2").scalar_one()) == 2


@pytest.mark.parametrize(
    "url",
    [
        "me:secret@127.0.0.1:1/desk",
        "me@127.0.0.1:1/desk?password=secret",
        "me@127.0.0.1:1/desk?sslpassword=secret",
    ],
)
def test_a_server_that_is_not_there_is_named_without_its_password(url: str) -> None:
    """Who reads the error can find the store, and learns no secret."""
    with pytest.raises(StoreUnavailable) as caught:
        open_store(f"postgresql://{url}")
    assert "@127.0.0.1:1/desk cannot be used now" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there_is_told() -> None:
    """The server's own sentence says what is missing."""
    with pytest.raises(StoreUnavailable, match='database "nowhere" does not exist'):
        open_store(url_of("nowhere"))


def test_a_database_that_does_not_know_all_letters_is_refused(url: str) -> None:
    """What cannot be written down would be lost; the text says how to make a better one."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreUnavailable, match="kept in LATIN1"):
            schema.migrate(url_of("latin"))
    finally:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("DROP DATABASE latin")


def test_a_commit_is_on_the_disk_whatever_the_database_says(url: str) -> None:
    """An answer of 250 stands for a synchronous commit; a lenient setting of the server changes nothing."""
    with psycopg.connect(url, autocommit=True) as other:
        name = other.info.dbname
        other.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
        other.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'".encode())
    store = open_store(url)
    try:
        for run in (store.read, partial(do, store)):
            assert run(partial(_setting, name="synchronous_commit")) == "on"
            assert run(partial(_setting, name="TimeZone")) == "UTC"
            assert run(partial(_setting, name="statement_timeout")) == "1min"
    finally:
        store.close()


def test_a_daemon_that_stopped_in_its_work_is_cut_off(store: Store) -> None:
    """What it has locked does not hold up the others for ever."""
    assert do(store, partial(_setting, name="idle_in_transaction_session_timeout")) == "30s"


def _setting(c: Connection, name: str) -> str:
    return str(c.exec_driver_sql(f"SHOW {name}").scalar_one())


def test_an_old_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tables are made on a server that is older than what we need; the error says both versions."""
    monkeypatch.setattr(postgresql, "OLDEST_VERSION", 99)
    url = database(tmp_path)
    with pytest.raises(StoreUnavailable, match=r"on PostgreSQL \d+; it needs 99 or later"):
        schema.migrate(url)
    assert schema.state(url) is schema.SchemaState.EMPTY


def test_two_that_start_at_once_make_the_tables_once(tmp_path: Path) -> None:
    """Each daemon brings the tables up to date at its start; the second waits and finds them."""
    url = database(tmp_path)
    faults: list[Exception] = []

    def start() -> None:
        try:
            schema.migrate(url)
        except Exception as fault:
            faults.append(fault)

    starting = [threading.Thread(target=start) for _ in range(3)]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    assert faults == []
    assert schema.state(url) is schema.SchemaState.CURRENT


def test_daemons_share_the_store(url: str) -> None:
    """A second one is let in, beside the first."""
    first, second = open_store(url, exclusive=True), open_store(url, exclusive=True)
    assert (first.shared, second.shared) == (True, True)
    assert do(first, lambda c: first_time(c, "x", NOW, NOW + SOON))
    assert not do(second, lambda c: first_time(c, "x", NOW, NOW + SOON))
    first.close()
    second.close()


def test_tables_are_not_changed_under_a_daemon(store: Store, url: str) -> None:
    """While any daemon lives an upgrade is refused; when the last one has said goodbye it is done."""
    do(store, lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'"))
    now = datetime.now(UTC)
    do(store, lambda c: leases.appear(c, "a", now, now + SOON))
    assert store.has_daemon
    with pytest.raises(StoreInUse, match="stop them all"):
        schema.migrate(url)
    do(store, lambda c: leases.give_back(c, "a"))
    assert not store.has_daemon
