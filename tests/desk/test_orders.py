"""Orders: how the commands at the top of an agent's text are read, and what is wrong with others."""

from dataclasses import replace

import pytest

from desk.commands import FINDINGS, NAMES, Command, Finding
from desk.decisions import Decision
from desk.desks import Desk
from desk.letters import Audience, Topic
from desk.orders import Fault, Orders, read_orders
from desk.people import Agent, Directory
from tests.desk.acts import TO_ANN, by_own_key, given, lines, nothing_but_staff, refusal
from tests.desk.builders import ANN, BOB, DESK, OFFICE, an_agents_mail, sent

ANNA = Agent(name="Anna Orr", addresses=("anna@staff.example",))


ANNA_TWO = Agent(name="Anna Fox", addresses=("fox@staff.example",))


IRINA = Agent(name="Ирина Ким", addresses=("kim@staff.example",))


SELLER = Agent(name="Sam Sale", addresses=("sam@staff.example",), desks=("sales@example.org",))


STAFF = Directory((ANN, BOB, ANNA, ANNA_TWO, IRINA, SELLER))


def read(*commands: str, text: str = "Текст", desk: Desk = DESK) -> Orders | Fault:
    """Return how the orders of a mail are read."""
    return read_orders(an_agents_mail(text, commands=lines(*commands)), STAFF, desk)


WORDS = {
    Command.TAKE: {"take", "взять", "беру"},
    Command.ASSIGN: {"assign", "назначить"},
    Command.ASK: {"ask", "спросить", "вопрос"},
    Command.RESOLVE: {"resolve", "решено", "решение"},
    Command.NOTE: {"note", "заметка"},
    Command.REJECT: {"reject", "отклонить"},
    Command.FILES: {"files", "файлы"},
}


def test_every_command_has_its_names_in_both_languages() -> None:
    """The table of names holds these and no others."""
    assert {command: {name for name, c in NAMES.items() if c is command} for command in Command} == WORDS


@pytest.mark.parametrize(("word", "finding"), FINDINGS.items())
@pytest.mark.parametrize("form", ["{}", "{}.", "{}: Работы до пятницы"])
def test_each_reason_of_a_rejection_is_understood(form: str, word: str, finding: Finding) -> None:
    """Planned works, outside responsibility, incompatible, other, in Russian and English, in any case."""
    orders = read(f"отклонить {form.format(word.title())}")
    assert isinstance(orders, Orders)
    assert (orders.saying, orders.finding) == (Command.REJECT, finding)


SAID = (
    (("ask Какая модель?",), "Подробно.", "Какая модель?\n\nПодробно."),
    (("ask",), "Подробно.", "Подробно."),
    (("resolve Готово.",), "", "Готово."),
    (("note",), "Текст", "Текст"),
    (("reject planned Работы.",), "До пятницы.", "Работы.\n\nДо пятницы."),
    (("reject other",), "", ""),
    ((), "Текст", "Текст"),
    (("take",), "Текст", "Текст"),
)


@pytest.mark.parametrize(("commands", "text", "whole"), SAID)
def test_what_stands_behind_a_command_belongs_to_the_text(
    commands: tuple[str, ...], text: str, whole: str
) -> None:
    """A question may begin on the command's own line."""
    orders = read(*commands, text=text)
    assert isinstance(orders, Orders)
    assert orders.text == whole


FAULTS = (
    (("resolv",), Topic.UNKNOWN_COMMAND, "#resolv"),
    (("take", "resolv x"), Topic.UNKNOWN_COMMAND, "#resolv x"),
    (("take now",), Topic.UNKNOWN_COMMAND, "#take now"),
    (("files please",), Topic.UNKNOWN_COMMAND, "#files please"),
    (("ask", "resolve"), Topic.ANSWERS_CONFLICT, "#ask, #resolve"),
    (("note", "вопрос"), Topic.ANSWERS_CONFLICT, "#note, #ask"),
    (("ask", "ask"), Topic.ANSWERS_CONFLICT, "#ask, #ask"),
    (("reject",), Topic.ARGUMENT_MISSING, "#reject"),
    (("reject because",), Topic.UNKNOWN_REASON, "because"),
    (("assign",), Topic.ARGUMENT_MISSING, "#assign"),
    (("assign ,",), Topic.ARGUMENT_MISSING, "#assign"),
    (("assign carl",), Topic.UNKNOWN_AGENT, "carl"),
    (("assign bob, carl",), Topic.UNKNOWN_AGENT, "carl"),
    (("assign anna",), Topic.UNKNOWN_AGENT, "anna"),
    (("assign sam",), Topic.UNKNOWN_AGENT, "sam"),
    (("assign sam@staff.example",), Topic.UNKNOWN_AGENT, "sam@staff.example"),
    (("assign lee",), Topic.UNKNOWN_AGENT, "lee"),
    # T57: a hidden sign makes another word of a command, never another command.
    (("tak\u200be",), Topic.UNKNOWN_COMMAND, "#tak\u200be"),
)


@pytest.mark.parametrize(("commands", "topic", "word"), FAULTS)
def test_each_fault_is_named_and_nothing_is_done(commands: tuple[str, ...], topic: Topic, word: str) -> None:
    """One wrong command stops all: the agent hears which, the customer hears nothing."""
    assert read(*commands) == Fault(topic, word)
    office = replace(OFFICE, directory=STAFF)
    decision = given(*commands, office=office)
    assert refusal(decision) == (topic, word)
    assert sent(decision) == [f"{topic.value} {TO_ANN}"]
    assert decision.rule.startswith("refused")


@pytest.mark.parametrize(
    ("argument", "agents"),
    [
        ("bob", (BOB,)),
        ("BOB RAY", (BOB,)),
        ("B.Ray@home.example", (BOB,)),
        ("anna orr", (ANNA,)),
        ("ирина", (IRINA,)),
        ("Ирина Ким, bob", (IRINA, BOB)),
        ("bob, Bob Ray, bob@staff.example", (BOB,)),
        # A whole name outweighs a first name.
        ("ann", (ANN,)),
    ],
)
def test_an_agent_is_meant_by_address_whole_name_or_a_first_name_of_only_one(
    argument: str, agents: tuple[Agent, ...]
) -> None:
    """Names are compared without case; a name that several have means nobody."""
    orders = read(f"assign {argument}")
    assert isinstance(orders, Orders)
    assert orders.assign == agents


def test_a_nameless_agent_disturbs_nobody() -> None:
    """An agent whose name is blank is found by address alone."""
    blank = Agent(name=" ", addresses=("x@staff.example",))
    mail = an_agents_mail(commands=lines("assign bob"))
    orders = read_orders(mail, Directory((blank, BOB)), DESK)
    assert isinstance(orders, Orders)
    assert orders.assign == (BOB,)


def astray(*commands: str, audience: Audience = Audience.PUBLIC) -> Decision:
    """Return the decision for a mail of Ann's with a command below its text."""
    mail = replace(an_agents_mail(commands=lines(*commands)), misplaced_command="#note")
    return by_own_key(mail, audience=audience)


@pytest.mark.parametrize("commands", [(), ("ask",), ("resolve",), ("reject other",), ("take",)])
def test_a_command_below_the_text_is_refused(commands: tuple[str, ...]) -> None:
    """What stands below it may be for colleagues only: nothing goes to the customer."""
    assert refusal(astray(*commands)) == (Topic.MISPLACED_COMMAND, "#note")


def test_a_command_below_the_text_of_a_note_is_text() -> None:
    """A note reaches no customer, whatever stands in it."""
    for decision in (astray("note"), astray(audience=Audience.INTERNAL)):
        assert decision.messages
        assert nothing_but_staff(decision)


@pytest.mark.parametrize("commands", [(), ("ask",), ("resolve",), ("reject other",)])
def test_an_answer_that_shows_our_notification_is_refused(commands: tuple[str, ...]) -> None:
    """What we tell staff is not for customers; in a note it may stand."""
    mail = replace(an_agents_mail(commands=lines(*commands)), shows_notification=True)
    assert refusal(by_own_key(mail)) == (Topic.SHOWS_NOTIFICATION, "")
    assert by_own_key(replace(mail, commands=lines("note"))).messages
