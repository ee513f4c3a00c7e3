"""The order of a desk's mails: none is decided before one that came earlier and waits on."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from daemon.sending.delivery import MAY_WAIT
from desk.envelope import Envelope, Source
from desk.verdicts import Verdict
from storage import carrying, inbox, outbox
from storage.engine import Connection
from storage.faults import StoreUnavailable
from storage.prepared import prepare
from tests.road.road import DESK, IVAN, Road, a_mail, until

FIRST = a_mail(headers=(("Message-ID", "<first@customer.example>"),))
AFTERTHOUGHT = a_mail(text="Совсем.", subject="Ещё", headers=(("In-Reply-To", "<first@customer.example>"),))


def _accept_both(road: Road, c: Connection) -> None:
    envelope = Envelope(
        return_path=IVAN,
        recipients=(DESK,),
        source=Source.SMTP,
        peer="192.0.2.1",
        received_at=road.service.clock(),
    )
    for mail in (FIRST, AFTERTHOUGHT):
        inbox.accept(c, prepare(mail.as_bytes()), envelope, [DESK])


async def test_a_fault_of_the_store_does_not_change_the_order_of_mails(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An afterthought waits with the mail that it belongs to, and does not become a ticket."""
    whole, faults = carrying.carry_out, [StoreUnavailable("cut off")]

    def failing_first(*given: Any, **about: Any) -> Any:
        if faults:
            raise faults.pop()
        return whole(*given, **about)

    monkeypatch.setattr(carrying, "carry_out", failing_first)
    await asyncio.wrap_future(road.store.write(lambda c: _accept_both(road, c)))
    road.service._intake.wake()
    await road.settled()
    assert road.numbers() == ["SUP-1001"]
    assert [road.record(number).verdict for number in (1, 2)] == [Verdict.TICKET, Verdict.REPLY]


async def test_a_mail_decided_elsewhere_meanwhile_holds_up_nobody(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its verdict stays, nothing comes of the second decision, and the mail behind it goes on."""
    reading, now = road.service._intake._batches._reading, road.service.clock()
    whole = reading.read

    def read_slowly(mails: Any) -> Iterator[Any]:
        for outcome in whole(mails):
            road.store.write(lambda c: inbox.quarantine(c, 1, "decided elsewhere", now)).result()
            yield outcome

    monkeypatch.setattr(reading, "read", read_slowly)
    await asyncio.wrap_future(road.store.write(lambda c: _accept_both(road, c)))
    road.service._intake.wake()
    await road.settled()
    assert [road.record(number).verdict for number in (1, 2)] == [Verdict.QUARANTINED, Verdict.TICKET]
    assert road.numbers() == ["SUP-1001"]


async def test_while_a_mail_comes_in_none_is_decided(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sender holds the line; for a decision nobody does."""
    monkeypatch.setattr("daemon.arrivals.YIELD_SECONDS", 1000.0)
    await road.send(a_mail(text="Раньше."))
    intake = road.service._intake
    let_in, asked, answered = intake.arrivals.let_in, asyncio.Event(), asyncio.Event()

    async def noted(since: float) -> bool:
        asked.set()
        waited = await let_in(since)
        answered.set()
        return waited

    with intake.arrivals.arrival():
        monkeypatch.setattr(intake.arrivals, "let_in", noted)
        intake.wake()
        # From here on no look is under way that could take them in.
        await asked.wait()
        await asyncio.wrap_future(road.store.write(lambda c: _accept_both(road, c)))
        intake.wake()
        # Time for those who do not wait.
        await asyncio.sleep(0.1)
        assert not answered.is_set()
        assert road.record(2).verdict is None
    await road.settled()
    assert road.record(2).verdict is Verdict.TICKET


async def test_mail_that_never_pauses_is_decided_all_the_same(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Senders go first for some seconds only."""
    monkeypatch.setattr("daemon.arrivals.YIELD_SECONDS", 0.1)
    intake = road.service._intake
    with intake.arrivals.arrival():
        await asyncio.wrap_future(road.store.write(lambda c: _accept_both(road, c)))
        intake.wake()
        await road.settled()
        assert road.record(1).verdict is Verdict.TICKET


async def test_letters_wait_while_mail_waits_for_its_decision(road: Road) -> None:
    """Those made just now, half a minute at the most; those that are older go out."""
    delivery = road.service._delivery
    delivery._may_wait = lambda: True
    await asyncio.to_thread(road._smtp, FIRST.as_bytes(), IVAN, [DESK])
    await until(lambda: len(road.read(outbox.listing)) == 3)
    assert await asyncio.wrap_future(road.store.write(lambda c: delivery._claim(c, 10, ()))) == []
    delivery._clock = lambda: road.service.clock() + MAY_WAIT
    delivery._decided.set()
    assert len(await road.settled()) == 3
