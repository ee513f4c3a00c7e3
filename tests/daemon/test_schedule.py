"""The schedule: work is called for again and again; what was missed is not made up for."""

import asyncio
from datetime import UTC, datetime, timedelta

from daemon.schedule import Every, Schedule

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_the_next_time_is_counted_from_the_present() -> None:
    """However long ago the last time was, or seems to come: one pause from now is the next."""
    for last in (None, NOW, NOW - timedelta(days=3650), NOW + timedelta(days=3650)):
        assert Every(SECOND).get_next_fire_time(last, NOW) == NOW + SECOND


async def test_work_is_called_for_at_once_and_again() -> None:
    """The first time comes without a pause, the others after theirs; after the end none comes."""
    calls: asyncio.Queue[str] = asyncio.Queue()

    async def often() -> None:
        calls.put_nowait("often")

    async def seldom() -> None:
        calls.put_nowait("seldom")

    schedule = Schedule()
    schedule.add(often, timedelta(milliseconds=10))
    schedule.add(seldom, timedelta(days=1))
    schedule.start()
    heard = [await calls.get() for _ in range(4)]
    schedule.stop()
    assert sorted(heard) == ["often"] * 3 + ["seldom"]
