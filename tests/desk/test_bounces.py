"""Bounces: they end a delivery, tell the staff once, and open nothing."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.decisions import Decision
from desk.desks import ReturnPath
from desk.facts import Facts, KnownDelivery
from desk.letters import Template
from desk.mail import BounceReport, Mail, MailKind
from desk.office import Office
from desk.topics import Topic
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, untouched
from tests.desk.builders import OFFICE, a_case, a_delivery, a_mail, an_office, sent


def a_bounce(
    recipient: str | None = IVAN, action: str | None = "failed", status: str | None = "5.1.1"
) -> Mail:
    """Return a delivery status notification."""
    report = BounceReport(
        recipient=recipient, status=status, action=action, original_message_id="x@example.org"
    )
    return replace(a_mail(None, kind=MailKind.BOUNCE), bounce=report)


def bounced(mail: Mail, *deliveries: KnownDelivery, office: Office = OFFICE) -> Decision:
    """Return the decision for a bounce of these deliveries."""
    return decide(a_case(mail, Facts(deliveries=deliveries), office, return_path=""))


def test_a_bounce_ends_its_delivery_and_is_told_to_staff() -> None:
    """It is shown in the ticket, the assignees are told once, the customer is not written to."""
    decision = bounced(a_bounce(), a_delivery())
    assert (decision.verdict, decision.undelivered, decision.ticket_id) == (Verdict.BOUNCE, 5, 7)
    assert sent(decision) == [f"undelivered {TO_ANN}"]
    assert dict(decision.letters[0].facts) == {"recipient": IVAN, "fault": "5.1.1", "why": "dead"}
    event = decision.events[0]
    assert (event.what, event.before, event.after, event.inbox_id) == ("undelivered", IVAN, "5.1.1", 1)
    assert (decision.change, decision.opening, decision.messages) == (None, None, ())


def test_a_second_bounce_of_a_delivery_tells_nothing() -> None:
    """What is known to have failed is not told again."""
    decision = bounced(a_bounce(), a_delivery(failed=True))
    assert (decision.verdict, decision.undelivered, decision.events) == (Verdict.BOUNCE, None, ())
    assert decision.ticket_id == 7
    assert untouched(decision)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
@pytest.mark.parametrize("status", ["4.4.1", "5.1.1", None])
def test_a_report_that_is_no_failure_ends_nothing(action: str, status: str | None) -> None:
    """A delay is only a delay (RFC 3464, 2.3.3), whatever status is written beside it."""
    decision = bounced(a_bounce(action=action, status=status), a_delivery())
    assert decision.ticket_id == 7
    assert (decision.verdict, decision.undelivered, decision.dead) == (Verdict.BOUNCE, None, "")
    assert untouched(decision)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delayed", None), (None, "4.2.2")])
def test_a_delay_is_shown_in_the_tickets_history(action: str | None, status: str | None) -> None:
    """Who wonders why the customer is silent finds it there; nobody is told."""
    [event] = bounced(a_bounce(action=action, status=status), a_delivery()).events
    assert (event.what, event.before, event.after) == ("delayed", IVAN, status or "")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_went_well_is_no_news(action: str) -> None:
    """A report that a mail has gone on adds nothing to the history."""
    assert bounced(a_bounce(action=action), a_delivery()).events == ()


def test_a_delay_of_a_notification_is_no_matter_of_the_tickets() -> None:
    """What is slow on its way to staff stands in no customer's history."""
    late = a_bounce(TO_ANN, action="delayed")
    assert bounced(late, a_delivery(recipient=TO_ANN, template=Template.NOTIFICATION)).events == ()


def test_a_failure_after_days_of_trying_is_one() -> None:
    """Mail systems that give up keep the status of the delay (RFC 3463, 3.5: 4.4.7)."""
    assert bounced(a_bounce(action="failed", status="4.4.7"), a_delivery()).undelivered == 5


@pytest.mark.parametrize(
    ("status", "dies"),
    [("5.1.1", True), ("5.1.6", True), ("5.1.10", True), ("5.1.2", False), ("5.2.1", False), ("5.2.2", False),
     ("5.7.1", False), ("4.1.1", False), (None, False)],
)  # fmt: skip
def test_an_address_dies_of_what_says_that_there_is_no_mailbox(status: str | None, *, dies: bool) -> None:
    """A full, disabled or picky mailbox is there; a domain may be back tomorrow (RFC 3463, 3.2 and 3.3)."""
    decision = bounced(a_bounce(status=status), a_delivery())
    assert decision.dead == (IVAN if dies else "")
    assert ("dead_address" in [event.what for event in decision.events]) is dies


def test_an_address_is_the_same_however_it_is_written() -> None:
    """A bounce that writes the recipient in other letters still speaks of it."""
    assert bounced(a_bounce("Ivan@CUSTOMER.example"), a_delivery()).dead == IVAN
    assert bounced(a_bounce(None), a_delivery()).dead == IVAN


def test_a_bounce_that_is_not_proved_kills_no_address() -> None:
    """Who knows our Message-ID and a recipient could else silence us to that customer."""
    office = an_office(return_path=ReturnPath.DESK)
    decision = bounced(a_bounce(), a_delivery(proved=False), office=office)
    assert (decision.undelivered, decision.dead) == (5, "")
    assert "why" not in decision.letters[0].facts
    assert bounced(a_bounce(), a_delivery(proved=False)).dead == ""


def test_a_forwarder_whose_target_is_gone_kills_no_address() -> None:
    """The mailbox that we wrote to is there: it passed the mail on to one that is not."""
    decision = bounced(a_bounce("ivan@new.example"), a_delivery())
    assert (decision.undelivered, decision.dead) == (5, "")


@pytest.mark.parametrize("status", ["5.1.1", None])
@pytest.mark.parametrize("action", ["failed", None])
def test_a_bounce_in_any_words_to_its_own_return_path_is_a_failure(
    action: str | None, status: str | None
) -> None:
    """Not every mail system writes a full report."""
    decision = bounced(a_bounce(action=action, status=status), a_delivery())
    assert decision.undelivered == 5
    assert decision.events[0].after == (status or "")
    assert "own return path" in decision.rule
    assert bounced(replace(a_bounce(), bounce=None), a_delivery()).undelivered == 5


def test_a_bounce_of_nothing_is_filed() -> None:
    """Backscatter of a forger's mails opens nothing and wakes nobody."""
    decision = bounced(a_bounce())
    assert (decision.verdict, decision.ticket_id) == (Verdict.BOUNCE, None)
    assert untouched(decision)


@pytest.mark.parametrize(
    ("return_path", "named", "ends"),
    [
        (ReturnPath.DELIVERY, IVAN, False),
        (ReturnPath.DESK, IVAN, True),
        (ReturnPath.DESK, "Ivan@Customer.EXAMPLE", True),
        (ReturnPath.DESK, "other@customer.example", False),
        (ReturnPath.DESK, None, False),
    ],
)
def test_our_id_proves_a_bounce_only_where_return_paths_cannot(
    return_path: ReturnPath, named: str | None, *, ends: bool
) -> None:
    """Who only knows our Message-ID ends no delivery; without own return paths the recipient decides."""
    office = an_office(return_path=return_path)
    decision = bounced(a_bounce(recipient=named), a_delivery(proved=False), office=office)
    assert (decision.undelivered == 5) is ends
    assert bool(decision.letters) is ends
    assert ("bounce of our Message-ID" in decision.rule) is ends


def test_of_several_deliveries_the_proved_one_ends() -> None:
    """A bounce of one recipient says nothing of the others."""
    other = replace(a_delivery(proved=False, recipient="other@customer.example"), id=4)
    assert bounced(a_bounce(), other, a_delivery()).undelivered == 5


EVE = "eve@customer.example"


def a_bounce_of_two(first: BounceReport, second: BounceReport) -> Mail:
    """Return a bounce that tells of two recipients, the weightier first."""
    return replace(a_mail(None, kind=MailKind.BOUNCE), bounce=first, bounces=(first, second))


def test_a_bounce_of_several_recipients_ends_the_delivery_by_what_it_says_of_it() -> None:
    """Another's failure is none of ours; ours counts wherever it stands."""
    eve = BounceReport(EVE, "5.1.1", "failed", None)
    late = BounceReport(IVAN, "4.4.1", "delayed", None)
    gone = BounceReport(IVAN, "5.1.10", "failed", None)
    assert bounced(a_bounce_of_two(eve, late), a_delivery()).undelivered is None
    decision = bounced(a_bounce_of_two(eve, gone), a_delivery())
    assert (decision.undelivered, decision.events[0].after, decision.dead) == (5, "5.1.10", IVAN)


def test_a_second_recipient_proves_a_bounce_where_return_paths_cannot() -> None:
    """Each of the recipients that a bounce names may be the one we wrote to."""
    office = an_office(return_path=ReturnPath.DESK)
    ivan = BounceReport(IVAN, "5.1.1", "failed", None)
    mail = a_bounce_of_two(BounceReport(EVE, "5.1.1", "failed", None), ivan)
    assert bounced(mail, a_delivery(proved=False), office=office).undelivered == 5


def test_of_two_deliveries_the_one_that_failed_now_ends() -> None:
    """What was told before, or is only late, does not hide it."""
    office = an_office(return_path=ReturnPath.DESK)
    eve = replace(a_delivery(proved=False, recipient=EVE), id=4)
    ivan = a_delivery(proved=False)
    failed, late = BounceReport(EVE, "5.1.1", "failed", None), BounceReport(EVE, "4.4.1", "delayed", None)
    gone = BounceReport(IVAN, "5.1.1", "failed", None)
    assert bounced(a_bounce_of_two(gone, late), eve, ivan, office=office).undelivered == 5
    known = replace(eve, failed=True)
    assert bounced(a_bounce_of_two(failed, gone), known, ivan, office=office).undelivered == 5


def test_a_bounced_notification_is_told_to_the_operator() -> None:
    """An agent's broken address is no matter of the ticket's other agents or customers."""
    decision = bounced(a_bounce(TO_ANN), a_delivery(recipient=TO_ANN, template=Template.NOTIFICATION))
    assert decision.letters == ()
    assert [alarm.topic for alarm in decision.alarms] == [Topic.UNDELIVERED]
    assert (decision.events, decision.change, decision.messages) == ((), None, ())


def test_a_bounced_notice_makes_no_notice() -> None:
    """It would go the same way, and so on for ever."""
    decision = bounced(a_bounce(TO_ANN), a_delivery(recipient=TO_ANN, template=Template.NOTICE, lone=True))
    assert decision.undelivered == 5
    assert untouched(decision)


def test_a_bounce_of_a_mail_without_a_ticket_is_told_to_the_operator() -> None:
    """There is no history to write it into."""
    decision = bounced(a_bounce(), a_delivery(lone=True))
    assert (decision.events, decision.ticket_id, decision.undelivered) == ((), None, 5)
    assert len(decision.alarms) == 1
