"""Whom we believe by a password: the agent who logged in, in the agent's own name, while being one."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.case import Case
from desk.envelope import Source
from desk.mail import Mail
from desk.office import Office
from desk.people import Directory
from desk.staff import decide_for_agent
from desk.trust import Mark
from desk.verdicts import Verdict
from tests.desk.builders import ANN, BOB, CUSTOMER, DESK, OFFICE, a_case, a_mail, believed

FROM_ANN = Address(ANN.address, ANN.name)


def submitted(mail: Mail, agent: str = ANN.name, office: Office = OFFICE) -> Case:
    """Return a mail that this agent handed in with a password."""
    case = a_case(mail)
    return replace(
        case, office=office, envelope=replace(case.envelope, source=Source.SUBMISSION, agent=agent)
    )


def test_an_agent_is_believed_in_the_own_name() -> None:
    """A password proves who writes, as a host of ours does."""
    case = submitted(a_mail(FROM_ANN))
    assert case.mark is Mark.PASS
    assert decide_for_agent(case, ANN).verdict is not Verdict.HELD


def test_every_address_of_the_agent_is_the_agents() -> None:
    """The second one proves as much as the first, however it is written."""
    assert submitted(a_mail(Address(BOB.addresses[1].upper())), BOB.name).mark is Mark.PASS


@pytest.mark.parametrize("sender", [Address(BOB.address), CUSTOMER, Address("eve@evil.example")])
@pytest.mark.parametrize("passed", [False, True])
def test_nobody_else_is(sender: Address, *, passed: bool) -> None:
    """Nor does a header help that came with the mail: it is the sender's own."""
    mail = a_mail(sender)
    if passed:
        mail = replace(mail, authentication=(believed(sender.addr),))
    assert submitted(mail).mark is Mark.NONE


def test_no_true_sender_is_nobody() -> None:
    """A From with two addresses is not the agent's own."""
    assert submitted(a_mail(None)).mark is Mark.FAIL


@pytest.mark.parametrize("agent", ["", "ann lee", "Carl Wolf"])
def test_only_an_agent_of_exactly_this_name_is_believed(agent: str) -> None:
    """What the login wrote down is compared as it is."""
    assert submitted(a_mail(FROM_ANN), agent).mark is Mark.NONE


def test_the_right_is_looked_at_when_the_mail_is_decided() -> None:
    """Who was an agent at the login, and is none any more, is believed no more."""
    without = Office(DESK, (DESK,), Directory((BOB,)))
    assert submitted(a_mail(FROM_ANN), office=without).mark is Mark.NONE


def test_a_name_in_the_envelope_proves_nothing_on_other_ways() -> None:
    """Only the submission port asks for a password."""
    case = a_case(a_mail(FROM_ANN))
    for source in set(Source) - {Source.SUBMISSION}:
        envelope = replace(case.envelope, source=source, agent=ANN.name)
        assert replace(case, envelope=envelope).mark is Mark.NONE
