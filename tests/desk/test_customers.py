"""What customers' mails do in their tickets: answers, questions for the status, reopening."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Intent, Language, MailKind
from desk.states import State
from desk.ticket import Author
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, answered, change_of, reply
from tests.desk.builders import (
    CHIEF,
    COLLEAGUE,
    NOW,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    key_facts,
    letter_of,
    sent,
)


def test_the_status_is_told_to_the_stored_address_of_the_one_who_asks() -> None:
    """The answer goes to the participant as the ticket knows them, not as this mail writes them."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    shouting = Address(COLLEAGUE.addr.upper(), "Eve")
    mail = a_mail(shouting, "статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, COLLEAGUE.addr)))
    letter = letter_of(decision, Template.STATUS)
    assert (letter.to, letter.person) == ((COLLEAGUE,), COLLEAGUE.addr)
    assert (decision.change, len(decision.letters)) == (None, 1)


def test_the_status_is_told_in_the_tickets_language() -> None:
    """One foreign word is no wish for another language."""
    mail = replace(reply(Intent.STATUS, "status"), language=Language.EN)
    assert letter_of(answered(a_ticket(), mail), Template.STATUS).language is Language.RU


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_a_representative_who_takes_no_part_learns_no_status(state: State) -> None:
    """Representatives may confirm; what they ask is read by staff, and nobody else is bothered."""
    mail = a_mail(CHIEF, "статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, Facts(pointers=(a_pointer(a_ticket(state)),))))
    assert {line.split()[1] for line in sent(decision)} == {TO_ANN}


@pytest.mark.parametrize("intent", [Intent.STATUS, Intent.DISPUTE, Intent.NONE])
@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
@pytest.mark.parametrize(
    "mute",
    [
        {"headers": {"x-auto-response-suppress": "All"}},
        {"sender": Address("ivan..p@customer.example")},
    ],
)
def test_who_wants_no_automatic_answer_gets_none(
    intent: Intent, state: State, mute: dict[str, object]
) -> None:
    """Neither the status nor the note of a reopening answers a mail that must not be answered."""
    mail = replace(reply(intent), **mute)  # type: ignore[arg-type]  # Names of fields, spelled above.
    assert mail.sender is not None
    ticket = replace(a_ticket(state), requester=mail.sender)
    decision = decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, "")))
    assert {line.split()[1] for line in sent(decision)} == {TO_ANN}


def test_a_machine_never_reopens() -> None:
    """A participant's mail through a list, where the desk lets lists in, adds its words and no more."""
    mail = replace(reply(), kind=MailKind.LIST, automatic=("List-Id: x",))
    facts = key_facts(a_ticket(State.CLOSED), Audience.CUSTOMER, IVAN, released="op")
    decision = decide(a_case(mail, facts))
    assert decision.change is None
    assert sent(decision) == [f"answer {TO_ANN}"]


@pytest.mark.parametrize(("days", "reopens"), [(1, True), (14, True), (15, False)])
def test_a_closed_ticket_is_reopened_only_within_the_period(days: int, *, reopens: bool) -> None:
    """After the reopen period the mail becomes a new ticket that is linked to the old one."""
    ticket = a_ticket(State.CLOSED, closed_days_ago=days)
    decision = answered(ticket, reply())
    if reopens:
        assert change_of(decision) == (State.OPEN, None)
        assert sent(decision) == [f"reopened {IVAN}", f"reopened {TO_ANN}"]
        return
    assert decision.opening is not None
    assert decision.opening.previous == ticket.id
    assert decision.ticket_id is None
    assert letter_of(decision, Template.ACKNOWLEDGEMENT).to == (Address(IVAN),)
    assert decision.letters[1].facts["related"] == "SUP-1042"


def test_late_thanks_and_confirmations_open_nothing() -> None:
    """Long after the closing a thank-you is still only filed."""
    for intent in (Intent.THANKS, Intent.CONFIRM):
        decision = answered(a_ticket(State.CLOSED, closed_days_ago=300), reply(intent))
        assert (decision.opening, decision.letters, decision.ticket_id) == (None, (), 7)


@pytest.mark.parametrize("closed_at", [NOW - timedelta(days=30), None])
def test_the_reopen_period_counts_from_the_closing(closed_at: datetime | None) -> None:
    """Thanks that were filed since do not prolong it; where it is unknown, the last change counts."""
    ticket = replace(a_ticket(State.CLOSED), closed_at=closed_at, changed_at=NOW - timedelta(days=1))
    decision = answered(ticket, reply())
    assert (decision.opening is None) is (closed_at is None)
    if decision.opening is not None:
        assert decision.rule == "key in the address; closed too long ago"


def test_reopening_clears_the_reason() -> None:
    """A ticket that is open again is closed for nothing."""
    decision = answered(a_ticket(State.CLOSED), reply())
    assert change_of(decision) == (State.OPEN, None)


def test_a_late_answer_ends_the_reminders() -> None:
    """Once the customer has answered, nobody is reminded."""
    change = answered(a_ticket(State.WAITING), reply()).change
    assert change is not None
    assert (change.remind_at, change.reminders_sent) == (None, 0)


def test_a_customers_words_go_to_staff_and_to_no_other_customer() -> None:
    """What one participant writes is not relayed to the others."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    assert sent(answered(ticket, reply())) == [f"answer {TO_ANN}"]


def test_a_colleagues_reply_all_before_the_number_exists_joins_the_ticket() -> None:
    """The id of the requester's own first mail is enough for one who took part in it."""
    ticket = replace(a_ticket(State.NEW), participants=(COLLEAGUE,))
    mail = a_mail(COLLEAGUE, "И у меня.", kind=MailKind.REPLY)
    pointer = replace(a_pointer(ticket), message_id="id-1@customer.example")
    decision = decide(a_case(mail, Facts(pointers=(pointer,))))
    assert (decision.verdict, decision.ticket_id) == (Verdict.REPLY, ticket.id)
    assert sent(decision) == [f"answer {TO_ANN}"]


def test_the_limit_of_a_ticket_stops_automatic_mail_and_not_the_ticket() -> None:
    """A robot that asks for the status again and again is read, and answered no more."""
    ticket = replace(a_ticket(), automatic_last_day=20)
    decision = answered(ticket, reply(Intent.STATUS))
    assert decision.letters == ()
    assert len(decision.messages) == 1


def test_a_notification_holds_what_was_said_before() -> None:
    """An agent sees what the customer answers."""
    ticket = a_ticket(State.WAITING)
    [question] = answered(ticket, reply()).messages
    question = replace(question, author=Author.AGENT, at=NOW - timedelta(days=1))
    facts = key_facts(ticket, Audience.CUSTOMER, IVAN, history={ticket.id: (question,)})
    [letter] = decide(a_case(reply(), facts)).letters
    assert (letter.topic, letter.thread) == (Topic.ANSWER, (question,))
