"""Orders: how the commands at the top of an agent's text are read, and what is wrong with others."""

from dataclasses import replace

import pytest

from desk.commands import (
    NAMES,
    RULES,
    Command,
    command_of,
    nearest,
    shown_name,
)
from desk.decisions import Decision
from desk.findings import FINDINGS, Finding
from desk.letters import Audience, Template
from desk.mail import Attachment, Language
from desk.names import words_near
from desk.orders import Fault, Orders, read_orders
from desk.people import Agent, Directory, Role
from desk.request import KIND_WORDS
from desk.states import State
from desk.topics import Topic
from desk.verdicts import Verdict
from responders import words
from tests.desk.acts import TO_ANN, by_own_key, given, lines, nothing_but_staff, refusal
from tests.desk.builders import ANN, BOB, OFFICE, a_file, a_ticket, an_agents_mail, letter_of, sent

ANNA = Agent(name="Anna Orr", addresses=("anna@staff.example",))


ANNA_TWO = Agent(name="Anna Fox", addresses=("fox@staff.example",))


IRINA = Agent(name="Ирина Ким", addresses=("kim@staff.example",))


SELLER = Agent(name="Sam Sale", addresses=("sam@staff.example",), desks=("sales@example.org",))


OTTO = Agent(name="Otto Beck", addresses=("otto@staff.example",), role=Role.OBSERVER)


STAFF = Directory((ANN, BOB, ANNA, ANNA_TWO, IRINA, SELLER, OTTO))


def read(*commands: str, text: str = "Текст") -> Orders | Fault:
    """Return how the orders of a mail are read."""
    return read_orders(an_agents_mail(text, commands=lines(*commands)))


def test_every_command_has_names_in_both_languages() -> None:
    """No name means two commands, and each language has one to show."""
    assert RULES.keys() == set(Command)
    assert len(NAMES) == sum(len(rule.names) for rule in RULES.values())
    for command in Command:
        assert shown_name(command, Language.EN).isascii()
        assert not shown_name(command, Language.RU).isascii()


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("take", Command.TAKE),
        ("беру", Command.TAKE),
        ("res", Command.RESOLVE),
        ("resolv", Command.RESOLVE),
        ("реш", Command.RESOLVE),
        ("prio", Command.PRIORITY),
        ("отклон", Command.REJECT),
        # Another command begins so as well, or it is too short to mean one.
        ("re", None),
        ("t", None),
        ("от", None),
        ("ta", None),
        ("отк", None),
        ("uncle", None),
        ("", None),
        ("стат", Command.STATUS),
    ],
)
def test_a_command_may_be_shortened_as_long_as_only_one_is_meant(word: str, command: Command | None) -> None:
    """Three letters at least, and no other command begins with them."""
    assert command_of(word) is command


@pytest.mark.parametrize(
    ("word", "first"),
    [("rezolve", "resolve"), ("asign", "assign"), ("назначит-ь", "назначить"), ("tkae", "take"), ("щз", "")],
)
def test_the_nearest_commands_are_proposed(word: str, first: str) -> None:
    """Three at most, each command once; nothing for what is like none."""
    found = nearest(word)
    assert next(iter(found), "") == first
    assert len({NAMES[name] for name in found}) == len(found) <= 3


@pytest.mark.parametrize(("word", "finding"), FINDINGS.items())
@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{}", ""),
        ("{}.", ""),
        ("«{}»", ""),
        ("{}: Работы до пятницы", "Работы до пятницы"),
        ("{} – работы до пятницы", "работы до пятницы"),
        ("{} - - до 5 - 6 часов", "до 5 - 6 часов"),
        ("{}, -5 за окном", "-5 за окном"),
    ],
)
def test_each_reason_of_a_rejection_is_understood(form: str, text: str, word: str, finding: Finding) -> None:
    """Planned works, outside responsibility, incompatible, other, in any case; no mark behind it is text."""
    orders = read(f"отклонить {form.format(word.title())}", text="")
    assert isinstance(orders, Orders)
    assert (orders.saying, orders.finding, orders.text) == (Command.REJECT, finding, text)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("finding", list(Finding))
def test_what_people_are_shown_of_a_reason_is_understood(finding: Finding, language: Language) -> None:
    """None of its words is left over, to go to the customer."""
    orders = read(f"reject {words.FINDINGS[language][finding]} – Sorry.", text="")
    assert isinstance(orders, Orders)
    assert (orders.finding, orders.text) == (finding, "Sorry.")


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("pla", (Finding.PLANNED, "")),
        ("planned maint", (Finding.PLANNED, "")),
        ("incompat. Your driver is older.", (Finding.INCOMPATIBLE, "Your driver is older.")),
        ("внешняя", (Finding.OUTSIDE, "")),
        ("внешн - спросите провайдера", (Finding.OUTSIDE, "спросите провайдера")),
        ("planned We moved.", (Finding.PLANNED, "We moved.")),
        ("pl", None),
        ("out of order", None),
        ("plan b", None),
        ("несовместимость с вашей системой", None),
    ],
)
def test_a_reason_may_be_shortened_where_it_ends(argument: str, found: tuple[Finding, str] | None) -> None:
    """Three letters at least, with the line's end or a mark behind: a text is not taken for a reason."""
    orders = read(f"reject {argument}", text="")
    if found is None:
        assert orders == Fault(Topic.UNKNOWN_REASON, argument.split()[0])
    else:
        assert isinstance(orders, Orders)
        assert (orders.finding, orders.text) == found


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
    (("rezolve",), Topic.UNKNOWN_COMMAND, "#rezolve"),
    (("take", "rezolve x"), Topic.UNKNOWN_COMMAND, "#rezolve"),
    (("take now",), Topic.NEEDLESS_ARGUMENT, "#take now"),
    (("files please",), Topic.NEEDLESS_ARGUMENT, "#files please"),
    (("ask", "resolve"), Topic.ANSWERS_CONFLICT, "#ask, #resolve"),
    (("note", "вопрос"), Topic.ANSWERS_CONFLICT, "#note, #ask"),
    (("ask", "ask"), Topic.ANSWERS_CONFLICT, "#ask"),
    (("priority high", "priority low"), Topic.ANSWERS_CONFLICT, "#priority"),
    (("reject",), Topic.ARGUMENT_MISSING, "#reject"),
    (("reject because",), Topic.UNKNOWN_REASON, "because"),
    (("assign",), Topic.ARGUMENT_MISSING, "#assign"),
    (("assign ,",), Topic.ARGUMENT_MISSING, "#assign"),
    (("assign carl",), Topic.UNKNOWN_AGENT, "carl"),
    (("assign bob, carl",), Topic.UNKNOWN_AGENT, "carl"),
    (("assign anna",), Topic.SEVERAL_AGENTS, "anna"),
    (("assign sam",), Topic.UNKNOWN_AGENT, "sam"),
    (("assign sam@staff.example",), Topic.UNKNOWN_AGENT, "sam@staff.example"),
    (("assign an",), Topic.SEVERAL_AGENTS, "an"),
    (("assign otto",), Topic.ONLY_READS, "otto"),
    (("team x",), Topic.UNKNOWN_TEAM, "x"),
    (("kind x",), Topic.UNKNOWN_KIND, "x"),
    (("priority x",), Topic.UNKNOWN_PRIORITY, "x"),
    (("org x",), Topic.UNKNOWN_ORGANISATION, "x"),
    (("requester x",), Topic.NO_ADDRESS, "x"),
    (("requester a@x.example, b@x.example",), Topic.NO_ADDRESS, "a@x.example, b@x.example"),
    (("cc bob@staff.example",), Topic.NO_ADDRESS, "bob@staff.example"),
    (("cc support+x@example.org",), Topic.NO_ADDRESS, "support+x@example.org"),
    (("uncc olga@customer.example",), Topic.NO_PARTICIPANT, "olga@customer.example"),
    (("close", "spam"), Topic.ANSWERS_CONFLICT, "#close, #spam"),
    (("open", "ask"), Topic.ANSWERS_CONFLICT, "#open, #ask"),
    (("reopen", "note"), Topic.ARGUMENT_MISSING, "#reopen"),
    (("reopen",), Topic.WRONG_STATE, "#reopen"),
    (("reopen Опять.",), Topic.WRONG_STATE, "#reopen"),
    # T57: a hidden sign makes another word of a command, never another command.
    (("tak\u200be",), Topic.UNKNOWN_COMMAND, "#tak\u200be"),
)


@pytest.mark.parametrize(("commands", "topic", "word"), FAULTS)
def test_each_fault_is_named_and_nothing_is_done(commands: tuple[str, ...], topic: Topic, word: str) -> None:
    """One wrong command stops all: the agent hears which, the customer hears nothing."""
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
        ("lee", (ANN,)),
        ("ray", (BOB,)),
        # A whole name outweighs the beginning of another.
        ("ann", (ANN,)),
    ],
)
def test_an_agent_is_meant_by_address_whole_name_or_a_part_of_it_that_only_one_has(
    argument: str, agents: tuple[Agent, ...]
) -> None:
    """Names are compared without case; a name that several have means nobody."""
    ticket = replace(a_ticket(), assignees=())
    change = given(
        f"assign {argument}", text="", ticket=ticket, office=replace(OFFICE, directory=STAFF)
    ).change
    assert change is not None
    assert change.assignees == tuple(agent.name for agent in agents)


@pytest.mark.parametrize(
    ("argument", "candidates"),
    [("anna", ("Anna Orr", "Anna Fox")), ("Anna Orl", ("Anna Orr",)), ("bop", ("Bob Ray",))],
)
def test_a_name_that_is_not_clear_is_answered_with_the_candidates(
    argument: str, candidates: tuple[str, ...]
) -> None:
    """Those who have it, else those whose names come near."""
    letter = letter_of(
        given(f"assign {argument}", text="", office=replace(OFFICE, directory=STAFF)), Template.REFUSAL
    )
    assert set(candidates) <= set(letter.facts["nearest"].split(", "))


def test_no_code_is_proposed_and_no_meaning_twice() -> None:
    """What a program calls a kind is understood, and nothing that a person should have to read."""
    assert words_near(KIND_WORDS, "incidentt!", Language.EN) == ("incident", "mass")
    assert words_near(KIND_WORDS, "mass-incident", Language.EN)[0] == "mass"


@pytest.mark.parametrize(
    ("command", "language", "nearest"),
    [
        ("kind ерунда", Language.RU, "инцидент"),
        ("kind nonsense", Language.EN, "incident"),
        ("тип инцедент", Language.EN, "инцидент"),
        ("priority x", Language.RU, "низкий"),
        ("список ерунда", Language.RU, "мои"),
        ("list xyz", Language.EN, "mine"),
    ],
)
def test_words_are_proposed_in_the_language_of_the_agent(
    command: str, language: Language, nearest: str
) -> None:
    """What comes near comes first, in whatever language it was written."""
    agent = replace(ANN, language=language)
    office = replace(OFFICE, directory=Directory((agent, BOB)))
    letter = letter_of(given(command, text="", office=office), Template.REFUSAL)
    assert letter.facts["nearest"].split(", ")[0] == nearest


def test_a_nameless_agent_disturbs_nobody() -> None:
    """An agent whose name is blank is found by address alone."""
    blank = Agent(name=" ", addresses=("x@staff.example",))
    change = given(
        "assign bob", text="", office=replace(OFFICE, directory=Directory((blank, BOB, ANN)))
    ).change
    assert change is not None
    assert change.assignees == (BOB.name,)


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


@pytest.mark.parametrize(
    "file",
    [
        a_file(name="Fwd.EML"),
        a_file(name="mail", type_="message/global"),
        a_file(name="mail", type_="application/ms-tnef"),
        a_file(name="Winmail.dat", type_="application/octet-stream"),
        a_file(name="Fwd.msg", type_="application/octet-stream"),
        # So Exchange calls what stood below an attachment.
        a_file(name="ATT00001.htm", type_="text/html"),
    ],
)
def test_a_whole_mail_is_not_sent_on(file: Attachment) -> None:
    """It may be ours to the staff, with keys and all; in a note it may stand."""
    mail = replace(an_agents_mail(), attachments=(file,))
    assert refusal(by_own_key(mail)) == (Topic.ATTACHED_MAIL, file.name)
    assert by_own_key(replace(mail, commands=lines("note"))).messages


@pytest.mark.parametrize("written", ["mass_incident!", "mass incidnt"])
def test_a_word_that_is_proposed_is_one_that_people_write(written: str) -> None:
    """Of several for one meaning the first."""
    nearest = letter_of(given(f"kind {written}", text=""), Template.REFUSAL).facts["nearest"]
    assert "mass_incident" not in nearest
    assert "mass" in nearest.split(", ")


def test_one_letter_proposes_all_that_begins_so() -> None:
    """It is no command, but says a little of which was meant."""
    assert set(nearest("p")) == {"priority"}
    assert set(nearest("s")) == {"subject", "status", "show", "spam", "solved"}


@pytest.mark.parametrize("also", ["take", "assign bob", "priority high"])
def test_what_is_reopened_is_open_for_what_else_is_ordered(also: str) -> None:
    """In whatever order they stand."""
    for state in (State.RESOLVED, State.CLOSED):
        for orders in (("reopen Опять.", also), (also, "reopen Опять.")):
            change = given(*orders, text="", ticket=a_ticket(state)).change
            assert change is not None
            assert change.state is State.OPEN


@pytest.mark.parametrize(
    ("audience", "commands", "text"),
    [
        (Audience.INTERNAL, (), "Звонил.\n#priority urgent"),
        (Audience.INTERNAL, (), "Звонил.\n\n#взять"),
        (Audience.PUBLIC, ("note",), "Звонил.\n#assign bob"),
    ],
)
def test_a_command_that_ends_a_note_is_refused(
    audience: Audience, commands: tuple[str, ...], text: str
) -> None:
    """It was meant to be carried out; one above the end is what a note may copy."""
    word = text.split()[1]
    refused = given(*commands, text=text, audience=audience)
    assert refusal(refused)[0] is Topic.MISPLACED_COMMAND
    noted = given(*commands, text=f"{text} {word}\nТак в журнале.", audience=audience)
    assert noted.verdict is Verdict.REPLY


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL])
def test_an_enquiry_with_a_text_is_refused_in_the_ticket_that_it_answers(audience: Audience) -> None:
    """So the corrected mail finds it."""
    decision = given("list", text="Смотрим.", audience=audience)
    assert refusal(decision) == (Topic.NEEDLESS_TEXT, "#list")
    assert (decision.ticket_id, decision.letters[0].audience) == (7, audience)
