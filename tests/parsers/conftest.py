"""What tests of the reader share: work that must not take long is measured by the processor's time."""

from collections.abc import Iterator

import pytest

from tests.deadline import bounded


@pytest.fixture(autouse=True)
def _bounded(request: pytest.FixtureRequest) -> Iterator[None]:
    """End a test marked ``cpu`` after so many seconds; how busy the machine is does not count."""
    marker = request.node.get_closest_marker("cpu")
    if marker is None:
        yield
        return
    with bounded(*marker.args):
        yield
