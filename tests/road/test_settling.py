"""The wait of these tests: what has not happened when it ends does not happen."""

import pytest

from tests.road import road as a_road
from tests.road.road import Road, a_mail


async def test_what_never_settles_fails_its_test(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails that wait on for their decision are named; no test takes them for mails that nothing came of."""
    monkeypatch.setattr(a_road, "PATIENCE", 0.2)
    with road.service._intake.arrivals.arrival(), pytest.raises(AssertionError, match="something waits on"):
        await road.send(a_mail())
    monkeypatch.undo()
    assert len(await road.settled()) == 3
