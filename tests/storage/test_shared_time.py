"""The time of the store: all who share it go by the same clock."""

from datetime import UTC

import pytest
from sqlalchemy import text

from storage.engine import Store


def test_the_store_tells_the_time_in_utc(store: Store) -> None:
    """Aware, and it goes on."""
    before = store.now()
    assert before.tzinfo is UTC
    assert before <= store.now()


@pytest.mark.postgresql
def test_of_a_server_it_is_the_server_s(store: Store) -> None:
    """The machines of several daemons may disagree; the server's time lies between two looks at it."""
    look = text("SELECT clock_timestamp()")
    before = store.read(lambda c: c.execute(look).scalar_one())
    now = store.now()
    assert before < now < store.read(lambda c: c.execute(look).scalar_one())
