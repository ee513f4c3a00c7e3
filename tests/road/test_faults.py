"""Faults of ours over the road: the sender gets a true answer, nothing is lost, recovery needs no hand."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPResponseException
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from daemon import group
from daemon.turns import Turns
from desk.verdicts import Verdict
from storage import inbox, outbox
from storage.engine import Connection
from storage.faults import StoreFull, StoreUnavailable
from storage.outbox import DeliveryState
from storage.prepared import prepare
from tests.road.relaying import by_relay
from tests.road.road import ANN, CONFIGURATION, DESK, IVAN, Road, a_mail, an_answer, running, text, to, until
from tests.storage.builders import ENVELOPE, damage, do
from tests.stores import database, locked


async def test_a_locked_store_is_answered_with_451_and_recovers(road: Road) -> None:
    """While the store is locked senders are told to come back; afterwards all goes on by itself."""
    with locked(database(road.folder)), pytest.raises(SMTPResponseException, match="451"):
        await road.post(a_mail().as_bytes(), IVAN, [DESK])
    await road.send(a_mail())
    assert road.numbers() == ["SUP-1001"]


@pytest.fixture
def decision_asked(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set as soon as a decision was handed to the store's writer, who begins with the lock."""
    asked, whole = threading.Event(), Turns.write

    def write(*given: Any) -> Any:
        future = whole(*given)
        asked.set()
        return future

    monkeypatch.setattr(Turns, "write", write)
    return asked


async def test_a_store_locked_while_deciding_loses_nothing(
    road: Road, decision_asked: threading.Event
) -> None:
    """A mail accepted before the lock is decided after it."""
    number = _accepted(road)
    with locked(database(road.folder)):
        road.service._intake.wake()
        await until(decision_asked.is_set)
        assert road.record(number).verdict is None
    await until(lambda: road.record(number).verdict is Verdict.TICKET)
    assert road.numbers() == ["SUP-1001"]


def _accepted(road: Road) -> int:
    """Put a mail into the inbox without a word to the intake."""
    raw = prepare(a_mail().as_bytes())
    return do(road.store, lambda c: inbox.accept(c, raw, ENVELOPE, [DESK]))[0]


@pytest.mark.sqlite
async def test_a_full_store_is_answered_with_452_and_recovers(road: Road) -> None:
    """Without room senders are told so; once there is room again, mail is taken without a restart."""
    await road.send(a_mail())

    def limit(pages: int) -> None:
        def job(c: Connection) -> None:
            c.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        road.store.write(job).result()

    limit(1)
    big = a_mail(subject="Большое")
    noise = random.Random(1).randbytes(1_000_000)  # noqa: S311 - bytes that no compression makes smaller
    big.add_attachment(noise, maintype="application", subtype="octet-stream")
    with pytest.raises(SMTPResponseException, match="452"):
        await road.post(big.as_bytes(), IVAN, [DESK])
    limit(1_000_000)
    await road.send(big)
    assert road.numbers() == ["SUP-1001", "SUP-1002"]


@pytest.mark.sqlite
async def test_without_free_space_on_the_disk_mail_is_put_off(tmp_path: Path) -> None:
    """When the disk has less than the reserve, MAIL gets 452."""
    limits = '[limits]\nfree_space = "900000GB"\n'
    async with running(tmp_path, CONFIGURATION + limits) as road:
        with pytest.raises(SMTPResponseException, match="452"):
            await road.post(a_mail().as_bytes(), IVAN, [DESK])


async def test_a_stop_while_the_store_is_locked_comes_to_its_end(
    tmp_path: Path, decision_asked: threading.Event
) -> None:
    """What could not be decided then is decided by the next start."""
    async with running(tmp_path) as road:
        number = _accepted(road)
        with locked(database(tmp_path)):
            road.service._intake.wake()
            await until(decision_asked.is_set)
            async with asyncio.timeout(60):
                for stage in road.service._stages:
                    stage.cancel()
                await asyncio.wait(road.service._stages)
    async with running(tmp_path) as road:
        await until(lambda: road.record(number).verdict is Verdict.TICKET)


async def test_a_mail_whose_bytes_are_damaged_holds_up_nobody(tmp_path: Path) -> None:
    """It is quarantined with the reason, and the mail behind it becomes a ticket."""
    async with running(tmp_path) as road:
        bad = do(road.store, lambda c: inbox.accept(c, prepare(b"bad"), ENVELOPE, [DESK]))[0]
        damage(road.store, "raws", 1)
        await road.send(a_mail())
        assert road.record(bad).rule == "its bytes in the store are damaged"
        assert road.numbers() == ["SUP-1001"]


@pytest.mark.postgresql
async def test_a_stop_waits_for_a_slow_relay_however_long_the_lease_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the relay has answered the others hear that we live, and nothing is sent again afterwards."""
    monkeypatch.setattr(group, "LEASE", timedelta(seconds=4))
    monkeypatch.setattr(group, "BEAT_SECONDS", 0.5)
    async with _relay() as (relay, port):
        async with running(tmp_path, by_relay(port)) as road:
            relay.seconds = 8.0
            await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
            await until(lambda: relay.begun == 3)
        async with running(tmp_path, by_relay(port)) as road:
            await until(lambda: set(_states(road)) == {DeliveryState.SENT})
    assert relay.begun == 3


class _Relay:
    """A relay that answers as it is told, and keeps what it took."""

    def __init__(self) -> None:
        self.answer = "250 2.0.0 taken"
        self.taken: list[tuple[str, str, bytes]] = []
        # How long it thinks about each mail, and how many it has begun to think about.
        self.seconds = 0.0
        self.begun = 0
        self._thinks_up_to = 0
        self._has_thought = asyncio.Event()

    @contextmanager
    def thinking_about(self, mails: int) -> Iterator[None]:
        """Have it think about the next so many mails until the block ends; others it answers at once."""
        self._thinks_up_to = self.begun + mails
        try:
            yield
        finally:
            self._has_thought.set()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name.
        self.begun += 1
        if self.begun <= self._thinks_up_to:
            await self._has_thought.wait()
        await asyncio.sleep(self.seconds)
        if self.answer.startswith("250"):
            for recipient in envelope.rcpt_tos:
                self.taken.append((envelope.mail_from or "", recipient, envelope.original_content or b""))
        return self.answer


@asynccontextmanager
async def _relay() -> AsyncIterator[tuple[_Relay, int]]:
    relay, loop = _Relay(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(relay, hostname="relay.example", loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    try:
        yield relay, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def _states(road: Road) -> list[DeliveryState]:
    return [record.state for record in road.read(lambda c: outbox.listing(c))]


async def test_a_relay_that_is_down_delays_and_loses_nothing(tmp_path: Path) -> None:
    """The outbox waits while the relay refuses for now; each mail then goes out once, with its one id."""
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        relay.answer = "451 4.3.0 later"
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: len([r for r in road.read(outbox.listing) if r.reply]) == 3)
        assert set(_states(road)) == {DeliveryState.WAITING}
        relay.answer = "250 2.0.0 taken"
        road.store.write(lambda c: outbox.retry(c, road.service.clock())).result()
        await until(lambda: set(_states(road)) == {DeliveryState.SENT})
    assert sorted(recipient for _, recipient, _ in relay.taken) == [ANN, "bob@staff.example", IVAN]


async def test_a_letter_whose_bytes_are_damaged_waits_and_holds_up_nobody(tmp_path: Path) -> None:
    """The operator reads why in the list; the others go out."""
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        relay.answer = "451 4.3.0 later"
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: len([r for r in road.read(outbox.listing) if r.reply]) == 3)
        bad = next(r for r in road.read(outbox.listing) if r.recipient == IVAN)
        damage(road.store, "composed", bad.outbox_id)
        relay.answer = "250 2.0.0 taken"
        road.store.write(lambda c: outbox.retry(c, road.service.clock())).result()
        await until(lambda: _states(road).count(DeliveryState.SENT) == 2)
        await until(lambda: any("damaged" in record.reply for record in road.read(outbox.listing)))
    assert sorted(recipient for _, recipient, _ in relay.taken) == [ANN, "bob@staff.example"]


async def test_a_mail_refused_for_good_is_told_to_staff_and_not_tried_again(tmp_path: Path) -> None:
    """A 5xx ends the delivery: an event in the ticket, a word to staff, no loop."""
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        relay.answer = "550 5.1.1 no such user"
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: DeliveryState.WAITING not in _states(road) and len(_states(road)) > 3)
        assert "undelivered" in [event.what for event in road.history()]
        assert len(_states(road)) < 12


async def test_each_delivery_has_a_return_path_of_its_own(tmp_path: Path) -> None:
    """The envelope's sender is a random address of the desk, another for every recipient."""
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: len(relay.taken) == 3)
    paths = {path for path, _, _ in relay.taken}
    assert len(paths) == 3
    assert all(path.startswith("support+") for path in paths)


async def test_a_restart_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    """What was there before a stop is there after it; mails that went out do not go again."""
    async with running(tmp_path) as road:
        out = await road.send(a_mail())
    async with running(tmp_path) as road:
        assert await road.settled() == []
        again = await road.send(an_answer(to(out, ANN)[0], ANN, "Смотрю."))
        assert "Смотрю." in text(to(again, IVAN)[0])


async def test_a_faulty_template_falls_back_and_the_operator_is_told_once(tmp_path: Path) -> None:
    """An operator's template with a fault does not stop a mail: the built-in text goes out."""
    templates = tmp_path / "templates" / "ru"
    templates.mkdir(parents=True)
    (templates / "acknowledgement.txt").write_text("{{ nonsense", encoding="utf-8")
    configuration = CONFIGURATION.replace(
        "authentication_hosts", 'templates = "templates"\nauthentication_hosts', 1
    )
    async with running(tmp_path, configuration) as road:
        out = await road.send(a_mail())
        assert "SUP-1001" in text(to(out, IVAN)[0])
        told = [mail for mail in to(out, ANN) if "acknowledgement.txt" in text(mail)]
        assert len(told) == 1
        out = await road.send(a_mail(subject="Ещё", text="Ещё одно"))
        assert [mail for mail in to(out, ANN) if "acknowledgement.txt" in text(mail)] == []


async def test_a_rule_that_fails_quarantines_its_mail_and_the_next_goes_on(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail that no rule can decide waits for a person; the operator is told; the next mail goes on."""
    whole = "daemon.batches.decide"
    with monkeypatch.context() as broken:
        broken.setattr(whole, lambda _case: 1 / 0)
        out = await road.send(a_mail())
    assert road.record().verdict is Verdict.QUARANTINED
    assert len(to(out, ANN)) == 1
    await road.send(a_mail(subject="Другое", text="Другое"))
    assert road.numbers() == ["SUP-1001"]


async def test_a_claim_whose_commit_was_never_heard_of_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is cut off within a commit may have kept the claim: its mail does not wait for its end."""
    faults = [StoreUnavailable("cut off")]
    whole = outbox.claim

    def unheard_first(*given: Any) -> Any:
        # Once the letters are there: the daemon comes back to them two seconds later.
        if faults and given[0].exec_driver_sql("SELECT count(*) FROM deliveries").scalar() == 3:
            raise faults.pop()
        return whole(*given)

    monkeypatch.setattr(outbox, "claim", unheard_first)
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: not faults and len(_states(road)) == 3)
        owner, now = road.service._group.owner, road.service.clock()
        road.store.write(lambda c: whole(c, now, 3, timedelta(minutes=15), owner)).result()
        await until(lambda: set(_states(road)) == {DeliveryState.SENT})
    assert sorted(recipient for _, recipient, _ in relay.taken) == [ANN, "bob@staff.example", IVAN]


async def test_a_fault_of_the_store_holds_up_no_mail_for_those_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the relay thinks about the letters of one mail, those of the next go out in spite of a fault."""
    faults: list[StoreUnavailable] = []
    whole = outbox.claim

    def failing_then(*given: Any) -> Any:
        if faults:
            raise faults.pop()
        return whole(*given)

    monkeypatch.setattr(outbox, "claim", failing_then)
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        with relay.thinking_about(3):
            await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
            await until(lambda: relay.begun == 3)
            faults.append(StoreUnavailable("cut off"))
            await asyncio.to_thread(road._smtp, a_mail(text="Второе").as_bytes(), IVAN, [DESK])
            await until(lambda: _states(road).count(DeliveryState.SENT) == 3)
            assert faults == []
            assert _states(road).count(DeliveryState.WAITING) == 3


@pytest.mark.parametrize("step", ["draft", "keep", "sent"])
async def test_a_store_that_fails_while_mail_is_sent_holds_it_up_no_longer_than_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """However long it fails: a mail goes out as soon as the store can, and what went out goes once."""
    faults = [StoreUnavailable("locked"), StoreFull("full")] * 100
    whole = getattr(outbox, step)

    def failing_first(*given: Any) -> Any:
        if faults:
            raise faults.pop()
        return whole(*given)

    monkeypatch.setattr(outbox, step, failing_first)
    monkeypatch.setattr("daemon.sending.delivery.STORE_PAUSE_SECONDS", 0)
    async with _relay() as (relay, port), running(tmp_path, by_relay(port)) as road:
        await asyncio.to_thread(road._smtp, a_mail().as_bytes(), IVAN, [DESK])
        await until(lambda: set(_states(road)) == {DeliveryState.SENT} and len(_states(road)) == 3)
    assert faults == []
    assert sorted(recipient for _, recipient, _ in relay.taken) == [ANN, "bob@staff.example", IVAN]
