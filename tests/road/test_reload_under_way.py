"""A reload while something is under way: whole or not at all, and no mail goes where it should not."""

import asyncio
import logging
import smtplib
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from daemon.reloading import Reloaded
from storage import outbox
from tests.daemon.sending.relays import relay_peer
from tests.road.relaying import by_relay, deliveries_to, sent_out, to
from tests.road.road import ANN, CONFIGURATION, DESK, IVAN, SALES, Road, a_mail, running, until
from tests.stores import configure

WITHOUT_SALES = CONFIGURATION.replace(f'[[desk]]\naddress = "{SALES}"\nprefix = "SAL"\n', "")


async def reload(road: Road, configuration: str) -> Reloaded:
    """Write another configuration and reload it."""
    configure(road.folder / "postdesk.toml", configuration)
    return await road.service.reload()


@dataclass
class Session:
    """A mail that has come as far as its recipient."""

    smtp: smtplib.SMTP

    @classmethod
    def begun(cls, port: int, recipient: str) -> "Session":
        """Begin a mail to this recipient."""
        smtp = smtplib.SMTP("127.0.0.1", port, timeout=60)
        smtp.ehlo("client.example")
        smtp.mail(IVAN)
        assert smtp.rcpt(recipient)[0] == 250
        return cls(smtp)

    def end(self) -> int:
        """Send the content, and return the answer's code."""
        code = self.smtp.data(a_mail(IVAN).as_bytes())[0]
        self.smtp.quit()
        return code


async def test_a_mail_to_a_desk_that_is_just_removed_goes_to_no_other(tmp_path: Path) -> None:
    """Other people would read it. Its sender keeps it, and hears at the next attempt that it has no desk."""
    async with running(tmp_path) as road:
        session = await asyncio.to_thread(Session.begun, road.port, SALES)
        await reload(road, WITHOUT_SALES)
        assert await asyncio.to_thread(session.end) == 451
        assert not await road.settled()
        assert road.numbers() == []


async def test_a_mail_under_way_to_a_desk_that_stays_is_taken(tmp_path: Path) -> None:
    """A reload costs nobody else a second attempt."""
    async with running(tmp_path) as road:
        session = await asyncio.to_thread(Session.begun, road.port, DESK)
        await reload(road, WITHOUT_SALES)
        assert await asyncio.to_thread(session.end) == 250
        await road.settled()
        assert road.numbers() == ["SUP-1001"]


async def test_what_needs_a_restart_does_not_break_the_rest(tmp_path: Path) -> None:
    """A socket in a folder that cannot be made is told at the restart; what goes without one is in force."""
    (tmp_path / "file").touch()
    other = CONFIGURATION.replace('"lmtp.sock"', '"file/lmtp.sock"').replace(ANN, "eva@staff.example")
    async with running(tmp_path) as road:
        done = await reload(road, other)
        assert [line.partition(":")[0] for line in done.needs_restart] == ["lmtp.socket"]
        assert [line.partition(":")[0] for line in done.changed] == ["agent Ann Lee.addresses"]
        told = [str(mail["Delivered-To"]) for mail in await road.send(a_mail(IVAN))]
        assert "<eva@staff.example>" in told or "eva@staff.example" in told


async def test_a_fault_of_our_own_leaves_everything_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong while new parts are made: the old ones go on, and the person is told."""

    def broken(before: Settings, after: Settings) -> None:
        raise RuntimeError("no such luck")

    async with running(tmp_path) as road:
        prepare = road.service._reloading._prepare
        road.service._reloading._prepare = broken  # type: ignore[assignment] # it never returns
        done = await reload(road, WITHOUT_SALES)
        assert "no such luck" in done.faults[0]
        await road.send(a_mail(IVAN, to=SALES))
        assert road.numbers() == ["SAL-1001"]
        road.service._reloading._prepare = prepare
        assert (await road.service.reload()).changed == (f"desk {SALES}: removed",)
    assert "could not be reloaded" in caplog.text


async def test_what_stops_is_not_reloaded(tmp_path: Path) -> None:
    """Nothing is begun that nobody would end."""
    async with running(tmp_path) as road:
        pass
    done = await reload(road, WITHOUT_SALES)
    assert "is stopping" in done.faults[0]


async def test_a_reload_that_changes_nothing_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Who sends SIGHUP has nothing but the log."""
    with caplog.at_level(logging.INFO, "postdesk.reload"):
        async with running(tmp_path) as road:
            await road.service.reload()
    assert "nothing has changed" in caplog.text


async def test_mail_goes_on_while_reloads_come_and_go(tmp_path: Path) -> None:
    """Twenty mails, ten reloads of two configurations: each mail is one ticket, and no attempt fails."""
    async with running(tmp_path) as road:

        async def change() -> None:
            for turn in range(10):
                assert not (await reload(road, (CONFIGURATION, WITHOUT_SALES)[turn % 2])).faults

        async def send() -> None:
            for n in range(20):
                mail = a_mail(IVAN, f"Вопрос {n}.", subject=f"Вопрос {n}")
                await asyncio.to_thread(road._smtp, mail.as_bytes(), IVAN, [DESK])

        await asyncio.gather(change(), send())
        await road.settled()
        assert road.numbers() == [f"SUP-{1001 + n}" for n in range(20)]


async def test_mail_of_a_removed_desk_waits_until_it_is_back(tmp_path: Path) -> None:
    """It is told how much waits; nothing is sent in its name meanwhile, and nothing is lost."""
    async with relay_peer() as peer, running(tmp_path, by_relay(1)) as road:
        await asyncio.to_thread(road._smtp, a_mail(IVAN, to=SALES).as_bytes(), IVAN, [SALES])
        await until(lambda: any(each.reply for each in deliveries_to(road, IVAN)))
        done = await reload(road, by_relay(peer.port, WITHOUT_SALES))
        assert done.changed[-1] == (
            f"desk {SALES}: mail of its own waits until it is back, 0 to be decided, 1 to be sent"
        )
        road.store.write(lambda c: outbox.retry(c, road.service.clock())).result()
        await road.service._delivery.start_due()
        await road.service._delivery.finish()
        assert not peer.taken
        await reload(road, by_relay(peer.port))
        road.store.write(lambda c: outbox.retry(c, road.service.clock())).result()
        await road.service._delivery.start_due()
        assert to(await sent_out(road, peer), IVAN)
