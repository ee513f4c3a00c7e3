"""Words in the outgoing hold: what is accepted in time reaches them; their author always hears of them."""

from datetime import timedelta
from pathlib import Path

from desk.envelope import Envelope, Source
from storage import inbox
from storage.prepared import prepare
from tests.clocks import Machine
from tests.road.road import ANN, CONFIGURATION, DESK, IVAN, a_mail, an_answer, running, text, to

HELD = CONFIGURATION.replace('outgoing_hold = "0s"', 'outgoing_hold = "60s"')
LIMITED = "\n[limits]\nnotices_per_ticket_day = {}\n"


async def test_words_that_are_given_back_pass_the_limit_of_notices(tmp_path: Path) -> None:
    """On a day with many notices, too, their author hears that they were not sent."""
    async with running(tmp_path, CONFIGURATION + LIMITED.format(4)) as road:
        first = await road.send(a_mail())
        await road.send(an_answer(to(first, IVAN)[0], IVAN, "Ещё и сканер сломан."))
        out = await road.send(an_answer(to(first, ANN)[0], ANN, "Счёт во вложении."))
        assert (len(to(out, IVAN)), len(to(out, ANN))) == (0, 1)


async def test_words_that_a_customers_mail_gives_back_pass_it_as_well(tmp_path: Path) -> None:
    """Their author did not write that mail, and may not look for it."""
    async with running(tmp_path, HELD + LIMITED.format(3)) as road:
        first = await road.send(a_mail())
        await road.send(an_answer(to(first, ANN)[0], ANN, "Картридж заменит завтра мастер."))
        out = await road.send(an_answer(to(first, IVAN)[0], IVAN, "Ещё и сканер сломан."))
        assert any("Картридж заменит" in text(mail) for mail in to(out, ANN))


async def test_a_mail_that_came_in_before_the_hold_was_over_gives_back_what_waits(tmp_path: Path) -> None:
    """Though it is decided late: the daemon was busy, or ended."""
    machine = Machine()
    async with running(tmp_path, HELD, machine.clock()) as road:
        first = await road.send(a_mail())
        await road.send(an_answer(to(first, ANN)[0], ANN, "Картридж заменит завтра мастер."))
        late = an_answer(to(first, IVAN)[0], IVAN, "Ничего не делайте, уже починили.")
        recipient = str(late["To"]).rpartition("<")[2].strip(">")
        came = Envelope(
            return_path=IVAN,
            recipients=(recipient,),
            source=Source.SMTP,
            peer="127.0.0.1",
            received_at=machine.clock()(),
        )
        road.store.write(lambda c: inbox.accept(c, prepare(late.as_bytes()), came, [DESK])).result()
        machine.pass_time(timedelta(minutes=2))
        await road.service.ticks.end_holds()
        out = await road.settled()
        await road.service.ticks.end_holds()
        out += await road.settled()
        assert to(out, IVAN) == []
        assert any("Картридж заменит" in text(mail) for mail in to(out, ANN))
