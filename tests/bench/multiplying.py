"""A store of any size: real tickets, made by the real daemon, copied in SQL as often as is wanted.

Each copy is as the first but for its numbers, secrets and addresses, and lies eight hours before the next, so
that no hour has more mail than the daemon made; the newest stands at the end, where the next mail will.
"""

import random
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Column, Table

from storage import schema
from storage.columns import UtcDateTime
from storage.tables import metadata
from tests.bench import corpus
from tests.bench.daemons import STORE, running_daemon
from tests.bench.ledger import ledger_of
from tests.bench.sending import send
from tests.bench.waiting import WrongWork

# So many tickets are made in earnest, each of three mails: the first, and two more by its customer.
MADE = 1000
MAILS_EACH = 3
HOURS_APART = 8

# Rows of a copy are numbered so far behind those of the one before; no table has more for the tickets made.
SPAN = 10 * MADE

# Texts that are unique, or by which a mail finds its ticket: each copy has its own.
_OWN = {
    "raws": {"sha256"},
    "inbox": {"content_key", "return_path", "sender", "message_id"},
    "tickets": {"number"},
    "customers": {"addr", "folded"},
    "keys": {"key", "person"},
    "message_ids": {"message_id"},
    "outbox": {"message_id", "person", "caused_by"},
    "deliveries": {"recipient", "return_path_key"},
}
# What is of the store itself, or of mailboxes, which are not measured here.
_NOT_COPIED = {"settings", "leases", "counters", "told", "dead_addresses", "refresh_tokens"}
_NOT_COPIED |= {"mailbox_folders", "mailbox_mails"}

# Nothing of the store is of worth if the machine stops while it is made.
_PRAGMAS = ("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -2000000", "foreign_keys = OFF")


def multiply(folder: Path, copies: int) -> Path:
    """Make a store with ``MADE`` tickets for each of so many copies; return its file."""
    seed, file = _seed(folder / "seed"), folder / "many.sqlite3"
    schema.migrate(f"sqlite:///{file}")
    connection = sqlite.connect(str(file), isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS seed", (str(seed),))
    statements = [_copying(table) for table in metadata.sorted_tables if table.name not in _NOT_COPIED]
    marks = random.Random(1)  # noqa: S311 - no secret.
    for number in range(copies):
        older = f"-{(copies - number) * HOURS_APART} hours"
        # A mark of its own puts each copy at another place of every index, as secrets and addresses lie.
        values = {"ahead": number * SPAN, "older": older, "mark": f"{marks.getrandbits(32):08x}."}
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement, values)
        connection.execute("COMMIT")
    connection.execute("INSERT INTO counters SELECT * FROM seed.counters")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return file


def _copying(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_value(table, column) for column in table.columns)
    return f"INSERT INTO main.{table.name} ({names}) SELECT {values} FROM seed.{table.name}"  # noqa: S608 - our tables.


def _value(table: Table, column: "Column[object]") -> str:
    name = f'"{column.name}"'
    if column.foreign_keys or (column.primary_key and column.name == "id"):
        return f"{name} + :ahead"
    if isinstance(column.type, UtcDateTime):
        return f"strftime('%Y-%m-%dT%H:%M:%f000+00:00', {name}, :older)"
    if column.name in _OWN.get(table.name, ()):
        # An empty text stays empty: it means that there is none.
        return f"iif({name} = '', '', :mark || {name})"
    return name


def _seed(folder: Path) -> Path:
    """Let a daemon make the tickets; return its store."""
    with running_daemon(folder) as daemon, ledger_of(daemon) as ledger:
        for turn in range(MAILS_EACH):
            mails = [corpus.short(number, turn) for number in range(MADE)]
            send([daemon.port], mails, [corpus.DESK], sessions=10)
            ledger.wait_until_done()
        if (found := ledger.number("SELECT count(*) FROM tickets")) != MADE:
            raise WrongWork(f"the mails of {MADE} tickets opened {found}")
    return folder / STORE
