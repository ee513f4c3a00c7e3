"""Deciding: the order of the rules, and what no rule may do."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import Facts
from desk.letters import Audience, Template
from desk.mail import Intent, Mail, MailKind
from desk.states import State
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, does_nothing
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    DESK,
    SALES,
    STRANGER,
    a_case,
    a_key,
    a_mail,
    a_pointer,
    a_ticket,
    an_agents_mail,
    an_office,
    before,
    key_facts,
    letter_of,
    sent,
)


@pytest.mark.parametrize("key", [Audience.CUSTOMER, Audience.PUBLIC, None])
def test_a_mail_without_one_true_sender_is_held(key: Audience | None) -> None:
    """No From, two of them, or two addresses in one: no command, no ticket changed (T02)."""
    mail = replace(
        a_mail(None, intent=Intent.CONFIRM, confidence=1.0), shown_sender=f"{TO_ANN}, {STRANGER.addr}"
    )
    facts = key_facts(a_ticket(State.RESOLVED), key, TO_ANN) if key else Facts()
    decision = decide(a_case(mail, facts))
    assert decision.verdict is Verdict.HELD
    assert does_nothing(decision)


def test_a_freed_mail_without_sender_becomes_a_silent_ticket_of_its_return_path() -> None:
    """Staff can write to whom the envelope names; nothing automatic is sent there."""
    mail = replace(a_mail(None), shown_sender="somebody")
    decision = decide(a_case(mail, Facts(released="op"), return_path=IVAN))
    assert decision.opening is not None
    assert decision.opening.requester == Address(IVAN)
    assert all(letter.for_staff for letter in decision.letters)
    assert (decision.messages[0].addr, decision.messages[0].inbox_id) == ("somebody", 1)
    assert decision.events[0].by == IVAN
    nameless = decide(a_case(mail, Facts(released="op"), return_path=""))
    assert nameless.events[0].by == "somebody"
    assert "From" in decision.silence


@pytest.mark.parametrize("return_path", [TO_ANN, "", DESK.address, "not an address"])
def test_a_freed_mail_without_sender_acts_for_nobody(return_path: str) -> None:
    """A return path is no identity: it makes nobody an agent, and is never a reason to write."""
    mail = replace(an_agents_mail("#resolve"), sender=None)
    facts = key_facts(a_ticket(), Audience.PUBLIC, TO_ANN, released="op")
    decision = decide(a_case(mail, facts, return_path=return_path))
    assert decision.change is None
    assert all(letter.for_staff for letter in decision.letters)


@pytest.mark.parametrize(
    ("recipients", "held"),
    [
        (("postmaster@example.org",), True),
        (("Postmaster+x@Example.ORG",), True),
        (("postmaster@example.org", SALES.address), True),
        (("postmaster@example.org", "support+x@example.org"), False),
        ((DESK.address,), False),
        ((), False),
    ],
)
@pytest.mark.parametrize("mail", [a_mail(passed=True), an_agents_mail(passed=True)])
def test_mail_for_the_postmaster_waits_for_a_person(
    mail: Mail, recipients: tuple[str, ...], *, held: bool
) -> None:
    """It is accepted and read by somebody, never a ticket by itself nor acknowledged (T41)."""
    decision = decide(a_case(mail, recipients=recipients))
    assert (decision.verdict is Verdict.HELD) is held
    assert does_nothing(decision) is held


def test_freed_postmasters_mail_is_a_ticket() -> None:
    """Once a person has said so."""
    case = a_case(a_mail(), Facts(released="op"), recipients=("postmaster@example.org",))
    assert decide(case).verdict is Verdict.TICKET


def test_keys_of_two_tickets_in_one_mail_are_held_and_freed_into_a_new_one() -> None:
    """No ticket is guessed; staff see both numbers."""
    second = replace(
        a_key(replace(a_ticket(), id=8, number="SUP-1043"), Audience.CUSTOMER, IVAN), key="z" * 26
    )
    facts = Facts(keys=(a_key(a_ticket(), Audience.CUSTOMER, IVAN), second))
    held = decide(a_case(a_mail(), facts))
    assert held.verdict is Verdict.HELD
    assert does_nothing(held)
    freed = decide(a_case(a_mail(), replace(facts, released="op")))
    assert freed.verdict is Verdict.TICKET
    assert freed.messages[1].text == "may continue SUP-1042, SUP-1043"


@pytest.mark.parametrize("sender", [CUSTOMER, Address(TO_ANN), None])
def test_an_unreadable_mail_is_quarantined_with_its_reason(sender: Address | None) -> None:
    """It neither blocks nor disappears, and says why."""
    mail = replace(a_mail(sender, kind=MailKind.UNREADABLE), oddities=("more than 500 parts",))
    decision = decide(a_case(mail, before(same=True)))
    assert decision.verdict is Verdict.QUARANTINED
    assert "more than 500 parts" in decision.rule
    assert does_nothing(decision)


def test_an_unreadable_mail_that_a_person_accepts_becomes_a_silent_ticket() -> None:
    """What its header tells is enough to register it."""
    mail = a_mail(text="", kind=MailKind.UNREADABLE, passed=True)
    decision = decide(a_case(mail, Facts(released="op")))
    assert decision.verdict is Verdict.TICKET
    assert all(letter.for_staff for letter in decision.letters)


def test_every_limit_reached_is_told_to_the_operator() -> None:
    """Whatever mail finds the desk at its limit."""
    for mail in (a_mail(), a_mail(kind=MailKind.AUTO_REPLY), an_agents_mail()):
        decision = decide(a_case(mail, Facts(automatic_last_hour=300)))
        assert [alarm.topic.value for alarm in decision.alarms] == ["limit_reached"]
        assert IVAN not in " ".join(sent(decision))


@pytest.mark.parametrize(
    "facts",
    [
        key_facts(replace(a_ticket(), notices_last_day=200), Audience.CUSTOMER, IVAN),
        Facts(pointers=(a_pointer(replace(a_ticket(), notices_last_day=200)),)),
        Facts(numbered=(replace(a_ticket(), notices_last_day=200),)),
        replace(
            before(),
            earlier=(replace(before().earlier[0], ticket=replace(a_ticket(), notices_last_day=200)),),
        ),
    ],
)
def test_the_limit_of_notices_holds_however_the_ticket_was_found(facts: Facts) -> None:
    """A flood into one ticket is read, and wakes nobody any more."""
    decision = decide(a_case(a_mail(), facts))
    assert decision.ticket_id == 7
    assert len(decision.messages) == 1
    assert decision.letters == ()


def test_no_letter_goes_to_a_participant_that_became_a_desk_of_ours() -> None:
    """The others get the answer all the same."""
    ticket = replace(a_ticket(), participants=(Address(SALES.address),))
    decision = decide(a_case(an_agents_mail(), key_facts(ticket, Audience.PUBLIC, TO_ANN)))
    assert letter_of(decision, Template.REPLY).to == (CUSTOMER,)


def test_a_desk_in_cc_only_gets_its_ticket() -> None:
    """Where the desk stands in the header does not matter."""
    mail = replace(a_mail(), to=(STRANGER,), cc=(Address(DESK.address),))
    assert decide(a_case(mail)).verdict is Verdict.TICKET


def test_each_desk_decides_for_itself() -> None:
    """An agent of the other desk is a customer here."""
    office = an_office()
    only_sales = replace(BOB, desks=(SALES.address,))
    office = replace(office, directory=replace(office.directory, agents=(ANN, only_sales)))
    decision = decide(a_case(an_agents_mail("Помогите", agent=BOB), office=office))
    assert decision.opening is not None
    assert decision.opening.requester.addr == BOB.address
    assert sent(decision)[0] == f"acknowledgement {BOB.address}"


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("sender", [CUSTOMER, STRANGER, Address(TO_ANN), Address(DESK.address), None])
@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize("released", ["", "op"])
def test_every_mail_has_one_verdict_and_a_rule(
    kind: MailKind, sender: Address | None, released: str, *, keyed: bool
) -> None:
    """Nothing is lost, whatever it is; held, ignored and quarantined mail touches nothing."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN) if keyed else Facts()
    mail = replace(a_mail(sender, kind=kind), message_id="", visible_text="")
    decision = decide(a_case(mail, replace(facts, released=released)))
    assert decision.verdict is not None
    assert decision.rule != ""
    if decision.verdict in {Verdict.HELD, Verdict.IGNORED, Verdict.QUARANTINED}:
        assert decision.opening is None
        assert decision.change is None
        assert all(letter.for_staff for letter in decision.letters)
    assert (decision.opening is not None) is (decision.verdict is Verdict.TICKET)
