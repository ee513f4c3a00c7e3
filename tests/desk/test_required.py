"""What a desk requires of a request: what is asked for, and what an answer completes."""

from dataclasses import replace
from typing import Any

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import Facts
from desk.fields import Field
from desk.letters import Audience
from desk.mail import Intent, Mail, MailKind
from desk.request import RequestKind
from desk.states import State
from desk.ticket import Ticket
from tests.desk.acts import answered, change_of, reply
from tests.desk.builders import (
    CUSTOMER,
    STRANGER,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    key_facts,
    sent,
)

WANTED = (Field.PRODUCT, Field.VERSION, Field.PHONE)
OFFICE = an_office(required={RequestKind.INCIDENT: WANTED})
SPAM = an_office(required={RequestKind.INCIDENT: WANTED}, spam_header="X-Spam")


def an_incident(sender: Address = CUSTOMER, **fields: str) -> Mail:
    """Return a mail that is surely an incident, with these fields."""
    kind = {"request_kind": RequestKind.INCIDENT, "request_kind_confidence": 0.9}
    return replace(a_mail(sender), fields=fields, **kind)  # type: ignore[arg-type]  # Names of fields.


def an_answer(
    formed: tuple[str, ...] = (),
    bare: dict[str, str] | None = None,
    intent: Intent = Intent.NONE,
    **fields: str,
) -> Mail:
    """Return the customer's answer with these fields, of which some stand in a form."""
    return replace(reply(intent), fields=fields, formed=formed, bare=bare or {})


def asked_for(*asked: Field, state: State = State.OPEN, **told: str) -> Ticket:
    """Return the customer's ticket in which this was asked for and this told."""
    fields = {Field(name): value for name, value in told.items()}
    return replace(a_ticket(state), asked=asked, fields=fields)


def told_by(ticket: Ticket, mail: Mail) -> dict[Field, str]:
    """Return the fields that an answer brings into a ticket."""
    change = answered(ticket, mail).change
    return dict(change.fields) if change is not None else {}


def opened(
    mail: Mail, office: Any = OFFICE, facts: Facts | None = None
) -> tuple[dict[Field, str], tuple[Field, ...]]:
    """Return what a new ticket holds, and what its requester is asked for."""
    opening = decide(a_case(mail, facts, office)).opening
    assert opening is not None
    return dict(opening.fields), opening.asked


def test_what_the_mail_leaves_out_is_asked_for() -> None:
    """Of what the desk requires for the kind, the fields of the mail are kept and the others asked for."""
    fields, asked = opened(an_incident(version="2.5", type="incident"))
    assert fields == {Field.VERSION: "2.5"}
    assert asked == (Field.PRODUCT, Field.PHONE)


def test_a_whole_request_is_asked_for_nothing() -> None:
    """Nobody is asked for what stands in the mail."""
    assert opened(an_incident(version="2.5", product="Portal", phone="+7"))[1] == ()


def test_nothing_is_required_by_default() -> None:
    """A desk without the setting asks nobody; the fields are kept all the same."""
    assert opened(an_incident(phone="+7"), an_office()) == ({Field.PHONE: "+7"}, ())


def test_another_kind_is_asked_for_nothing() -> None:
    """What an incident needs, a question does not; a kind that is only guessed counts as unsorted."""
    unsure = replace(an_incident(), request_kind_confidence=0.5)
    assert opened(unsure)[1] == ()
    unsorted = an_office(required={RequestKind.UNSORTED: (Field.PHONE, Field.PHONE)})
    assert opened(unsure, unsorted)[1] == (Field.PHONE,)


def test_nobody_is_asked_for_what_is_known_otherwise() -> None:
    """Name and address stand in From, the organisation in the configuration."""
    office = an_office(required={RequestKind.INCIDENT: (Field.NAME, Field.EMAIL, Field.ORGANISATION)})
    assert opened(an_incident(), office)[1] == ()
    assert opened(an_incident(Address(STRANGER.addr)), office)[1] == (Field.NAME, Field.ORGANISATION)


def test_who_is_not_acknowledged_is_asked_for_nothing() -> None:
    """No question was sent, so no answer to one is waited for."""
    spam = replace(an_incident(), headers={"x-spam": "yes"})
    assert opened(spam, SPAM)[1] == ()


def test_a_ticket_that_goes_on_from_another_asks_for_nothing_again() -> None:
    """What was told there is taken over, and what was asked for there is not asked for twice."""
    old = replace(
        a_ticket(State.CLOSED, closed_days_ago=30), asked=(Field.PHONE,), fields={Field.PRODUCT: "A"}
    )
    assert opened(an_incident(), OFFICE, Facts(pointers=(a_pointer(old),))) == (
        {Field.PRODUCT: "A"},
        (Field.VERSION,),
    )


def test_an_answer_in_form_lines_completes() -> None:
    """What is told is kept and stands in the history; what is still missing stays missing."""
    ticket = asked_for(*WANTED, product="Portal")
    decision = answered(ticket, an_answer(("version",), version="2.5"))
    assert decision.change is not None
    assert dict(decision.change.fields) == {Field.VERSION: "2.5"}
    assert ("told", "version: 2.5") in [(event.what, event.after) for event in decision.events]
    assert replace(ticket, fields={**ticket.fields, **decision.change.fields}).missing == (Field.PHONE,)


def test_form_lines_replace_and_complete_what_was_not_asked_for() -> None:
    """Who writes a field down means it; to write the same again changes nothing."""
    mail = an_answer(("product", "room"), product="Shop", room="5")
    assert told_by(asked_for(product="Portal"), mail) == {Field.PRODUCT: "Shop", Field.ROOM: "5"}
    assert told_by(asked_for(product="Shop", room="5"), mail) == {}


def test_a_signature_gives_only_what_was_asked_for() -> None:
    """It never replaces, and what nobody asked for is not taken from whoever answers."""
    mail = an_answer(phone="+7", name="Olga")
    assert told_by(asked_for(Field.PHONE), mail) == {Field.PHONE: "+7"}
    assert told_by(asked_for(Field.PHONE, phone="+1"), mail) == {}
    assert told_by(asked_for(), mail) == {}


def test_one_line_answers_one_question() -> None:
    """Where one thing was asked for, one line that fits is the answer; a second one is none."""
    mail = an_answer(bare={"product": "Portal", "organisation": "Portal"})
    assert told_by(asked_for(Field.PRODUCT), mail) == {Field.PRODUCT: "Portal"}
    assert told_by(asked_for(Field.PRODUCT, product="Shop"), mail) == {}
    assert told_by(asked_for(Field.PRODUCT, Field.VERSION), mail) == {}
    assert told_by(asked_for(Field.PRODUCT, Field.VERSION, version="1"), mail) == {}
    assert told_by(asked_for(Field.PHONE), mail) == {}


@pytest.mark.parametrize(
    "intent", [Intent.THANKS, Intent.CONFIRM, Intent.STATUS, Intent.WITHDRAW, Intent.DISPUTE]
)
def test_a_word_that_means_something_else_is_no_value(intent: Intent) -> None:
    """Who asks how things stand names no product."""
    mail = an_answer(bare={"product": "status"}, intent=intent)
    assert told_by(asked_for(Field.PRODUCT), mail) == {}


def test_an_answer_that_completes_nothing_changes_nothing() -> None:
    """It is an answer as any other."""
    ticket = asked_for(Field.PHONE)
    assert answered(ticket, an_answer()) == answered(replace(ticket, asked=()), an_answer())
    assert answered(ticket, an_answer()).change is None


def test_an_answer_that_completes_does_what_it_does_besides() -> None:
    """The state changes as the table has it, the staff are told, and nobody is asked again."""
    decision = answered(asked_for(Field.PHONE, state=State.WAITING), an_answer(("phone",), phone="+7"))
    assert change_of(decision) == (State.OPEN, None)
    assert decision.change is not None
    assert dict(decision.change.fields) == {Field.PHONE: "+7"}
    assert sent(decision) == ["answer ann@staff.example"]


@pytest.mark.parametrize("sender", [STRANGER, None])
def test_a_stranger_completes_nothing(sender: Address | None) -> None:
    """Only who takes part tells what the request is about."""
    mail = replace(an_answer(("phone",), phone="+7"), sender=sender)
    ticket = asked_for(Field.PHONE)
    change = decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, CUSTOMER.addr))).change
    assert change is None or not change.fields


def test_a_machine_completes_nothing() -> None:
    """An automatic reply's signature is no answer."""
    mail = replace(an_answer(("phone",), phone="+7"), kind=MailKind.AUTO_REPLY, automatic=("x",))
    assert told_by(asked_for(Field.PHONE), mail) == {}
