"""Rows that rivals make: the first one's stands, and the others are told."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Table, func, select

from storage.engine import Store
from storage.rivals import insert_first
from storage.tables import leases, raws

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param(leases, {"name": "ticks", "owner": "one", "until": NOW}, id="a key of its own"),
        pytest.param(raws, {"sha256": "a", "size": 1, "data": b""}, id="numbered by the store"),
    ],
)
def test_only_the_first_row_of_a_key_is_inserted(
    store: Store, table: Table, row: Mapping[str, object]
) -> None:
    """Whoever comes later gets nothing, whether or not the store gives the row a number."""

    def job(c: Connection) -> tuple[bool, bool, int]:
        inserted = [insert_first(c, table, row) is not None for _ in range(2)]
        return (inserted[0], inserted[1], c.execute(select(func.count()).select_from(table)).scalar_one())

    assert store.write(job).result() == (True, False, 1)
