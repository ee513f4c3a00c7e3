"""What machines send: filed or held; never answered, never a change."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.desks import Machines
from desk.envelope import Source
from desk.facts import Facts
from desk.letters import Audience
from desk.mail import Intent, Mail, MailKind
from desk.states import State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, untouched
from tests.desk.builders import (
    CUSTOMER,
    STRANGER,
    a_case,
    a_delivery,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    key_facts,
    sent,
)

BY_ID = Facts(pointers=(a_pointer(a_ticket(State.CLOSED)),))


ANSWERED_BY_MACHINES = [
    (MailKind.AUTO_REPLY, "", Verdict.AUTO_REPLY),
    (MailKind.RECEIPT, "", Verdict.RECEIPT),
    (MailKind.CALENDAR, "REPLY", Verdict.IGNORED),
    (MailKind.CALENDAR, "reply", Verdict.IGNORED),
    (MailKind.CALENDAR, "COUNTER", Verdict.IGNORED),
    (MailKind.CALENDAR, "DECLINECOUNTER", Verdict.IGNORED),
    (MailKind.CALENDAR, "REFRESH", Verdict.IGNORED),
]


def a_machines(kind: MailKind, method: str = "", intent: Intent = Intent.NONE) -> Mail:
    """Return a machine's mail in the customer's name."""
    mail = a_mail(kind=kind, intent=intent, confidence=1.0, passed=True)
    return replace(mail, calendar_method=method, automatic=("Auto-Submitted: auto-replied",))


@pytest.mark.parametrize(("kind", "method", "verdict"), ANSWERED_BY_MACHINES)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", [Intent.NONE, Intent.CONFIRM])
def test_an_automatic_answer_is_filed_and_changes_nothing(
    intent: Intent, state: State, kind: MailKind, method: str, verdict: Verdict
) -> None:
    """An out-of-office, a receipt, an answer to an invitation: an internal note, closed stays closed."""
    facts = key_facts(a_ticket(state), Audience.CUSTOMER, IVAN)
    decision = decide(a_case(a_machines(kind, method, intent), facts))
    assert (decision.verdict, decision.ticket_id) == (verdict, 7)
    assert untouched(decision)
    [message] = decision.messages
    assert (message.author, message.circle) == (Author.SYSTEM, Circle.INTERNAL)


@pytest.mark.parametrize(("kind", "method", "verdict"), ANSWERED_BY_MACHINES)
def test_an_automatic_answer_to_nothing_opens_no_ticket(
    kind: MailKind, method: str, verdict: Verdict
) -> None:
    """Without a ticket it has its verdict and no more."""
    decision = decide(a_case(a_machines(kind, method)))
    assert (decision.verdict, decision.ticket_id, decision.messages) == (verdict, None, ())
    assert untouched(decision)


def test_an_automatic_reply_to_a_deliverys_return_path_finds_its_ticket() -> None:
    """Robots answer to the return path (RFC 3834, 4), which belongs to one delivery."""
    mail = a_machines(MailKind.AUTO_REPLY)
    assert decide(a_case(mail, Facts(deliveries=(a_delivery(),)))).ticket_id == 7
    assert decide(a_case(mail, Facts(deliveries=(a_delivery(proved=False),)))).ticket_id is None


@pytest.mark.parametrize(("sender", "filed"), [(CUSTOMER, True), (STRANGER, False), (None, False)])
def test_a_strangers_automatic_reply_with_a_genuine_id_gets_into_no_ticket(
    sender: object, *, filed: bool
) -> None:
    """An id lets in only those who take part, machines too."""
    mail = replace(a_machines(MailKind.AUTO_REPLY), sender=sender)  # type: ignore[arg-type]  # An Address or None.
    assert (decide(a_case(mail, BY_ID)).ticket_id == 7) is filed


def test_an_agents_automatic_reply_is_filed_by_its_id() -> None:
    """What answers an agent's notification belongs to that ticket."""
    mail = replace(a_machines(MailKind.AUTO_REPLY), sender=replace(CUSTOMER, addr=TO_ANN))
    decision = decide(a_case(mail, Facts(pointers=(a_pointer(a_ticket(), TO_ANN),))))
    assert decision.ticket_id == 7
    assert untouched(decision)


@pytest.mark.parametrize(
    ("machines", "released", "verdict"),
    [
        (Machines.HOLD, "", Verdict.HELD),
        (Machines.HOLD, "op", Verdict.TICKET),
        (Machines.TICKET, "", Verdict.TICKET),
    ],
)
def test_list_mail_is_held_or_a_ticket_without_acknowledgement(
    machines: Machines, released: str, verdict: Verdict
) -> None:
    """The desk says which; held mail a person may free. The sender is never answered."""
    mail = replace(a_mail(kind=MailKind.LIST, passed=True), automatic=("List-Id: x",))
    decision = decide(a_case(mail, Facts(released=released), an_office(machines=machines)))
    assert decision.verdict is verdict
    assert IVAN not in " ".join(sent(decision))
    assert bool(decision.silence) is (verdict is Verdict.TICKET)


def test_a_feedback_report_without_any_mark_is_not_answered() -> None:
    """The kind alone is enough: nothing automatic is ever answered automatically."""
    office = an_office(machines=Machines.TICKET)
    decision = decide(a_case(a_mail(kind=MailKind.LIST, passed=True), office=office))
    assert "acknowledgement" not in " ".join(sent(decision))


@pytest.mark.parametrize("state", [State.WAITING, State.RESOLVED, State.CLOSED])
def test_list_mail_with_a_key_adds_words_and_moves_nothing(state: State) -> None:
    """What is not surely a person's neither reopens nor answers a question."""
    mail = a_mail(kind=MailKind.LIST, intent=Intent.CONFIRM, confidence=1.0, passed=True)
    facts = key_facts(a_ticket(state), Audience.CUSTOMER, IVAN)
    decision = decide(a_case(mail, facts, an_office(machines=Machines.TICKET)))
    assert decision.change is None
    assert sent(decision) == [f"answer {TO_ANN}"]


def test_list_mail_with_keys_of_two_tickets_is_held() -> None:
    """A list's mail is no exception to the rule of keys."""
    first = key_facts(a_ticket(), Audience.CUSTOMER, IVAN).keys[0]
    second = replace(first, key="z" * 26, ticket=replace(a_ticket(), id=8))
    mail, office = a_mail(kind=MailKind.LIST), an_office(machines=Machines.TICKET)
    assert decide(a_case(mail, Facts(keys=(first, second)), office)).verdict is Verdict.HELD


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "ADD"])
def test_an_invitation_is_a_ticket_without_acknowledgement(method: str) -> None:
    """A customer who invites wants something; the calendar itself is never answered."""
    mail = replace(a_mail(kind=MailKind.CALENDAR, passed=True), calendar_method=method)
    decision = decide(a_case(mail))
    assert decision.verdict is Verdict.TICKET
    assert all(letter.for_staff for letter in decision.letters)
    assert "calendar" in decision.silence


def test_an_invitation_in_a_ticket_changes_no_state() -> None:
    """It is told to the assignees."""
    mail = replace(a_mail(kind=MailKind.CALENDAR), calendar_method="REQUEST")
    decision = decide(a_case(mail, key_facts(a_ticket(State.CLOSED), Audience.CUSTOMER, IVAN)))
    assert decision.change is None
    assert sent(decision) == [f"answer {TO_ANN}"]


def a_supposed(intent: Intent = Intent.NONE) -> Mail:
    """Return a mail that nothing but its words makes an automatic answer."""
    mail = a_mail(kind=MailKind.AUTO_REPLY, intent=intent, confidence=1.0, passed=True)
    words = "words of an automatic answer: nobody answers"
    return replace(mail, automatic=(words,), kind_evidence=words, supposed=True)


@pytest.mark.parametrize("state", State)
def test_what_only_reads_like_an_automatic_answer_is_told_to_staff(state: State) -> None:
    """Who complains that nobody answers uses robots' words: it changes nothing, but somebody reads it."""
    facts = key_facts(a_ticket(state), Audience.CUSTOMER, IVAN)
    decision = decide(a_case(a_supposed(Intent.CONFIRM), facts))
    assert (decision.verdict, decision.ticket_id, decision.change) == (Verdict.REPLY, 7, None)
    assert sent(decision) == [f"answer {TO_ANN}"]


def test_what_only_reads_like_an_automatic_answer_and_answers_nothing_waits_for_a_person() -> None:
    """Freed, it is a ticket that nobody is acknowledged for."""
    assert decide(a_case(a_supposed())).verdict is Verdict.HELD
    freed = decide(a_case(a_supposed(), Facts(released="Ann")))
    assert freed.verdict is Verdict.TICKET
    assert f"acknowledgement {IVAN}" not in sent(freed)


def test_staff_are_told_that_a_mail_reads_like_an_automatic_answer() -> None:
    """A key or a pass proves the sender; then nothing else is said of it. A number proves nothing."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN)
    mail = a_supposed()
    for passed in (mail, replace(mail, authentication=())):
        decision = decide(a_case(passed, facts))
        told = decision.letters[0].facts
        assert (told["why"], told["fault"]) == ("automatic", "nobody answers")
        assert decision.messages[0].mark == "reads like an automatic answer"
    guessed = decide(a_case(replace(mail, authentication=()), Facts(numbered=(a_ticket(),))))
    assert guessed.letters[0].facts["why"] == "unproved"
    robot = replace(mail, kind=MailKind.REPLY, automatic=("no-reply sender",), supposed=False)
    decision = decide(a_case(robot, facts))
    assert decision.letters[0].facts["why"] == "machine"
    assert decision.messages[0].mark == "bears a mark of machine mail"


def test_words_and_an_empty_return_path_are_proof() -> None:
    """Nobody could be told that a person's mail did not arrive."""
    assert decide(a_case(a_supposed(), return_path="")).verdict is Verdict.AUTO_REPLY


@pytest.mark.parametrize("source", [Source.IMAP, Source.IMPORT, Source.SUBMISSION])
def test_a_lost_return_path_is_no_machines(source: Source) -> None:
    """Out of a mailbox or a file a mail may come without its envelope: what is only supposed is held."""
    case = a_case(a_supposed(), return_path="")
    elsewhere = replace(case, envelope=replace(case.envelope, source=source))
    assert decide(elsewhere).verdict is Verdict.HELD


def test_an_agents_mail_that_reads_like_an_automatic_answer_reaches_no_customer() -> None:
    """It is held, and the agent can have it sent."""
    facts = key_facts(a_ticket(), Audience.PUBLIC, TO_ANN)
    decision = decide(a_case(replace(a_supposed(), sender=Address(TO_ANN)), facts))
    assert (decision.verdict, decision.messages) == (Verdict.HELD, ())
    assert sent(decision) == [f"seems_automatic {TO_ANN}"]
