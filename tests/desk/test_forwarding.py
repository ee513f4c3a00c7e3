"""Requests that come by an agent: forwarded mails, and what #for says."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Decision
from desk.facts import Facts
from desk.fields import Field
from desk.letters import Audience, FileRef, Template
from desk.mail import Forwarded, Language, Mail
from desk.people import Directory, Organisation
from desk.request import Priority, RequestKind
from desk.ticket import Author, Circle
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, lines, refusal
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    DESK,
    NOW,
    OFFICE,
    ROMASHKA,
    a_case,
    a_file,
    a_pointer,
    a_ticket,
    an_agents_mail,
    an_office,
    believed,
    key_facts,
    letter_of,
    sent,
)

PETRA = "petra@other.example"
OTHER = Organisation(name="Other", domains=("other.example",))
SHOWN = Forwarded(
    sender=CUSTOMER,
    subject="Принтер",
    date=NOW,
    text="Принтер не печатает.",
    comment="Он звонил уже дважды.",
    attachments=(a_file(),),
    language=Language.RU,
)


def passed_on(
    *commands: str, shown: Forwarded | None = SHOWN, text: str = "", by: Mail | None = None
) -> Decision:
    """Return the decision on a mail that Ann passes on to the desk, or writes for a customer."""
    mail = by or an_agents_mail(text, passed=True, commands=lines(*commands), subject="Fwd: Принтер")
    return decide(a_case(replace(mail, forwarded=shown)))


def test_a_forwarded_mail_is_its_writers_request() -> None:
    """With that customer's words, files, language and organisation; the comment is for the colleagues."""
    decision = passed_on()
    assert (decision.verdict, decision.chain) == (Verdict.TICKET, TO_ANN)
    opening = decision.opening
    assert opening is not None
    assert (opening.requester, opening.subject, opening.organisation) == (CUSTOMER, "Принтер", "Romashka")
    words, comment = decision.messages
    assert (words.author, words.text, words.addr) == (Author.CUSTOMER, SHOWN.text, IVAN)
    assert words.attachments == SHOWN.attachments
    assert (comment.author, comment.circle, comment.text) == (Author.AGENT, Circle.INTERNAL, SHOWN.comment)
    assert sent(decision) == [f"registered {IVAN}", f"new_ticket {TO_BOB}", f"for_customer {TO_ANN}"]
    acknowledgement = letter_of(decision, Template.ACKNOWLEDGEMENT)
    assert (acknowledgement.language, acknowledgement.audience) == (Language.RU, Audience.CUSTOMER)
    assert acknowledgement.text == ""
    notice = letter_of(decision, Template.NOTIFICATION)
    assert (notice.text, notice.audience) == (SHOWN.text, Audience.PUBLIC)
    assert notice.files == (FileRef(1, SHOWN.attachments[0]),)
    assert notice.thread == (comment,)


@pytest.mark.parametrize(
    "shown",
    [
        replace(SHOWN, automatic=("List-Id: <news>",)),
        replace(SHOWN, headers={"x-auto-response-suppress": "OOF, All"}),
        replace(SHOWN, sender=Address("no-reply@customer.example")),
    ],
)
def test_a_machine_whose_mail_is_passed_on_is_not_written_to(shown: Forwarded) -> None:
    """Its ticket is opened all the same, and the agent is told; whoever is named instead is written to."""
    decision = passed_on(shown=shown)
    assert sent(decision) == [f"new_ticket {TO_BOB}", f"for_customer {TO_ANN}"]
    assert decision.opening is not None
    assert decision.opening.requester == shown.sender
    assert (bool(decision.silence), decision.change and decision.change.acknowledged) == (True, False)
    assert letter_of(decision, Template.RECEIPT).facts["why"] == "machine"
    named = passed_on("for petra@other.example", shown=shown)
    assert sent(named)[0] == "registered petra@other.example"
    assert "why" not in letter_of(named, Template.RECEIPT).facts


def test_commands_above_a_forwarded_mail_hold_for_the_new_ticket() -> None:
    """Whose it is and how urgent it is can be said at once."""
    decision = passed_on("assign bob", "priority high")
    assert decision.change is not None
    assert (decision.change.assignees, decision.change.priority) == ((BOB.name,), Priority.HIGH)


@pytest.mark.parametrize("command", ["ask Какая модель?", "resolve", "merge SUP-1002", "spam", "undo"])
def test_other_commands_come_back_with_the_mail(command: str) -> None:
    """There is no ticket yet to carry them out on, and none is left out."""
    refused = (Topic.NO_TICKET, f"#{command.split()[0]}")
    assert refusal(passed_on(command)) == refused
    assert refusal(passed_on(f"for {IVAN}", command, shown=None, text="Текст")) == refused


def test_a_note_above_a_forwarded_mail_is_the_comment() -> None:
    """Beside #for it is refused: there the text is the customer's."""
    assert passed_on("note Срочно").messages[1].text == f"Срочно\n\n{SHOWN.comment}"
    alone = passed_on(f"for {IVAN}", "note", shown=None, text="Текст")
    assert refusal(alone) == (Topic.NO_TICKET, "#note")


@pytest.mark.parametrize(
    "shown",
    [
        replace(SHOWN, sender=Address("bob@staff.example")),
        replace(SHOWN, sender=Address(f"support+x@{DESK.address.partition('@')[2]}")),
        replace(SHOWN, sender=Address("sales@example.org")),
        None,
    ],
)
def test_a_mail_of_our_own_that_is_passed_on_is_the_agents_request(shown: Forwarded | None) -> None:
    """Nobody of ours is a customer because a forwarded text names one."""
    opening = passed_on(shown=shown, text="Текст").opening
    assert opening is not None
    assert opening.requester.addr == TO_ANN


def test_for_names_the_customer_whose_request_a_mail_is() -> None:
    """The text is the customer's; the mail's subject is the ticket's."""
    decision = passed_on("for Petra@Other.example", shown=None, text="Не печатает.")
    assert decision.opening is not None
    assert decision.opening.requester == Address("Petra@Other.example")
    assert [message.text for message in decision.messages] == ["Не печатает."]
    assert "registered Petra@Other.example" in sent(decision)


@pytest.mark.parametrize(
    ("named", "name", "phone"),
    [
        ("Petra Novak <petra@other.example>", "Petra Novak", ""),
        ('"Novak, Petra" [mailto:petra@other.example]', "Novak, Petra", ""),
        ("petra@other.example <mailto:petra@other.example>,", "", ""),
        ("+7 921 123-45-67 Petra petra@other.example", "", "+7 921 123-45-67"),
        ("+7 921 123-45-67, Petra <petra@other.example>", "Petra", "+7 921 123-45-67"),
    ],
)
def test_a_customer_is_named_as_programs_write_an_address(named: str, name: str, phone: str) -> None:
    """A name before it, brackets around it; a number beside it stands among the fields, and is no name."""
    opening = passed_on(f"for {named}", shown=None, text="Не печатает.").opening
    assert opening is not None
    assert opening.requester == Address("petra@other.example", name)
    assert opening.fields.get(Field.PHONE, "") == phone


@pytest.mark.parametrize(
    ("named", "shown", "phone"),
    [
        ("+7 921 123-45-67 Анна Смирнова", "+7 921 123-45-67 Анна Смирнова", "+7 921 123-45-67"),
        ("+7 921 123-45-67, Анна", "+7 921 123-45-67 Анна", "+7 921 123-45-67"),
        ("8 (812) 555-01-02", "8 (812) 555-01-02", "8 (812) 555-01-02"),
    ],
)
def test_a_caller_without_an_address_is_called_back(named: str, shown: str, phone: str) -> None:
    """Nothing is sent to nobody; the number stands among the fields."""
    decision = passed_on(f"for {named}", shown=None, text="Не печатает.")
    assert decision.opening is not None
    assert decision.opening.requester == Address("", shown)
    assert decision.opening.fields[Field.PHONE] == phone
    assert all(letter.for_staff for letter in decision.letters)


@pytest.mark.parametrize(
    "named",
    [
        "nobody",
        "bob@staff.example",
        "support@example.org",
        "a@b@c",
        "12",
        "+7 x",
    ],
)
def test_for_nobody_is_refused(named: str) -> None:
    """And the mail comes back whole."""
    assert refusal(passed_on(f"for {named}", shown=None, text="Текст")) == (Topic.NO_ADDRESS, named)


def test_for_wants_something_that_the_customer_asks() -> None:
    """A text or a file; a subject alone says too little, and a logo nothing."""
    mail = an_agents_mail("", passed=True, commands=lines(f"for {IVAN}"), subject="Принтер")
    assert refusal(passed_on(shown=None, by=mail)) == (Topic.TEXT_MISSING, "#for")
    logo = replace(mail, attachments=(replace(a_file(), decoration=True),))
    assert refusal(passed_on(shown=None, by=logo)) == (Topic.TEXT_MISSING, "#for")
    assert passed_on(shown=None, by=replace(mail, attachments=(a_file(),))).opening is not None


def test_for_belongs_into_a_new_mail() -> None:
    """In an answer it is refused: the ticket has its requester."""
    mail = an_agents_mail("Текст", commands=lines(f"for {IVAN}"))
    decision = decide(a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)))
    assert refusal(decision) == (Topic.FOR_NEW, "#for")


def test_what_is_not_proved_to_be_an_agents_opens_nothing_for_others() -> None:
    """A forger could have us write to anybody."""
    decision = passed_on(by=an_agents_mail("", subject="Fwd: Принтер"))
    assert (decision.verdict, decision.opening) == (Verdict.HELD, None)


def test_an_answer_to_a_caller_is_to_be_told_by_phone() -> None:
    """It comes back; once it is told, it is kept as said."""
    ticket = replace(a_ticket(), requester=Address("", "+7 921 123-45-67 Анна"))
    facts = key_facts(ticket, Audience.PUBLIC, TO_ANN)
    [letter] = decide(a_case(an_agents_mail("Заменили."), facts)).letters
    assert (letter.topic, letter.facts["word"]) == (Topic.BY_PHONE, "+7 921 123-45-67 Анна")
    told = decide(
        a_case(
            an_agents_mail("Заменили."), replace(facts, released=TO_ANN, held_by="returned: by_phone Anna")
        )
    )
    assert told.messages[0].circle is Circle.PUBLIC
    assert all(one.for_staff for one in told.letters)


def test_an_agents_own_request_can_be_given_to_its_customer() -> None:
    """By the agent who opened it, lead or not."""
    own = replace(a_ticket(), requester=Address(TO_ANN, ANN.name), participants=())
    mail = an_agents_mail("", commands=lines(f"requester {IVAN}"))
    facts = Facts(pointers=(a_pointer(own),))
    decision = decide(a_case(replace(mail, authentication=(believed(TO_ANN),)), facts))
    assert decision.change is not None
    assert decision.change.customers == (Address(IVAN),)


def test_what_an_agent_wrote_down_is_shown_to_the_customer_without_the_staffs_addresses() -> None:
    """Whose request it became can see what it says."""
    decision = passed_on(f"for {IVAN}", shown=None, text=f"Звонил. Записала {TO_ANN}.")
    acknowledgement = letter_of(decision, Template.ACKNOWLEDGEMENT)
    assert acknowledgement.text == decision.messages[0].text == "Звонил. Записала support@example.org."


@pytest.mark.parametrize("commands", [(f"for {IVAN}, {PETRA}",), (f"for {IVAN}", f"cc {PETRA}")])
def test_customers_of_two_organisations_get_no_ticket_together(commands: tuple[str, ...]) -> None:
    """Each would read the other's words; in the ticket of one of them #cc asks first."""
    mail = an_agents_mail("Не печатает.", passed=True, commands=lines(*commands))
    office = replace(OFFICE, directory=Directory((ANN, BOB), (ROMASHKA, OTHER)))
    assert refusal(decide(a_case(mail, office=office)))[0] is Topic.OUTSIDER


@pytest.mark.parametrize(
    ("mail", "shown"),
    [
        (an_agents_mail("Что это?", passed=True), replace(SHOWN, sender=Address(DESK.address))),
        (replace(an_agents_mail("Что это?", passed=True), shows_notification=True), None),
    ],
)
def test_a_mail_of_ours_is_no_customers_request(mail: Mail, shown: Forwarded | None) -> None:
    """It holds keys of the staff, and may say what a customer is not to read."""
    by = replace(mail, commands=lines(f"for {IVAN}"))
    assert refusal(passed_on(shown=shown, by=by))[0] is Topic.SHOWS_NOTIFICATION


def test_a_misplaced_command_beside_for_opens_nothing() -> None:
    """It would stand in the customer's words."""
    by = replace(an_agents_mail("x\n#note", passed=True), commands=lines(f"for {IVAN}"))
    told = passed_on(shown=None, by=replace(by, misplaced_command="#note"))
    assert refusal(told) == (Topic.MISPLACED_COMMAND, "#note")


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        (an_agents_mail("Не печатает.", passed=True), "Не печатает."),
        (an_agents_mail("Наша маржа.", passed=True), ""),
        (replace(an_agents_mail("Не печатает.", passed=True), seems_notification=True), ""),
    ],
)
def test_a_request_that_tells_secrets_is_not_repeated_to_its_customer(mail: Mail, told: str) -> None:
    """It is opened and acknowledged all the same; its subject may tell none."""
    office = an_office(internal_words=("маржа",))
    by = replace(mail, commands=lines(f"for {IVAN}"), subject="Принтер")
    assert letter_of(decide(a_case(by, office=office)), Template.ACKNOWLEDGEMENT).text == told
    listed = decide(a_case(replace(by, subject="Наша маржа"), office=office))
    assert refusal(listed) == (Topic.INTERNAL_WORD, "маржа")


def test_what_is_passed_on_tells_its_customer_no_address_of_the_staff() -> None:
    """Neither the subject that the agent has written nor a signature below the words."""
    text = f"Не печатает.\n\n--\n{ANN.name}\n+7 921 123-45-67"
    by = replace(an_agents_mail(text, passed=True), commands=lines(f"for {IVAN}"), subject=f"От {TO_ANN}")
    decision = passed_on(shown=None, by=by)
    assert decision.opening is not None
    assert TO_ANN not in decision.opening.subject
    assert decision.messages[0].text == "Не печатает."


def test_a_name_without_an_address_among_several_refuses_them_all() -> None:
    """Nobody is left out unnoticed."""
    assert refusal(passed_on(f"for {IVAN}, Пётр", shown=None, text="x")) == (Topic.NO_ADDRESS, "Пётр")


@pytest.mark.parametrize(("confidence", "kind"), [(0.99, RequestKind.INCIDENT), (0.0, RequestKind.UNSORTED)])
def test_a_kind_that_is_only_guessed_is_left_to_a_person(confidence: float, kind: RequestKind) -> None:
    """As of a mail that the customer sent."""
    mail = an_agents_mail("Не печатает.", passed=True, commands=lines(f"for {IVAN}"))
    by = replace(mail, request_kind=RequestKind.INCIDENT, request_kind_confidence=confidence)
    opening = passed_on(shown=None, by=by).opening
    assert opening is not None
    assert opening.kind is kind


@pytest.mark.parametrize(
    ("shown", "before", "language"),
    [
        (Language.EN, Language.RU, Language.EN),
        (None, Language.RU, Language.RU),
        (None, None, Language.EN),
    ],
)
def test_a_customer_is_acknowledged_in_the_customers_language(
    shown: Language | None, before: Language | None, language: Language
) -> None:
    """That of the words passed on, else of earlier ones, else the agent's; not of the mail around them."""
    mail = replace(an_agents_mail(passed=True), forwarded=replace(SHOWN, language=shown))
    opening = decide(a_case(mail, Facts(spoken_before=before))).opening
    assert opening is not None
    assert opening.language is language
