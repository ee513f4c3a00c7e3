"""Mailing lists that write in their own name: whose request their mails are, and what they may not do."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.desks import Machines
from desk.facts import Facts
from desk.mail import AuthenticationResult, Intent, Mail, MailKind
from desk.states import State
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    CUSTOMER,
    DESK,
    HOST,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    sent,
)

LIST = Address("users@lists.example", "Ivan via Users")
OFFICE = an_office(machines=Machines.TICKET)
FAILED = AuthenticationResult(host=HOST, dmarc=(("fail", "lists.example"),), above=HOST)


def a_lists_mail(behind: Address = CUSTOMER, *, passed: bool = True, sender: Address = LIST) -> Mail:
    """Return a mail that the list sent in its own name."""
    mail = a_mail(sender, passed=passed, kind=MailKind.LIST)
    return replace(mail, behind=behind, automatic=("List-Id: <users.lists.example>",))


def test_a_proved_lists_mail_is_a_request_of_the_person_behind() -> None:
    """Answers go to the person; staff read through which list it came; nobody is acknowledged."""
    decision = decide(a_case(a_lists_mail(), office=OFFICE))
    assert decision.verdict is Verdict.TICKET
    assert decision.opening is not None
    assert decision.opening.requester == CUSTOMER
    assert sent(decision) == [f"new_ticket {ANN.address}", "new_ticket bob@staff.example"]
    assert decision.letters[0].facts["sent_by"] == f"{LIST.name} <{LIST.addr}>"


def test_an_unproved_lists_mail_is_the_lists() -> None:
    """Anybody can call himself a list; staff see whom it names."""
    decision = decide(a_case(a_lists_mail(passed=False), office=OFFICE))
    assert decision.opening is not None
    assert decision.opening.requester == LIST
    assert decision.letters[0].facts["behind"] == f"{CUSTOMER.name} <{CUSTOMER.addr}>"


def test_a_desk_that_holds_lists_holds_them_and_frees_them_for_the_person_behind() -> None:
    """Also those of a list that stands before the desk and writes from its address."""
    for sender in (LIST, Address(DESK.address, "Ivan via Support")):
        mail = a_lists_mail(passed=False, sender=sender)
        assert decide(a_case(mail)).verdict is Verdict.HELD
        freed = decide(a_case(mail, Facts(released="Ann")))
        assert freed.opening is not None
        assert freed.opening.requester == CUSTOMER


@pytest.mark.parametrize("named", [ANN.address, DESK.address, "noreply@client.example"])
def test_a_list_names_nobody_of_ours(named: str) -> None:
    """It speaks for no agent, for no desk, and for nobody who reads no answer."""
    decision = decide(a_case(a_lists_mail(Address(named)), office=OFFICE))
    assert decision.opening is not None
    assert decision.opening.requester == LIST


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("intent", sorted(set(Intent) - {Intent.STATUS}))
def test_whom_a_list_names_closes_and_reopens_nothing(intent: Intent, state: State) -> None:
    """Not even with an id that proves an ordinary sender: a list's word is no proof."""
    mail = replace(a_lists_mail(), kind=MailKind.REPLY, automatic=(), intent=intent, intent_confidence=1.0)
    decision = decide(a_case(mail, Facts(pointers=(a_pointer(a_ticket(state)),)), OFFICE))
    assert (decision.ticket_id, decision.change, decision.revived) == (7, None, "")
    assert sent(decision) == [f"answer {ANN.address}"]
    assert decision.letters[0].facts["why"] == "unproved"


def test_a_list_that_our_host_calls_forged_names_nobody() -> None:
    """A forger gains nothing by a list's headers."""
    forged = replace(a_lists_mail(), authentication=(FAILED,))
    decision = decide(a_case(forged, office=OFFICE))
    assert decision.opening is not None
    assert decision.opening.requester == LIST
