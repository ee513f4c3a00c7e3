"""What an agent's answer brings the customers, and what it never brings them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Decision
from desk.desks import Machines
from desk.facts import EarlierMail
from desk.letters import Audience, Template
from desk.mail import CommandLine, Language, MailKind
from desk.states import State
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, by_own_key, nothing_but_staff
from tests.desk.builders import (
    ANN,
    BOB,
    COLLEAGUE,
    CUSTOMER,
    DESK,
    KEY,
    NOW,
    STRANGER,
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

PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


def test_an_answer_reaches_requester_and_participants_as_one_mail() -> None:
    """Under the agent's name, in the ticket's language, with the customers' key and files."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    mail = replace(an_agents_mail("Проверьте."), attachments=(a_file(20_000_000),))
    decision = by_own_key(mail, ticket)
    letter = letter_of(decision, Template.REPLY)
    assert letter.to == (CUSTOMER, COLLEAGUE)
    assert (letter.author, letter.text, letter.language) == (ANN.name, "Проверьте.", Language.RU)
    assert (letter.audience, letter.person) == (Audience.CUSTOMER, "")
    assert [ref.attachment for ref in letter.files] == list(mail.attachments)
    assert letter.listed == ()
    assert decision.chain == TO_ANN
    assert decision.change is not None
    assert decision.change.answered


@pytest.mark.parametrize(
    ("direct", "to"),
    [
        ((), (CUSTOMER, COLLEAGUE)),
        ((CUSTOMER,), (COLLEAGUE,)),
        ((Address(IVAN.upper()), COLLEAGUE), None),
        ((STRANGER,), (CUSTOMER, COLLEAGUE)),
    ],
)
def test_nobody_gets_a_second_copy(direct: tuple[Address, ...], to: tuple[Address, ...] | None) -> None:
    """Customers to whom the agent wrote, with the desk in Cc, have it already; it is recorded."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    decision = by_own_key(replace(an_agents_mail(), to=direct, cc=(Address(DESK.address),)), ticket)
    letters = [letter for letter in decision.letters if letter.template is Template.REPLY]
    assert [letter.to for letter in letters] == ([] if to is None else [to])
    assert decision.messages[0].circle is Circle.PUBLIC
    assert decision.change is not None
    assert decision.change.answered


def test_a_mail_to_one_customer_bears_that_customers_key() -> None:
    """Where only one is left to write to, the key is that one's own."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    decision = by_own_key(replace(an_agents_mail(), to=(CUSTOMER,), cc=(Address(DESK.address),)), ticket)
    assert letter_of(decision, Template.REPLY).person == COLLEAGUE.addr


TRACES = (
    ("Пишите на ann@staff.example.", "Пишите на support@example.org."),
    ("Ann <ANN@staff.example>", "Ann <support@example.org>"),
    ("mailto:ann+home@staff.example", "mailto:support@example.org"),
    (f"to support+{KEY}@example.org:", "to support@example.org:"),
    (f"to Support+{KEY.upper()}@Example.ORG", "to Support@Example.ORG"),
    (f"to shop+{KEY}@example.org", "to shop@example.org"),
    ("Спросите bob@staff.example", "Спросите support@example.org"),
    # However it is decorated or broken, and in links as they are copied.
    ("_ann@staff.example_", "_support@example.org_"),
    ("*-ann@staff.example.-*", "*-support@example.org.-*"),
    ("Ask ann@staff.example.Thank you", "Ask support@example.org.Thank you"),
    ("Пишитеann@staff.exampleСпасибо", "Пишитеsupport@example.orgСпасибо"),
    ("an\u200bn@\u00adstaff.\ufeffexample", "support@example.org"),
    (
        "https://x.example/?d=5%7Cann%40staff%2eexample%7C1",
        "https://x.example/?d=5%7Csupport@example.org%7C1",
    ),
    ("u=Ann%252Bhome%2540STAFF.example", "u=support@example.org"),
    (f"mailto%3Ashop%2B{KEY}%40example.org", "mailto%3Ashop%40example.org"),
    (f"shop+{KEY[:9]}\u200b{KEY[9:]}@example.org", "shop@example.org"),
    # Somebody else's address is no trace of the staff.
    ("joann@staff.example", "joann@staff.example"),
    ("jo.ann@staff.example", "jo.ann@staff.example"),
    ("ann@staff.example.org", "ann@staff.example.org"),
    ("ANN@STAFF.EXAMPLE.ORG", "ANN@STAFF.EXAMPLE.ORG"),
    ("jo-ann%40staff.example", "jo-ann%40staff.example"),
    ("ann@staff.example-group.com", "ann@staff.example-group.com"),
    ("ann@staffxexample", "ann@staffxexample"),
    ("support+home@example.org", "support+home@example.org"),
)


@pytest.mark.parametrize(("written", "told"), TRACES)
@pytest.mark.parametrize("commands", [(), order("ask"), order("resolve"), order("reject", "other")])
def test_customers_never_see_an_agents_own_address_or_any_key(
    commands: tuple[CommandLine, ...], written: str, told: str
) -> None:
    """What quoting or a signature brings along is replaced by the desk's address."""
    decision = by_own_key(an_agents_mail(written, commands=commands))
    [letter] = [letter for letter in decision.letters if not letter.for_staff]
    assert letter.text == told
    assert decision.messages[0].text == told


@pytest.mark.parametrize(
    ("type_", "name", "goes"),
    [
        ("application/pkcs7-signature", "smime.p7s", False),
        ("application/octet-stream", "SMIME.P7S", False),
        ("application/pgp-signature", "OpenPGP_signature.asc", False),
        ("application/octet-stream", "signature.asc", False),
        ("application/pgp-keys", "key.asc", False),
        ("application/octet-stream", "OpenPGP_0x12AB34CD.asc", False),
        ("text/plain", "publickey - ann@staff.example - 0x12AB34CD.asc", False),
        ("text/vcard", "ann.vcf", False),
        ("text/x-vcard", "Lee_Ann.vcf", False),
        ("application/octet-stream", "vcard.vcf", False),
        ("text/vcard", "Иван Мастеров.vcf", True),
        ("text/plain", "release.asc", True),
        ("application/pdf", "ann.pdf", True),
    ],
)
def test_what_a_mail_program_attaches_of_itself_stays_here(type_: str, name: str, goes: bool) -> None:
    """Signatures, keys and the agent's own card hold the agent's address."""
    decision = by_own_key(replace(an_agents_mail("Готово."), attachments=(a_file(type_=type_, name=name),)))
    files = letter_of(decision, Template.REPLY).files
    assert [ref.attachment.name for ref in files] == ([name] if goes else [])


def test_an_answer_quotes_the_customers_last_word() -> None:
    """Of the public thread the customers' newest message is quoted."""
    first, second = (
        Message(
            author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text=text, at=NOW - timedelta(1)
        )
        for text in ("Раз", "Два")
    )
    reply = replace(second, author=Author.AGENT, text="Три")
    facts = key_facts(a_ticket(), PUBLIC, TO_ANN, history={7: (first, second, reply)})
    assert letter_of(decide(a_case(an_agents_mail(), facts)), Template.REPLY).quote == second


@pytest.mark.parametrize(
    ("joined", "commands", "is_quoted"),
    [
        (None, (), True),
        (NOW - timedelta(2), (), True),
        (NOW - timedelta(1), (), False),
        (NOW, (), False),
        (None, order("cc", "petra@other.example"), False),
        (None, order("requester", "petra@other.example"), False),
    ],
)
def test_who_joins_is_not_sent_what_was_said_before(
    joined: datetime | None, commands: tuple[CommandLine, ...], is_quoted: bool
) -> None:
    """The customers' last word is quoted only to those who took part when it was said."""
    word = Message(
        author=Author.CUSTOMER, circle=Circle.PUBLIC, name="", addr=IVAN, text="Раз", at=NOW - timedelta(1)
    )
    facts = key_facts(
        a_ticket(), PUBLIC, TO_ANN, history={7: (word,)}, joined={} if joined is None else {7: joined}
    )
    mail = an_agents_mail("Проверьте.", commands=commands)
    assert letter_of(decide(a_case(mail, facts)), Template.REPLY).quote == (word if is_quoted else None)


def test_two_agents_answering_at_once_both_reach_the_customer() -> None:
    """Each answer goes out under its own agent's name."""
    for agent in (ANN, BOB):
        facts = key_facts(a_ticket(), PUBLIC, agent.address)
        decision = decide(a_case(an_agents_mail(agent=agent), facts))
        letter = letter_of(decision, Template.REPLY)
        assert (letter.to, letter.author) == ((CUSTOMER,), agent.name)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_an_answer_to_a_finished_ticket_only_reaches_the_customer(state: State) -> None:
    """The state stays as it is, and the agent is told so."""
    decision = by_own_key(an_agents_mail(), a_ticket(state))
    assert sent(decision) == [f"reply {IVAN}", f"sent_only {TO_ANN}"]
    assert decision.change is not None
    assert (decision.change.state, decision.change.answered) == (None, True)
    assert decision.events == ()


@pytest.mark.parametrize("word", ["ask", "resolve"])
@pytest.mark.parametrize("state", [State.OPEN, State.WAITING, State.RESOLVED])
def test_each_question_and_each_solution_starts_its_reminders(state: State, word: str) -> None:
    """A second question is reminded of like the first, from its own time."""
    ticket = replace(a_ticket(state), reminders_sent=2)
    change = by_own_key(an_agents_mail(commands=order(word)), ticket).change
    assert change is not None
    assert (change.remind_at, change.reminders_sent) == (NOW + timedelta(days=3), 0)


def test_a_move_is_told_in_the_history_under_the_agents_name() -> None:
    """From open to waiting, by Ann Lee."""
    [event] = by_own_key(an_agents_mail(commands=order("ask"))).events
    assert (event.before, event.after, event.by) == ("open", "waiting", ANN.name)
    assert by_own_key(an_agents_mail(commands=order("ask")), a_ticket(State.WAITING)).events == ()


def test_an_agents_answer_leaves_whatever_the_limits() -> None:
    """No count of automatic mail stops a person's words, not even those of a rejection."""
    ticket = replace(a_ticket(), automatic_last_day=1000)
    facts = key_facts(ticket, PUBLIC, TO_ANN, automatic_last_hour=1000)
    for commands in ((), order("ask"), order("reject", "other")):
        decision = decide(a_case(an_agents_mail(commands=commands), facts))
        assert IVAN in " ".join(sent(decision))


@pytest.mark.parametrize("kind", [MailKind.AUTO_REPLY, MailKind.RECEIPT])
def test_an_agents_out_of_office_is_filed_and_never_relayed(kind: MailKind) -> None:
    """What an agent's mailbox answers by itself stays among the staff and wakes nobody."""
    decision = by_own_key(replace(an_agents_mail("В отпуске", passed=True), kind=kind))
    assert (decision.letters, decision.change) == ((), None)
    assert [message.circle for message in decision.messages] == [Circle.INTERNAL]


@pytest.mark.parametrize(
    "machine",
    [
        {"kind": MailKind.LIST, "automatic": ("Precedence: bulk",)},
        {"kind": MailKind.CALENDAR, "calendar_method": "REQUEST"},
        {"kind": MailKind.OWN},
    ],
)
@pytest.mark.parametrize("machines", Machines)
def test_a_machine_in_an_agents_name_is_held_until_a_person_frees_it(
    machines: Machines, machine: dict[str, object]
) -> None:
    """An invitation or a list's mail to an agent's public key reaches no customer by itself."""
    mail = replace(an_agents_mail(passed=True), **machine)  # type: ignore[arg-type]  # Names of fields.
    office = an_office(machines=machines)
    facts = key_facts(a_ticket(), PUBLIC, TO_ANN)
    held = decide(a_case(mail, facts, office))
    assert (held.verdict, held.letters) == (Verdict.HELD, ())
    freed = decide(a_case(mail, replace(facts, released="op"), office))
    assert sent(freed) == [f"reply {IVAN}"]


def test_the_same_id_with_other_bytes_is_not_sent_to_the_customer_again() -> None:
    """A second form of an agent's mail is filed and marked, not relayed twice."""
    earlier = EarlierMail(inbox_id=5, ticket_id=7, sender=TO_ANN, same_content=False, ticket=a_ticket())
    facts = key_facts(a_ticket(), PUBLIC, TO_ANN, earlier=(earlier,))
    decision = decide(a_case(an_agents_mail(), facts))
    assert nothing_but_staff(decision)
    assert "mail 5" in decision.rule
    assert decision.messages[0].circle is Circle.INTERNAL


@pytest.mark.parametrize(
    "decision",
    [
        by_own_key(an_agents_mail()),
        by_own_key(an_agents_mail(commands=order("ask"))),
        by_own_key(an_agents_mail(commands=order("reject", "planned"))),
        by_own_key(an_agents_mail(commands=order("nonsense"))),
        by_own_key(an_agents_mail(), audience=INTERNAL),
        decide(a_case(an_agents_mail())),
    ],
)
def test_letters_for_staff_and_for_customers_bear_different_keys(decision: Decision) -> None:
    """No letter to a customer bears an agent's key, none to an agent a customer's."""
    for letter in decision.letters:
        assert letter.for_staff is (letter.audience is not Audience.CUSTOMER)
        assert letter.language is (Language.EN if letter.for_staff else Language.RU)
        assert TO_ANN not in str(letter) or letter.for_staff
        assert letter.topic is not Topic.NEW_TICKET


@pytest.mark.parametrize(
    ("signature", "signed"),
    [
        (
            "-- \nAnn Lee\nSenior engineer, ann@staff.example\n\nThis message is confidential.",
            "Ann Lee\nSenior engineer, support@example.org",
        ),
        ("Best regards,\nAnn\nТел. 555-01-02", "Ann\nТел. 555-01-02"),
        ("Regards,\nAnn\n\n-- \nAnn Lee | Engineer\nТел. 555-01-02", "Ann Lee | Engineer\nТел. 555-01-02"),
        ("Sent from my iPhone", ""),
        ("", ""),
        ("Ann Lee" + "\nx" * 20, "Ann Lee" + "\nx" * 5),
    ],
)
def test_an_agents_signature_is_kept_once(signature: str, signed: str) -> None:
    """From the name on, without addresses of ours, disclaimers and what a telephone adds."""
    decision = by_own_key(replace(an_agents_mail("Готово."), signature=signature))
    letter = letter_of(decision, Template.REPLY)
    assert (letter.text, letter.signature) == ("Готово.", signed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thank you!\nAnn Lee", "Thank you!"),
        ("Мы приедем.\n\n– Ann", "Мы приедем."),
        ("Ask for\nAnn Lee, please", "Ask for\nAnn Lee, please"),
        ("Ask Ann", "Ask Ann"),
        ("Ann", "Ann"),
    ],
)
def test_a_name_below_the_words_is_not_said_twice(text: str, said: str) -> None:
    """The mail is signed with the agent's name as it is."""
    letter = letter_of(by_own_key(an_agents_mail(text)), Template.REPLY)
    assert (letter.text, letter.author, letter.signature) == (said, ANN.name, "")
