"""What every mail says, in each language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.address import Address
from desk.commands import RULES, Command, Right, shown_name
from desk.letters import FOR_STAFF, Audience, Draft, File, FileRef, Template
from desk.mail import Attachment, Language
from desk.request import RequestKind
from desk.states import Reason, State
from desk.suggestions import LIKELY, READING
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from parsers.text.notifications import Shown, shown
from responders.words import KINDS, MARKERS, STATES

RU, EN = Language.RU, Language.EN
Make = Callable[..., Draft]
Text = Callable[[Draft], str]

FACTS = {
    "inbox": "17", "sender": "mallory@evil.example", "recipient": "gone@firma.example", "fault": "5.1.1",
    "word": "#asign", "count": "3", "related": "SUP-7", "why": "other", "subject": "Printer",
}  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("template", list(Template))
def test_every_mail_is_written_for_every_topic_state_and_reason(
    make: Make, text: Text, html: Text, template: Template, language: Language
) -> None:
    """No template has a hole: each topic, state and reason gives words in the right language."""
    for topic in (None, *Topic):
        for facts in ({}, FACTS):
            written = text(make(template, language, topic=topic, facts=facts))
            assert written.strip(), (template, topic)
            assert any("а" <= letter <= "я" for letter in written) == (language is RU)
    for state in State:
        assert text(make(template, language, of_ticket={"state": state}))
    for reason in Reason:
        page = html(make(template, language, of_ticket={"reason": reason}, facts=FACTS))
        assert not any(private in page for private in "\ue000\ue001\ue002")


@pytest.mark.parametrize("language", list(Language))
def test_each_topic_has_words_of_its_own(make: Make, text: Text, language: Language) -> None:
    """An agent can tell from the first line what happened: no two topics read alike."""
    for template, first, last in (
        (Template.NOTIFICATION, Topic.NEW_TICKET, Topic.SHOWN),
        (Template.RECEIPT, Topic.NOTED, Topic.OWN_TICKET),
        (Template.REFUSAL, Topic.UNKNOWN_COMMAND, Topic.NO_TICKET),
        (Template.RETURNED, Topic.EMPTY, Topic.CUSTOMER_WROTE),
        (Template.NOTICE, Topic.HELD_MAIL, Topic.LIMIT_REACHED),
    ):
        every = list(Topic)
        topics = every[every.index(first) : every.index(last) + 1]
        said = {_first_paragraph(text(make(template, language, topic=t, facts=FACTS))) for t in topics}
        without = _first_paragraph(text(make(template, language, topic=None, facts=FACTS)))
        assert len(said | {without}) == len(topics) + 1


TICKETS = {Template.NOTIFICATION, Template.RECEIPT, Template.REFUSAL, Template.RETURNED}


def _first_paragraph(written: str) -> str:
    paragraphs = written.split("\n\n")
    return paragraphs[1] if paragraphs[0].startswith("##") else paragraphs[0]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("template", list(Template))
def test_mails_that_are_answered_begin_with_the_marker(
    make: Make, text: Text, html: Text, template: Template, language: Language
) -> None:
    """The line above which an answer is cut stands first in all mails whose answers reach a ticket."""
    draft = make(template, language)
    marked = template not in FOR_STAFF or template in TICKETS
    assert (text(draft).split("\n")[0] == MARKERS[language]) == marked
    assert (MARKERS[language] in html(draft)) == marked


def test_the_marker_is_worded_as_the_parsers_expect() -> None:
    """The two marker lines are a contract with the parsers, to the letter."""
    assert MARKERS[RU] == "## Пишите ответ выше этой строки ##"
    assert MARKERS[EN] == "## Please write your answer above this line ##"


def test_an_acknowledgement_tells_number_kind_subject_and_what_comes_next(make: Make, text: Text) -> None:
    """The customer knows the number, what was understood, how to add, how to ask, what happens next."""
    written = text(make(Template.ACKNOWLEDGEMENT, RU))
    for sentence in (
        "Здравствуйте, Ivan Petrov!",
        "Номер: SUP-1042",
        "Тема: Printer in room 5",
        "Тип: Инцидент",
        "Что будет дальше: специалист прочитает обращение и ответит вам письмом.",
        "Чтобы что-то добавить, просто ответьте на это письмо.",
        "ответьте одним словом «статус»",
    ):
        assert sentence in written
    assert "answer with the single word “status”" in text(make(Template.ACKNOWLEDGEMENT, EN))


def test_an_unsorted_request_is_acknowledged_without_a_kind(make: Make, text: Text) -> None:
    """What was not understood is not claimed to be."""
    unsorted = {"kind": RequestKind.UNSORTED}
    assert "Kind:" not in text(make(Template.ACKNOWLEDGEMENT, of_ticket=unsorted))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("template", [t for t in Template if t is not Template.NOTIFICATION])
def test_a_letter_that_is_not_whole_repeats_nothing_of_the_sender(
    make: Make, read: Callable[[Draft], object], question: Message, template: Template, language: Language
) -> None:
    """Whoever forges a From cannot send words of one's own to a victim in our name (T36)."""
    draft = make(
        template,
        language,
        whole=False,
        to=(Address("victim@example.net", "BUY NOW"),),
        text="BUY NOW",
        author="BUY NOW",
        quote=replace(question, text="BUY NOW", name="BUY NOW"),
        facts=dict.fromkeys((*FACTS, "reason"), "BUY NOW"),
        of_ticket={"subject": "BUY NOW", "requester": Address("victim@example.net", "BUY NOW")},
    )
    if template in FOR_STAFF:
        draft = replace(draft, ticket=None)
    mail = read(draft)
    shown = str(mail)
    for body in ("plain", "html"):
        shown += mail.get_body((body,)).get_content()  # type: ignore[attr-defined]  # an EmailMessage
    assert "BUY NOW" not in shown


def test_an_unproved_sender_gets_a_fixed_subject(make: Make, read: Callable[[Draft], dict[str, str]]) -> None:
    """Not even the subject comes back to an address that may be a victim's."""
    fixed = read(make(Template.ACKNOWLEDGEMENT, whole=False))["Subject"]
    assert fixed == "[SUP-1042] Your request is registered"
    russian = read(make(Template.ACKNOWLEDGEMENT, RU, whole=False))["Subject"]
    assert russian == "[SUP-1042] Ваше обращение зарегистрировано"


@pytest.mark.parametrize(
    ("template", "state", "sentence"),
    [
        (Template.SOLUTION, State.RESOLVED, "ответьте «да» или «подтверждаю»"),
        (Template.SOLUTION, State.RESOLVED, "если что-то ещё не работает, напишите, что именно"),
        (Template.REMINDER, State.RESOLVED, "ответьте «да» или «подтверждаю», и мы закроем обращение"),
        (Template.REMINDER, State.RESOLVED, "(3 дня назад)"),
        (Template.REMINDER, State.WAITING, "Мы задали вам вопрос по обращению SUP-1042"),
        (Template.STATUS, State.RESOLVED, "Состояние: Решение предоставлено"),
        (Template.STATUS, State.OPEN, "Зарегистрировано: 17 ноября 2026 г. в 12:05"),
        (Template.QUESTION, State.WAITING, "Чтобы продолжить, нам нужен ваш ответ"),
    ],
)
def test_a_customer_is_told_what_is_wanted(
    make: Make, text: Text, template: Template, state: State, sentence: str
) -> None:
    """Solution, reminder, status and question say in plain words how to answer."""
    written = " ".join(text(make(template, RU, of_ticket={"state": state})).split())
    assert sentence in written


@pytest.mark.parametrize(
    ("reason", "why", "sentence"),
    [
        ("confirmed", "", "Спасибо за подтверждение!"),
        ("withdrawn", "", "по вашей просьбе"),
        ("not_a_fault", "planned", "следствие плановых работ"),
        ("not_a_fault", "outside", "за пределами нашей зоны ответственности"),
        ("not_a_fault", "incompatible", "в несовместимости"),
        ("not_a_fault", "other", "Обращение SUP-1042 закрыто."),
        ("merged", "", "с обращением SUP-7"),
        ("no_contract", "", "не нашли действующего договора"),
        ("unconfirmed", "", "без подтверждения"),
    ],
)
def test_a_closing_note_tells_why(make: Make, text: Text, reason: str, why: str, sentence: str) -> None:
    """Each reason has its sentence; the reason of the letter counts before the ticket's."""
    facts = {"reason": reason, "why": why, "related": "SUP-7"}
    written = " ".join(text(make(Template.CLOSED, RU, facts=facts)).split())
    assert sentence in written
    assert "SUP-1042" in written


def test_a_closing_note_carries_the_agents_words_unframed(make: Make, text: Text, html: Text) -> None:
    """Where an agent rejects with a text, the customer reads it first, under the agent's name."""
    facts = {"reason": "not_a_fault", "why": "planned"}
    draft = make(Template.CLOSED, text="We move the server.", author="Ann Smith", facts=facts)
    assert text(draft).split("\n\n")[1:3] == ["We move the server.", "Ann Smith\nSupport"]
    assert "border-left" not in html(draft)


def test_a_bare_no_is_asked_for_its_reason(make: Make, text: Text) -> None:
    """A reopened ticket asks what remains wrong only where the customer did not say it."""
    asked = text(make(Template.REOPENED, facts={"ask_reason": "1"}))
    assert "Please tell us what still does not work" in asked
    assert "what still does not work" not in text(make(Template.REOPENED))


def test_a_notification_holds_all_an_agent_needs(make: Make, text: Text, question: Message) -> None:
    """The card first, then the words, the attachments, what was said before, how to answer, commands."""
    big = FileRef(17, Attachment("log.zip", "application/zip", 12_345_678, "0" * 64, 1))
    draft = make(
        Template.NOTIFICATION,
        topic=Topic.ANSWER,
        author="Ivan Petrov",
        text="Still silent.",
        thread=(replace(question, author=Author.AGENT, name="Ann Smith", text="Try again."),),
        listed=(big,),
        facts={"sender": "ivan@firma.example"},
        of_draft={"files": (File("photo.png", "image/png", b"x" * 1500),)},
    )
    written = text(draft)
    order = [
        "Ivan Petrov answers in SUP-1042.",
        "Number: SUP-1042",
        "Kind: Incident",
        "Priority: Normal",
        "State: In progress",
        "Requester: Ivan Petrov <ivan@firma.example>",
        "Organisation: Firma Ltd",
        "Taking part: Olga <olga@firma.example>",
        "Assigned to: Ann Smith",
        "Registered: ",
        "Still silent.",
        "- photo.png (2 KB)",
        "#files sends them",
        "- log.zip (12.3 MB)",
        "> Try again.",
        "just answer this mail",
        f"support+{'n' * 26}@example.org",
        "#ask · #resolve · #note",
    ]
    places = [written.index(piece) for piece in order]
    assert places == sorted(places)


@pytest.mark.parametrize("language", list(Language))
def test_the_manual_names_every_command_in_the_language_of_the_mail(
    make: Make, text: Text, language: Language
) -> None:
    """And a notification those that are most likely useful now, which differ by state."""
    manual = text(make(Template.MANUAL, language, topic=Topic.MANUAL))
    assert [name for c in Command if f"#{(name := shown_name(c, language))}" not in manual] == []
    for state, likely in LIKELY.items():
        written = text(make(Template.NOTIFICATION, language, of_ticket={"state": state}))
        line = " · ".join(f"#{shown_name(command, language)}" for command in likely)
        assert line in " ".join(written.split())


@pytest.mark.parametrize("language", list(Language))
def test_an_observer_is_told_of_no_command_but_those_that_read(
    make: Make, text: Text, language: Language
) -> None:
    """Whatever else were shown would be refused."""
    manual = text(make(Template.MANUAL, language, topic=Topic.MANUAL, reads=True))
    named = {c for c in Command if f"#{shown_name(c, language)}" in manual.replace(",", " ").split()}
    assert named == {command for command, rule in RULES.items() if rule.right is Right.READ}
    assert named.issuperset(READING)
    line = " · ".join(f"#{shown_name(command, language)}" for command in READING)
    assert line in " ".join(text(make(Template.NOTIFICATION, language, reads=True)).split())


@pytest.mark.parametrize(
    ("topic", "english", "russian"),
    [
        (Topic.NEW_TICKET, "To answer the customer, just answer this mail.", "Чтобы ответить клиенту"),
        (Topic.NOTE, "An answer to this mail becomes a note", "станет заметкой"),
        (Topic.UNDELIVERED, "An answer to this mail becomes a note", "станет заметкой"),
    ],
)
def test_a_notification_tells_where_an_answer_goes(
    make: Make, text: Text, topic: Topic, english: str, russian: str
) -> None:
    """Nobody learns by accident whether a customer reads the answer."""
    sentences = {
        english,
        "To answer the customer, just answer this mail.",
        "An answer to this mail becomes a note",
    }
    written = text(make(Template.NOTIFICATION, topic=topic, facts=FACTS))
    assert [sentence for sentence in sentences if sentence in written] == [english]
    assert russian in text(make(Template.NOTIFICATION, RU, topic=topic, facts=FACTS))


@pytest.mark.parametrize("why", ["stranger", "unproved", "namesake"])
def test_words_that_need_care_come_with_a_warning(make: Make, text: Text, why: str) -> None:
    """An agent is warned before the words of someone who is not proved."""
    assert "Take care:" in text(make(Template.NOTIFICATION, topic=Topic.ANSWER, facts={"why": why}))


@pytest.mark.parametrize(
    ("why", "english", "russian"),
    [
        ("automatic", "reads like an automatic answer", "похоже на автоматический ответ"),
        ("machine", "bears marks of a program", "признаки программы"),
    ],
)
def test_a_machines_mail_is_told_as_what_it_is(
    make: Make, text: Text, why: str, english: str, russian: str
) -> None:
    """Nothing is said of the sender, who may well be proved."""
    facts = {"why": why}
    told = " ".join(text(make(Template.NOTIFICATION, topic=Topic.ANSWER, facts=facts)).split())
    assert english in told
    assert "proves" not in told
    told = " ".join(text(make(Template.NOTIFICATION, RU, topic=Topic.ANSWER, facts=facts)).split())
    assert russian in told


@pytest.mark.parametrize("language", Language)
def test_staff_read_who_stands_behind_a_mail_and_how_many_requests_it_holds(
    make: Make, text: Text, language: Language
) -> None:
    """Each is a line of its own; without them nothing is said."""
    facts = {"behind": "Ivan <ivan@client.example>", "sent_by": "olga@client.example", "problems": "3"}
    told = text(make(Template.NOTIFICATION, language, topic=Topic.NEW_TICKET, facts=facts))
    hint = "seems to hold 3 requests" if language is Language.EN else "несколько просьб (3)"
    assert all(words in told for words in ("ivan@client.example", "olga@client.example", hint))
    plain = text(make(Template.NOTIFICATION, language, topic=Topic.NEW_TICKET))
    assert "seems to hold" not in plain
    assert "несколько просьб" not in plain


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", [Template.NOTIFICATION, Template.NOTICE])
def test_a_dead_address_is_told_with_the_way_back(
    make: Make, text: Text, language: Language, template: Template
) -> None:
    """Staff and the operator read that nothing more is sent there, and what ends that."""
    command = "postdesk address revive ivan@firma.example"
    facts = {"recipient": "ivan@firma.example", "fault": "550 5.1.1"}
    draft = make(template, language, topic=Topic.UNDELIVERED, facts=facts)
    assert command not in " ".join(text(draft).split())
    dead = make(template, language, topic=Topic.UNDELIVERED, facts={**facts, "why": "dead"})
    assert command in " ".join(text(dead).split())


def test_a_held_mail_asks_for_one_word(make: Make, text: Text) -> None:
    """An agent releases a mail by the word that the rules wait for."""
    draft = make(Template.HELD, topic=Topic.HELD_MAIL, audience=Audience.RELEASE, facts=FACTS)
    assert "answer with the single word “send”" in text(replace(draft, ticket=None))
    russian = make(Template.HELD, RU, topic=Topic.HELD_MAIL, audience=Audience.RELEASE, facts=FACTS)
    assert "одним словом «отправить»" in text(replace(russian, ticket=None))


def test_a_refusal_names_the_fault_and_returns_the_words(make: Make, text: Text) -> None:
    """Nothing is done by halves, and nothing that was written is lost."""
    draft = make(Template.REFUSAL, topic=Topic.UNKNOWN_COMMAND, text="#asign bob\nHello", facts=FACTS)
    assert "We do not understand the command “#asign”." in text(draft)
    assert "Nothing was done" in text(draft)
    assert "#asign bob\nHello" in text(draft)


def test_no_mail_to_customers_shows_an_agents_address_or_key(
    make: Make, texts: object, question: Message, read: Callable[[Draft], object]
) -> None:
    """A customer learns an agent's name and nothing else."""
    for template in set(Template) - FOR_STAFF:
        draft = make(
            template,
            quote=replace(question, author=Author.AGENT, name="", addr="ann@corp.example"),
            facts={"sender": "ann@corp.example", "recipient": "ann@corp.example", "fault": "secret"},
            audience=Audience.PUBLIC,
        )
        shown = read(draft).as_string()  # type: ignore[attr-defined]  # an EmailMessage
        whole = shown + "".join(
            part.get_content()
            for part in read(draft).iter_parts()  # type: ignore[attr-defined]
        )
        for secret in ("ann@corp.example", "p" * 26, "n" * 26, "r" * 26, "secret"):
            assert secret not in whole


def test_an_internal_note_is_never_quoted_to_a_customer(make: Make, text: Text, question: Message) -> None:
    """Even where a rule errs, what is internal stays inside."""
    internal = replace(question, circle=Circle.INTERNAL, text="He never pays.")
    assert "He never pays." not in text(make(Template.REPLY, quote=internal))
    assert "He never pays." not in text(make(Template.REPLY, thread=(internal,)))
    assert "[note]\n> He never pays." in text(make(Template.NOTIFICATION, thread=(internal,)))


def test_a_quote_is_short(make: Make, text: Text, question: Message) -> None:
    """At most fifteen lines and 1,500 characters of what was said before come along."""
    many = text(make(Template.REPLY, quote=replace(question, text="\n".join("abcdefghijklmnopqrst"))))
    assert "> o\n> […]\n" in many
    assert "> p" not in many
    long = text(make(Template.REPLY, quote=replace(question, text="x" * 1501)))
    assert f"> {'x' * 1500}\n> […]\n" in long


def test_a_quote_tells_who_and_when_in_the_desks_zone(make: Make, text: Text, question: Message) -> None:
    """The line above a quote is in the mail's language and the desk's time zone."""
    assert "21 ноября 2026 г. в 10:05 Ivan Petrov пишет:\n> Good" in text(
        make(Template.REPLY, RU, quote=question)
    )
    assert "On 21 November 2026 at 10:05 Ivan Petrov wrote:" in text(make(Template.REPLY, quote=question))


def test_a_desk_names_states_and_kinds_as_it_likes(make: Make, text: Text) -> None:
    """Names of the desk's own take the place of the built-in ones, one by one."""
    names = {
        "state_names": {EN: {State.RESOLVED: "Processed"}},
        "kind_names": {EN: {RequestKind.INCIDENT: "Trouble"}},
    }
    written = text(make(Template.STATUS, of_desk=names, of_ticket={"state": State.RESOLVED}))
    assert "State: Processed" in written
    assert "Kind: Trouble" in written
    assert "State: In progress" in text(make(Template.STATUS, of_desk=names))


@pytest.mark.parametrize("language", list(Language))
def test_every_state_and_kind_has_a_name(language: Language) -> None:
    """No state and no kind is shown as a code."""
    assert set(STATES[language]) == set(State)
    assert set(KINDS[language]) == set(RequestKind)


def test_the_russian_names_are_those_of_the_design() -> None:
    """Customers know these words from their contracts."""
    assert KINDS[RU][RequestKind.MASS_INCIDENT] == "Массовый инцидент"
    assert KINDS[RU][RequestKind.CONSULTATION] == "Консультация"
    assert KINDS[RU][RequestKind.DEVELOPMENT] == "Запрос на развитие"
    assert STATES[RU][State.RESOLVED] == "Решение предоставлено"


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("", "Hello!"), ("Ivan", "Hello, Ivan!"), ("ivan@firma.example", "Hello!"), ("x" * 41, "Hello!")],
)
def test_a_greeting_uses_a_name_only_where_there_is_one(
    make: Make, text: Text, name: str, greeting: str
) -> None:
    """An address or a whole title is no name to greet by."""
    assert greeting in text(make(Template.STATUS, to=(Address("ivan@firma.example", name),)))


def test_a_fresh_solution_is_not_counted_in_days(make: Make, text: Text) -> None:
    """Less than a day is not told at all."""
    draft = make(Template.REMINDER, of_ticket={"state": State.RESOLVED})
    fresh = replace(draft, date=draft.date - timedelta(days=3))
    assert "ago" not in text(fresh)


def test_without_plus_addresses_the_customer_is_asked_to_keep_the_number(make: Make, text: Text) -> None:
    """Where only the number leads an answer home, the mail says so."""
    assert "Please keep [SUP-1042] in the subject" in text(
        make(Template.REPLY, of_desk={"reply_address": "plain"})
    )
    assert "Please keep" not in text(make(Template.REPLY))


@pytest.mark.parametrize("language", list(Language))
def test_the_parsers_know_every_notification_by_its_top_and_by_its_foot(
    make: Make, text: Text, language: Language
) -> None:
    """Whatever part of it an agent leaves in an answer, it does not go to the customer."""
    every = list(Topic)
    for topic in every[: every.index(Topic.LISTED)]:
        written = text(make(Template.NOTIFICATION, language, topic=topic, facts=FACTS))
        _, _, below = written.partition("\n\n")
        facts, _, commands = below.rpartition("\n\n")
        assert shown(facts) is Shown.SURELY, topic
        foot = (commands, written.partition(facts)[2])
        assert any(shown(part) is Shown.SURELY for part in foot), topic


@pytest.mark.parametrize(
    ("language", "says"), [(Language.EN, "are shown; there are more."), (Language.RU, "всего их больше.")]
)
@pytest.mark.parametrize(("template", "topic"), [("listing", "listed"), ("notification", "shown")])
def test_what_is_cut_says_so(
    make: Make, text: Text, template: str, topic: str, language: Language, says: str
) -> None:
    """A list of tickets, and a thread; a whole one says nothing of it."""
    cut, whole = (
        " ".join(text(make(Template(template), topic=Topic(topic), language=language, facts=facts)).split())
        for facts in ({"count": "50"}, {})
    )
    assert f" 50{', ' if language is Language.RU else ' '}{says}" in cut
    assert says not in whole
