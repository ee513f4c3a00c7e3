"""Durations and sizes: what is read, and what is refused."""

from datetime import timedelta

import pytest

from config.units import duration, size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("3h", 10800), ("14d", 1209600), ("0d", 0), ("5 d", 432000)],
)
def test_durations_are_a_number_and_a_unit(text: str, seconds: int) -> None:
    """Seconds, minutes, hours and days."""
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    ["", "15", "m", "1.5h", "-1d", "1h30m", "15min", "1D", "٣d", "9999999999d", 15, True, None, ["1d"]],
)
def test_other_durations_are_refused(value: object) -> None:
    """A number alone could be anything."""
    with pytest.raises(ValueError, match="must be a duration"):
        duration(value)


@pytest.mark.parametrize("text", ["3651d", "999999999d", "87601h"])
def test_durations_stay_within_the_calendar(text: str) -> None:
    """Ten years are enough for anyone, and can be added to any date."""
    with pytest.raises(ValueError, match="is too long"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("0B", 0), ("64kB", 64_000), ("35MB", 35_000_000), ("35 MB", 35_000_000), ("2GB", 2 * 10**9)],
)
def test_sizes_are_decimal(text: str, count: int) -> None:
    """1 MB is 1,000,000 bytes."""
    assert size(text) == count


@pytest.mark.parametrize(
    "value", ["", "35", "35mb", "35M", "35MiB", "3.5MB", "-1MB", "1TB", 35_000_000, False]
)
def test_other_sizes_are_refused(value: object) -> None:
    """Nobody has to guess what a number alone counts."""
    with pytest.raises(ValueError, match="must be a size"):
        size(value)
