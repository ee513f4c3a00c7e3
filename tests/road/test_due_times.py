"""Due times over the road: reminders, what follows them, and the daily word about held mail."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from desk.states import Reason, State
from tests.road.road import ANN, BOB, CONFIGURATION, IVAN, OLGA, Road, a_mail, an_answer, running, text, to
from tests.storage.builders import do


class FakeClock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the present time."""
        return self.now

    def pass_days(self, days: float) -> None:
        """Let so many days pass."""
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands still."""
    return FakeClock()


@pytest.fixture
async def road(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Road]:
    """Run a Postdesk by the fake clock."""
    async with running(tmp_path, clock=clock) as whole:
        yield whole


async def _ticked(road: Road) -> list[EmailMessage]:
    await road.service.ticks.remind()
    return await road.settled()


async def _resolved(road: Road) -> None:
    out = await road.send(a_mail())
    await road.send(an_answer(to(out, ANN)[0], ANN, "#take\n#resolve Готово."))


async def test_a_customer_who_owes_a_word_is_reminded_and_then_staff_are_told(
    road: Road, clock: FakeClock
) -> None:
    """Two reminders at the configured pauses, then the assignee hears; the ticket stays as it is."""
    await _resolved(road)
    assert await _ticked(road) == []
    for pause in (3, 4):
        clock.pass_days(pause)
        out = await _ticked(road)
        assert [str(mail["Delivered-To"]).strip("<>") for mail in out] == [IVAN]
        assert "SUP-1001" in text(out[0])
        assert await _ticked(road) == []
    clock.pass_days(4)
    out = await _ticked(road)
    assert [str(mail["Delivered-To"]).strip("<>") for mail in out] == [ANN]
    assert road.ticket().state is State.RESOLVED
    clock.pass_days(30)
    assert await _ticked(road) == []


async def test_an_answer_stops_the_reminders(road: Road, clock: FakeClock) -> None:
    """Who has answered is not reminded."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#ask Какая модель?"))
    await road.send(an_answer(to(out, IVAN)[0], IVAN, "HP-0317"))
    clock.pass_days(10)
    assert await _ticked(road) == []


async def test_a_desk_may_close_what_nobody_confirms(tmp_path: Path, clock: FakeClock) -> None:
    """Where the desk says so, the last reminder is followed by closing, shown as unconfirmed."""
    own = 'close_unconfirmed = true\nreminders = ["3d"]\nauthentication_hosts'
    configuration = CONFIGURATION.replace("authentication_hosts", own, 1)
    async with running(tmp_path, configuration, clock) as road:
        await _resolved(road)
        clock.pass_days(3)
        await _ticked(road)
        clock.pass_days(3)
        out = await _ticked(road)
        assert len(to(out, IVAN)) == 1
        assert road.ticket().reason is Reason.UNCONFIRMED


async def test_a_late_answer_to_a_closed_ticket_opens_a_new_one_linked_to_it(
    road: Road, clock: FakeClock
) -> None:
    """After the reopen period the old ticket stays closed; the new one is told to staff with its number."""
    await _resolved(road)
    closing = await road.send(a_mail(IVAN, "Подтверждаю.", subject="Re: [SUP-1001]", believed=True))
    assert road.ticket().state is State.CLOSED
    clock.pass_days(20)
    out = await road.send(an_answer(to(closing, IVAN)[0], IVAN, "Снова не печатает, прошу помочь."))
    assert road.ticket("SUP-1001").state is State.CLOSED
    assert road.ticket("SUP-1002").state is State.NEW
    assert "SUP-1001" in text(to(out, ANN)[0])


async def test_held_mail_is_told_once_a_day(road: Road, clock: FakeClock) -> None:
    """Staff hear of mail that waits for a person, once a day while it waits."""
    await road.post(b"Subject: no from\r\n\r\nHello\r\n", IVAN, ["support@example.org"])
    told = 0
    for _ in range(4):
        await road.service.ticks.look_out()
        told += len(to(await road.settled(), ANN))
        clock.pass_days(0.51)
    assert told == 2
    assert to(road.outgoing(), BOB) == []


async def test_a_ticket_that_cannot_be_reminded_of_holds_up_no_other(road: Road, clock: FakeClock) -> None:
    """Whatever is wrong with it, the others' reminders go out."""
    await _resolved(road)
    out = await road.send(a_mail(OLGA, "Другое.", subject="Не печатает"))
    await road.send(an_answer(to(out, ANN)[0], ANN, "#take\n#resolve Готово."))
    do(road.store, lambda c: c.exec_driver_sql("DELETE FROM customers WHERE ticket_id = 1"))
    clock.pass_days(3)
    out = await _ticked(road)
    assert [str(mail["Delivered-To"]).strip("<>") for mail in out] == [OLGA]
