"""Numbered questions and variants: asked by an agent, answered by a customer."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.decisions import Decision
from desk.letters import Audience, Template
from desk.mail import Intent, Mail, MailKind, Numbered
from desk.states import State
from desk.ticket import Question, Ticket
from desk.topics import Topic
from tests.desk.acts import IVAN, TO_ANN, lines, refusal, reply
from tests.desk.builders import a_case, a_mail, a_ticket, an_agents_mail, key_facts, letter_of, sent

MODEL, ROOM, SINCE = Question(1, "Какая модель?"), Question(2, "Какой кабинет?"), Question(3, "С какого дня?")
ASKED = replace(a_ticket(State.WAITING), questions=(MODEL, ROOM, SINCE))
ITEMS = (Numbered(1, "Какая модель?"), Numbered(2, "Какой кабинет?"))
VARIANTS = (Numbered(1, "Заменить"), Numbered(2, "Починить"))


def agent_says(command: str, *items: Numbered) -> Decision:
    """Return the decision on Ann's mail with this command above a numbered list."""
    mail = replace(an_agents_mail("1. …\n2. …", commands=lines(command)), numbered=items)
    return decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))


def customer_says(mail: Mail, ticket: Ticket = ASKED) -> Decision:
    """Return the decision on the customer's answer."""
    return decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, IVAN)))


def answers(*items: Numbered, inline: tuple[tuple[str, str], ...] = ()) -> Mail:
    """Return a customer's mail that answers by number or below what it quotes."""
    return replace(a_mail(text="…", kind=MailKind.REPLY), numbered=items, inline=inline)


def test_numbered_questions_are_remembered() -> None:
    """With those of the mail before forgotten; a question without numbers remembers none."""
    change = agent_says("ask", *ITEMS).change
    assert change is not None
    assert change.questions == (MODEL, ROOM)
    again = replace(an_agents_mail("Ну что?", commands=lines("ask")))
    change = decide(a_case(again, key_facts(ASKED, Audience.PUBLIC, TO_ANN))).change
    assert change is not None
    assert change.questions == ()


@pytest.mark.parametrize(
    ("mail", "given"),
    [
        (answers(Numbered(1, "LX-3"), Numbered(2, "5"), Numbered(3, "вчера")), ("LX-3", "5", "вчера")),
        (
            answers(
                inline=(
                    ("1. Какая модель?", "LX-3"),
                    ("какой кабинет", "5"),
                    ("Ann пишет: 3) С какого дня?", "вчера"),
                )
            ),
            ("LX-3", "5", "вчера"),
        ),
    ],
)
def test_answers_by_number_and_below_the_questions_are_told_beside_them(
    mail: Mail, given: tuple[str, ...]
) -> None:
    """When all are answered the ticket goes on."""
    decision = customer_says(mail)
    assert decision.change is not None
    assert decision.change.state is State.OPEN
    notice = letter_of(decision, Template.NOTIFICATION)
    assert tuple(question.answer for question in notice.questions) == given


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Какая модель? LX-3", "LX-3"),
        ("какая модель\nLX-3\nили LX-4", "LX-3\nили LX-4"),
        ("**Какая модель?** — не та", "не та"),
        ("Какая модельная?", "Какая модельная?"),
        ("Не знаю, какая модель?", "Не знаю, какая модель?"),
        ("Какая модель?", ""),
        ("Какая", "Какая"),
    ],
)
def test_the_words_of_a_question_are_no_part_of_its_answer(said: str, given: str) -> None:
    """Who answers in a copy of the questions, or copies them alone."""
    decision = customer_says(answers(Numbered(1, said), Numbered(2, "5")))
    assert decision.change is not None
    assert [question.answer for question in decision.change.questions or ()] == [given, "5", ""]


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("> 1. Какая модель? LX-3", "LX-3"),
        ("1) Какая модель? - LX-3", "LX-3"),
        ("> 1. Какая модель?", ""),
        ("> 1. Какая модель сканера?", ""),
        ("> 2. Какая модель? LX-3", ""),
    ],
)
def test_an_answer_may_end_the_quoted_line_of_its_question(line: str, given: str) -> None:
    """What the line holds beside number and question was not there when it was asked."""
    mail = replace(answers(Numbered(3, "вчера")), quoted_text=f"> Здравствуйте!\n{line}\n> Ann")
    change = customer_says(mail).change
    assert change is not None
    assert [question.answer for question in change.questions or ()] == [given, "", "вчера"]


@pytest.mark.parametrize(("items", "count", "told"), [(2, 3, ""), (2, 4, "4"), (0, 2, "2")])
def test_answers_are_no_requests_of_their_own(items: int, count: int, told: str) -> None:
    """Staff are told of several requests where a mail holds more of them than questions, or no answer."""
    mail = replace(answers(*(Numbered(number + 1, "не печатает") for number in range(items))), problems=count)
    assert letter_of(customer_says(mail), Template.NOTIFICATION).facts.get("problems", "") == told


def test_what_stays_open_is_asked_once_more() -> None:
    """The ticket waits on; the second time it goes on with what there is."""
    decision = customer_says(answers(Numbered(2, "5")))
    assert sent(decision) == [f"asked_again {IVAN}", f"answered_partly {TO_ANN}"]
    assert decision.change is not None
    assert decision.change.state is None
    open_ones = letter_of(decision, Template.ASKED_AGAIN).questions
    assert [question.number for question in open_ones] == [1, 3]
    later = replace(ASKED, questions=decision.change.questions or ())
    decision = customer_says(answers(Numbered(1, "LX-3")), later)
    assert sent(decision) == [f"answer {TO_ANN}"]
    assert decision.change is not None
    assert decision.change.state is State.OPEN
    told = letter_of(decision, Template.NOTIFICATION).questions
    assert [question.answer for question in told] == ["LX-3", "5", ""]


def test_an_answer_in_plain_words_is_not_asked_about_again() -> None:
    """Nobody can tell by machine which questions it answers; staff see all of them."""
    decision = customer_says(a_mail(text="LX-3, пятый, вчера", kind=MailKind.REPLY))
    assert sent(decision) == [f"answer {TO_ANN}"]
    assert letter_of(decision, Template.NOTIFICATION).questions == ASKED.questions


def test_variants_are_numbered_and_two_at_least() -> None:
    """Else there is nothing to choose by its number."""
    for items in ((), (Numbered(1, "Заменить"),)):
        assert refusal(agent_says("options", *items)) == (Topic.VARIANTS_MISSING, "#options")
    decision = agent_says("варианты", *VARIANTS)
    assert decision.change is not None
    assert (decision.change.state, decision.change.variants) == (State.WAITING, VARIANTS)
    assert letter_of(decision, Template.QUESTION).topic is Topic.VARIANTS


OFFERED = replace(a_ticket(State.WAITING), variants=VARIANTS)


@pytest.mark.parametrize(("command", "forgotten"), [("ask", "variants"), ("options", "questions")])
def test_a_number_answers_what_was_asked_last(command: str, forgotten: str) -> None:
    """Questions take the place of variants, and variants that of questions."""
    both = replace(ASKED, variants=VARIANTS)
    mail = replace(an_agents_mail("1. …\n2. …", commands=lines(command)), numbered=ITEMS)
    change = decide(a_case(mail, key_facts(both, Audience.PUBLIC, TO_ANN))).change
    assert getattr(change, forgotten) == ()


def test_a_choice_is_recorded_and_told_in_words() -> None:
    """Staff read which variant it is."""
    decision = customer_says(replace(reply(Intent.CHOICE, "второй"), choice=2), OFFERED)
    assert letter_of(decision, Template.NOTIFICATION).facts["word"] == "2. Починить"
    assert ("chose", "2. Починить") in [(event.what, event.after) for event in decision.events]


@pytest.mark.parametrize(
    "mail",
    [
        replace(reply(Intent.CHOICE, "третий"), choice=3),
        replace(reply(Intent.CHOICE, "второй", 0.5), choice=2),
        replace(reply(Intent.NONE, "второй"), choice=2),
    ],
)
def test_what_was_not_offered_or_is_not_sure_is_an_answer_to_read(mail: Mail) -> None:
    """No choice is made for the customer."""
    decision = customer_says(mail, OFFERED)
    assert letter_of(decision, Template.NOTIFICATION).topic is Topic.ANSWER
    assert "chose" not in {event.what for event in decision.events}


def test_questions_that_nobody_waits_for_any_more_are_not_shown() -> None:
    """The matter has gone on without their answers."""
    decision = customer_says(reply(Intent.CONFIRM), replace(ASKED, state=State.RESOLVED))
    assert letter_of(decision, Template.NOTIFICATION).questions == ()


def test_words_without_a_number_answer_the_only_question_that_is_open() -> None:
    """Where several are open, nobody knows which; where none is waited for, they may be anything."""
    left = (replace(MODEL, answer="LX-3"), ROOM)
    plain = a_mail(text="Пятый кабинет.", kind=MailKind.REPLY)
    ticket = replace(ASKED, questions=left)
    letter = letter_of(customer_says(plain, ticket), Template.NOTIFICATION)
    assert [question.answer for question in letter.questions] == ["LX-3", "Пятый кабинет."]
    change = customer_says(plain).change
    assert change is None or change.questions is None
    change = customer_says(plain, replace(ticket, state=State.OPEN)).change
    assert change is None or change.questions is None
