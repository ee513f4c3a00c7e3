"""Forged and foreign mail over the road: nobody learns or does what is not theirs."""

from smtplib import SMTPDataError

import pytest

from desk.states import State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.road.road import ANN, BOB, DESK, EVE, HOST, IVAN, Road, a_mail, an_answer, text, to


async def test_a_strangers_number_in_the_subject_opens_a_new_ticket(road: Road) -> None:
    """Knowing a ticket's number does not let a stranger into it, nor tell that it exists."""
    await road.send(a_mail())
    out = await road.send(a_mail(EVE, "Расскажите, что там?", subject="Re: [SUP-1001] Принтер"))
    assert road.numbers() == ["SUP-1001", "SUP-1002"]
    assert len(road.thread("SUP-1001")) == 1
    assert to(out, IVAN) == []
    assert "SUP-1001" not in to(out, EVE)[0].as_string()
    assert "SUP-1001" in text(to(out, ANN)[0])


async def test_a_strangers_genuine_message_id_opens_a_new_ticket(road: Road) -> None:
    """A Message-ID of ours in References does not let a stranger into the ticket."""
    out = await road.send(a_mail())
    ours = str(to(out, IVAN)[0]["Message-ID"])
    headers = (("References", ours), ("In-Reply-To", ours))
    out = await road.send(a_mail(EVE, "Закройте", subject="Re: Принтер", headers=headers))
    assert road.numbers() == ["SUP-1001", "SUP-1002"]
    assert len(road.thread("SUP-1001")) == 1
    assert "SUP-1001" in text(to(out, ANN)[0])


async def test_a_forged_customer_cannot_close_by_number(road: Road) -> None:
    """The customer's address and the number alone add text; they neither close nor reopen."""
    out = await road.send(a_mail())
    await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    out = await road.send(
        a_mail(IVAN, "Подтверждаю, всё работает, закрывайте.", subject="[SUP-1001] Принтер")
    )
    assert road.ticket().state is State.RESOLVED
    assert len(to(out, ANN)) == len(to(out, BOB)) == 1
    assert to(out, IVAN) == []


async def test_a_customer_proved_by_our_host_closes_by_number(road: Road) -> None:
    """With a pass of our own host, the number does what a key does."""
    out = await road.send(a_mail())
    await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    confirmation = a_mail(IVAN, "Подтверждаю, всё работает.", subject="Re: [SUP-1001] Принтер", believed=True)
    await road.send(confirmation)
    assert road.ticket().state is State.CLOSED


async def test_a_forged_agent_does_nothing_and_the_agent_is_asked(road: Road) -> None:
    """An agent's address without key and without pass is held, and the stored address asked once."""
    await road.send(a_mail())
    out = await road.send(a_mail(ANN, "#resolve Готово.", subject="[SUP-1001] Принтер"))
    assert road.record().verdict is Verdict.HELD
    assert road.ticket().state is State.NEW
    assert to(out, IVAN) == []
    assert len(to(out, ANN)) == 1


async def test_a_forged_agent_with_genuine_references_does_nothing(road: Road) -> None:
    """Ids can be learnt: in an agent's name they prove nothing."""
    out = await road.send(a_mail())
    notice = str(to(out, ANN)[0]["Message-ID"])
    headers = (("References", notice), ("In-Reply-To", notice))
    out = await road.send(a_mail(ANN, "#resolve Готово.", subject="Re: [SUP-1001]", headers=headers))
    assert road.record().verdict is Verdict.HELD
    assert road.ticket().state is State.NEW


async def test_the_agent_releases_a_held_mail_with_one_word(road: Road) -> None:
    """The agent's own answer "send" lets the held mail do what it says."""
    out = await road.send(a_mail())
    headers = (("References", str(to(out, ANN)[0]["Message-ID"])),)
    out = await road.send(a_mail(ANN, "Уже чиним.", subject="Re: [SUP-1001] Принтер", headers=headers))
    assert to(out, IVAN) == []
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "send"))
    assert "Уже чиним." in text(to(out, IVAN)[0])
    assert road.ticket().state is State.OPEN


async def test_a_forged_authentication_result_proves_nothing(road: Road) -> None:
    """Our host's name in a header that our host did not write is ignored."""
    await road.send(a_mail())
    headers = (("Authentication-Results", f"{HOST}; dmarc=pass header.from=staff.example"),)
    await road.send(a_mail(ANN, "#resolve Готово.", subject="[SUP-1001]", headers=headers))
    assert road.record().verdict is Verdict.HELD
    assert road.ticket().state is State.NEW


async def test_a_forwarded_key_adds_text_and_no_more(road: Road) -> None:
    """A customer's key under an unknown From adds words for staff; it closes nothing and joins nobody."""
    out = await road.send(a_mail())
    key = str(to(out, IVAN)[0]["Reply-To"])
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    out = await road.send(a_mail(EVE, "Подтверждаю, закрывайте.", to=key, subject="Re: Принтер"))
    assert road.ticket().state is State.RESOLVED
    assert road.thread()[-1].author is Author.UNKNOWN
    assert road.thread()[-1].circle is Circle.INTERNAL
    assert to(out, EVE) == []
    assert to(out, IVAN) == []
    assert len(to(out, ANN)) == 1


async def test_an_agents_key_in_a_customers_hands_does_nothing_as_the_agent(road: Road) -> None:
    """An agent's public key under another From neither answers nor commands."""
    out = await road.send(a_mail())
    key = str(to(out, ANN)[0]["Reply-To"])
    out = await road.send(a_mail(EVE, "#resolve\nГотово.", to=key, subject="Re: Принтер"))
    assert road.ticket().state is State.NEW
    assert to(out, IVAN) == []


async def test_a_bare_cr_that_hides_a_second_from_is_refused(road: Road) -> None:
    """Bytes that one reader sees and another does not are refused from strangers, by a 5xx."""
    out = await road.send(a_mail())
    raw = an_answer(to(out, IVAN)[0], EVE, "Закройте").as_bytes()
    with pytest.raises(SMTPDataError, match="55"):
        await road.post(raw.replace(b"Subject:", b"X-Y: a\rFrom: x@y\r\nSubject:"), EVE, [DESK])
    assert len(road.thread()) == 1


async def test_two_from_lines_are_held(road: Road) -> None:
    """A mail that claims two authors has none: a person decides."""
    raw = b"From: " + ANN.encode() + b"\r\n" + a_mail(EVE).as_bytes()
    await road.post(raw, EVE, [DESK])
    assert road.record().verdict is Verdict.HELD
    assert road.numbers() == []


@pytest.mark.parametrize(
    "words", ["Спасибо, всё работает, можно закрывать.", "Отмените заявку, она не нужна."]
)
async def test_the_id_of_the_customers_own_mail_closes_nothing(road: Road, words: str) -> None:
    """Whoever got a copy of a customer's mail knows its id; in the customer's name it only adds text."""
    first = a_mail(cc=EVE)
    out = await road.send(first)
    await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve Готово."))
    known = str(first["Message-ID"])
    headers = (("In-Reply-To", known), ("References", known))
    forged = a_mail(IVAN, words, subject="Re: Принтер", headers=headers)
    out = await road.send(forged, return_path=EVE)
    assert road.ticket().state is State.RESOLVED
    assert road.thread()[-1].mark == "the sender is not proved"
    assert to(out, IVAN) == to(out, EVE) == []
    assert words in text(to(out, ANN)[0])


@pytest.mark.parametrize("believed", [False, True])
async def test_an_afterthought_to_ones_own_mail_finds_its_ticket(road: Road, believed: bool) -> None:
    """It is added to the ticket; where our host proves its sender, it does what it says."""
    first = a_mail()
    out = await road.send(first)
    await road.send(an_answer(to(out, ANN)[0], ANN, "#ask Какая модель?"))
    headers = (("In-Reply-To", str(first["Message-ID"])),)
    await road.send(
        a_mail(IVAN, "Забыл: модель 1020.", subject="Re: Принтер", headers=headers, believed=believed)
    )
    assert road.numbers() == ["SUP-1001"]
    assert "модель 1020" in road.thread()[-1].text
    assert road.ticket().state is (State.OPEN if believed else State.WAITING)
