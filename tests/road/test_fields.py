"""Over the road: what a desk requires is asked for and answered; web forms write for their visitors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.fields import Field
from desk.request import RequestKind
from desk.verdicts import Verdict
from tests.road.road import (
    ANN,
    CONFIGURATION,
    DESK,
    HOST,
    IVAN,
    OLGA,
    Road,
    a_mail,
    an_answer,
    running,
    text,
    to,
)

FORM = "noreply@site.example"
REQUIRED = f"""authentication_hosts = ["{HOST}"]
required = {{ incident = ["product", "version"], consultation = ["product"] }}
form = [{{ from = "{FORM}" }}]
"""
BROKEN = "Тип: инцидент\n\nНе печатает."


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Road]:
    """Run a Postdesk whose first desk requires fields and has a web form."""
    configuration = CONFIGURATION.replace(f'authentication_hosts = ["{HOST}"]\n', REQUIRED)
    async with running(tmp_path, configuration) as whole:
        yield whole


def fields(road: Road, number: str = "SUP-1001") -> dict[Field, str]:
    """Return what was told in a ticket."""
    return dict(road.ticket(number).fields)


async def test_what_is_missing_is_asked_for_once_and_the_answer_completes_it(asking: Road) -> None:
    """The acknowledgement asks, answers complete step by step, and staff see what there is."""
    out = await asking.send(a_mail(text="Тип: инцидент\nТелефон: +7 921 123-45-67\n\nНе печатает."))
    question = to(out, IVAN)[0]
    assert "- Продукт или система:\n- Версия:" in text(question).replace("\r\n", "\n")
    assert "Asked for: Product or system, Version" in text(to(out, ANN)[0])
    assert fields(asking) == {Field.PHONE: "+79211234567"}
    out = await asking.send(an_answer(question, IVAN, "Это 1С.\n\nВерсия: 8.3"))
    assert fields(asking) == {Field.PHONE: "+79211234567", Field.VERSION: "8.3"}
    assert to(out, IVAN) == []
    shown = text(to(out, ANN)[0])
    assert "Version: 8.3" in shown
    assert "Asked for: Product or system" in shown
    out = await asking.send(an_answer(question, IVAN, "Продукт или система: 1С Бухгалтерия"))
    assert fields(asking)[Field.PRODUCT] == "1С Бухгалтерия"
    assert "Asked for" not in text(to(out, ANN)[0])
    assert [event.after for event in asking.history() if event.what == "told"] == [
        "version: 8.3",
        "product: 1С Бухгалтерия",
    ]


async def test_one_line_answers_the_one_question(asking: Road) -> None:
    """Talk does not; a line that fits does."""
    out = await asking.send(a_mail(text="Тип: консультация\n\nКак настроить отчёт?"))
    question = to(out, IVAN)[0]
    await asking.send(an_answer(question, IVAN, "Спасибо, жду."))
    assert fields(asking) == {}
    await asking.send(an_answer(question, IVAN, "1С Бухгалтерия"))
    assert fields(asking) == {Field.PRODUCT: "1С Бухгалтерия"}
    await asking.send(an_answer(question, IVAN, "1С Зарплата"))
    assert fields(asking) == {Field.PRODUCT: "1С Бухгалтерия"}


async def test_what_is_written_into_our_quoted_list_completes_the_ticket(asking: Road) -> None:
    """Whoever fills in the list where it stands, with nothing above it, has answered."""
    question = to(await asking.send(a_mail(text=BROKEN)), IVAN)[0]
    filled = text(question).replace("\r\n", "\n").replace("Версия:", "Версия: 8.3")
    quoted = "\n".join(f"> {line}" for line in filled.split("\n"))
    out = await asking.send(an_answer(question, IVAN, f"1 января 2026 г. в 10:00 Support пишет:\n{quoted}"))
    assert fields(asking) == {Field.VERSION: "8.3"}
    assert "Version: 8.3" in text(to(out, ANN)[0])
    again = await asking.send(an_answer(question, IVAN, f"Продукт: 1С\n\n{quoted.replace('8.3', '8.4')}"))
    assert fields(asking) == {Field.VERSION: "8.3", Field.PRODUCT: "1С"}
    assert to(again, IVAN) == []


async def test_a_forger_completes_nothing(asking: Road) -> None:
    """Whoever only knows the number adds words, and no more."""
    await asking.send(a_mail(text=BROKEN))
    await asking.send(a_mail(text="Версия: 666", subject="Re: [SUP-1001] Принтер"))
    assert fields(asking) == {}
    assert len(asking.thread()) == 2


def a_forms_mail(body: str, *, reply_to: str = "", believed: bool = True) -> bytes:
    """Return a mail that the web form's program sends."""
    headers: tuple[tuple[str, str], ...] = (("Auto-Submitted", "auto-generated"), ("Precedence", "bulk"))
    headers += (("Reply-To", reply_to),) if reply_to else ()
    return a_mail(FORM, body, subject="Заявка с сайта", believed=believed, headers=headers).as_bytes()


async def test_a_web_form_writes_for_its_visitor(asking: Road) -> None:
    """A program's mail in all its marks is the visitor's request, whose answer reaches the ticket."""
    body = f"Имя: Ольга Иванова\nE-mail: {OLGA}\nВерсия: 8.3\n{BROKEN}"
    out = await asking.post(a_forms_mail(body), "", [DESK])
    ticket = asking.ticket()
    assert (ticket.requester.addr, ticket.requester.name) == (OLGA, "Ольга Иванова")
    assert ticket.kind is RequestKind.INCIDENT
    assert [str(mail["Delivered-To"]) for mail in out if mail in to(out, FORM)] == []
    question = to(out, OLGA)[0]
    assert "Ольга" not in question.as_string()
    assert "Заявка с сайта" not in str(question["Subject"])
    assert f"Sender: {FORM}" in text(to(out, ANN)[0])
    assert asking.record().sender == FORM
    await asking.send(an_answer(question, OLGA, "1С Бухгалтерия"))
    assert fields(asking)[Field.PRODUCT] == "1С Бухгалтерия"


async def test_a_forged_form_is_a_machine_s_mail(asking: Road) -> None:
    """Unproved, it names nobody: it is held as any program's mail."""
    out = await asking.post(a_forms_mail(BROKEN, reply_to=IVAN, believed=False), FORM, [DESK])
    assert out == []
    assert asking.record().verdict is Verdict.HELD
    assert asking.numbers() == []


async def test_a_form_that_names_nobody_opens_a_ticket(asking: Road) -> None:
    """Staff see it and are told; nobody is acknowledged."""
    out = await asking.post(a_forms_mail(BROKEN, reply_to="no-reply@site.example"), FORM, [DESK])
    assert asking.ticket().requester.addr == FORM
    assert to(out, FORM) == []
    assert "the web form names no address that can be answered" in text(to(out, ANN)[0])


async def test_a_form_is_acknowledged_no_oftener_than_a_person(asking: Road) -> None:
    """Five an hour for one who is named, however often the form is sent."""
    told: list[object] = []
    for number in range(7):
        out = await asking.post(a_forms_mail(f"{BROKEN} {number}", reply_to=IVAN), FORM, [DESK])
        told += to(out, IVAN)
    assert len(told) == 5
    assert len(asking.numbers()) == 7
