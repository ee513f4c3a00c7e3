"""Mails that mailing lists and other people passed on, over the road."""

import pytest

from desk.verdicts import Verdict
from tests.road.road import ANN, BOB, DESK, IVAN, Road, a_mail, an_answer, text, to
from tests.road.test_held import _operator

LISTS = {
    "Mailman": ("users@lists.example", (("Reply-To", IVAN), ("List-Id", "<users.lists.example>"))),
    "Google Groups before the desk": (
        DESK,
        (("X-Original-From", IVAN), ("List-Id", "<support.example.org>"), ("Precedence", "list")),
    ),
}


@pytest.mark.parametrize("program", LISTS)
async def test_an_answer_to_a_freed_lists_mail_goes_to_the_person(road: Road, program: str) -> None:
    """What a list rewrote is held; once freed it is the ticket of the person behind it, not of the list."""
    sender, headers = LISTS[program]
    mail = a_mail(f"Ivan via Support <{sender}>", headers=headers)
    assert await road.post(mail.as_bytes(), "bounces@lists.example", [DESK]) == []
    assert road.record().verdict is Verdict.HELD
    out = await _operator(road, "accept", "1")
    assert road.ticket().requester.addr == IVAN
    assert to(out, IVAN) == []
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "Проверьте кабель."))
    assert [str(one["Delivered-To"]) for one in out if "кабель" in text(one)] == [IVAN, BOB]


async def test_who_passed_a_mail_on_is_told_to_staff_alone(road: Road) -> None:
    """The author is the requester; Sender and Resent-From take no part."""
    headers = (("Sender", "olga@elsewhere.example"), ("Resent-From", "boss@elsewhere.example"))
    out = await road.send(a_mail(headers=headers))
    assert road.ticket().requester.addr == IVAN
    assert "boss@elsewhere.example" in text(to(out, ANN)[0])
    assert not to(out, "boss@elsewhere.example")
    assert not to(out, "olga@elsewhere.example")


async def test_staff_are_told_of_several_requests_in_one_mail(road: Road) -> None:
    """The customer reads nothing of it."""
    asked = "1. Принтер не печатает.\n2. Не могу войти в почту.\n3. Добавьте, пожалуйста, новый отчёт."
    out = await road.send(a_mail(text=f"Добрый день!\n\n{asked}"))
    told = " ".join(text(to(out, ANN)[0]).split())
    assert "seems to hold 3 requests" in told or "несколько просьб (3)" in told
    assert "просьб" not in text(to(out, IVAN)[0])
