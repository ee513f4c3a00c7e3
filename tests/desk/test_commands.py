"""Asking, resolving, rejecting, noting, files: what each command does in a ticket."""

from dataclasses import replace

import pytest

from desk.commands import NAMES, words_of
from desk.deciding import decide
from desk.enquiries import MOST_MESSAGES, MOST_TICKETS
from desk.facts import Facts
from desk.letters import Audience, FileRef, Template
from desk.mail import Mail, Numbered
from desk.states import Reason, State
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, given, lines, refusal
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    NOW,
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
    """An empty question asks nothing, a file beside it neither; a note may be a file alone, but no logo."""
    assert refusal(given(*more, command, text="")) == (Topic.TEXT_MISSING, f"#{command}")
    mail = replace(an_agents_mail("", commands=lines(*more, command)), attachments=(a_file(),))
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    if command == "note":
        assert decision.messages[0].circle is Circle.INTERNAL
        logo = replace(mail, attachments=(replace(a_file(), decoration=True, logo=True),))
        decision = decide(a_case(logo, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    assert refusal(decision) == (Topic.TEXT_MISSING, f"#{command}")


def test_an_empty_note_is_refused_and_an_attachment_alone_is_an_answer() -> None:
    """A file without a word is sent; a note without anything is answered with the fault."""
    assert refusal(given(text="", audience=Audience.INTERNAL)) == (Topic.TEXT_MISSING, "")
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
    # The same text in answer to it is not refused once more.
    assert decision.letters[0].audience is Audience.PUBLIC


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
    """Nothing that was written is lost; an answer to the refusal goes where the mail went."""
    letter = letter_of(given("rezolve", text="Долгий текст", audience=audience), Template.REFUSAL)
    assert letter.text == "Долгий текст"
    assert (letter.to[0].addr, letter.audience) == (TO_ANN, audience)
    decision = given("rezolve", audience=audience)
    assert (decision.ticket_id, decision.chain) == (7, TO_ANN)


def test_a_refusal_without_a_ticket_stands_in_no_chain() -> None:
    """It answers the agent's mail alone."""
    decision = decide(a_case(an_agents_mail(passed=True, commands=order("rezolve"))))
    assert refusal(decision) == (Topic.UNKNOWN_COMMAND, "#rezolve")
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


def test_a_text_begins_behind_its_command() -> None:
    """What stands behind a command that takes a text is looked at with what stands below; no name is."""
    given = (*order("take"), *order("assign", "bob"), *order("ask", "Какая?"), *order("nonsense", "x"))
    assert words_of(given, "Модель?") == "Какая?\n\nМодель?"
    assert words_of((), "Модель?") == "Модель?"
    assert words_of(order("решено", "Готово."), "") == "Готово."


def test_a_refusal_names_commands_in_the_agents_language() -> None:
    """Whatever the language in which they were written."""
    mail = an_agents_mail("", agent=BOB, commands=lines("ask", "resolve"))
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_BOB)))
    assert refusal(decision) == (Topic.ANSWERS_CONFLICT, "#спросить, #решено")


@pytest.mark.parametrize(("more", "told"), [(0, None), (1, str(MOST_TICKETS))])
def test_a_list_that_is_cut_tells_how_many_it_holds(more: int, told: str | None) -> None:
    """The store hands out one more than stand in a list."""
    found = (a_ticket(),) * (MOST_TICKETS + more)
    case = a_case(an_agents_mail("", passed=True, commands=order("list", "all")), Facts(listing=found))
    letter = letter_of(decide(case), Template.LISTING)
    assert (len(letter.tickets), letter.facts.get("count")) == (MOST_TICKETS, told)


@pytest.mark.parametrize(("more", "told"), [(0, None), (1, str(MOST_MESSAGES))])
def test_a_thread_that_is_cut_tells_how_many_messages_it_shows(more: int, told: str | None) -> None:
    """The last ones."""
    thread = tuple(
        Message(author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text=str(number), at=NOW)
        for number in range(MOST_MESSAGES + more)
    )
    facts = Facts(shown=a_ticket(), thread=thread)
    case = a_case(an_agents_mail("", passed=True, commands=order("show", "SUP-1042")), facts)
    letter = letter_of(decide(case), Template.NOTIFICATION)
    assert (letter.thread, letter.facts.get("count")) == (thread[more:], told)


def test_a_rejection_for_another_reason_wants_its_words() -> None:
    """The other reasons say themselves why."""
    assert refusal(given("reject other", text="")) == (Topic.TEXT_MISSING, "#reject")
    assert f"closed {IVAN}" in sent(given("reject outside", text=""))


def test_neither_a_files_name_nor_a_question_kept_tells_an_address_of_the_staff() -> None:
    """A question left open is asked once more in its own words."""
    mail = replace(
        an_agents_mail("Какая?", commands=order("ask")),
        attachments=(a_file(name=f"{TO_ANN}.pdf"),),
        numbered=(Numbered(1, f"Вы писали {TO_ANN}?"),),
    )
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    [file] = letter_of(decision, Template.QUESTION).files
    assert TO_ANN not in file.attachment.name
    assert decision.change is not None
    assert decision.change.questions is not None
    assert [TO_ANN in question.text for question in decision.change.questions] == [False]


@pytest.mark.parametrize("mark", ["", "not proved"])
def test_an_answer_quotes_no_words_that_need_care(mark: str) -> None:
    """A forger's would reach the customers under the desk's name."""
    said = Message(
        author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text="Да", at=NOW, mark=mark
    )
    letter = letter_of(given("ask", history={7: (said,)}), Template.QUESTION)
    assert letter.quote == (None if mark else said)


@pytest.mark.parametrize(("orders", "carried"), [(("priority high",), 0), (("priority high", "note"), 1)])
def test_files_beside_commands_alone_are_told_to_nobody(orders: tuple[str, ...], carried: int) -> None:
    """Nothing says what they are; a note's go along with its words."""
    text = "См. файл." if "note" in orders else ""
    mail = replace(an_agents_mail(text, commands=lines(*orders)), attachments=(a_file(),))
    ticket = replace(a_ticket(), assignees=(ANN.name, BOB.name))
    decision = decide(a_case(mail, key_facts(ticket, Audience.PUBLIC, TO_ANN)))
    assert len(letter_of(decision, Template.NOTIFICATION).files) == carried
