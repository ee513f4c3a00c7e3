"""Corrections: what each command changes in a ticket, and who may order it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.address import Address
from desk.decisions import Change, Decision
from desk.letters import Letter, Template
from desk.merging import Merging
from desk.office import Office
from desk.people import Agent, Directory, Organisation, Role
from desk.request import Priority, RequestKind
from desk.states import Reason, State
from desk.ticket import Question, Ticket
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, given, refusal
from tests.desk.builders import ANN, BOB, COLLEAGUE, CUSTOMER, OFFICE, ROMASHKA, a_ticket, letter_of, sent

PETRA = "petra@other.example"
PETRAS = Address("paul@other.example")
OTHER = Organisation(name="Other", domains=("other.example",))
BARE = replace(a_ticket(), assignees=())


def staffed(*agents: Agent) -> Office:
    """Return the office with these agents alone."""
    return replace(OFFICE, directory=Directory(agents, (ROMASHKA, OTHER)))


def changed(*commands: str, ticket: Ticket = BARE, office: Office | None = None) -> Change:
    """Return what Ann's commands change."""
    change = given(*commands, text="", ticket=ticket, office=office or staffed(ANN, BOB)).change
    assert change is not None
    return change


@pytest.mark.parametrize(
    ("command", "change"),
    [
        ("kind incident", Change(kind=RequestKind.INCIDENT)),
        ("тип Массовый инцидент", Change(kind=RequestKind.MASS_INCIDENT)),
        ("kind change", Change(kind=RequestKind.DEVELOPMENT)),
        ("вид вопрос", Change(kind=RequestKind.CONSULTATION)),
        ("priority HIGH", Change(priority=Priority.HIGH)),
        ("приоритет срочно", Change(priority=Priority.URGENT)),
        ("prio низкий", Change(priority=Priority.LOW)),
        ("kind dev", Change(kind=RequestKind.DEVELOPMENT)),
        ("тип развит", Change(kind=RequestKind.DEVELOPMENT)),
        ("kind mass inc", Change(kind=RequestKind.MASS_INCIDENT)),
        ("kind co", None),
        ("приоритет выс", Change(priority=Priority.HIGH)),
        ("priority hi", None),
        ("приоритет выше", None),
        ("subject The printer on floor 3", Change(subject="The printer on floor 3")),
        ("тема Принтер на третьем этаже", Change(subject="Принтер на третьем этаже")),
        ("org romashka", Change(organisation="Romashka")),
        ("орг Оth", None),
        ("org oth", Change(organisation="Other")),
        ("cc olga@customer.example", Change(customers=(CUSTOMER, Address("olga@customer.example")))),
        (
            "копия <mailto:olga@customer.example>",
            Change(customers=(CUSTOMER, Address("olga@customer.example"))),
        ),
        ("watch", Change(watchers=(ANN.name,))),
        ("следить", Change(watchers=(ANN.name,))),
        ("team network", Change(assignees=(BOB.name,))),
        ("группа Net", Change(assignees=(BOB.name,))),
    ],
)
def test_each_command_corrects_what_it_names(command: str, change: Change | None) -> None:
    """In either language; what cannot be understood changes nothing, and the agent hears why."""
    bob = replace(BOB, teams=("Network",))
    decision = given(command, text="", ticket=BARE, office=staffed(ANN, bob))
    assert decision.change == change
    assert all(letter.for_staff for letter in decision.letters)


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("Olga Blum <olga@customer.example>", (Address("olga@customer.example", "Olga Blum"),)),
        ('"Blum, Olga" <olga@customer.example>', (Address("olga@customer.example", "Blum, Olga"),)),
        (
            "Olga <olga@customer.example<mailto:olga@customer.example>>",
            (Address("olga@customer.example", "Olga"),),
        ),
        ("Olga\u2028ann@staff.example <olga@customer.example>", None),
        ("olga@customer.example <mailto:olga@customer.example>", (Address("olga@customer.example"),)),
        ("Olga olga@customer.example", (Address("olga@customer.example"),)),
        (
            "olga@customer.example, Max <max@customer.example> [mailto:max@customer.example]; "
            "Bo <bo@customer.example>",
            (
                Address("olga@customer.example"),
                Address("max@customer.example", "Max"),
                Address("bo@customer.example", "Bo"),
            ),
        ),
    ],
)
def test_a_customer_has_the_name_before_the_address(argument: str, found: tuple[Address, ...] | None) -> None:
    """As mail programs write it; without angle brackets it may be anything."""
    decision = given(f"cc {argument}", text="", ticket=BARE, office=staffed(ANN, BOB))
    if found is None:
        assert refusal(decision) == (Topic.NO_ADDRESS, "ann@staff.example")
    else:
        assert decision.change == Change(customers=(CUSTOMER, *found))


def test_a_requesters_name_is_greeted() -> None:
    """The new requester is written to by the name that the lead gave."""
    asked = given("requester Olga <olga@customer.example>", text="", ticket=BARE, office=staffed(ANN, BOB))
    assert letter_of(asked, Template.ACKNOWLEDGEMENT).to == (Address("olga@customer.example", "Olga"),)


@pytest.mark.parametrize(
    ("argument", "word"),
    [
        ("olga@customer,example", "olga@customer,example"),
        ("olga@customer.example, Max", "Max"),
        ("olga@customer.example;max", "olga@customer.example;max"),
    ],
)
def test_what_is_no_address_is_named_whole(argument: str, word: str) -> None:
    """Nobody is left out silently, and who has mistyped an address sees which."""
    for command in ("cc", "requester"):
        decision = given(f"{command} {argument}", text="", ticket=BARE, office=staffed(ANN, BOB))
        assert refusal(decision) == (Topic.NO_ADDRESS, word)


def test_several_corrections_are_one_change_and_one_receipt() -> None:
    """The receipt says from what to what each went."""
    decision = given("kind incident", "priority high", "take", text="", ticket=replace(BARE, state=State.NEW))
    assert decision.change == Change(
        kind=RequestKind.INCIDENT, priority=Priority.HIGH, assignees=(ANN.name,), state=State.OPEN
    )
    told = [(event.before, event.after) for event in letter_of(decision, Template.RECEIPT).changes]
    assert told == [("new", "open"), ("", ANN.name), ("unsorted", "incident"), ("normal", "high")]


def test_one_fault_stops_every_other_command() -> None:
    """All or nothing, whichever of them is at fault."""
    for commands in (("take", "kind x"), ("kind x", "take"), ("resolve", "org x"), ("note", "cc nobody")):
        assert refusal(given(*commands, ticket=BARE))[0] in {
            Topic.UNKNOWN_KIND,
            Topic.UNKNOWN_ORGANISATION,
            Topic.NO_ADDRESS,
        }


def test_what_is_so_already_is_said_and_not_done() -> None:
    """No line of history and no word to colleagues for nothing."""
    decision = given("priority normal", text="", ticket=BARE)
    assert (decision.change, decision.events) == (None, ())
    assert sent(decision) == [f"done {TO_ANN}"]


def sent_all_the_same(command: str, office: Office, ticket: Ticket | None = None) -> Decision:
    """Return the decision on a mail whose author was asked whether another organisation is to read it."""
    return given(
        command, text="", ticket=ticket, office=office, released=TO_ANN, held_by="returned: outsider"
    )


def test_a_new_requester_is_told_and_the_old_one_has_no_part_any_more() -> None:
    """The ticket goes with its organisation; of those who took part the new one's colleagues stay."""
    ticket = replace(BARE, participants=(COLLEAGUE, PETRAS), organisation="Romashka")
    asked = given(f"requester {PETRA}", text="", ticket=ticket, office=staffed(ANN, BOB))
    assert letter_of(asked, Template.RETURNED).topic is Topic.OUTSIDER
    decision = sent_all_the_same(f"requester {PETRA}", staffed(ANN, BOB), ticket)
    assert decision.change == Change(customers=(Address(PETRA), PETRAS), organisation="Other")
    assert f"registered {PETRA}" in sent(decision)
    assert not {IVAN, COLLEAGUE.addr} & {letter.to[0].addr for letter in decision.letters}


@pytest.mark.parametrize("command", [f"requester {PETRA}", f"cc {PETRA}"])
def test_another_organisations_customer_is_let_in_by_the_second_word(command: str) -> None:
    """Whoever mistypes an address shows one customer what another wrote."""
    office = staffed(ANN, BOB)
    asked = given(command, text="", ticket=BARE, office=office)
    assert (asked.verdict, letter_of(asked, Template.RETURNED).facts["word"]) == (
        Verdict.HELD,
        f"{PETRA} (Other)",
    )
    assert sent_all_the_same(command, office, BARE).change is not None


def test_an_agents_own_request_is_given_away_and_not_shared() -> None:
    """One mail goes to all who take part, and would show the agent's own address."""
    own = replace(BARE, requester=Address(TO_ANN, ANN.name))
    office = staffed(ANN, BOB)
    assert given(f"requester {PETRA}", text="", ticket=own, office=office).change is not None
    assert refusal(given(f"cc {PETRA}", text="", ticket=own, office=office))[0] is Topic.AGENTS_REQUEST


def test_what_was_asked_is_not_asked_of_those_who_join_later() -> None:
    """Their answer tells nothing of it, and they would read it when it is asked once more."""
    asked = replace(BARE, questions=(Question(1, "Which?"),))
    assert changed(f"cc {COLLEAGUE.addr}", ticket=asked).questions == ()


def test_whoever_takes_part_can_be_taken_out_again() -> None:
    """But for the requester, whose ticket it is."""
    ticket = replace(BARE, participants=(COLLEAGUE,))
    assert changed("uncc olga@customer.example", ticket=ticket).customers == (CUSTOMER,)
    decision = given(f"uncc {IVAN}", text="", ticket=ticket)
    assert refusal(decision) == (Topic.NO_PARTICIPANT, IVAN)


def test_who_watches_hears_of_everything_and_no_more_after_unwatching() -> None:
    """Beside the assignees; who only watches does not wake the colleagues by it."""
    watched = replace(a_ticket(), watchers=(BOB.name,))
    assert f"note {TO_BOB}" in sent(given("note", ticket=watched))
    assert sent(given("watch", text="", ticket=a_ticket())) == [f"done {TO_ANN}"]
    mine = replace(a_ticket(), watchers=(ANN.name, BOB.name))
    assert changed("unwatch", ticket=mine).watchers == (BOB.name,)


LEAD = replace(ANN, role=Role.LEAD)
WORKER = replace(ANN, role=Role.AGENT)
OBSERVER = replace(ANN, role=Role.OBSERVER)
CHIEF = replace(BOB, role=Role.LEAD)


@pytest.mark.parametrize("command", ["spam", f"requester {PETRA}"])
def test_what_is_for_leads_is_refused_to_others(command: str) -> None:
    """Where nobody is a lead, everyone who works on tickets is."""
    word = f"#{command.split()[0]}"
    assert refusal(given(command, text="", office=staffed(WORKER, CHIEF))) == (Topic.FOR_LEADS, word)
    for agents in ((LEAD, BOB), (WORKER, BOB), (ANN, CHIEF)):
        assert sent_all_the_same(command, staffed(*agents)).change is not None


def test_spam_is_for_leads_also_of_ones_own_request() -> None:
    """Whose it is, its author may say; that the desk hears somebody no more is another matter."""
    own = replace(BARE, requester=Address(TO_ANN))
    refused = given("spam", text="", ticket=own, office=staffed(WORKER, CHIEF))
    assert refusal(refused) == (Topic.FOR_LEADS, "#spam")


@pytest.mark.parametrize("command", ["take", "assign ann", "assign bob"])
def test_anothers_work_is_not_taken_away(command: str) -> None:
    """But by a lead, by whoever has it, or where its holder works here no more."""
    bobs = replace(a_ticket(), assignees=(BOB.name,))
    assert refusal(given(command, text="", ticket=bobs, office=staffed(WORKER, CHIEF))) == (
        Topic.OTHERS_WORK,
        BOB.name,
    )
    both = replace(a_ticket(), assignees=(ANN.name, BOB.name))
    for ticket, agents in (
        (bobs, (LEAD, BOB)),
        (
            bobs,
            (
                WORKER,
                replace(CHIEF, name="Carl"),
                replace(BOB, addresses=("b@x.example",), role=Role.OBSERVER),
            ),
        ),
        (both, (WORKER, CHIEF)),
    ):
        decision = given(command, text="", ticket=ticket, office=staffed(*agents))
        assert Topic.OTHERS_WORK not in {letter.topic for letter in decision.letters}


def test_an_observer_hears_only_of_what_is_watched() -> None:
    """Not of what is nobody's yet."""
    office = staffed(replace(OBSERVER, name="Otto", addresses=("otto@staff.example",)), ANN, BOB)
    for watchers, told in (((), []), (("Otto",), ["note otto@staff.example"])):
        decision = given("note", ticket=replace(BARE, watchers=watchers), office=office)
        assert sent(decision) == [f"note {TO_BOB}", *told, f"noted {TO_ANN}"]


def test_spam_closes_and_mutes_and_tells_no_customer() -> None:
    """Reopening such a ticket lets its sender be heard again."""
    decision = given("spam", text="", ticket=BARE)
    assert decision.change is not None
    assert (decision.change.state, decision.change.reason) == (State.CLOSED, Reason.SPAM)
    assert decision.muted == IVAN
    assert all(letter.for_staff for letter in decision.letters)
    spam = replace(a_ticket(State.CLOSED), reason=Reason.SPAM)
    assert given("reopen Ошиблись.", text="", ticket=spam).unmuted == IVAN


def test_spam_with_a_text_is_refused() -> None:
    """The text would go to whom nothing is to be sent."""
    assert refusal(given("spam", text="Не пишите нам.")) == (Topic.NEEDLESS_TEXT, "#spam")


@pytest.mark.parametrize("words", ["until 2026-12-01", "до 1 декабря", "2026-12-01 09:00"])
def test_a_ticket_on_hold_comes_back_on_its_day(words: str) -> None:
    """At nine in the desk's zone; without a day it waits for an agent."""
    desk = replace(OFFICE.desk, time_zone="Europe/Moscow")
    held = changed(f"hold {words}", office=replace(OFFICE, desk=desk))
    assert (held.state, held.remind_at) == (State.ON_HOLD, datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert changed("hold").remind_at is None


def test_another_day_for_a_ticket_on_hold_is_told() -> None:
    """Whom it concerns hears of it, though its state is the same."""
    held = replace(BARE, state=State.ON_HOLD, remind_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    decision = given("hold 2026-12-02", text="", ticket=held, office=staffed(ANN, BOB))
    assert [(event.what, event.before[:10], event.after[:10]) for event in decision.events] == [
        ("until", "2026-12-01", "2026-12-02")
    ]
    assert f"changed {TO_BOB}" in sent(decision)


def test_a_day_that_is_not_understood_is_refused() -> None:
    """Nor is one that has passed."""
    for words in ("until the cows come home", "2025-01-01"):
        assert refusal(given(f"hold {words}", text="", ticket=BARE)) == (Topic.UNKNOWN_DAY, words)


def test_closing_wants_a_reason_that_the_customer_is_told() -> None:
    """On the command's line or below it."""
    assert refusal(given("close", text="")) == (Topic.TEXT_MISSING, "#close")
    for command, text in (("close Ответа нет.", ""), ("close", "Ответа нет.")):
        decision = given(command, text=text)
        letter: Letter = letter_of(decision, Template.CLOSED)
        assert (letter.text, letter.facts["reason"]) == ("Ответа нет.", "unconfirmed")


def test_reopening_tells_the_customer_without_the_reason() -> None:
    """The reason is for the colleagues."""
    decision = given("reopen Ошибка вернулась.", text="", ticket=a_ticket(State.RESOLVED))
    letter = letter_of(decision, Template.REOPENED)
    assert letter.text == ""
    assert any("Ошибка вернулась." in event.after for event in decision.events)


ANOTHER = replace(BARE, id=8, number="SUP-1043")


def test_merging_closes_a_ticket_and_tells_its_customers_where_it_goes_on() -> None:
    """The store leads its number, its keys and its words to the other one."""
    decision = given("merge SUP-1043", text="", ticket=BARE, target=ANOTHER)
    assert decision.merging == Merging(8, ())
    letter = letter_of(decision, Template.CLOSED)
    assert (letter.facts["reason"], letter.facts["related"]) == ("merged", "SUP-1043")


@pytest.mark.parametrize(
    ("target", "topic"),
    [
        (None, Topic.UNKNOWN_TICKET),
        (BARE, Topic.ITSELF),
        (replace(ANOTHER, requester=Address(PETRA)), Topic.OTHERS_TICKET),
        (replace(ANOTHER, requester=Address(PETRA), participants=(CUSTOMER,)), Topic.OTHERS_TICKET),
        (replace(ANOTHER, participants=(Address(PETRA),)), Topic.OTHERS_TICKET),
        (replace(ANOTHER, state=State.CLOSED), Topic.CLOSED_TARGET),
    ],
)
def test_only_another_ticket_of_the_same_customers_can_be_merged_into(
    target: Ticket | None, topic: Topic
) -> None:
    """Nobody is to read another's words; and in a closed one nobody would look at them."""
    decision = given("merge SUP-1043", text="", ticket=BARE, target=target)
    assert refusal(decision) == (topic, "SUP-1043")


def test_colleagues_tickets_can_be_merged() -> None:
    """Those of one organisation may take part in each other's."""
    target = replace(ANOTHER, requester=COLLEAGUE)
    decision = given("merge SUP-1043", text="", ticket=BARE, target=target)
    assert decision.merging == Merging(8, (), joined=True)


def test_tickets_of_callers_without_an_address_are_not_merged() -> None:
    """Nothing tells that it is the same person."""
    caller = replace(BARE, requester=Address("", "+7 921 123-45-67"))
    target = replace(ANOTHER, requester=Address("", "+7 921 765-43-21"))
    decision = given("merge SUP-1043", text="", ticket=caller, target=target)
    assert refusal(decision) == (Topic.OTHERS_TICKET, "SUP-1043")


def test_who_works_on_both_tickets_is_told_once_and_watches_neither() -> None:
    """Who works on the one that ends watches the other, unless that is theirs already."""
    bobs = replace(BARE, assignees=(ANN.name, BOB.name))
    decision = given("merge SUP-1043", text="", ticket=bobs, target=replace(ANOTHER, assignees=(BOB.name,)))
    assert decision.merging == Merging(8, (ANN.name,))
    assert sent(decision).count(f"changed {TO_BOB}") == 1


@pytest.mark.parametrize("command", ["subject Принтер ann@staff.example", "requester olga@customer.example"])
def test_a_subject_tells_no_address_of_the_staff(command: str) -> None:
    """Neither one that is given, nor that of a ticket which gets its first customer: they read it."""
    own = replace(BARE, subject=f"Принтер {TO_ANN}", requester=Address(TO_ANN, ANN.name))
    subject = changed(command, ticket=own).subject
    assert subject is not None
    assert TO_ANN not in subject
