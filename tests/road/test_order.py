"""The order of a desk's mails: none is decided before one that came earlier and waits on."""

import asyncio
from typing import Any

import pytest

from desk.envelope import Envelope, Source
from desk.verdicts import Verdict
from storage import carrying, inbox
from storage.engine import Connection
from storage.faults import StoreUnavailable
from storage.prepared import prepare
from tests.road.road import DESK, IVAN, Road, a_mail

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
