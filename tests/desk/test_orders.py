"""Orders: what the commands at the top of an agent's text mean, and what is wrong with others."""

from dataclasses import replace

import pytest

from desk.commands import FINDINGS, NAMES, Command, Finding
from desk.deciding import decide
from desk.decisions import Decision
from desk.desks import Desk
from desk.letters import Audience, FileRef, Template, Topic
from desk.mail import CommandLine, Mail
from desk.office import Office
from desk.orders import Fault, Orders, read_orders
from desk.people import Agent, Directory
from desk.states import Reason, State
from desk.ticket import Author, Circle, Message, Ticket
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    DESK,
    NOW,
    OFFICE,
    a_case,
    a_file,
    a_ticket,
    an_agents_mail,
    an_office,
    key_facts,
    letter_of,
    order,
    sent,
)

ANNA = Agent(name="Anna Orr", addresses=("anna@staff.example",))
ANNA_TWO = Agent(name="Anna Fox", addresses=("fox@staff.example",))
IRINA = Agent(name="Ирина Ким", addresses=("kim@staff.example",))
SELLER = Agent(name="Sam Sale", addresses=("sam@staff.example",), desks=("sales@example.org",))
STAFF = Directory((ANN, BOB, ANNA, ANNA_TWO, IRINA, SELLER))
IVAN, TO_ANN, TO_BOB = CUSTOMER.addr, ANN.address, BOB.address
WORD = Message(author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text="Не печатает.", at=NOW)


def lines(*commands: str) -> tuple[CommandLine, ...]:
    """Return command lines such as ``assign bob``."""
    return tuple(CommandLine(*line.split(" ", 1)) for line in commands)


def read(*commands: str, text: str = "Текст", desk: Desk = DESK) -> Orders | Fault:
    """Return how the orders of a mail are read."""
    return read_orders(an_agents_mail(text, commands=lines(*commands)), STAFF, desk)


def given(
    *commands: str,
    text: str = "Текст",
    ticket: Ticket | None = None,
    audience: Audience = Audience.PUBLIC,
    office: Office = OFFICE,
    **facts: object,
) -> Decision:
    """Return the decision for Ann's mail with these commands to her own key."""
    mail = an_agents_mail(text, commands=lines(*commands))
    known = key_facts(ticket or a_ticket(), audience, TO_ANN, **facts)
    return decide(a_case(mail, known, office))


def refusal(decision: Decision) -> tuple[Topic | None, str]:
    """Return topic and word of a refusal that is all a decision does."""
    [letter] = decision.letters
    assert letter.template is Template.REFUSAL
    assert (decision.messages, decision.events, decision.change, decision.opening) == ((), (), None, None)
    return letter.topic, letter.facts["word"]


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


# Take and assign.


def test_take_assigns_the_ticket_to_the_agent() -> None:
    """A new ticket is open from then on; the receipt says whose it is."""
    decision = given("take", text="", ticket=replace(a_ticket(State.NEW), assignees=()))
    assert decision.change is not None
    assert (decision.change.state, decision.change.assignees) == (State.OPEN, (ANN.name,))
    assert sent(decision) == [f"taken {TO_ANN}"]
    assert (decision.verdict, decision.ticket_id, decision.chain) == (Verdict.COMMAND, 7, TO_ANN)
    assert [(event.before, event.after, event.by) for event in decision.events] == [("", ANN.name, ANN.name)]


def test_taking_keeps_the_state_of_a_ticket_that_is_not_new() -> None:
    """Who takes a waiting ticket does not wake it."""
    change = given("take", text="", ticket=a_ticket(State.WAITING)).change
    assert change is not None
    assert change.state is None


def test_assign_hands_over_and_tells_the_new_assignee() -> None:
    """The other agent is told with the customer's last word, and answers the customer by answering."""
    decision = given("assign bob", text="", history={7: (WORD,)})
    assert decision.change is not None
    assert decision.change.assignees == (BOB.name,)
    assert sent(decision) == [f"assigned {TO_BOB}", f"handed_over {TO_ANN}"]
    notice = letter_of(decision, Template.NOTIFICATION)
    assert (notice.audience, notice.person, notice.author) == (Audience.PUBLIC, TO_BOB, ANN.name)
    assert notice.quote == WORD
    assert notice.language is BOB.language
    assert letter_of(decision, Template.RECEIPT).facts["agent"] == BOB.name


def test_who_is_assigned_already_is_not_told_again() -> None:
    """Nobody hears twice that a ticket is theirs."""
    ticket = replace(a_ticket(), assignees=(BOB.name,))
    assert sent(given("assign bob", text="", ticket=ticket)) == [f"handed_over {TO_ANN}"]


def test_take_and_assign_together_make_both_assignees() -> None:
    """An agent may work on a ticket with others."""
    change = given("take", "assign bob", text="").change
    assert change is not None
    assert change.assignees == (ANN.name, BOB.name)


def test_assigning_oneself_is_taking() -> None:
    """The receipt is the same, and no notification goes to oneself."""
    for assignees in ((ANN.name,), (BOB.name,)):
        ticket = replace(a_ticket(), assignees=assignees)
        assert sent(given("assign ann", text="", ticket=ticket)) == [f"taken {TO_ANN}"]


def test_take_with_a_text_also_answers() -> None:
    """The text beneath goes to the customer."""
    decision = given("take", text="Смотрю.", ticket=a_ticket(State.NEW))
    assert sent(decision) == [f"reply {IVAN}", f"taken {TO_ANN}"]
    assert decision.change is not None
    assert (decision.change.state, decision.change.answered) == (State.OPEN, True)


def test_assign_with_a_question_keeps_the_questions_state() -> None:
    """The ticket waits for the customer, in another agent's hands."""
    for state in (State.NEW, State.OPEN):
        decision = given("assign bob", "ask Какая модель?", text="", ticket=a_ticket(state))
        assert decision.change is not None
        assert (decision.change.state, decision.change.assignees) == (State.WAITING, (BOB.name,))
        assert decision.change.remind_at is not None
        assert [event.after for event in decision.events] == ["waiting", BOB.name]


# Ask, resolve, reject, note, files.


@pytest.mark.parametrize(
    ("command", "state", "reason", "letters"),
    [
        ("ask", State.WAITING, None, [f"question {IVAN}", f"asked {TO_ANN}"]),
        ("вопрос", State.WAITING, None, [f"question {IVAN}", f"asked {TO_ANN}"]),
        ("resolve", State.RESOLVED, None, [f"solution {IVAN}", f"offered {TO_ANN}"]),
        ("решено", State.RESOLVED, None, [f"solution {IVAN}", f"offered {TO_ANN}"]),
        ("reject planned", State.CLOSED, Reason.NOT_A_FAULT, [f"closed {IVAN}", f"rejected {TO_ANN}"]),
        ("отклонить внешнее", State.CLOSED, Reason.NOT_A_FAULT, [f"closed {IVAN}", f"rejected {TO_ANN}"]),
    ],
)
def test_each_public_command_moves_the_ticket_and_tells_the_customer(
    command: str, state: State, reason: Reason | None, letters: list[str]
) -> None:
    """The customer gets the text in the command's own form, the agent a receipt."""
    decision = given(command)
    assert decision.change is not None
    assert (decision.change.state, decision.change.reason) == (state, reason)
    assert decision.change.answered
    assert sent(decision) == letters
    assert decision.letters[0].text == "Текст"


def test_a_rejection_tells_the_customer_which_reason_and_why() -> None:
    """The finding and the agent's words are in the closing note."""
    letter = letter_of(given("reject planned Работы до пятницы.", text=""), Template.CLOSED)
    assert dict(letter.facts) == {"reason": "not_a_fault", "why": "planned"}
    assert (letter.text, letter.author) == ("Работы до пятницы.", ANN.name)


@pytest.mark.parametrize(("required", "refused"), [(True, True), (False, False)])
@pytest.mark.parametrize("more", [(), ("take",), ("assign bob",)])
def test_a_solution_wants_its_comment_where_the_desk_says_so(
    more: tuple[str, ...], *, required: bool, refused: bool
) -> None:
    """Another command beside it does not stand for the comment."""
    decision = given(*more, "resolve", text="", office=an_office(solution_comment_required=required))
    if refused:
        assert refusal(decision) == (Topic.TEXT_MISSING, "#resolve")
    else:
        assert f"solution {IVAN}" in sent(decision)


@pytest.mark.parametrize("command", ["ask", "note"])
@pytest.mark.parametrize("more", [(), ("take",)])
def test_a_question_and_a_note_want_a_text(more: tuple[str, ...], command: str) -> None:
    """An empty question asks nothing, a file beside it neither."""
    assert refusal(given(*more, command, text="")) == (Topic.TEXT_MISSING, f"#{command}")
    mail = replace(an_agents_mail("", commands=lines(*more, command)), attachments=(a_file(),))
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    assert refusal(decision) == (Topic.TEXT_MISSING, f"#{command}")


def test_an_empty_mail_is_refused_and_an_attachment_alone_is_an_answer() -> None:
    """A file without a word is sent; a mail without anything is answered with the fault."""
    assert refusal(given(text="")) == (Topic.TEXT_MISSING, "")
    mail = replace(an_agents_mail(""), attachments=(a_file(),))
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    assert sent(decision) == [f"reply {IVAN}"]


def test_a_note_is_told_to_the_other_assignees_alone() -> None:
    """Neither the customer nor the author of a note is told of it; the author gets a receipt."""
    ticket = replace(a_ticket(), assignees=(ANN.name, BOB.name))
    decision = given("note Пароль 123", text="", ticket=ticket)
    assert sent(decision) == [f"note {TO_BOB}", f"noted {TO_ANN}"]
    assert decision.letters[0].text == "Пароль 123"
    assert decision.change is None


@pytest.mark.parametrize("command", ["ask", "resolve", "reject planned", "вопрос"])
def test_the_internal_address_refuses_what_reaches_the_customer(command: str) -> None:
    """A public command at the address for notes is answered with the fault."""
    decision = given(command, audience=Audience.INTERNAL)
    assert refusal(decision) == (Topic.INTERNAL_ADDRESS, f"#{NAMES[command.split()[0]].value}")


@pytest.mark.parametrize("command", ["take", "assign bob", "note", "files"])
def test_the_internal_address_takes_what_stays_inside(command: str) -> None:
    """Taking, assigning, noting and files work at either address."""
    files = {7: (FileRef(3, a_file()),)}
    decision = given(command, audience=Audience.INTERNAL, files=files)
    assert all(letter.for_staff for letter in decision.letters)
    assert Template.REFUSAL not in {letter.template for letter in decision.letters}


@pytest.mark.parametrize("command", ["take", "assign bob", "ask", "resolve", "reject other"])
def test_a_closed_ticket_refuses_what_the_table_does_not_know(command: str) -> None:
    """What cannot happen to a closed ticket is answered with the fault."""
    decision = given(command, ticket=a_ticket(State.CLOSED))
    assert refusal(decision) == (Topic.TICKET_CLOSED, f"#{command.split()[0]}")


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL])
def test_a_note_in_a_closed_ticket_is_a_note(audience: Audience) -> None:
    """Staff may write down what they learn after the end."""
    decision = given("note", ticket=a_ticket(State.CLOSED), audience=audience)
    assert sent(decision) == [f"noted {TO_ANN}"]


def test_files_sends_the_customers_attachments_to_the_agent() -> None:
    """However large they are, in a mail of their own, to the one who asked."""
    refs = (FileRef(3, a_file(30_000_000)), FileRef(3, a_file(name="b.pdf")))
    decision = given("files", text="", files={7: refs})
    assert sent(decision) == [f"files {TO_ANN}"]
    assert decision.letters[0].audience is Audience.PUBLIC
    assert decision.letters[0].files == refs
    assert decision.messages == ()


def test_files_without_any_is_refused() -> None:
    """Where the customer sent no file, nothing is done of the other commands either."""
    assert refusal(given("files", "take", text="")) == (Topic.NO_FILES, "#files")


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL])
def test_a_refusal_repeats_the_agents_mail_to_the_agent(audience: Audience) -> None:
    """Nothing that was written is lost; an answer to the refusal stays inside."""
    letter = letter_of(given("resolv", text="Долгий текст", audience=audience), Template.REFUSAL)
    assert letter.text == "Долгий текст"
    assert (letter.to[0].addr, letter.audience) == (TO_ANN, Audience.INTERNAL)
    decision = given("resolv", audience=audience)
    assert (decision.ticket_id, decision.chain) == (7, TO_ANN)


def test_a_refusal_without_a_ticket_stands_in_no_chain() -> None:
    """It answers the agent's mail alone."""
    decision = decide(a_case(an_agents_mail(passed=True, commands=order("resolv"))))
    assert refusal(decision) == (Topic.UNKNOWN_COMMAND, "#resolv")
    assert (decision.ticket_id, decision.chain) == (None, None)


def test_commands_in_a_customers_mail_are_words() -> None:
    """What staff command is plain text from anybody else (T58)."""
    mail: Mail = replace(
        an_agents_mail("#resolve", commands=order("resolve")), sender=CUSTOMER, authentication=()
    )
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.CUSTOMER, IVAN)))
    assert decision.change is None
    assert decision.messages[0].text == "#resolve"


def test_facts_of_other_tickets_files_are_not_sent() -> None:
    """Files are those of the ticket that was reached."""
    other = {8: (FileRef(9, a_file()),)}
    assert refusal(given("files", text="", files=other)) == (Topic.NO_FILES, "#files")
