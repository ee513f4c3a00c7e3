"""Files and people over the road: what is carried along, and who gets one mail together."""

import hashlib

from desk.states import Reason
from tests.road.road import ANN, IVAN, OLGA, Road, a_mail, an_answer, text, to


async def test_small_files_are_carried_and_big_ones_sent_on_demand(road: Road) -> None:
    """Over 10 MB in all a notification only lists the files; ``#files`` sends them, bytes as they were."""
    data = bytes(range(256)) * (11_000_000 // 256)
    mail = a_mail()
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="журнал.log")
    out = await road.send(mail)
    notice = to(out, ANN)[0]
    assert list(notice.iter_attachments()) == []
    assert "журнал.log" in text(notice)
    out = await road.send(an_answer(notice, ANN, "#files"))
    [part] = to(out, ANN)[0].iter_attachments()
    assert part.get_filename() == "журнал.log"
    assert hashlib.sha256(part.get_content()).digest() == hashlib.sha256(data).digest()
    assert to(out, IVAN) == []


async def test_an_agents_file_reaches_the_customer(road: Road) -> None:
    """What an agent attaches to an answer is carried along to the customer."""
    out = await road.send(a_mail())
    answer = an_answer(to(out, ANN)[0], ANN, "Инструкция во вложении.")
    answer.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="инструкция.pdf")
    [mail] = to(await road.send(answer), IVAN)
    [part] = mail.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("инструкция.pdf", b"%PDF-1.4")


async def test_a_public_reply_is_one_mail_to_all_customers_of_the_ticket(road: Road) -> None:
    """Requester and colleague get the same mail, each with a return path of its own; either may confirm."""
    out = await road.send(a_mail(cc=OLGA))
    assert to(out, OLGA) == []
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Заменили кабель."))
    [first], [second] = to(out, IVAN), to(out, OLGA)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Reply-To"] == second["Reply-To"]
    assert first["Return-Path"] != second["Return-Path"]
    await road.send(an_answer(second, OLGA, "Подтверждаю, всё работает."))
    assert road.ticket().reason is Reason.CONFIRMED
