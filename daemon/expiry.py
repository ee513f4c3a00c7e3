"""Expiry: what ends on a known day, and when the operator is told of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from desk.decisions import Alarm
from desk.topics import Topic

# So many days before its end a thing is told of, each time once; the least is also for what has ended.
STEPS = (30, 7, 1)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A thing with a last day: its topic, the name that a person knows it by, and its end.

    ``expires`` is an instant, or the last day on which the thing is good (its end is then midnight in UTC).
    """

    topic: Topic
    what: str
    expires: date | datetime


def due_warnings(thing: Expiring, now: datetime) -> Alarm | None:
    """Return what the operator is to be told of a thing now, or None where its end is far.

    The alarm's ``once`` is the same until the next step is reached, and new for a thing that was renewed.
    """
    left = _end(thing.expires) - now
    step = min((days for days in STEPS if left <= days * _DAY), default=None)
    if step is None:
        return None
    day = _last_day(thing.expires)
    return Alarm(
        topic=thing.topic,
        once=f"{thing.topic.value} {thing.what} {day} {step}",
        facts={"word": thing.what, "count": str(max(0, -(-left // _DAY))), "day": day},
        daily=False,
    )


def _end(expires: date | datetime) -> datetime:
    if isinstance(expires, datetime):
        return expires
    return datetime.combine(expires, time(), UTC) + _DAY


def _last_day(expires: date | datetime) -> str:
    day = expires.astimezone(UTC).date() if isinstance(expires, datetime) else expires
    return day.isoformat()
