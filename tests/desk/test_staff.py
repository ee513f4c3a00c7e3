"""What agents' mails do: who is believed, what is held, what reaches the customers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Change, Decision
from desk.desks import Machines
from desk.facts import EarlierMail, Facts, KnownKey
from desk.letters import FOR_STAFF, Audience, Template, Topic
from desk.mail import CommandLine, Intent, Language, Mail, MailKind
from desk.office import Office
from desk.people import Agent, Directory
from desk.states import Reason, State
from desk.ticket import Author, Circle, Message, Ticket
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    BOB,
    COLLEAGUE,
    CUSTOMER,
    DESK,
    KEY,
    NOW,
    OFFICE,
    STRANGER,
    a_case,
    a_file,
    a_key,
    a_mail,
    a_pointer,
    a_ticket,
    an_agents_mail,
    an_office,
    believed,
    key_facts,
    letter_of,
    order,
    sent,
)

IVAN, TO_ANN, TO_BOB = CUSTOMER.addr, ANN.address, BOB.address
OTHER_KEY = "z" * 26
PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


def by_own_key(
    mail: Mail, ticket: Ticket | None = None, audience: Audience = PUBLIC, office: Office = OFFICE
) -> Decision:
    """Return the decision for Ann's mail to her own key."""
    return decide(a_case(mail, key_facts(ticket or a_ticket(), audience, TO_ANN), office))


def nothing_done(decision: Decision) -> bool:
    """Tell whether a decision neither changes a ticket nor speaks to a customer."""
    untouched = not decision.messages and not decision.events and decision.opening is None
    return untouched and decision.change is None and all(x.for_staff for x in decision.letters)


# Who is believed.

FORGED = replace(believed(TO_ANN), dmarc=(("fail", "staff.example"),))
UNPROVED = (
    ("nothing", Facts()),
    ("a number", Facts(numbered=(a_ticket(),))),
    ("an id of the customers' chain", Facts(pointers=(a_pointer(a_ticket()),))),
    ("an id of the agent's chain", Facts(pointers=(a_pointer(a_ticket(), TO_ANN),))),
    ("a colleague's key", key_facts(a_ticket(), PUBLIC, TO_BOB)),
    ("a customer's key", key_facts(a_ticket(), Audience.CUSTOMER, IVAN)),
    ("a key shared by the customers", key_facts(a_ticket(), Audience.CUSTOMER, "")),
    ("a replaced key", Facts(keys=(replace(a_key(a_ticket(), PUBLIC, TO_ANN), replaced=True),))),
    (
        "an earlier Message-ID",
        Facts(
            earlier=(
                EarlierMail(inbox_id=1, ticket_id=7, sender=TO_ANN, same_content=False, ticket=a_ticket()),
            )
        ),
    ),
)


@pytest.mark.parametrize("facts", [row[1] for row in UNPROVED], ids=[row[0] for row in UNPROVED])
@pytest.mark.parametrize("commands", [(), order("resolve"), order("nonsense")])
def test_a_forged_agent_does_nothing_and_the_agent_is_asked(
    facts: Facts, commands: tuple[CommandLine, ...]
) -> None:
    """Without the agent's own key or a pass the mail is held, and the stored address gets one mail."""
    decision = decide(a_case(an_agents_mail("Готово.", commands=commands), facts))
    assert decision.verdict is Verdict.HELD
    assert nothing_done(decision)
    assert sent(decision) == [f"held_mail {TO_ANN}"]
    letter = letter_of(decision, Template.HELD)
    assert (letter.audience, letter.person) == (Audience.RELEASE, TO_ANN)
    assert (letter.facts["inbox"], letter.text) == ("1", "Готово.")


def test_a_held_mail_is_told_to_the_stored_address_in_the_agents_language() -> None:
    """Whichever of the agent's addresses was forged, the first one is asked."""
    mail = a_mail(Address("b.ray@home.example"), "Готово.")
    letter = letter_of(decide(a_case(mail)), Template.HELD)
    assert letter.to == (Address(TO_BOB, BOB.name),)
    assert letter.language is Language.RU


@pytest.mark.parametrize(("before", "letters"), [(4, 1), (5, 0)])
def test_a_forger_cannot_fill_an_agents_mailbox(before: int, letters: int) -> None:
    """More than five requests a day are not sent to one agent; the mails are held all the same."""
    decision = decide(a_case(an_agents_mail(), Facts(held_letters_last_day=before)))
    assert decision.verdict is Verdict.HELD
    assert len(decision.letters) == letters


@pytest.mark.parametrize(
    ("facts", "passed", "rule"),
    [
        (key_facts(a_ticket(), PUBLIC, TO_ANN), False, "agent's own public key"),
        (Facts(pointers=(a_pointer(a_ticket(), TO_ANN),)), True, "agent, id in References"),
        (Facts(pointers=(a_pointer(a_ticket(), ""),)), True, "agent, id in References"),
    ],
)
def test_the_agents_own_key_or_a_pass_is_enough(facts: Facts, rule: str, *, passed: bool) -> None:
    """Either of the two lets an agent answer."""
    decision = decide(a_case(an_agents_mail(passed=passed), facts))
    assert (decision.verdict, decision.rule, decision.ticket_id) == (Verdict.REPLY, rule, 7)
    assert sent(decision) == [f"reply {IVAN}"]


def test_what_our_host_calls_forged_is_held_even_with_a_key() -> None:
    """A leaked key does not outweigh the host's word that From is forged."""
    mail = replace(an_agents_mail(), authentication=(FORGED,))
    decision = by_own_key(mail)
    assert decision.verdict is Verdict.HELD
    assert nothing_done(decision)


def test_an_agent_may_write_from_any_of_the_agents_addresses() -> None:
    """The key belongs to the person, not to one address."""
    mail = a_mail(Address("b.ray@home.example"), "Смотрю.", kind=MailKind.REPLY)
    decision = decide(a_case(mail, key_facts(a_ticket(), PUBLIC, TO_BOB)))
    assert sent(decision) == [f"reply {IVAN}"]
    assert decision.messages[0].addr == TO_BOB


@pytest.mark.parametrize(
    ("reply_to", "held"),
    [
        (STRANGER, True),
        (Address("ann@staff.example"), False),
        (Address("support+x@example.org"), False),
        (None, False),
    ],
)
@pytest.mark.parametrize("proof", ["key", "pass"])
def test_an_agent_whose_from_and_reply_to_disagree_is_held(
    reply_to: Address | None, proof: str, *, held: bool
) -> None:
    """An answer that goes elsewhere than to the agent is not surely the agent's."""
    mail = replace(an_agents_mail(passed=proof == "pass"), reply_to=reply_to)
    facts = key_facts(a_ticket(), PUBLIC, TO_ANN)
    decision = decide(a_case(mail, facts))
    assert (decision.verdict is Verdict.HELD) is held
    assert nothing_done(decision) is held


def test_an_agent_who_left_is_no_agent_any_more() -> None:
    """The right is looked at when the mail comes, not when the key was made (T16)."""
    office = replace(OFFICE, directory=Directory((BOB,)))
    for audience in (PUBLIC, INTERNAL):
        mail = an_agents_mail("#resolve", commands=order("resolve"), passed=True)
        decision = by_own_key(mail, audience=audience, office=office)
        assert decision.change is None
        assert sent(decision) == [f"unknown_author {TO_BOB}"]
        assert decision.messages[0].author is Author.UNKNOWN
        assert decision.replaced_keys == (KEY,)


def test_an_agent_who_moved_to_another_desk_is_no_agent_here() -> None:
    """Serving the sales desk gives no right at the support desk."""
    office = replace(OFFICE, directory=Directory((replace(ANN, desks=("sales@example.org",)), BOB)))
    assert by_own_key(an_agents_mail(passed=True), office=office).messages[0].author is Author.UNKNOWN


@pytest.mark.parametrize("sender", [CUSTOMER, STRANGER])
def test_an_agents_key_in_other_hands_commands_nothing(sender: Address) -> None:
    """Neither customer nor stranger acts as the agent whose key they hold; the key is replaced."""
    mail = a_mail(sender, "Готово.", commands=order("resolve"), passed=True)
    decision = by_own_key(mail)
    assert decision.change is None
    assert all(letter.for_staff for letter in decision.letters)
    assert decision.replaced_keys == (KEY,)


@pytest.mark.parametrize(
    ("audience", "person", "replaced"),
    [
        (PUBLIC, TO_BOB, (KEY,)),
        (INTERNAL, TO_BOB, (KEY,)),
        (Audience.CUSTOMER, IVAN, (KEY,)),
        (Audience.CUSTOMER, "", ()),
        (PUBLIC, TO_ANN, ()),
    ],
)
@pytest.mark.parametrize("passed", [True, False])
def test_anothers_key_under_an_agents_from_is_replaced(
    audience: Audience, person: str, replaced: tuple[str, ...], *, passed: bool
) -> None:
    """A key that shows up under another person's From is not handed out again."""
    decision = decide(a_case(an_agents_mail(passed=passed), key_facts(a_ticket(), audience, person)))
    assert decision.replaced_keys == replaced


# The release of a held mail.


def a_release(text: str, agent: Agent = ANN, person: str = TO_ANN) -> Decision:
    """Return the decision for an answer to a release request of mail 3."""
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=person, ticket=None, held=3)
    return decide(a_case(an_agents_mail(text, agent=agent), Facts(keys=(key,))))


@pytest.mark.parametrize("text", ["send", "Send.", "SEND!\n\nAnn", "\n  отправить \n-- \nБоб", "«Отправь»"])
def test_the_single_word_send_releases(text: str) -> None:
    """The word alone in the first line frees the held mail and does nothing else."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases, decision.letters) == (Verdict.COMMAND, 3, ())


@pytest.mark.parametrize(
    "text", ["", "no", "do not send", "send me the original", "Send nothing!", "sender", "не отправить", "да"]
)
def test_anything_but_the_single_word_releases_nothing(text: str) -> None:
    """What is not exactly the word is kept for a person to read."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases) == (Verdict.HELD, None)


def test_nobody_releases_with_anothers_release_key() -> None:
    """A release key works for its agent alone, and not for a customer."""
    assert a_release("send", agent=BOB).releases is None
    assert a_release("send", person=TO_BOB).releases is None
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=TO_ANN, ticket=None, held=3)
    assert decide(a_case(a_mail(text="send"), Facts(keys=(key,)))).releases is None


RELEASED_MAILS = (
    an_agents_mail(),
    replace(an_agents_mail(), reply_to=STRANGER),
    replace(an_agents_mail(), authentication=(FORGED,)),
)


@pytest.mark.parametrize("mail", RELEASED_MAILS)
def test_a_released_mail_acts_as_the_agents(mail: Mail) -> None:
    """Once freed it answers the customer, whatever it was held for."""
    facts = Facts(pointers=(a_pointer(a_ticket(), TO_ANN),), released=TO_ANN)
    decision = decide(a_case(mail, facts))
    assert sent(decision) == [f"reply {IVAN}"]


# Which ticket, and whether it stays inside.


def test_what_goes_to_the_internal_key_is_a_note() -> None:
    """The internal address never reaches a customer; the other assignees read the note."""
    ticket = replace(a_ticket(), assignees=(ANN.name, BOB.name))
    decision = by_own_key(an_agents_mail("Пароль 123"), ticket, INTERNAL)
    assert sent(decision) == [f"note {TO_BOB}", f"noted {TO_ANN}"]
    assert decision.change is None
    assert (decision.verdict, decision.ticket_id, decision.chain) == (Verdict.REPLY, 7, TO_ANN)
    [note] = decision.messages
    assert (note.author, note.circle, note.text) == (Author.AGENT, Circle.INTERNAL, "Пароль 123")
    assert (note.name, note.addr) == (ANN.name, TO_ANN)
    assert decision.letters[0].author == ANN.name


def test_an_answer_to_a_note_stays_among_the_staff() -> None:
    """A colleague who just answers a note or its receipt writes to the internal address."""
    ticket = replace(a_ticket(), assignees=(ANN.name, BOB.name))
    decision = by_own_key(an_agents_mail("Заплатили ли они?"), ticket, INTERNAL)
    assert [letter.audience for letter in decision.letters] == [INTERNAL, INTERNAL]


@pytest.mark.parametrize("keys", [(PUBLIC, INTERNAL), (INTERNAL, PUBLIC)])
def test_a_mail_to_both_of_an_agents_keys_stays_inside(keys: tuple[Audience, ...]) -> None:
    """In doubt nothing goes out: a note that was sent cannot be called back."""
    found = tuple(
        replace(a_key(a_ticket(), audience, TO_ANN), key=key)
        for audience, key in zip(keys, (KEY, OTHER_KEY), strict=True)
    )
    decision = decide(a_case(an_agents_mail(), Facts(keys=found)))
    assert nothing_but_staff(decision)
    assert decision.messages[0].circle is Circle.INTERNAL


def nothing_but_staff(decision: Decision) -> bool:
    """Tell whether every letter goes to staff."""
    return all(letter.template in FOR_STAFF for letter in decision.letters)


def test_what_went_to_a_colleagues_internal_key_stays_inside() -> None:
    """A reply to all of a colleague's note is a note, whatever its References name."""
    facts = key_facts(a_ticket(), INTERNAL, TO_BOB, pointers=(a_pointer(a_ticket()),))
    decision = decide(a_case(an_agents_mail(passed=True), facts))
    assert nothing_but_staff(decision)
    assert decision.messages[0].circle is Circle.INTERNAL


@pytest.mark.parametrize(
    "facts",
    [
        Facts(numbered=(a_ticket(),)),
        key_facts(a_ticket(), PUBLIC, TO_BOB),
        key_facts(a_ticket(), Audience.CUSTOMER, IVAN),
    ],
)
@pytest.mark.parametrize("to_customer", [True, False])
def test_a_number_or_anothers_key_makes_a_note_unless_the_customer_has_it_already(
    facts: Facts, *, to_customer: bool
) -> None:
    """A direct answer to the customer is recorded as one and sent to nobody twice."""
    mail = an_agents_mail(passed=True)
    mail = replace(mail, to=(CUSTOMER,), cc=(Address(DESK.address),)) if to_customer else mail
    decision = decide(a_case(mail, facts))
    [message] = decision.messages
    assert message.circle is (Circle.PUBLIC if to_customer else Circle.INTERNAL)
    assert nothing_but_staff(decision)
    assert (decision.change is not None) is to_customer


def test_an_id_of_a_colleagues_chain_is_no_way_to_the_customer() -> None:
    """What answers a colleague's notification, forwarded by hand, is not for the customer."""
    facts = Facts(pointers=(a_pointer(a_ticket(), TO_BOB),))
    decision = decide(a_case(an_agents_mail(passed=True), facts))
    assert decision.ticket_id is None
    assert nothing_but_staff(decision)


def test_keys_of_two_tickets_are_held() -> None:
    """Nobody but the agent can say which ticket was meant; freed, it reaches neither."""
    second = replace(a_key(replace(a_ticket(), id=8), PUBLIC, TO_ANN), key=OTHER_KEY)
    keys = (a_key(a_ticket(), PUBLIC, TO_ANN), second)
    held = decide(a_case(an_agents_mail(), Facts(keys=keys)))
    assert (held.verdict, held.letters) == (Verdict.HELD, ())
    assert nothing_done(held)
    freed = decide(a_case(an_agents_mail(), Facts(keys=keys, released="op")))
    assert freed.ticket_id is None
    assert sent(freed) == [f"own_ticket {TO_ANN}", f"new_ticket {TO_BOB}"]


# A request of the agent's own.


def test_an_agents_plain_new_mail_opens_a_ticket_in_the_agents_own_name() -> None:
    """Believed and continuing nothing, it is the agent's request; the receipt tells the agent so."""
    decision = decide(a_case(an_agents_mail(passed=True, subject="Новый стол")))
    assert decision.opening is not None
    assert decision.opening.requester == Address(TO_ANN, ANN.name)
    assert decision.opening.language is Language.EN
    assert sent(decision) == [f"own_ticket {TO_ANN}", f"new_ticket {TO_BOB}"]
    assert letter_of(decision, Template.RECEIPT).audience is Audience.CUSTOMER
    assert (decision.chain, decision.change) == ("", Change(acknowledged=True))
    assert [(event.what, event.by) for event in decision.events] == [("opened", ANN.name)]
    [message] = decision.messages
    assert (message.author, message.circle, message.text) == (Author.CUSTOMER, Circle.PUBLIC, "Смотрю.")


def test_an_agents_request_goes_to_the_desks_default_assignees() -> None:
    """It is assigned and told like any other."""
    office = an_office(assignees=(BOB.name,))
    decision = decide(a_case(an_agents_mail(passed=True), office=office))
    assert decision.opening is not None
    assert decision.opening.assignees == (BOB.name,)
    own = decide(a_case(an_agents_mail(passed=True), office=an_office(assignees=(ANN.name,))))
    assert sent(own) == [f"own_ticket {TO_ANN}"]


OWN = replace(a_ticket(State.RESOLVED), requester=Address(TO_ANN, ANN.name), assignees=(BOB.name,))


@pytest.mark.parametrize(
    ("facts", "passed"),
    [
        (key_facts(OWN, Audience.CUSTOMER, TO_ANN), False),
        (Facts(pointers=(a_pointer(OWN),)), True),
        (Facts(numbered=(OWN,)), True),
    ],
)
def test_in_a_request_of_the_agents_own_the_agent_is_the_customer(facts: Facts, *, passed: bool) -> None:
    """There the agent's yes confirms, and is not relayed as an answer."""
    mail = replace(an_agents_mail("Да", passed=passed), intent=Intent.CONFIRM, intent_confidence=1.0)
    decision = decide(a_case(mail, facts))
    assert decision.change is not None
    assert decision.change.reason is Reason.CONFIRMED
    assert decision.messages[0].author is Author.CUSTOMER
    assert sent(decision) == [f"closed {TO_ANN}", f"confirmed {TO_BOB}"]


def test_a_staff_key_makes_the_agent_an_agent_even_in_an_own_request() -> None:
    """Who is asked in a colleague's place answers as staff."""
    for audience in (PUBLIC, INTERNAL):
        decision = by_own_key(an_agents_mail("Да"), OWN, audience)
        assert decision.messages[0].author is Author.AGENT
        assert decision.rule == f"agent's own {audience.value} key"


def test_commands_without_a_ticket_are_refused() -> None:
    """There is nothing to carry them out on, and no ticket is opened of them."""
    decision = decide(a_case(an_agents_mail(passed=True, commands=order("take"))))
    assert sent(decision) == [f"no_ticket {TO_ANN}"]
    assert letter_of(decision, Template.REFUSAL).facts["word"] == "#take"
    assert nothing_done(decision)


# What the customers get.


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
    """Customers who stand in To or Cc of the agent's mail have it already; it is recorded all the same."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    decision = by_own_key(replace(an_agents_mail(), cc=direct), ticket)
    letters = [letter for letter in decision.letters if letter.template is Template.REPLY]
    assert [letter.to for letter in letters] == ([] if to is None else [to])
    assert decision.messages[0].circle is Circle.PUBLIC
    assert decision.change is not None
    assert decision.change.answered


def test_a_mail_to_one_customer_bears_that_customers_key() -> None:
    """Where only one is left to write to, the key is that one's own."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    decision = by_own_key(replace(an_agents_mail(), cc=(CUSTOMER,)), ticket)
    assert letter_of(decision, Template.REPLY).person == COLLEAGUE.addr


TRACES = (
    ("Пишите на ann@staff.example.", "Пишите на support@example.org."),
    ("Ann <ANN@staff.example>", "Ann <support@example.org>"),
    ("mailto:ann+home@staff.example", "mailto:support@example.org"),
    (f"to support+{KEY}@example.org:", "to support@example.org:"),
    (f"to Support+{KEY.upper()}@Example.ORG", "to Support@Example.ORG"),
    (f"to shop+{KEY}@example.org", "to shop@example.org"),
    # Somebody else's address is no trace of the agent's.
    ("joann@staff.example", "joann@staff.example"),
    ("jo.ann@staff.example", "jo.ann@staff.example"),
    ("ann@staff.example.org", "ann@staff.example.org"),
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


# Machines in an agent's name.


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
