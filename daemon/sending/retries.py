"""When a mail that could not be delivered is tried again."""

from datetime import datetime, timedelta

# The pause after the first, second, … failed attempt; the last one repeats (RFC 5321, 4.5.4.1).
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240))

# Each pause grows by up to this share, so that mails which failed together do not come back together.
SPREAD = 0.25

LONGEST_PAUSE = PAUSES[-1] * (1 + SPREAD)

GIVE_UP_AFTER = timedelta(days=5)

# No mail is given up after fewer attempts: we were stopped meanwhile, or the clock was set while we were.
FEWEST_ATTEMPTS = 4


def next_attempt(
    first_at: datetime,
    attempts: int,
    now: datetime,
    jitter: float,
    give_up_after: timedelta = GIVE_UP_AFTER,
) -> datetime | None:
    """Return when to try again after an attempt that failed ``now``, or None to give up.

    ``attempts`` counts the failed ones, this one included; ``jitter`` is chance between 0 and 1. The last
    attempt is made when ``give_up_after`` has passed since ``first_at``, not before; but for a mail that was
    tried too seldom until then.
    """
    end = first_at + give_up_after
    pause = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    following = now + pause * (1 + SPREAD * jitter)
    if now < end:
        return min(following, end)
    return following if attempts < FEWEST_ATTEMPTS else None
