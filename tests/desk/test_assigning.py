"""Taking and assigning: whose a ticket is, and who hears of it."""

from dataclasses import replace

import pytest

from desk.letters import Audience, Template
from desk.people import Agent, Directory
from desk.states import State
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, given, refusal
from tests.desk.builders import ANN, BOB, NOW, OFFICE, a_ticket, letter_of, sent

WORD = Message(author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text="Не печатает.", at=NOW)


def test_take_assigns_the_ticket_to_the_agent() -> None:
    """A new ticket is open from then on; the receipt says whose it is, and the colleagues hear of it."""
    decision = given("take", text="", ticket=replace(a_ticket(State.NEW), assignees=()))
    assert decision.change is not None
    assert (decision.change.state, decision.change.assignees) == (State.OPEN, (ANN.name,))
    assert sent(decision) == [f"changed {TO_BOB}", f"done {TO_ANN}"]
    assert (decision.verdict, decision.ticket_id, decision.chain) == (Verdict.COMMAND, 7, TO_ANN)
    assert [(event.before, event.after, event.by) for event in decision.events] == [
        ("new", "open", ANN.name),
        ("", ANN.name, ANN.name),
    ]
    assert letter_of(decision, Template.RECEIPT).changes == decision.events


def test_taking_keeps_the_state_of_a_ticket_that_is_not_new() -> None:
    """Who takes a waiting ticket does not wake it."""
    change = given("take", text="", ticket=replace(a_ticket(State.WAITING), assignees=())).change
    assert change is not None
    assert change.state is None


def test_assign_hands_over_and_tells_the_new_assignee() -> None:
    """The other agent is told with the customer's last word, and answers the customer by answering."""
    decision = given("assign bob", text="", history={7: (WORD,)})
    assert decision.change is not None
    assert decision.change.assignees == (BOB.name,)
    assert sent(decision) == [f"assigned {TO_BOB}", f"done {TO_ANN}"]
    notice = letter_of(decision, Template.NOTIFICATION)
    assert (notice.audience, notice.person, notice.author) == (Audience.PUBLIC, TO_BOB, ANN.name)
    assert notice.thread == (WORD,)
    assert notice.language is BOB.language
    assert [event.after for event in letter_of(decision, Template.RECEIPT).changes] == [BOB.name]


def test_who_is_assigned_already_is_not_told_again() -> None:
    """Nobody hears twice that a ticket is theirs."""
    ticket = replace(a_ticket(), assignees=(BOB.name,))
    assert sent(given("assign bob", text="", ticket=ticket)) == [f"done {TO_ANN}"]


def test_take_and_assign_together_make_both_assignees() -> None:
    """An agent may work on a ticket with others."""
    change = given("take", "assign bob", text="").change
    assert change is not None
    assert change.assignees == (ANN.name, BOB.name)


def test_assigning_oneself_is_taking() -> None:
    """No notification goes to oneself; whoever had the ticket hears that it is another's."""
    for assignees, told in (((ANN.name,), []), ((BOB.name,), [f"changed {TO_BOB}"])):
        ticket = replace(a_ticket(), assignees=assignees)
        assert sent(given("assign ann", text="", ticket=ticket)) == [*told, f"done {TO_ANN}"]


def test_take_with_a_text_also_answers() -> None:
    """The text beneath goes to the customer."""
    decision = given("take", text="Смотрю.", ticket=a_ticket(State.NEW))
    assert sent(decision) == [f"reply {IVAN}", f"done {TO_ANN}"]
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


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("assign Bob Ray <bob@staff.example>", (BOB.name,)),
        ("assign bob@staff.example <mailto:bob@staff.example>", (BOB.name,)),
        ("assign Bob Ray bob@staff.example", (BOB.name,)),
        ("assign @Bob", (BOB.name,)),
        ("assign ray; ann", (BOB.name, ANN.name)),
        ("assign Bob and Ann", (BOB.name, ANN.name)),
        ("assign Bob и Ann Lee", (BOB.name, ANN.name)),
        ("assign Rest and Play", ("Rest and Play",)),
        ("team Network, R and D", (BOB.name, "Rest and Play")),
        ("team net and r and d", None),
        ("team First, Second", (BOB.name,)),
        ("assign Bob Ray <eve@evil.example>", None),
        ("assign Bob <bob@staff.example> ann@staff.example", None),
    ],
)
def test_colleagues_are_named_as_mail_programs_and_people_write_them(
    command: str, names: tuple[str, ...] | None
) -> None:
    """An address says who it is, whatever name stands beside it; "and" parts what is no name as a whole."""
    rest = Agent(name="Rest and Play", addresses=("rest@staff.example",), teams=("R and D",))
    office = replace(
        OFFICE, directory=Directory((ANN, replace(BOB, teams=("Network", "First, Second")), rest))
    )
    decision = given(command, text="", office=office)
    if names is None:
        assert refusal(decision)[0] in {Topic.UNKNOWN_AGENT, Topic.UNKNOWN_TEAM}
    else:
        assert decision.change is not None
        assert decision.change.assignees == names
