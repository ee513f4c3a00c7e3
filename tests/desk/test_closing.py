"""Yes, no, thanks, no longer needed: what closes a ticket, and what does not."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Intent, Language
from desk.states import Reason, State
from desk.ticket import Circle
from tests.desk.acts import IVAN, TO_ANN, answered, change_of, reply
from tests.desk.builders import (
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    NOW,
    a_case,
    a_file,
    a_mail,
    a_pointer,
    a_ticket,
    letter_of,
    sent,
)


def test_who_may_confirm() -> None:
    """Requester, participant and representative close with a yes; another of the organisation does not."""
    ticket = replace(a_ticket(State.RESOLVED), participants=(COLLEAGUE,))
    other = Address("other@customer.example")
    for sender, closes in ((CUSTOMER, True), (COLLEAGUE, True), (CHIEF, True), (other, False)):
        mail = a_mail(sender, "Да", intent=Intent.CONFIRM, confidence=0.95)
        decision = decide(a_case(mail, Facts(pointers=(a_pointer(ticket),))))
        assert (change_of(decision) == (State.CLOSED, Reason.CONFIRMED)) is closes, sender


def test_the_closing_note_goes_to_all_customers_as_one_mail() -> None:
    """Requester and participants hear of the end together, and the assignees too."""
    ticket = replace(a_ticket(State.RESOLVED), participants=(COLLEAGUE,))
    decision = answered(ticket, reply(Intent.CONFIRM))
    assert sent(decision) == [f"closed {IVAN}, {COLLEAGUE.addr}", f"confirmed {TO_ANN}"]
    note = letter_of(decision, Template.CLOSED)
    assert note.facts["reason"] == "confirmed"
    assert (note.person, note.audience, note.language) == ("", Audience.CUSTOMER, Language.RU)


@pytest.mark.parametrize("intent", [Intent.CONFIRM, Intent.WITHDRAW, Intent.DISPUTE, Intent.STATUS])
@pytest.mark.parametrize("state", [State.WAITING, State.RESOLVED])
def test_an_unsure_guess_counts_as_anything_else(state: State, intent: Intent) -> None:
    """Unsure never closes: below the threshold a mail is an answer like any other."""
    decision = answered(a_ticket(state), reply(intent, confidence=0.79))
    assert change_of(decision) == (State.OPEN, None)
    assert sent(decision) == [f"answer {TO_ANN}"]


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_thanks_at_the_threshold_are_sure(state: State) -> None:
    """The threshold itself is sure enough."""
    assert sent(answered(a_ticket(state), reply(Intent.THANKS, confidence=0.8))) == []


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_unsure_thanks_change_nothing_and_are_told(state: State) -> None:
    """Perhaps only thanks: the state stays, the assignees look."""
    decision = answered(a_ticket(state), reply(Intent.THANKS, confidence=0.5))
    assert decision.change is None
    assert sent(decision) == [f"thanked {TO_ANN}"]


def test_unsure_thanks_to_a_question_are_an_answer() -> None:
    """While a question waits, what is perhaps thanks is perhaps its answer."""
    decision = answered(a_ticket(State.WAITING), reply(Intent.THANKS, confidence=0.5))
    assert change_of(decision) == (State.OPEN, None)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_thanks_wake_nobody(state: State) -> None:
    """Sure thanks are filed: no mail to anyone, no change."""
    decision = answered(a_ticket(state), reply(Intent.THANKS, "Спасибо!"))
    assert (decision.letters, decision.change) == ((), None)
    assert decision.messages[0].circle is Circle.PUBLIC


@pytest.mark.parametrize("intent", [Intent.THANKS, Intent.CONFIRM])
@pytest.mark.parametrize(("type_", "words"), [("application/pdf", True), ("image/png", False)])
def test_a_file_says_more_than_thanks(intent: Intent, type_: str, *, words: bool) -> None:
    """Who sends a file has more to say; a picture may be part of a signature."""
    mail = replace(reply(intent), attachments=(a_file(type_=type_),))
    decision = answered(a_ticket(State.RESOLVED), mail)
    assert (sent(decision) == [f"answer {TO_ANN}"]) is words


@pytest.mark.parametrize(
    ("state", "text", "confidence", "closes"),
    [
        (State.RESOLVED, "Да", 0.6, True),
        (State.RESOLVED, "Да, спасибо", 0.6, True),
        (State.RESOLVED, "Да", 0.59, False),
        (State.RESOLVED, "Да как сказать", 0.79, False),
        (State.OPEN, "Да", 0.79, False),
        (State.WAITING, "Да", 0.79, False),
        (State.ON_HOLD, "Да", 0.79, False),
    ],
)
def test_a_bare_yes_confirms_only_the_solution_it_answers(
    state: State, text: str, confidence: float, *, closes: bool
) -> None:
    """Of an offered solution we asked just this; of anything else a bare yes may answer any question."""
    decision = answered(a_ticket(state), reply(Intent.CONFIRM, text, confidence))
    assert (change_of(decision) == (State.CLOSED, Reason.CONFIRMED)) is closes


@pytest.mark.parametrize("intent", [Intent.DISPUTE, Intent.WITHDRAW, Intent.STATUS])
def test_only_a_yes_is_taken_in_one_word(intent: Intent) -> None:
    """Whatever else is meant wants the whole threshold, however short it is."""
    decision = answered(a_ticket(State.RESOLVED), reply(intent, "Хм", 0.79))
    assert sent(decision) == [f"answer {TO_ANN}"]


def test_a_file_takes_nothing_from_a_no() -> None:
    """Who withdraws or disagrees with a file does so."""
    for intent, state in ((Intent.WITHDRAW, State.CLOSED), (Intent.DISPUTE, State.OPEN)):
        mail = replace(reply(intent), attachments=(a_file(),))
        assert change_of(answered(a_ticket(State.RESOLVED), mail))[0] is state


@pytest.mark.parametrize(
    ("text", "asked"),
    [("Нет", True), ("No.", True), ("Не помогло", True), ("Нет, бумагу всё ещё мнёт", False)],
)
def test_a_bare_no_is_asked_for_its_reason(text: str, *, asked: bool) -> None:
    """A disagreement reopens; where it holds no argument, the customer is asked for one."""
    decision = answered(a_ticket(State.RESOLVED), reply(Intent.DISPUTE, text))
    assert change_of(decision) == (State.OPEN, None)
    assert ("ask_reason" in letter_of(decision, Template.REOPENED).facts) is asked
    assert decision.messages[0].text == text
    assert [event.what for event in decision.events] == ["disagrees"]


def test_each_move_is_told_in_the_history_with_its_author() -> None:
    """From what to what, by whom, because of which mail."""
    [event] = answered(a_ticket(State.RESOLVED), reply(Intent.CONFIRM)).events
    assert (event.before, event.after, event.by) == ("resolved", "closed", IVAN)
    assert (event.inbox_id, event.at) == (1, NOW)
    [thanks] = answered(a_ticket(State.RESOLVED), reply(Intent.THANKS)).events
    assert (thanks.what, thanks.before, thanks.after) == ("only says thanks", "", "")
    assert answered(a_ticket(State.OPEN), reply()).events == ()


def test_a_withdrawn_request_is_told_to_both_sides() -> None:
    """No longer needed: closed, the customers get the note, the assignees the news."""
    decision = answered(a_ticket(), reply(Intent.WITHDRAW))
    assert change_of(decision) == (State.CLOSED, Reason.WITHDRAWN)
    assert sent(decision) == [f"closed {IVAN}", f"withdrawn {TO_ANN}"]


@pytest.mark.parametrize("intent", [Intent.CONFIRM, Intent.WITHDRAW])
@pytest.mark.parametrize("state", [State.WAITING, State.OPEN, State.RESOLVED])
def test_an_answer_to_a_question_of_staff_closes_only_in_so_many_words(intent: Intent, state: State) -> None:
    """While staff wait for an answer, "it works there" and "no need" are that answer."""
    mail = replace(reply(intent, "Не нужно, у нас всё работает"), explicit=False)
    closes = change_of(answered(a_ticket(state), mail))[0] is State.CLOSED
    assert closes is (state is not State.WAITING)
    assert change_of(answered(a_ticket(state), replace(mail, explicit=True)))[0] is State.CLOSED
