"""An agent's whole day in mutt: list, take, ask, note, take back, resolve, pass on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.stories.decoding import layers
from tests.system.correspondent import Correspondent, assert_one_chain, assert_one_tag, text_of
from tests.system.postdesk import Postdesk
from tests.system.rig import Rig

NUMBER = "SUP-1001"
KEY = re.compile(r"\+([a-z2-7]{26})@")
NOTES = re.compile(r"For a note that only colleagues see, write to (support\+[a-z2-7]{26}@\S+)")

AGENT = "vera@staff.example.test"
REQUEST = "Принтер на третьем этаже не печатает с утра."
FIRST, SECOND = "1. Какая модель принтера?", "2. Горит ли красная лампа?"
MODEL = "Модель HP 820."
NOTE = "Секретно: картриджи дешёвые, начальству не говорить."
SOLUTION = "Заменили картридж, попробуйте снова."
CONFIRMATION = "Подтверждаю, всё работает. Можно закрывать."

# What stands at the left of the card that staff see, and in no mail to a customer.
LABELS = (
    *("Kind:", "Priority:", "State:", "Requester:", "Assigned to:", "Registered:", "Due:"),
    *("Приоритет:", "Заявитель:", "Исполнители:"),
)


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A mail that a customer wrote to the agent alone, and how the agent passes it on to the desk."""

    number: str
    address: str
    name: str
    charset: str
    subject: str
    text: str
    comment: str
    attached: bool


PASSED = (
    Passed(
        number="SUP-1002",
        address="olga@customers.example.test",
        name="Ольга Ким",
        charset="windows-1251",
        subject="Зависла касса",
        text="Касса в третьем зале зависла, чеки не выходят.",
        comment="Коллеги, взгляните: старьё сломалось.",
        attached=False,
    ),
    Passed(
        number="SUP-1003",
        address="peter@customers.example.test",
        name="Пётр Ножкин",
        charset="us-ascii:utf-8",
        subject="Нет доступа к архиву",
        text="Со вчерашнего дня архив договоров не открывается.",
        comment="Зануда, отключили нарочно.",
        attached=True,
    ),
)


@dataclass(frozen=True)
class Day:
    """The desk and the people of the day."""

    desk: Postdesk
    agent: Correspondent
    customer: Correspondent


@pytest.mark.timeout(300)
def test_an_agents_whole_day(rig: Rig, postdesk: Callable[..., Postdesk]) -> None:
    """All of an agent's work is done with mutt's keys; customers read what is meant for them, and no more."""
    agent = Correspondent(rig, rig.mailbox(AGENT, "Vera Green"))
    address = "gleb@customers.example.test"
    customer = Correspondent(rig, rig.mailbox(address, "Глеб Ёлкин"), charset="koi8-r")
    day = Day(postdesk([agent.person]), agent, customer)
    _a_request_comes(day)
    _list(day)
    _take(day)
    _ask(day)
    _note(day)
    _resolve_and_undo(day)
    _resolve(day)
    others = []
    for passed in PASSED:
        other = Correspondent(rig, rig.mailbox(passed.address, passed.name), charset=passed.charset)
        _pass_on(day, passed, other)
        others.append(other)
    _assert_one_thread(agent)
    for each in (customer, *others):
        _assert_nothing_more(day.desk, each)
        _assert_nothing_of_the_staff(each, agent)


def _a_request_comes(day: Day) -> None:
    """A customer writes in koi8-r; the agent reads a card, and in the reply address where an answer goes."""
    day.customer.writes("Не печатает принтер", f"Здравствуйте!\n\n{REQUEST}\n")
    sent = day.customer.sent()[0].get_body()
    assert sent is not None
    assert sent.get_content_charset() == "koi8-r"
    day.customer.gets(NUMBER, "зарегистрировали")
    card = day.agent.gets(
        f"New ticket {NUMBER} from Глеб Ёлкин.",
        f"Number: {NUMBER} Subject: Не печатает принтер Kind: Incident Priority: Normal State: New",
        f"Requester: Глеб Ёлкин <{day.customer.person.address}> Assigned to: nobody",
        REQUEST,
    )
    assert card["Reply-To"].addresses[0].display_name == f"Reply to customer – {NUMBER}"


def _list(day: Day) -> None:
    """A new mail with a question about the desk is answered, and opens no ticket."""
    day.agent.writes("tickets", "#list all\n")
    day.agent.gets("that are not closed", f"- {NUMBER} · New · Normal · Не печатает принтер · Глеб Ёлкин")


def _take(day: Day) -> None:
    """A command alone changes the ticket and tells its author what; the customer hears nothing."""
    _answer_card(day, "#take")
    day.agent.gets(f"Done: {NUMBER}.", "State: New → In progress", "Assigned to: — → Vera Green")
    _assert_nothing_more(day.desk, day.customer)


def _ask(day: Day) -> None:
    """A customer who answers one of two questions, below it in the quote, is asked the other once more."""
    _answer_card(day, f"#ask\nГлеб, два вопроса:\n\n{FIRST}\n{SECOND}")
    day.agent.gets("Your question is on its way", "In progress → Waiting for information")
    day.customer.gets(f"{FIRST} {SECOND}")
    day.customer.answers(MODEL, below=FIRST)
    day.agent.gets("answers a part of what was asked", "once more", f"{FIRST} → {MODEL}", f"{SECOND} → —")
    again = day.customer.gets("осталось узнать", SECOND)
    assert FIRST not in text_of(again)


def _note(day: Day) -> None:
    """What goes to the address for notes is for colleagues alone."""
    found = NOTES.search(text_of(day.agent.last))
    assert found is not None
    day.agent.answers(NOTE, to=found[1])
    day.agent.gets(f"Your note is added to {NUMBER}. The customer does not see it.")
    _assert_nothing_more(day.desk, day.customer)


def _resolve_and_undo(day: Day) -> None:
    """What waits in the outgoing hold is given back to whoever answers "undo"; nothing has happened by it."""
    day.desk.holds("60s")
    _answer_card(day, f"#resolve\n{SOLUTION}")
    day.agent.gets(
        "goes to the customer in 60 seconds", "Waiting for information → Solution provided", "undo"
    )
    day.agent.answers("undo")
    day.agent.gets("is taken back", "State: Waiting for information", f"#resolve {SOLUTION}")
    assert [mail["rule"] for mail in day.desk.inbox()].count("taken back by its author") == 2
    _assert_nothing_more(day.desk, day.customer)


def _resolve(day: Day) -> None:
    """What nobody takes back reaches the customer when the hold is over, who confirms it."""
    day.desk.holds("3s")
    _answer_card(day, f"#resolve\n{SOLUTION}")
    day.agent.gets("goes to the customer in 3 seconds")
    day.customer.gets(SOLUTION)
    _assert_nothing_more(day.desk, day.customer)
    day.customer.answers(CONFIRMATION)
    day.customer.gets("закрыто")
    day.agent.gets(f"Глеб Ёлкин confirms the solution. {NUMBER} is closed.", CONFIRMATION)
    ticket = day.desk.listed("ticket", "show", NUMBER)["ticket"]
    assert (ticket["state"], ticket["reason"]) == ("closed", "confirmed")


def _pass_on(day: Day, passed: Passed, other: Correspondent) -> None:
    """A customer's mail to the agent alone, passed on to the desk, becomes the customer's ticket."""
    other.writes(passed.subject, f"{passed.text}\n", to=AGENT)
    day.agent.gets(passed.text)
    day.agent.passes_on(passed.comment, attached=passed.attached)
    day.agent.gets(f"{passed.number} is opened for {passed.name} <{passed.address}>")
    assert other.gets("зарегистрировали", passed.number)["Subject"] == f"[{passed.number}] {passed.subject}"
    told = day.desk.listed("ticket", "show", passed.number)
    assert told["ticket"]["requester"] == {"addr": passed.address, "name": passed.name}
    assert [(message["author"], message["circle"], message["text"]) for message in told["thread"]] == [
        ("customer", "public", passed.text),
        ("agent", "internal", passed.comment),
    ]


def _answer_card(day: Day, text: str) -> None:
    """Answer the first mail about the ticket."""
    day.agent.answers(text, mail=day.agent.read[0])


def _assert_one_thread(agent: Correspondent) -> None:
    """Prove that all about the ticket hangs together in the agent's mailbox, under one number."""
    about = [mail for mail in (*agent.inbox(), *agent.sent()) if NUMBER in str(mail["Subject"])]
    # Got: card, three receipts, answer, undone, two of the hold, confirmation. Sent: what they answer.
    assert len(about) == 9 + 6
    assert_one_chain(about)
    assert_one_tag(about, NUMBER)


def _assert_nothing_more(desk: Postdesk, customer: Correspondent) -> None:
    """Prove that the customer was sent what was read, each mail once, and nothing else."""
    address = customer.person.address
    sent = [f"<{mail['message_id']}>" for mail in desk.outbox() if mail["recipient"] == address]
    assert sorted(sent) == sorted(mail["Message-ID"] for mail in customer.read)
    assert len(customer.inbox()) == len(sent)


def _assert_nothing_of_the_staff(customer: Correspondent, agent: Correspondent) -> None:
    """Prove that none of the customer's mails, however encoded, holds anything that is the staff's alone."""
    keys = {key for mail in (*agent.inbox(), *agent.sent()) for key in KEY.findall(mail.as_string())}
    noted = " ".join((NOTE, *(passed.comment for passed in PASSED)))
    secrets = {AGENT, *keys, *LABELS, *(word for word in re.findall(r"\w+", noted) if len(word) > 2)}
    for mail in customer.inbox():
        for piece in layers(mail.as_bytes()):
            found = [secret for secret in secrets if secret.lower() in piece.text.lower()]
            assert found == [], f"{found} in {piece.place} of {mail['Subject']}"
