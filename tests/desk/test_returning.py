"""What goes back to its author before it reaches a customer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import holding
from desk.address import Address
from desk.case import Case
from desk.deciding import decide
from desk.decisions import Decision
from desk.facts import Waiting
from desk.letters import Audience, Template
from desk.mail import CommandLine, Mail
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN
from tests.desk.builders import (
    ANN,
    BOB,
    COLLEAGUE,
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

NOTE = "Клиент не платит с марта, договор скоро расторгнут, ему об этом не говорить."
PETRA = "petra@other.example"


def an_answer(mail: Mail, **facts: object) -> Case:
    """Return the case of Ann's answer to her own key."""
    return a_case(mail, key_facts(a_ticket(), Audience.PUBLIC, TO_ANN, **facts))


def agent_says(text: str, minutes_ago: float = 1, *, name: str = BOB.name) -> Message:
    """Return a public answer of some time ago."""
    at = NOW - timedelta(minutes=minutes_ago)
    return Message(author=Author.AGENT, circle=Circle.PUBLIC, name=name, addr="", text=text, at=at)


OTHERS = replace(a_ticket(), id=8, number="SUP-1043", requester=Address(PETRA))
BUSY = Waiting(inbox_id=5, agent=BOB.name, text="Заменил.", due_at=NOW + timedelta(seconds=40))
LOGO = replace(a_file(type_="image/png", name="image001.png"), inline=True, logo=True)
KEY = a_file(type_="application/pgp-keys", name="OpenPGP_0xABCDEF.asc")
LISTED = an_office(internal_words=("Акме Лимитед", "маржа"))

RETURNED = (
    (an_answer(an_agents_mail("")), Topic.EMPTY, ""),
    (
        an_answer(replace(an_agents_mail("Лог во вложении."), promised_file="во вложении")),
        Topic.NO_ATTACHMENT,
        "во вложении",
    ),
    (
        an_answer(
            replace(an_agents_mail("Лог прилагаю."), promised_file="прилагаю", attachments=(LOGO, KEY))
        ),
        Topic.NO_ATTACHMENT,
        "прилагаю",
    ),
    (an_answer(replace(an_agents_mail(""), attachments=(LOGO, KEY))), Topic.EMPTY, ""),
    (
        an_answer(
            replace(an_agents_mail(f"См. {PETRA}"), mentioned=(PETRA,)), known_customers=frozenset({PETRA})
        ),
        Topic.ANOTHERS,
        PETRA,
    ),
    (an_answer(an_agents_mail("Как в SUP-1043."), mentioned=(OTHERS,)), Topic.ANOTHERS, "SUP-1043"),
    (
        an_answer(an_agents_mail("Как в SUP-1043."), mentioned=(replace(OTHERS, requester=CUSTOMER),)),
        Topic.ANOTHERS,
        "SUP-1043",
    ),
    (
        replace(an_answer(an_agents_mail("Это делает «Акме  лимитед».")), office=LISTED),
        Topic.INTERNAL_WORD,
        "Акме Лимитед",
    ),
    (
        replace(an_answer(replace(an_agents_mail("См. файл."), attached_text="Наша маржа")), office=LISTED),
        Topic.INTERNAL_WORD,
        "маржа",
    ),
    (
        replace(
            an_answer(replace(an_agents_mail("См. файл."), attachments=(a_file(name="маржа.pdf"),))),
            office=LISTED,
        ),
        Topic.INTERNAL_WORD,
        "маржа",
    ),
    (
        replace(an_answer(an_agents_mail(commands=order("subject", "Наша маржа"))), office=LISTED),
        Topic.INTERNAL_WORD,
        "маржа",
    ),
    (
        an_answer(replace(an_agents_mail("См. файл."), attached_text=f"Пишите: {TO_ANN}")),
        Topic.INTERNAL_WORD,
        TO_ANN,
    ),
    (
        an_answer(replace(an_agents_mail(), cc=(Address(IVAN),))),
        Topic.REPLY_ALL,
        IVAN,
    ),
    (
        an_answer(
            an_agents_mail("Увы: договор скоро расторгнут, ему об этом сказали."), notes={7: ("Раз", NOTE)}
        ),
        Topic.TELLS_NOTE,
        "договор скоро расторгнут, ему об этом",
    ),
    (
        an_answer(an_agents_mail("пароль от базы!"), notes={7: ("Пароль от базы",)}),
        Topic.TELLS_NOTE,
        "пароль от базы",
    ),
    (
        an_answer(an_agents_mail(), history={7: (agent_says("Уже ответил."),)}),
        Topic.ANSWERED_MEANWHILE,
        BOB.name,
    ),
    (an_answer(an_agents_mail(), waiting={7: (BUSY,)}), Topic.ANSWERED_MEANWHILE, BOB.name),
)


@pytest.mark.parametrize(("case", "topic", "word"), RETURNED)
def test_what_an_agent_would_regret_goes_back_and_nowhere_else(case: Case, topic: Topic, word: str) -> None:
    """Nothing is done or sent; the agent gets the whole text with the reason, and a key that frees it."""
    decision = decide(case)
    assert (decision.verdict, decision.ticket_id) == (Verdict.HELD, 7)
    assert (decision.messages, decision.events, decision.change, decision.waits) == ((), (), None, None)
    [letter] = decision.letters
    assert (letter.template, letter.topic, letter.facts["word"]) == (Template.RETURNED, topic, word)
    assert (letter.to[0].addr, letter.audience, letter.frees) == (TO_ANN, Audience.RELEASE, case.inbox_id)
    assert letter.text == case.text


@pytest.mark.parametrize(("case", "topic", "word"), RETURNED)
def test_what_its_author_sends_all_the_same_is_sent(case: Case, topic: Topic, word: str) -> None:
    """Whatever was doubted about it, once it was told."""
    facts = replace(case.facts, released=TO_ANN, held_by=f"returned: {topic.value} {word}")
    decision = decide(replace(case, facts=facts))
    assert decision.verdict is Verdict.REPLY, (topic, word)
    assert decision.messages[0].circle is Circle.PUBLIC


@pytest.mark.parametrize(("case", "topic", "word"), RETURNED)
def test_what_waited_and_was_given_back_is_looked_at_for_what_came_since(
    case: Case, topic: Topic, word: str
) -> None:
    """Its own words are as they were; a colleague's answer or a note may be new."""
    facts = replace(case.facts, released=TO_ANN, held_by=f"{holding.RETURNED}: {holding.MEANWHILE}")
    decision = decide(replace(case, facts=facts))
    new = topic in {Topic.TELLS_NOTE, Topic.ANSWERED_MEANWHILE}
    assert (decision.verdict is Verdict.HELD) is new, (topic, word)


@pytest.mark.parametrize(("case", "topic", "word"), RETURNED)
def test_what_was_held_for_another_reason_is_looked_at_all_the_same(
    case: Case, topic: Topic, word: str
) -> None:
    """Whoever says that a mail is the own one has not said that it is to be sent as it is."""
    facts = replace(case.facts, released=TO_ANN, held_by="agent not proved")
    assert letter_of(decide(replace(case, facts=facts)), Template.RETURNED).topic is topic, word


@pytest.mark.parametrize("told", [Topic.OUTSIDER, Topic.CHANGED_MEANWHILE])
@pytest.mark.parametrize(("case", "topic", "word"), RETURNED)
def test_send_answers_the_reason_that_was_told_and_none_behind_it(
    case: Case, topic: Topic, word: str, told: Topic
) -> None:
    """That others read it now may have come between any two; who is let in is asked before all the rest."""
    facts = replace(case.facts, released=TO_ANN, held_by=f"{holding.RETURNED}: {told.value} x")
    decision = decide(replace(case, facts=facts))
    assert letter_of(decision, Template.RETURNED).topic is topic, word


@pytest.mark.parametrize(
    ("released", "minutes_after", "asked"),
    [(TO_ANN, 1, True), (TO_ANN, -1, False), (holding.TIME, 1, False)],
)
def test_whoever_joined_since_words_were_given_back_is_told_of_before_they_go(
    released: str, minutes_after: int, *, asked: bool
) -> None:
    """What only waits is given back at once by whatever lets others in."""
    joined = {7: NOW + timedelta(minutes=minutes_after)}
    told = f"{holding.RETURNED}: {Topic.ANOTHERS.value} {PETRA}"
    case = an_answer(an_agents_mail(), released=released, held_by=told, held_at=NOW, joined=joined)
    topics = [letter.topic for letter in decide(case).letters if letter.template is Template.RETURNED]
    assert topics == ([Topic.CHANGED_MEANWHILE] if asked else [])


@pytest.mark.parametrize(("case", "topic", "word"), [row for row in RETURNED if row[1] is not Topic.EMPTY])
def test_a_note_may_say_anything(case: Case, topic: Topic, word: str) -> None:
    """It stays among the staff."""
    noted = replace(case, mail=replace(case.mail, commands=order("note")))
    decision = decide(noted)
    assert decision.verdict is Verdict.REPLY, (topic, word)
    assert decision.messages[0].circle is Circle.INTERNAL


def fine(mail: Mail, **facts: object) -> Decision:
    """Return the decision on an answer that there is nothing to say against."""
    return decide(an_answer(mail, **facts))


@pytest.mark.parametrize(
    "decision",
    [
        fine(
            replace(an_agents_mail("Лог во вложении."), promised_file="во вложении", attachments=(a_file(),))
        ),
        fine(replace(an_agents_mail(), mentioned=(IVAN,)), known_customers=frozenset({IVAN})),
        # Of the same organisation, of the staff, of nobody's that we know.
        fine(
            replace(an_agents_mail(), mentioned=(COLLEAGUE.addr,)),
            known_customers=frozenset({COLLEAGUE.addr}),
        ),
        fine(replace(an_agents_mail(), mentioned=("help@vendor.example",))),
        # Who joins by this very mail.
        fine(
            replace(an_agents_mail(commands=order("cc", PETRA)), mentioned=(PETRA,)),
            known_customers=frozenset({PETRA}),
        ),
        fine(an_agents_mail("По SUP-1042."), mentioned=(a_ticket(),)),
        fine(an_agents_mail("По SUP-1043."), mentioned=(replace(OTHERS, merged_into=7),)),
        fine(an_agents_mail("Договор скоро продлят."), notes={7: (NOTE, "Да", "Готово, спасибо")}),
        fine(an_agents_mail("Готово, спасибо"), notes={7: ("Готово, спасибо",)}),
        fine(an_agents_mail(), history={7: (agent_says("Давно.", 11),)}),
        fine(an_agents_mail(), history={7: (agent_says("Сама.", name=ANN.name),)}),
        fine(
            an_agents_mail(),
            history={7: (agent_says("Да."), replace(agent_says("Нет."), author=Author.CUSTOMER))},
        ),
        fine(an_agents_mail(), waiting={7: (replace(BUSY, agent=ANN.name),), 8: (BUSY,)}),
    ],
)
def test_what_is_well_said_goes_on(decision: Decision) -> None:
    """Words of the customer's own people and matters, old answers, short chance likenesses."""
    assert any(one.startswith(f"reply {IVAN}") for one in sent(decision))


def test_a_word_within_another_is_no_internal_one() -> None:
    """Whole words count, in any case."""
    case = replace(an_answer(an_agents_mail("Маржанов придёт завтра.")), office=LISTED)
    assert f"reply {IVAN}" in sent(decide(case))


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("C++", "Написано на C++.", True),
        ("C++", "Раздел C, том 2.", False),
        (".NET", "Это .net.", True),
        (".NET", "Сеть: net.", False),
        ("+++", "Всё +++.", True),
    ],
)
def test_signs_of_a_listed_word_count(word: str, text: str, found: bool) -> None:
    """A name with signs is not every word that has its letters."""
    case = replace(an_answer(an_agents_mail(text)), office=an_office(internal_words=(word,)))
    assert (f"internal_word {TO_ANN}" in sent(decide(case))) == found


def test_an_answer_that_the_agent_sent_directly_is_recorded_whatever_it_says() -> None:
    """It cannot be called back."""
    mail = replace(an_agents_mail("Лог во вложении."), promised_file="во вложении")
    mail = replace(mail, to=(Address(IVAN),), cc=(Address(DESK.address),))
    decision = fine(mail)
    assert decision.verdict is Verdict.REPLY
    assert decision.messages[0].circle is Circle.PUBLIC


@pytest.mark.parametrize(("addr", "verdict"), [(IVAN, Verdict.REPLY), (PETRA, Verdict.HELD)])
def test_words_that_all_customers_have_are_recorded_whatever_a_colleague_said(
    addr: str, verdict: Verdict
) -> None:
    """Only who would still get them is to hear the colleague alone."""
    case = an_answer(
        replace(an_agents_mail(), cc=(Address(addr),)),
        released=TO_ANN,
        held_by=f"returned: {Topic.REPLY_ALL.value} {addr}",
        history={7: (agent_says("Уже ответил."),)},
    )
    assert decide(case).verdict is verdict


def test_a_colleagues_answer_is_shown_to_the_second() -> None:
    """The second agent reads what the first one said a moment ago."""
    said = agent_says("Уже ответил.")
    [letter] = fine(an_agents_mail(), history={7: (said,)}).letters
    assert letter.thread == (said,)
    [letter] = fine(an_agents_mail(), waiting={7: (BUSY,)}).letters
    assert [message.text for message in letter.thread] == [BUSY.text]


def test_nothing_is_known_of_others_offices() -> None:
    """An address of a configured organisation is known before it has ever written."""
    mail = replace(an_agents_mail(), mentioned=("new@other.example",))
    organisations = (
        *OFFICE.directory.organisations,
        replace(
            OFFICE.directory.organisations[0], name="Other", domains=("other.example",), representatives=()
        ),
    )
    office = replace(OFFICE, directory=replace(OFFICE.directory, organisations=organisations))
    [letter] = decide(replace(an_answer(mail), office=office)).letters
    assert letter.topic is Topic.ANOTHERS


@pytest.mark.parametrize(
    ("subject", "topic"),
    [
        ("Наша маржа", Topic.INTERNAL_WORD),
        ("Как в SUP-1043", Topic.ANOTHERS),
        (f"Как у {PETRA}", Topic.ANOTHERS),
        ("Договор скоро расторгнут, ему об этом не говорить", Topic.TELLS_NOTE),
        ("Принтер на третьем этаже", None),
    ],
)
@pytest.mark.parametrize("note", [(), order("note")])
def test_a_new_subject_is_looked_at_where_nothing_is_said_to_the_customer(
    subject: str, topic: Topic | None, note: tuple[CommandLine, ...]
) -> None:
    """They read it above the next answer; what a note beside it names stays inside."""
    text = f"Как в SUP-1043 у {PETRA}: маржа." if note else ""
    mail = an_agents_mail(text, commands=(*order("subject", subject), *note))
    case = an_answer(
        replace(mail, mentioned=(PETRA,)),
        mentioned=(OTHERS,),
        known_customers=frozenset({PETRA}),
        notes={7: (NOTE,)},
    )
    letters = decide(replace(case, office=LISTED)).letters
    returned = [letter for letter in letters if letter.template is Template.RETURNED]
    assert [letter.topic for letter in returned] == ([topic] if topic else [])
    assert all(letter.for_staff for letter in letters)
