"""The outgoing hold: what waits, how it is taken back, and what gives it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.decisions import Decision
from desk.facts import Facts, Waiting
from desk.freeing import below_quotation, takes_back
from desk.holding import TIME
from desk.letters import Audience, Template
from desk.mail import Mail
from desk.office import Office
from desk.states import State
from desk.ticket import Ticket
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, given, refusal, reply
from tests.desk.builders import (
    ANN,
    BOB,
    COLLEAGUE,
    CUSTOMER,
    NOW,
    OFFICE,
    STRANGER,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    an_agents_mail,
    an_office,
    key_facts,
    letter_of,
    sent,
)

MINUTE = an_office(outgoing_hold=timedelta(seconds=60))
MINE = Waiting(inbox_id=5, agent=ANN.name, text="#resolve\nЗаменил.", due_at=NOW + timedelta(seconds=40))
BOBS = replace(MINE, inbox_id=6, agent=BOB.name)
ASKED = f"returned: {Topic.ANSWERED_MEANWHILE.value} {BOB.name}"


@pytest.mark.parametrize("command", ["", "ask", "resolve", "reject other", "close"])
def test_words_to_a_customer_wait(command: str) -> None:
    """Nothing has happened yet; the receipt tells for how long, and what will change."""
    decision = given(*filter(None, [command]), office=MINUTE, ticket=a_ticket(State.NEW))
    assert decision.verdict is Verdict.HELD
    assert decision.waits == Waiting(
        inbox_id=1, agent=ANN.name, text="Текст", due_at=NOW + timedelta(seconds=60)
    )
    assert (decision.messages, decision.events, decision.change) == ((), (), None)
    [letter] = decision.letters
    assert (letter.template, letter.topic, letter.facts["count"]) == (Template.RECEIPT, Topic.WAITING, "60")
    assert [event.before for event in letter.changes][:1] == ["new"]


@pytest.mark.parametrize("command", ["note", "take", "priority high", "status"])
def test_what_reaches_no_customer_is_done_at_once(command: str) -> None:
    """Notes and commands alone wait for nothing."""
    text = "Текст" if command == "note" else ""
    decision = given(command, text=text, office=MINUTE, ticket=replace(a_ticket(), assignees=()))
    assert decision.waits is None
    assert decision.verdict is not Verdict.HELD


@pytest.mark.parametrize("command", ["", "resolve"])
def test_when_its_time_has_come_it_is_sent_without_a_second_receipt(command: str) -> None:
    """It is decided by what is so then; its author knows already."""
    decision = given(*filter(None, [command]), office=MINUTE, released=TIME)
    assert decision.verdict is Verdict.REPLY
    assert [letter.to[0].addr for letter in decision.letters] == [IVAN]


def test_what_cannot_be_done_any_more_when_its_time_has_come_is_told() -> None:
    """Somebody closed the ticket meanwhile."""
    decision = given("resolve", office=MINUTE, ticket=a_ticket(State.CLOSED), released=TIME)
    assert refusal(decision) == (Topic.TICKET_CLOSED, "#resolve")


@pytest.mark.parametrize("text", ["undo", "Undo.", "Отмена!", "отменить", "\n\n undo \n"])
@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.PUBLIC])
def test_one_word_takes_back_what_waits(text: str, audience: Audience) -> None:
    """At either address; the text comes back to its author, and nobody else hears of it."""
    decision = by_own_key_with(an_agents_mail(text), audience, waiting={7: (BOBS, MINE)})
    assert (decision.verdict, decision.takes_back) == (Verdict.COMMAND, (5,))
    [letter] = decision.letters
    assert (letter.topic, letter.text, letter.to[0].addr) == (Topic.UNDONE, MINE.text, TO_ANN)
    assert (decision.messages, decision.change) == ((), None)


def by_own_key_with(mail: Mail, audience: Audience, office: Office = OFFICE, **facts: object) -> Decision:
    """Return the decision on Ann's mail to her own key."""
    return decide(a_case(mail, key_facts(a_ticket(), audience, TO_ANN, **facts), office))


def test_the_command_takes_back_as_the_word_does() -> None:
    """What stands below says why; but nothing else can be ordered beside it."""
    assert given("undo", text="", waiting={7: (MINE,)}).takes_back == (5,)
    assert refusal(given("undo", "take", text="", waiting={7: (MINE,)}))[0] is Topic.ANSWERS_CONFLICT
    assert given("отмена", text="Опечатка", waiting={7: (MINE,)}).takes_back == (5,)


@pytest.mark.parametrize(
    ("text", "waits", "alone"),
    [
        ("undo", True, True),
        ("Отмена!", True, True),
        ("Undo please", True, False),
        ("undo that", True, False),
        ("UNDO\n\nThanks", True, False),
        ("Undo\n\nBob Ray", True, False),
        ("Отмена, пожалуйста", True, False),
        ("Cancel", True, False),
        ("Стоп!", True, False),
        ("Stop the server, please.", False, False),
        ("Undo the last change and start it again", False, False),
        ("", False, False),
    ],
)
def test_what_waits_is_stopped_by_one_word_whatever_stands_beside_it(
    text: str, waits: bool, alone: bool
) -> None:
    """To stop it hurts nobody; where nothing waits, only the word alone is meant for us."""
    assert takes_back(text, waits=True) is waits
    assert takes_back(text, waits=False) is alone


@pytest.mark.parametrize("waiting", [(), (BOBS,)])
def test_what_does_not_wait_cannot_be_taken_back(waiting: tuple[Waiting, ...]) -> None:
    """What was sent is sent, and a colleague's words are the colleague's."""
    decision = given("undo", text="", waiting={7: waiting})
    assert refusal(decision)[0] is Topic.NOTHING_WAITS
    assert decision.takes_back == ()


def customers(mail: Mail, *waiting: Waiting, ticket: Ticket | None = None) -> Decision:
    """Return the decision on a customer's answer while something waits."""
    facts = key_facts(ticket or a_ticket(), Audience.CUSTOMER, IVAN, waiting={7: waiting})
    return decide(a_case(mail, facts))


def test_a_customers_mail_gives_back_what_waits() -> None:
    """Each author gets the own words and the new ones, and says whether they are to be sent."""
    decision = customers(reply(text="Уже не надо, нашёл сам"), MINE, BOBS)
    assert decision.gives_back == (5, 6)
    letters = [letter for letter in decision.letters if letter.template is Template.RETURNED]
    assert [(letter.to[0].addr, letter.frees) for letter in letters] == [(TO_ANN, 5), (BOB.address, 6)]
    assert letters[0].text == MINE.text
    assert [message.text for message in letters[0].thread] == ["Уже не надо, нашёл сам"]


@pytest.mark.parametrize(
    ("requester", "given_back"), [(CUSTOMER, []), (COLLEAGUE, [(5, 7, TO_ANN), (6, 8, BOB.address)])]
)
def test_what_waits_in_either_of_two_merged_tickets_goes_to_no_new_readers(
    requester: Address, given_back: list[tuple[int, int, str]]
) -> None:
    """Its author is asked, where the customers of one do not read the other; where they do, it goes on."""
    target = replace(a_ticket(), id=8, number="SUP-1043", requester=requester)
    decision = given("merge SUP-1043", text="", target=target, waiting={7: (MINE,), 8: (BOBS,)})
    letters = [letter for letter in decision.letters if letter.template is Template.RETURNED]
    assert [(one.frees, one.ticket_id, one.to[0].addr) for one in letters] == given_back
    assert decision.gives_back == tuple(inbox_id for inbox_id, _, _ in given_back)
    assert decision.merging is not None


@pytest.mark.parametrize(
    ("order", "given_back"), [("spam", (5, 6)), ("close Готово.", (6,)), ("priority high", ())]
)
def test_what_waits_is_given_back_by_what_makes_it_needless(order: str, given_back: tuple[int, ...]) -> None:
    """Where a ticket is closed, a colleague's words; where it is spam, also one's own: nothing is sent."""
    assert given(order, text="", waiting={7: (MINE, BOBS)}, released=TO_ANN, held_by=ASKED).gives_back == (
        given_back
    )


def test_what_a_stranger_writes_gives_nothing_back() -> None:
    """Whoever has seen a key could else keep every answer from leaving."""
    mail = a_mail(STRANGER, "Стойте!")
    assert customers(mail, MINE).gives_back == ()


def test_other_words_in_answer_take_the_place_of_those_that_were_given_back() -> None:
    """They go to the customer; the word send frees the old ones as they are."""
    ticket = a_ticket()
    key = replace(key_facts(ticket, Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    pointer = replace(a_pointer(ticket, TO_ANN), frees=5)
    facts = Facts(keys=(key,), pointers=(pointer,), held=frozenset({5}))
    other = decide(a_case(an_agents_mail("Лучше так."), facts))
    assert f"reply {IVAN}" in sent(other)
    assert (other.takes_back, other.releases) == ((5,), None)
    same = decide(a_case(an_agents_mail("send"), facts))
    assert (same.takes_back, same.releases, same.letters) == ((), 5, ())


def test_other_words_that_wait_take_the_place_of_those_that_were_given_back() -> None:
    """From now on: the word send is not to free the old ones beside them."""
    ticket = a_ticket()
    key = replace(key_facts(ticket, Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    facts = Facts(keys=(key,), pointers=(replace(a_pointer(ticket, TO_ANN), frees=5),), held=frozenset({5}))
    other = decide(a_case(an_agents_mail("Лучше так."), facts, MINUTE))
    assert other.waits is not None
    assert other.takes_back == (5,)


def test_other_words_to_a_request_for_release_in_a_tickets_thread_are_for_nobody() -> None:
    """It gave no words back, for which others could stand."""
    ticket = a_ticket()
    key = replace(key_facts(ticket, Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    known = key_facts(ticket, Audience.RELEASE, TO_ANN)
    facts = replace(known, keys=(key,), pointers=(a_pointer(ticket, TO_ANN),), held=frozenset({5}))
    other = decide(a_case(an_agents_mail("Это не автоответ."), facts))
    assert (other.verdict, other.letters, other.messages) == (Verdict.HELD, (), ())


def test_words_that_are_refused_take_nobodys_place() -> None:
    """What was given back before can still be sent."""
    ticket = a_ticket()
    key = replace(key_facts(ticket, Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    pointer = replace(a_pointer(ticket, TO_ANN), frees=5)
    facts = Facts(keys=(key,), pointers=(pointer,), held=frozenset({5}))
    refused = decide(a_case(replace(an_agents_mail("Иначе."), misplaced_command="#note"), facts))
    assert refusal(refused)[0] is Topic.MISPLACED_COMMAND
    assert refused.takes_back == ()


def test_other_words_to_a_request_for_release_without_a_ticket_do_nothing() -> None:
    """It asked whether a mail is the agent's at all."""
    key = replace(key_facts(a_ticket(), Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    facts = Facts(keys=(key,), held=frozenset({5}))
    decision = decide(a_case(an_agents_mail("Что это?"), facts))
    assert (decision.verdict, decision.letters, decision.takes_back) == (Verdict.HELD, (), ())


def test_words_that_were_sent_or_replaced_cannot_be_freed_again() -> None:
    """Their author is told so."""
    key = replace(key_facts(a_ticket(), Audience.RELEASE, TO_ANN).keys[0], ticket=None, held=5)
    decision = decide(a_case(an_agents_mail("send"), Facts(keys=(key,))))
    assert (refusal(decision)[0], decision.releases) == (Topic.NOTHING_WAITS, None)


def test_a_forged_undo_is_held() -> None:
    """Without the agent's key or proof nothing is taken back."""
    facts = replace(key_facts(a_ticket(), Audience.CUSTOMER, IVAN, waiting={7: (MINE,)}))
    decision = decide(a_case(an_agents_mail("undo"), facts))
    assert (decision.verdict, decision.takes_back) == (Verdict.HELD, ())
    assert letter_of(decision, Template.HELD).to[0].addr == TO_ANN


def test_what_no_customer_would_read_may_say_why_it_takes_back() -> None:
    """The same words in an answer to the customer are an answer."""
    text = "Undo, I was wrong there and will look again"
    assert takes_back(text, waits=True, inside=True)
    assert not takes_back(text, waits=True)


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("> Ваше письмо\n> ждёт\n\nundo", "undo"),
        ("On Friday Support wrote:\n> It waits.\n\nundo\n", "undo"),
        ("Undo\n\n> It waits.", "Undo\n\n> It waits."),
        ("Wait.\n> It waits.\nsend", "Wait.\n> It waits.\nsend"),
        ("send", "send"),
    ],
)
def test_what_stands_below_a_quotation_is_what_is_said(text: str, below: str) -> None:
    """So mutt and Thunderbird begin an answer; whoever writes above it as well says more."""
    assert below_quotation(text) == below
