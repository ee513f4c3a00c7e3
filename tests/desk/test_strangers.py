"""Strangers and forgers: what keys, ids and numbers do in the wrong hands."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Intent
from desk.states import Reason, State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, answered, change_of, reply
from tests.desk.builders import (
    COLLEAGUE,
    KEY,
    STRANGER,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    believed,
    key_facts,
    letter_of,
    sent,
)


def test_a_strangers_number_opens_a_new_ticket_and_only_staff_see_the_hint() -> None:
    """Knowing a ticket's number does not let you into it, nor tells you that it exists."""
    mail = a_mail(STRANGER, subject="Re: [SUP-1042] Принтер", passed=True)
    with_number = decide(a_case(mail, Facts(numbered=(a_ticket(),))))
    without = decide(a_case(mail))
    assert with_number.verdict is Verdict.TICKET
    assert with_number.ticket_id is None
    assert "may continue SUP-1042" in [message.text for message in with_number.messages]
    assert {message.circle for message in with_number.messages[1:]} == {Circle.INTERNAL}
    notices = [letter for letter in with_number.letters if letter.template is Template.NOTIFICATION]
    assert [letter.facts["related"] for letter in notices] == ["SUP-1042"] * 2
    assert letter_of(with_number, Template.ACKNOWLEDGEMENT) == letter_of(without, Template.ACKNOWLEDGEMENT)


def test_a_stranger_with_a_genuine_id_opens_a_new_ticket() -> None:
    """A Message-ID of ours in References proves nothing of its sender."""
    decision = decide(a_case(a_mail(STRANGER), Facts(pointers=(a_pointer(a_ticket()),))))
    assert (decision.verdict, decision.ticket_id) == (Verdict.TICKET, None)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", Intent)
def test_a_forwarded_key_adds_words_for_staff_and_no_more(intent: Intent, state: State) -> None:
    """Under an unknown From a key confirms, withdraws, disputes, reopens and learns nothing."""
    mail = a_mail(STRANGER, "Закройте", intent=intent, confidence=1.0, passed=True)
    decision = decide(a_case(mail, key_facts(a_ticket(state), Audience.CUSTOMER, IVAN)))
    assert (decision.verdict, decision.ticket_id, decision.change) == (Verdict.REPLY, 7, None)
    assert sent(decision) == [f"unknown_author {TO_ANN}"]
    [message] = decision.messages
    assert (message.author, message.circle) == (Author.UNKNOWN, Circle.INTERNAL)
    assert message.addr == STRANGER.addr
    assert message.mark != ""
    assert (decision.replaced_keys, decision.chain, decision.events) == ((KEY,), None, ())


def test_a_replaced_key_under_a_strangers_from_opens_a_new_ticket() -> None:
    """Once a key was seen in strange hands it brings no stranger's words in any more; staff see a hint."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN)
    facts = replace(facts, keys=(replace(facts.keys[0], replaced=True),))
    decision = decide(a_case(a_mail(STRANGER), facts))
    assert decision.verdict is Verdict.TICKET
    assert [message.text for message in decision.messages][1:] == ["may continue SUP-1042"]
    assert decide(a_case(a_mail(), facts)).ticket_id == 7


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", sorted(set(Intent) - {Intent.STATUS}))
def test_a_forged_customer_cannot_close_or_reopen_by_number(intent: Intent, state: State) -> None:
    """With the mark none a number adds text and tells the assignees; nothing goes to a customer."""
    mail = a_mail(intent=intent, confidence=1.0, subject="Re: [SUP-1042]")
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(state),))))
    assert (decision.ticket_id, decision.change) == (7, None)
    assert sent(decision) == [f"answer {TO_ANN}"]
    assert decision.letters[0].facts["why"] == "unproved"
    assert decision.messages[0].mark == "the sender is not proved"


@pytest.mark.parametrize("state", State)
def test_the_status_asked_by_number_goes_to_the_stored_address(state: State) -> None:
    """It tells a forger nothing, and the customer what the customer may know."""
    mail = a_mail(text="статус", intent=Intent.STATUS, confidence=1.0)
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(state),))))
    assert (sent(decision), decision.change) == ([f"status {IVAN}"], None)


def test_a_believed_customer_closes_by_number() -> None:
    """With a pass of our own host the number does what a key does."""
    mail = a_mail(intent=Intent.CONFIRM, confidence=1.0, passed=True)
    decision = decide(a_case(mail, Facts(numbered=(a_ticket(State.RESOLVED),))))
    assert change_of(decision) == (State.CLOSED, Reason.CONFIRMED)


def test_a_mail_that_our_host_calls_forged_closes_nothing_even_by_key() -> None:
    """A forged From line closes nothing, speaks to nobody: not even the status is told for it."""
    forged = (replace(believed(IVAN), dmarc=(("fail", "customer.example"),)),)
    for intent in Intent:
        decision = answered(a_ticket(State.RESOLVED), replace(reply(intent), authentication=forged))
        assert decision.change is None
        assert sent(decision) == [f"answer {TO_ANN}"]


def test_unproved_words_are_never_quoted_to_the_customer() -> None:
    """What a forger wrote does not come back to the victim beneath an agent's answer."""
    ticket = a_ticket()
    [unproved] = decide(a_case(a_mail(text="evil"), Facts(numbered=(ticket,)))).messages
    [proved] = answered(ticket, reply()).messages
    case = a_case(a_mail(), Facts(history={7: (proved, unproved)}))
    assert case.last_word(ticket, Author.CUSTOMER) is None
    case = a_case(a_mail(), Facts(history={7: (unproved, proved)}))
    assert case.last_word(ticket, Author.CUSTOMER) == proved


def test_only_the_words_of_those_who_take_part_stand_in_the_customers_chain() -> None:
    """Later mails of ours refer to their Message-IDs, never to a stranger's."""
    assert answered(a_ticket(), reply()).chain == ""
    assert decide(a_case(a_mail(), Facts(numbered=(a_ticket(),)))).chain == ""
    stranger = a_case(a_mail(STRANGER), key_facts(a_ticket(), Audience.CUSTOMER, IVAN))
    assert decide(stranger).chain is None
    assert "no part" in decide(stranger).silence


@pytest.mark.parametrize("intent", [Intent.NONE, Intent.CONFIRM])
@pytest.mark.parametrize("confidence", [1.0, 0.5])
def test_anothers_key_in_a_customers_mail_is_replaced_whatever_it_says(
    confidence: float, intent: Intent
) -> None:
    """A key that shows up under another person's From is not handed out again."""
    facts = key_facts(a_ticket(State.RESOLVED), Audience.CUSTOMER, COLLEAGUE.addr)
    assert decide(a_case(reply(intent, confidence=confidence), facts)).replaced_keys == (KEY,)
    late = key_facts(a_ticket(State.CLOSED, closed_days_ago=90), Audience.CUSTOMER, COLLEAGUE.addr)
    assert decide(a_case(reply(intent, confidence=confidence), late)).replaced_keys == (KEY,)


def test_a_forged_requester_with_a_stranger_in_cc_adds_nobody() -> None:
    """Standing in the Cc of an answer makes nobody a participant, now or later (T20); staff read of it."""
    mail = replace(reply(), cc=(STRANGER, COLLEAGUE))
    decision = answered(a_ticket(), mail)
    assert decision.opening is None
    written_to = {to.addr for letter in decision.letters for to in letter.to}
    assert written_to.isdisjoint({STRANGER.addr, COLLEAGUE.addr})
