"""The road for tests that need nothing special of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.road.road import Road, running


@pytest.fixture
async def road(tmp_path: Path) -> AsyncIterator[Road]:
    """Run a Postdesk with two desks, two agents and one organisation."""
    async with running(tmp_path) as whole:
        yield whole
