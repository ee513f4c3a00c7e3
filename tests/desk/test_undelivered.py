"""Mails of ours that did not arrive: told once, to those who can do something about it."""

from dataclasses import replace

import pytest

from desk.desks import Limits
from desk.facts import KnownDelivery
from desk.letters import Audience, Template
from desk.ticket import Ticket
from desk.topics import Topic
from desk.undelivered import decide_undelivered, decide_unsent
from tests.desk.builders import ANN, BOB, CUSTOMER, NOW, OFFICE, a_ticket, sent


def a_delivery(ticket: Ticket | None, recipient: str = CUSTOMER.addr) -> KnownDelivery:
    """Return a delivery that the relay has refused for good."""
    return KnownDelivery(
        id=5, recipient=recipient, template=Template.REPLY, ticket=ticket, failed=True, proved=True
    )


def test_a_mail_that_the_relay_refuses_is_an_event_and_a_word_to_staff() -> None:
    """The assignees hear whom it did not reach, and what the other side said."""
    decision = decide_undelivered(a_delivery(a_ticket()), OFFICE, NOW, why="550 5.1.1 no such user")
    assert (decision.verdict, decision.undelivered, decision.ticket_id) == (None, 5, 7)
    assert sent(decision) == [f"undelivered {ANN.address}"]
    [letter] = decision.letters
    assert dict(letter.facts) == {"recipient": CUSTOMER.addr, "fault": "550 5.1.1 no such user"}
    assert letter.audience is Audience.INTERNAL
    [event] = decision.events
    assert (event.before, event.after, event.at) == (CUSTOMER.addr, "550 5.1.1 no such user", NOW)
    assert event.by == "mail system"
    assert decision.alarms == ()


@pytest.mark.parametrize(
    ("ticket", "recipient"),
    [
        (a_ticket(), BOB.address),
        (a_ticket(), BOB.addresses[1].upper()),
        (None, BOB.address),
        (None, CUSTOMER.addr),
    ],
)
def test_what_staff_cannot_mend_is_told_to_the_operator(ticket: Ticket | None, recipient: str) -> None:
    """An agent's address or a mail without a ticket is an alarm, once for each address."""
    decision = decide_undelivered(a_delivery(ticket, recipient), OFFICE, NOW, why="550")
    assert decision.letters == ()
    [alarm] = decision.alarms
    assert (alarm.topic, dict(alarm.facts)) == (Topic.UNDELIVERED, {"recipient": recipient, "fault": "550"})
    assert recipient.lower() in alarm.once


def test_a_flood_of_failures_in_one_ticket_ends_at_its_limit() -> None:
    """Staff are told up to the limit of notices; the event is written all the same."""
    office = replace(OFFICE, limits=Limits(notices_per_ticket_day=1))
    ticket = replace(a_ticket(), notices_last_day=1)
    decision = decide_undelivered(a_delivery(ticket), office, NOW, why="550")
    assert decision.letters == ()
    assert len(decision.events) == 1


def test_failures_of_an_unassigned_ticket_are_told_to_every_agent() -> None:
    """Somebody always hears of it."""
    ticket = replace(a_ticket(), assignees=())
    decision = decide_undelivered(a_delivery(ticket), OFFICE, NOW, why="550")
    assert sent(decision) == [f"undelivered {ANN.address}", f"undelivered {BOB.address}"]


def test_a_status_of_no_mailbox_kills_the_address() -> None:
    """The relay's own answer is sure: the address dies, and the history says so."""
    decision = decide_undelivered(a_delivery(a_ticket()), OFFICE, NOW, why="550 5.1.1 none", status="5.1.1")
    assert decision.dead == CUSTOMER.addr
    assert [event.what for event in decision.events] == ["undelivered", "dead_address"]
    assert decide_undelivered(a_delivery(a_ticket()), OFFICE, NOW, why="550 none").dead == ""


def test_an_agents_dead_address_leaves_the_ticket_alone() -> None:
    """The operator hears of it; the ticket's history is the customers'."""
    decision = decide_undelivered(
        a_delivery(a_ticket(), BOB.address), OFFICE, NOW, why="550 5.1.1", status="5.1.1"
    )
    assert decision.dead == BOB.address
    assert (decision.events, decision.letters, decision.change) == ((), (), None)
    [alarm] = decision.alarms
    assert alarm.facts["why"] == "dead"


def test_staff_are_told_once_in_each_ticket_that_nothing_is_sent() -> None:
    """The first mail that is not sent is told, the next only stand in the outbox."""
    first = decide_unsent(a_delivery(a_ticket()), OFFICE, NOW, why="550 5.1.1", told=False)
    assert sent(first) == [f"undelivered {ANN.address}"]
    [event] = first.events
    assert (event.what, event.before, event.after) == ("unsent", CUSTOMER.addr, "550 5.1.1")
    second = decide_unsent(a_delivery(a_ticket()), OFFICE, NOW, why="550 5.1.1", told=True)
    assert (second.events, second.letters, second.alarms, second.dead) == ((), (), (), "")


def test_a_notification_that_is_not_sent_is_told_to_the_operator_daily() -> None:
    """An agent who hears nothing answers nobody; the alarm is the same, so it comes once a day."""
    unsent = decide_unsent(a_delivery(a_ticket(), BOB.address), OFFICE, NOW, why="5.1.1", told=False)
    failed = decide_undelivered(a_delivery(a_ticket(), BOB.address), OFFICE, NOW, why="5.1.1")
    assert [alarm.once for alarm in unsent.alarms] == [alarm.once for alarm in failed.alarms]
    assert (unsent.events, unsent.letters) == ((), ())


def test_a_notice_that_is_not_sent_makes_no_notice() -> None:
    """The operator's own dead address must not multiply what is sent to it."""
    notice = replace(a_delivery(None, ANN.address), template=Template.NOTICE)
    for decision in (
        decide_unsent(notice, OFFICE, NOW, why="5.1.1", told=False),
        decide_undelivered(notice, OFFICE, NOW, why="550 5.1.1", status="5.1.1"),
    ):
        assert (decision.letters, decision.alarms, decision.events) == ((), (), ())
