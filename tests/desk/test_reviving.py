"""Reviving: what shows that somebody reads and writes at an address that was dead."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.envelope import Source
from desk.facts import EarlierMail, Facts
from desk.mail import MailKind
from desk.verdicts import Verdict
from tests.desk.builders import CUSTOMER, OFFICE, a_case, a_mail, a_ticket


def test_a_proved_mail_revives_its_senders_address() -> None:
    """Who writes from a mailbox has one; the address is compared as all are."""
    decision = decide(a_case(a_mail(replace(CUSTOMER, addr="Ivan@customer.example"), passed=True)))
    assert (decision.verdict, decision.revived) == (Verdict.TICKET, CUSTOMER.addr)


def test_a_mail_that_nothing_proves_revives_nobody() -> None:
    """Anyone can write any address into From."""
    assert decide(a_case(a_mail())).revived == ""


@pytest.mark.parametrize("kind", [MailKind.AUTO_REPLY, MailKind.LIST, MailKind.RECEIPT, MailKind.BOUNCE])
def test_a_machine_revives_nobody(kind: MailKind) -> None:
    """A gateway may answer for a mailbox that is gone."""
    assert decide(a_case(a_mail(passed=True, kind=kind))).revived == ""


def test_a_machine_whose_mail_opens_a_ticket_revives_nobody() -> None:
    """What a program sends by itself is heard, and shows no reader."""
    mail = replace(a_mail(passed=True), automatic=("Auto-Submitted: auto-generated",))
    decision = decide(a_case(mail))
    assert (decision.verdict, decision.revived) == (Verdict.TICKET, "")


def test_a_copy_of_an_old_mail_revives_nobody() -> None:
    """A signature stays good when a mail is sent again by somebody else."""
    earlier = EarlierMail(inbox_id=1, ticket_id=7, sender=CUSTOMER.addr, same_content=True, ticket=a_ticket())
    decision = decide(a_case(a_mail(passed=True), Facts(earlier=(earlier,))))
    assert (decision.verdict, decision.revived) == (Verdict.DUPLICATE, "")


@pytest.mark.parametrize("of_envelope", [{"stale": True}, {"source": Source.IMPORT}])
def test_an_old_mail_revives_nobody(of_envelope: dict[str, object]) -> None:
    """It may be older than the death."""
    case = a_case(a_mail(passed=True), office=OFFICE)
    old = replace(case, envelope=replace(case.envelope, **of_envelope))  # type: ignore[arg-type]  # Fields' names.
    assert decide(old).revived == ""
