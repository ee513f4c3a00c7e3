"""Whole conversations over the road: from the request to the customer's confirmation."""

import re
from email.message import EmailMessage

from desk.states import Reason, State
from desk.verdicts import Verdict
from tests.road.road import ANN, BOB, DESK, IVAN, OLGA, SALES, Road, a_mail, an_answer, text, to


async def test_a_request_becomes_a_ticket_with_an_acknowledgement_and_notifications(road: Road) -> None:
    """A customer's mail gets a number, an acknowledgement, and is told to every agent of the desk."""
    out = await road.send(a_mail())
    assert road.ticket().state is State.NEW
    assert road.record().verdict is Verdict.TICKET
    assert len(to(out, IVAN)) == len(to(out, ANN)) == len(to(out, BOB)) == 1
    assert "[SUP-1001]" in str(to(out, IVAN)[0]["Subject"])
    assert "Принтер не печатает." in text(to(out, ANN)[0])


async def test_the_acknowledgement_of_an_unproved_sender_repeats_nothing(road: Road) -> None:
    """Without a pass the acknowledgement holds nothing of the sender's, not even the subject."""
    out = await road.send(a_mail(subject="http://evil.example/", text="купите http://evil.example/"))
    assert "evil" not in to(out, IVAN)[0].as_string()


async def test_the_acknowledgement_of_a_proved_sender_tells_what_was_understood(road: Road) -> None:
    """With a pass it tells number, subject and kind, how to add and how to ask for the status."""
    out = await road.send(a_mail(text="Тип: инцидент\n\nНе печатает.", believed=True))
    told = text(to(out, IVAN)[0])
    assert "SUP-1001" in told
    assert "Инцидент" in told
    assert "Принтер" in told
    assert "статус" in told


async def test_a_whole_conversation_ends_with_the_confirmation(road: Road) -> None:
    """Request, answer, question, answer, solution, disagreement, second solution, confirmation, closed."""
    out = await road.send(a_mail())
    notice = to(out, ANN)[0]
    out = await road.send(an_answer(notice, ANN, "#take\nСмотрю."))
    reply = to(out, IVAN)[0]
    assert "Смотрю." in text(reply)
    assert road.ticket().state is State.OPEN
    assert road.ticket().assignees == ("Ann Lee",)
    out = await road.send(an_answer(notice, ANN, "#ask Какая модель?"))
    question = to(out, IVAN)[0]
    assert road.ticket().state is State.WAITING
    out = await road.send(an_answer(question, IVAN, "Модель HP-0317."))
    assert road.ticket().state is State.OPEN
    assert [len(to(out, ANN)), len(to(out, BOB))] == [1, 0]
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve\nПерезапустили очередь."))
    assert road.ticket().state is State.RESOLVED
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "Не помогло, всё ещё не печатает."))
    assert road.ticket().state is State.OPEN
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#resolve\nЗаменили кабель."))
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "Подтверждаю, всё работает."))
    assert road.ticket().state is State.CLOSED
    assert road.ticket().reason is Reason.CONFIRMED
    assert len(to(out, IVAN)) == 1
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "Спасибо!"))
    assert road.ticket().state is State.CLOSED
    assert out == []


async def test_both_sides_see_one_chain_with_one_tag(road: Road) -> None:
    """In each mailbox the mails refer to one another, and the number stands once in every subject."""
    request = a_mail()
    seen = await road.send(request)
    seen += await road.send(an_answer(to(seen, ANN)[0], ANN, "Смотрю."))
    seen += await road.send(an_answer(to(seen, IVAN)[-1], IVAN, "Жду."))
    for mail in seen:
        assert str(mail["Subject"]).count("[SUP-1001]") == 1
    for mail in to(seen, IVAN):
        assert str(mail["References"]).split()[0] == request["Message-ID"]
    first, *later = to(seen, ANN)
    for mail in later:
        assert str(mail["References"]).split()[0] == first["Message-ID"]


async def test_the_customer_sees_nothing_of_the_agents_own(road: Road) -> None:
    """The answer goes out under the agent's name and the desk's address, without the agent's own traces."""
    out = await road.send(a_mail())
    answer = an_answer(to(out, ANN)[0], ANN, f"Смотрю. Пишите мне: {ANN}")
    answer["User-Agent"] = "AgentMail/1.0"
    out = await road.send(answer)
    [mail] = to(out, IVAN)
    whole = mail.as_string() + text(mail)
    assert "Ann Lee" in str(mail["From"])
    assert DESK in str(mail["From"])
    assert ANN not in whole
    assert "AgentMail" not in whole
    assert str(answer["Message-ID"]) not in whole
    assert "Auto-Submitted" not in mail


async def test_an_internal_note_never_reaches_the_customer(road: Road) -> None:
    """What is written to the internal address, or under #note, stays among the staff."""
    out = await road.send(a_mail())
    notice = to(out, ANN)[0]
    internal = [
        addr
        for addr in re.findall(r"support\+[a-z2-7]{26}@example\.org", text(notice))
        if addr not in str(notice["Reply-To"])
    ]
    assert to(await road.send(a_mail(ANN, "Пароль 123", to=internal[0], subject="note")), IVAN) == []
    assert to(await road.send(an_answer(notice, ANN, "#note Пароль 456")), IVAN) == []
    assert [message.text for message in road.thread()][1:] == ["Пароль 123", "Пароль 456"]


async def test_a_wrong_command_is_answered_with_the_fault_and_does_nothing(road: Road) -> None:
    """An unknown command beside a right one: neither is done, and the agent is told which is wrong."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, ANN)[0], ANN, "#take\n#rezolve\nГотово."))
    assert to(out, IVAN) == []
    assert "#rezolve" in text(to(out, ANN)[0])
    assert road.ticket().state is State.NEW
    assert road.ticket().assignees == ()


async def test_the_status_is_told_to_the_participant(road: Road) -> None:
    """The single word "status" is answered with the state and changes nothing."""
    out = await road.send(a_mail())
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "статус"))
    assert to(out, ANN) == []
    assert "SUP-1001" in text(to(out, IVAN)[0])
    assert road.ticket().state is State.NEW


async def test_one_mail_to_two_desks_is_a_ticket_at_each(road: Road) -> None:
    """A mail to two desks becomes two tickets, each with its own number."""
    await road.send(a_mail(to=f"{DESK}, {SALES}"))
    assert road.numbers() == ["SAL-1001", "SUP-1001"]


async def test_a_desk_in_cc_gets_its_ticket(road: Road) -> None:
    """A desk that stands only in Cc is written to all the same."""
    await road.send(a_mail(to="someone@else.example", cc=DESK))
    assert road.numbers() == ["SUP-1001"]


async def test_a_colleagues_reply_all_before_the_number_exists_joins_the_ticket(road: Road) -> None:
    """A colleague who was in Cc of the first mail answers it, knowing no number: it is the same ticket."""
    request = a_mail(cc=OLGA)
    await road.send(request)
    out = await road.send(_reply_all(request, OLGA))
    assert road.numbers() == ["SUP-1001"]
    assert [message.addr for message in road.thread()] == [IVAN, OLGA]
    assert to(out, OLGA) == []


def _reply_all(request: EmailMessage, sender: str) -> EmailMessage:
    mail = a_mail(sender, "И у меня.", subject="Re: Принтер", cc=IVAN)
    mail["In-Reply-To"] = str(request["Message-ID"])
    mail["References"] = str(request["Message-ID"])
    return mail


async def test_of_two_agents_answering_at_once_the_second_is_asked(road: Road) -> None:
    """Neither of two answers is lost: the second one reads the first, and says whether to send the own."""
    out = await road.send(a_mail())
    await road.send(an_answer(to(out, ANN)[0], ANN, "Первый ответ."))
    more = await road.send(an_answer(to(out, BOB)[0], BOB, "Второй ответ."))
    assert to(more, IVAN) == []
    assert "Первый ответ." in text(to(more, BOB)[0])
    more = await road.send(an_answer(to(more, BOB)[0], BOB, "send"))
    assert "Второй ответ." in text(to(more, IVAN)[0])
    assert [message.name for message in road.thread()][1:] == ["Ann Lee", "Bob Ray"]


async def test_a_bare_yes_confirms_the_solution_and_no_other_question(road: Road) -> None:
    """The solution asks for a "yes" and takes it; to a request for information "yes" is an answer."""
    out = await road.send(a_mail())
    notice = to(out, ANN)[0]
    out = await road.send(an_answer(notice, ANN, "#ask Вы перезагружали?"))
    out = await road.send(an_answer(to(out, IVAN)[0], IVAN, "Да"))
    assert road.ticket().state is State.OPEN
    out = await road.send(an_answer(notice, ANN, "#resolve Заменили кабель."))
    await road.send(an_answer(to(out, IVAN)[0], IVAN, "Да!"))
    assert road.ticket().reason is Reason.CONFIRMED
