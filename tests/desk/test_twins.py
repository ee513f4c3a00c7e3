"""Mail that came before, and mail of our own that comes back."""

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import Facts
from desk.letters import Audience
from desk.mail import Intent, MailKind
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, does_nothing
from tests.desk.builders import (
    CUSTOMER,
    DESK,
    SALES,
    STRANGER,
    a_case,
    a_mail,
    a_ticket,
    an_agents_mail,
    before,
    key_facts,
    sent,
)


@pytest.mark.parametrize("kind", sorted(set(MailKind) - {MailKind.UNREADABLE}))
@pytest.mark.parametrize("with_ticket", [True, False])
def test_the_same_mail_again_is_a_duplicate(kind: MailKind, *, with_ticket: bool) -> None:
    """Whatever it is and however it came, it is done only once."""
    mail = a_mail(kind=kind, intent=Intent.CONFIRM, confidence=1.0, passed=True)
    decision = decide(a_case(mail, before(same=True, with_ticket=with_ticket)))
    assert decision.verdict is Verdict.DUPLICATE
    assert decision.ticket_id == (7 if with_ticket else None)
    assert does_nothing(decision)
    assert "5" in decision.rule


def test_a_replayed_agents_mail_is_done_once() -> None:
    """The same bytes with the agent's own key act no second time (T12)."""
    facts = key_facts(a_ticket(), Audience.PUBLIC, TO_ANN, earlier=before(TO_ANN, same=True).earlier)
    assert does_nothing(decide(a_case(an_agents_mail(passed=True), facts)))


def test_the_same_author_and_id_with_other_bytes_is_filed_and_marked() -> None:
    """It goes to that ticket, unacknowledged, and moves nothing; staff are told."""
    mail = a_mail(intent=Intent.CONFIRM, confidence=1.0, passed=True)
    decision = decide(a_case(mail, before()))
    assert (decision.verdict, decision.ticket_id, decision.change) == (Verdict.REPLY, 7, None)
    assert sent(decision) == [f"answer {TO_ANN}"]
    assert decision.letters[0].facts["why"] == "namesake"
    [message] = decision.messages
    assert (message.author, message.circle) == (Author.UNKNOWN, Circle.INTERNAL)
    assert "mail 5" in message.mark
    assert decision.silence != ""


def test_a_namesake_of_a_mail_without_a_ticket_is_a_mail_like_any_other() -> None:
    """Where the first one opened nothing, the second is not lost beside it."""
    assert decide(a_case(a_mail(), before(with_ticket=False))).verdict is Verdict.TICKET


def test_the_same_id_from_someone_else_is_a_new_ticket_and_flagged() -> None:
    """Nobody keeps another's mail out by using its Message-ID first (T29)."""
    decision = decide(a_case(a_mail(), before(STRANGER.addr)))
    assert (decision.verdict, decision.ticket_id) == (Verdict.TICKET, None)
    assert sent(decision)[0] == f"acknowledgement {IVAN}"
    assert "someone else" in decision.rule
    assert "someone else" in decision.messages[0].mark


def test_an_earlier_id_keeps_nobody_out_of_an_own_ticket() -> None:
    """A customer's answer reaches the ticket although someone else used its id before."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN, earlier=before(STRANGER.addr).earlier)
    assert decide(a_case(a_mail(), facts)).ticket_id == 7


def test_a_mail_of_our_own_that_comes_back_is_ignored() -> None:
    """Whatever sender and key it bears."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, IVAN, ours=True)
    for mail in (a_mail(), a_mail(kind=MailKind.OWN), an_agents_mail(passed=True)):
        decision = decide(a_case(mail, facts))
        assert decision.verdict is Verdict.IGNORED
        assert does_nothing(decision)


@pytest.mark.parametrize("sender", [CUSTOMER, Address(TO_ANN)])
def test_what_only_looks_like_our_own_mail_is_held(sender: Address) -> None:
    """It opens no ticket by itself; a person may free it, and still it is not acknowledged."""
    mail = a_mail(sender, kind=MailKind.OWN, passed=True)
    decision = decide(a_case(mail))
    assert decision.verdict is Verdict.HELD
    assert does_nothing(decision)
    freed = decide(a_case(mail, Facts(released="op")))
    assert freed.verdict is Verdict.TICKET
    assert "acknowledgement" not in " ".join(sent(freed))


@pytest.mark.parametrize("addr", [DESK.address, SALES.address, "shop+x@example.org", "SUPPORT@example.org"])
@pytest.mark.parametrize("key", [True, False])
def test_a_mail_from_a_desk_of_ours_is_held(addr: str, *, key: bool) -> None:
    """Nothing is answered to ourselves (T35)."""
    facts = key_facts(a_ticket(), Audience.CUSTOMER, addr) if key else Facts()
    decision = decide(a_case(a_mail(Address(addr), passed=True), facts))
    assert decision.verdict is Verdict.HELD
    assert does_nothing(decision)
