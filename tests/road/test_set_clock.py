"""A clock that is set while Postdesk runs: what waits comes once, at its time; nothing is dropped."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from daemon.sending.retries import LONGEST_PAUSE
from storage import outbox
from storage.outbox import DeliveryState
from tests.clocks import Machine
from tests.daemon.sending.relays import RelayPeer, relay_peer
from tests.road.relaying import by_relay, deliveries_to
from tests.road.road import ANN, IVAN, Road, a_mail, an_answer, running, to, until

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEN_YEARS = timedelta(days=3650)
STEPS = pytest.mark.parametrize("step", [-HOUR, HOUR, TEN_YEARS, -TEN_YEARS])


@pytest.fixture
def machine() -> Machine:
    """Return the clocks of the machine that Postdesk runs on."""
    return Machine()


@pytest.fixture
async def peer() -> AsyncIterator[RelayPeer]:
    """Run a relay that does not take Ivan's mail for now."""
    async with relay_peer() as relay:
        relay.refused[IVAN] = "451 4.3.0 later"
        yield relay


async def _set(road: Road, machine: Machine, step: timedelta) -> None:
    """Set the clock, and wait until Postdesk has found out, and what waits is moved with it."""
    machine.set_clock(step)
    await until(lambda: abs(road.service.clock() - machine.wall) < SECOND)
    # The clock is set within the writer's job, before that is committed: this one stands behind it.
    await asyncio.wrap_future(road.store.write(lambda c: None))


def _ivan_s(road: Road) -> outbox.Record:
    return deliveries_to(road, IVAN)[0]


async def _tried(road: Road) -> None:
    """Have what is due sent, and wait for the end of it."""
    await road.service._delivery.start_due()
    await road.service._delivery.finish()


async def _tried_once(road: Road) -> None:
    await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, ["support@example.org"])
    await until(lambda: bool(deliveries_to(road, IVAN)) and bool(_ivan_s(road).reply))
    # What is still under way is not begun again.
    await road.service._delivery.finish()


@STEPS
async def test_a_retry_comes_after_its_pause(
    tmp_path: Path, machine: Machine, peer: RelayPeer, step: timedelta
) -> None:
    """A mail that waits for its second attempt is tried after its pause, not before it, and sent once."""
    async with running(tmp_path, by_relay(peer.port), machine.clock()) as road:
        await _tried_once(road)
        pause = _ivan_s(road).due_at - road.service.clock()
        await _set(road, machine, step)
        del peer.refused[IVAN]
        machine.pass_time(pause - SECOND)
        await _tried(road)
        assert peer.asked.count(IVAN) == 1
        machine.pass_time(2 * SECOND)
        await _tried(road)
        assert _ivan_s(road).state is DeliveryState.SENT
        assert peer.asked.count(IVAN) == 2


@STEPS
async def test_a_build_that_goes_by_the_machine_s_clock_is_found_out(
    tmp_path: Path, machine: Machine, peer: RelayPeer, step: timedelta
) -> None:
    """Its second attempt comes too early, or not in its time: the test before this one can fail."""
    async with running(tmp_path, by_relay(peer.port), lambda: machine.wall) as road:
        await _tried_once(road)
        pause = _ivan_s(road).due_at - road.service.clock()
        machine.set_clock(step)
        del peer.refused[IVAN]
        tried = []
        for time in (pause - SECOND, 2 * SECOND):
            machine.pass_time(time)
            await _tried(road)
            tried.append(peer.asked.count(IVAN))
    assert tried != [1, 2]


@STEPS
async def test_a_mail_is_not_given_up_before_its_time(
    tmp_path: Path, machine: Machine, peer: RelayPeer, step: timedelta
) -> None:
    """It is tried for five days, however old the clock makes it, and is given up after them."""
    async with running(tmp_path, by_relay(peer.port), machine.clock()) as road:
        await _tried_once(road)
        for _ in range(5):
            machine.pass_time(LONGEST_PAUSE)
            await _tried(road)
        await _set(road, machine, step)
        machine.pass_time(LONGEST_PAUSE)
        await _tried(road)
        assert (_ivan_s(road).attempts, _ivan_s(road).state) == (7, DeliveryState.WAITING)
        machine.pass_time(5 * DAY)
        await _tried(road)
        assert _ivan_s(road).state is DeliveryState.FAILED


@STEPS
async def test_a_reminder_comes_after_its_pause(tmp_path: Path, machine: Machine, step: timedelta) -> None:
    """A customer who owes a word is reminded after three days, once, and after four more once again."""
    async with running(tmp_path, clock=machine.clock()) as road:
        out = await road.send(a_mail())
        await road.send(an_answer(to(out, ANN)[0], ANN, "#take\n#resolve Готово."))
        machine.pass_time(DAY)
        await _set(road, machine, step)
        reminders = []
        for _ in range(20):
            reminders.append(len(to(await _reminded(road), IVAN)))
            machine.pass_time(DAY / 2)
    # Two days are left of three; then come four more.
    assert reminders == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


async def _reminded(road: Road) -> list[EmailMessage]:
    await road.service.ticks.remind()
    return await road.settled()


async def test_after_a_restart_nothing_waits_for_years(
    tmp_path: Path, machine: Machine, peer: RelayPeer
) -> None:
    """What was put off while the clock went ten years ahead comes soon after it was set back unseen."""
    configuration = by_relay(peer.port)
    machine.set_clock(TEN_YEARS)
    async with running(tmp_path, configuration, machine.clock()) as road:
        await _tried_once(road)
    machine.set_clock(-TEN_YEARS)
    async with running(tmp_path, configuration, machine.clock()) as road:
        await until(lambda: _ivan_s(road).due_at <= road.service.clock() + LONGEST_PAUSE)
        del peer.refused[IVAN]
        machine.pass_time(LONGEST_PAUSE)
        await _tried(road)
        assert _ivan_s(road).state is DeliveryState.SENT
