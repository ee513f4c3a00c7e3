"""Which ticket an agent's mail reaches, and whether it stays among the staff."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Change
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Forwarded, Intent, Language
from desk.states import Reason, State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, by_own_key, nothing_but_staff, nothing_done
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    DESK,
    KEY,
    a_case,
    a_key,
    a_pointer,
    a_ticket,
    an_agents_mail,
    an_office,
    key_facts,
    letter_of,
    order,
    sent,
)

OTHER_KEY = "z" * 26


PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


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


@pytest.mark.parametrize(("internal", "copied"), [(True, False), (True, True), (False, False)])
def test_what_answers_a_mail_among_the_staff_by_its_ids_stays_there(*, internal: bool, copied: bool) -> None:
    """Unless the customer has got it from the agent already."""
    pointer = replace(a_pointer(a_ticket(), TO_ANN), internal=internal)
    mail = replace(an_agents_mail(passed=True), cc=(CUSTOMER,) if copied else ())
    facts = Facts(pointers=(pointer,), released=TO_ANN, held_by="returned: reply_all")
    inside = internal and not copied
    assert decide(a_case(mail, facts)).messages[0].circle is (Circle.INTERNAL if inside else Circle.PUBLIC)


def test_what_is_passed_on_within_a_tickets_thread_is_for_colleagues() -> None:
    """By its ids alone it would else be an answer, in another's words."""
    shown = Forwarded(
        sender=Address(TO_BOB),
        subject="Fwd",
        date=None,
        text="Пароль 123",
        comment="См. ниже",
        attachments=(),
        language=Language.RU,
    )
    mail = replace(an_agents_mail(passed=True), forwarded=shown)
    decision = decide(a_case(mail, Facts(pointers=(a_pointer(a_ticket(), TO_ANN),))))
    assert nothing_but_staff(decision)
