"""When a failed delivery is tried again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.sending.retries import FEWEST_ATTEMPTS, GIVE_UP_AFTER, LONGEST_PAUSE, PAUSES, next_attempt

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def schedule(jitter: float, give_up_after: timedelta = GIVE_UP_AFTER) -> list[datetime]:
    """Return the times of all attempts of a mail that always fails."""
    times = [START]
    while (following := next_attempt(START, len(times), times[-1], jitter, give_up_after)) is not None:
        times.append(following)
    return times


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 10), (6, 40), (8, 120), (9, 240), (50, 240)]
)
def test_pauses_are_those_of_the_table(attempts: int, minutes: int) -> None:
    """The n-th failure waits for the n-th pause; the last pause repeats."""
    assert next_attempt(START, attempts, START, 0.0) == START + timedelta(minutes=minutes)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_pauses_grow(jitter: float) -> None:
    """No pause is shorter than the one before it, but for the last, which the end cuts."""
    times = schedule(jitter)
    pauses = [after - before for before, after in pairwise(times)]
    assert all(before <= after for before, after in pairwise(pauses[:-1]))
    assert pauses[0] < pauses[-2]


def test_five_days_are_really_tried() -> None:
    """The last attempt is made when the time is up, neither days before nor after it."""
    assert schedule(0.3)[-1] == START + timedelta(days=5)
    assert schedule(0.3, timedelta(hours=1))[-1] == START + timedelta(hours=1)


def test_an_attempt_that_fails_at_the_end_is_the_last() -> None:
    """At the end and after it nothing is tried again."""
    for late in (timedelta(days=5), timedelta(days=5, seconds=1), timedelta(days=400)):
        assert next_attempt(START, FEWEST_ATTEMPTS, START + late, 0.5) is None


def test_a_mail_that_was_hardly_tried_is_not_given_up() -> None:
    """Where the time is up because we were stopped, or the clock was set, a few attempts are made first."""
    now = START + timedelta(days=3650)
    for attempts in range(1, FEWEST_ATTEMPTS):
        assert next_attempt(START, attempts, now, 0.0) == now + PAUSES[attempts - 1]


@given(
    attempts=st.integers(0, 10_000),
    jitter=st.floats(0, 1),
    late=st.timedeltas(timedelta(days=-1), timedelta(days=6)),
)
def test_the_next_attempt_is_always_ahead(attempts: int, jitter: float, late: timedelta) -> None:
    """Any clock and any count give a time that is ahead, by at most the longest pause, or none."""
    now = START + late
    following = next_attempt(START, attempts, now, jitter)
    if following is None:
        assert late >= GIVE_UP_AFTER
        assert attempts >= FEWEST_ATTEMPTS
    else:
        assert now < following <= now + LONGEST_PAUSE


def test_mails_that_failed_together_come_back_apart() -> None:
    """Chance spreads the attempts."""
    assert len({next_attempt(START, 5, START, jitter / 10) for jitter in range(10)}) == 10
