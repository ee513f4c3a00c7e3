"""Due times: what waits moves with a clock that is set, and waits for no time that cannot be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from desk.decisions import Change
from desk.facts import Waiting
from desk.states import State
from storage import due_times, leases, notices, outbox, reminders, tickets, waiting
from storage.due_times import Longest
from storage.engine import Store
from tests.storage.builders import DESK, NOW, a_letter, arrive, carry, do, going_on, open_ticket

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
TEN_YEARS = timedelta(days=3650)
LONGEST = Longest(outgoing_hold=60 * SECOND, retry=5 * HOUR, claim=HOUR, lease=20 * SECOND, reminder=4 * DAY)
STEPS = [-HOUR, HOUR, TEN_YEARS, -TEN_YEARS, timedelta(seconds=2.5), -timedelta(seconds=2.5)]


def _waiting_ticket(store: Store, remind_at: datetime) -> int:
    ticket_id = open_ticket(store)
    carry(store, going_on(ticket_id, change=Change(state=State.WAITING, remind_at=remind_at)))
    return ticket_id


def _to_remind(store: Store, now: datetime) -> list[int]:
    return store.read(lambda c: reminders.due(c, now, 100, [DESK.address]))


def _claimed(store: Store, now: datetime, lease: timedelta = HOUR) -> list[int]:
    return [due.id for due in do(store, lambda c: outbox.claim(c, now, 100, lease, "me"))]


def _shift(store: Store, step: timedelta) -> None:
    do(store, partial(due_times.shift, step=step))


def _bring_near(store: Store, now: datetime, longest: Longest = LONGEST) -> int:
    return do(store, partial(due_times.bring_near, now=now, longest=longest))


@pytest.mark.parametrize("step", STEPS)
def test_a_retry_keeps_its_pause(store: Store, step: timedelta) -> None:
    """A delivery that waits for an hour waits for an hour, and is due then, in whatever year that is."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW)
    do(store, lambda c: outbox.later(c, delivery, "451", NOW + HOUR))
    _shift(store, step)
    assert _claimed(store, NOW + step + HOUR - SECOND) == []
    assert _claimed(store, NOW + step + HOUR) == [delivery]


@pytest.mark.parametrize("step", STEPS)
def test_a_claim_keeps_its_end(store: Store, step: timedelta) -> None:
    """What is under way when the clock is set is not begun again, and is free when its time is over."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW)
    _shift(store, step)
    assert _claimed(store, NOW + step + HOUR - SECOND) == []
    assert _claimed(store, NOW + step + HOUR) == [delivery]


@pytest.mark.parametrize("step", STEPS)
def test_what_waits_has_waited_as_long_as_before(store: Store, step: timedelta) -> None:
    """A delivery is not taken for old, nor for new, because the clock was set."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW)
    _shift(store, step)
    assert store.read(lambda c: outbox.waits_since(c, delivery)) == NOW + step


def test_what_has_ended_stays_as_it_was_written(store: Store) -> None:
    """The history of what was sent is not rewritten."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW)
    do(store, lambda c: outbox.sent(c, delivery, "250", NOW + SECOND))
    before = store.read(lambda c: outbox.record(c, delivery))
    _shift(store, HOUR)
    assert store.read(lambda c: outbox.record(c, delivery)) == before


@pytest.mark.parametrize("step", STEPS)
def test_a_reminder_keeps_its_pause(store: Store, step: timedelta) -> None:
    """A ticket that waits three days is reminded of after three days."""
    ticket_id = _waiting_ticket(store, NOW + 3 * DAY)
    _shift(store, step)
    assert _to_remind(store, NOW + step + 3 * DAY - SECOND) == []
    assert _to_remind(store, NOW + step + 3 * DAY) == [ticket_id]


@pytest.mark.parametrize("step", STEPS)
def test_a_lease_keeps_its_end(store: Store, step: timedelta) -> None:
    """A daemon that lives is not taken for dead."""
    do(store, lambda c: leases.take(c, "ticks", "a", NOW, NOW + HOUR))
    _shift(store, step)
    now = NOW + step
    assert not do(store, lambda c: leases.take(c, "ticks", "b", now + HOUR - SECOND, now + 2 * HOUR))
    assert do(store, lambda c: leases.take(c, "ticks", "b", now + HOUR, now + 2 * HOUR))


def test_a_ticket_without_a_reminder_gets_none(store: Store) -> None:
    """What waits for nothing waits for nothing."""
    ticket_id = open_ticket(store)
    _shift(store, HOUR)
    _bring_near(store, NOW)
    ticket = store.read(lambda c: tickets.get(c, ticket_id, NOW))
    assert ticket is not None
    assert ticket.remind_at is None


def test_pauses_that_cannot_be_are_ended(store: Store) -> None:
    """What was written while the clock went years ahead is due after the longest pause that there is."""
    wrong = NOW + TEN_YEARS
    open_ticket(store, now=wrong, letters=(a_letter(),))
    ticket_id = _waiting_ticket(store, wrong + 3 * DAY)
    do(store, lambda c: leases.take(c, "ticks", "a", wrong, wrong + HOUR))
    # The delivery is due ten years on, and was made then; so are the reminder and the lease.
    assert _bring_near(store, NOW) == 4
    assert _claimed(store, NOW + LONGEST.retry - SECOND) == []
    [delivery] = _claimed(store, NOW + LONGEST.retry)
    assert store.read(lambda c: outbox.waits_since(c, delivery)) == NOW
    assert _to_remind(store, NOW + 4 * DAY - SECOND) == []
    assert _to_remind(store, NOW + 4 * DAY) == [ticket_id]
    assert do(store, lambda c: leases.take(c, "ticks", "b", NOW + LONGEST.lease, NOW + HOUR))


def test_words_that_wait_too_long_are_brought_near(store: Store) -> None:
    """What an agent wrote while the clock went years ahead goes out after the outgoing hold."""
    ticket_id, inbox_id = open_ticket(store), arrive(store)
    one = Waiting(inbox_id=inbox_id, agent="Ann Lee", text="Заменила.", due_at=NOW + TEN_YEARS)
    do(store, lambda c: waiting.add(c, DESK.address, ticket_id, one))
    assert _bring_near(store, NOW) == 1
    [found] = store.read(lambda c: waiting.of_tickets(c, [ticket_id]))[ticket_id]
    assert found.due_at == NOW + LONGEST.outgoing_hold


def test_a_claim_that_cannot_be_is_ended(store: Store) -> None:
    """What a daemon claimed until ten years from now is free after the longest claim that there is."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW, TEN_YEARS)
    assert _bring_near(store, NOW) == 1
    assert _claimed(store, NOW + LONGEST.claim) == [delivery]


def test_pauses_that_can_be_are_left_alone(store: Store) -> None:
    """The longest pause itself is no fault; where no desk has reminders, those that wait are left alone."""
    open_ticket(store, letters=(a_letter(),))
    [delivery] = _claimed(store, NOW)
    do(store, lambda c: outbox.later(c, delivery, "451", NOW + LONGEST.retry))
    _waiting_ticket(store, NOW + 4 * DAY)
    assert _bring_near(store, NOW) == 0
    _waiting_ticket(store, NOW + TEN_YEARS)
    assert _bring_near(store, NOW, replace(LONGEST, lease=HOUR, reminder=None)) == 0


def test_what_was_told_ahead_of_time_was_told_now(store: Store) -> None:
    """A daily notice that was given while the clock went ahead comes again a day from now."""
    wrong = NOW + TEN_YEARS
    do(store, lambda c: notices.first_time(c, "held", wrong - DAY, wrong))
    assert _bring_near(store, NOW) == 1
    assert store.read(lambda c: notices.last_told(c, "held")) == NOW
    assert do(store, lambda c: notices.first_time(c, "held", NOW, NOW + DAY))


def test_times_of_one_width_sort_as_they_should(store: Store) -> None:
    """A time that was moved is kept like every other: as text it would sort wrongly."""
    ticket_id = _waiting_ticket(store, datetime(2026, 11, 20, 23, 59, 59, 123456, tzinfo=UTC))
    _shift(store, SECOND)
    ticket = store.read(lambda c: tickets.get(c, ticket_id, NOW))
    assert ticket is not None
    assert ticket.remind_at is not None
    assert abs(ticket.remind_at - datetime(2026, 11, 21, 0, 0, 0, 123456, tzinfo=UTC)) < timedelta(
        milliseconds=1
    )
    assert _to_remind(store, datetime(2026, 11, 21, 0, 0, 0, 122000, tzinfo=UTC)) == []
    assert _to_remind(store, datetime(2026, 11, 21, 0, 0, 0, 124000, tzinfo=UTC)) == [ticket_id]
