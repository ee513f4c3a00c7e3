"""What machines send: filed, held or ended at a delivery; never answered, never a change."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.decisions import Decision
from desk.desks import Machines, ReturnPath
from desk.facts import Facts, KnownDelivery
from desk.letters import Audience, Template, Topic
from desk.mail import BounceReport, Intent, Mail, MailKind
from desk.office import Office
from desk.states import State
from desk.ticket import Author, Circle, Ticket
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    CUSTOMER,
    OFFICE,
    STRANGER,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    an_office,
    key_facts,
    sent,
)

IVAN, TO_ANN = CUSTOMER.addr, ANN.address
BY_ID = Facts(pointers=(a_pointer(a_ticket(State.CLOSED)),))


def untouched(decision: Decision) -> bool:
    """Tell whether nobody is written to and nothing changes."""
    return decision.letters == () and decision.change is None and decision.opening is None


# Automatic replies, receipts, answers to invitations.

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


# Lists, unknown machines, invitations.


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


# Bounces.


def a_delivery(
    *,
    proved: bool = True,
    failed: bool = False,
    recipient: str = IVAN,
    ticket: Ticket | None = None,
    template: Template = Template.ACKNOWLEDGEMENT,
    lone: bool = False,
) -> KnownDelivery:
    """Return a delivery of a mail of ours, in the customer's ticket unless it is ``lone``."""
    return KnownDelivery(
        id=5,
        recipient=recipient,
        template=template,
        ticket=None if lone else ticket or a_ticket(),
        failed=failed,
        proved=proved,
    )


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
    assert dict(decision.letters[0].facts) == {"recipient": IVAN, "fault": "5.1.1"}
    [event] = decision.events
    assert (event.what, event.before, event.after, event.inbox_id) == ("undelivered", IVAN, "5.1.1", 1)
    assert (decision.change, decision.opening, decision.messages) == (None, None, ())


def test_a_second_bounce_of_a_delivery_tells_nothing() -> None:
    """What is known to have failed is not told again."""
    decision = bounced(a_bounce(), a_delivery(failed=True))
    assert (decision.verdict, decision.undelivered, decision.events) == (Verdict.BOUNCE, None, ())
    assert decision.ticket_id == 7
    assert untouched(decision)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_that_is_no_failure_ends_nothing(action: str) -> None:
    """A delay is only a delay (RFC 3464, 2.3.3)."""
    decision = bounced(a_bounce(action=action), a_delivery())
    assert decision.ticket_id == 7
    assert (decision.verdict, decision.undelivered, decision.events) == (Verdict.BOUNCE, None, ())
    assert untouched(decision)


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


def test_a_bounced_notification_is_told_to_the_operator() -> None:
    """An agent's broken address is no matter of the ticket's other agents or customers."""
    decision = bounced(a_bounce(TO_ANN), a_delivery(recipient=TO_ANN, template=Template.NOTIFICATION))
    assert decision.letters == ()
    assert [alarm.topic for alarm in decision.alarms] == [Topic.UNDELIVERED]


def test_a_bounce_of_a_mail_without_a_ticket_is_told_to_the_operator() -> None:
    """There is no history to write it into."""
    decision = bounced(a_bounce(), a_delivery(lone=True))
    assert (decision.events, decision.ticket_id, decision.undelivered) == ((), None, 5)
    assert len(decision.alarms) == 1
