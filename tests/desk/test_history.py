"""What old mails become that are imported."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.address import Address
from desk.case import Case
from desk.decisions import Change, Decision
from desk.desks import Machines
from desk.facts import EarlierMail
from desk.history import Import, Known, decide_history
from desk.mail import AuthenticationResult, BounceReport, Mail, MailKind
from desk.states import Reason, State
from desk.ticket import Author, Circle
from desk.verdicts import Verdict
from tests.desk.builders import (
    ANN,
    COLLEAGUE,
    CUSTOMER,
    DESK,
    HOST,
    NOW,
    STRANGER,
    a_case,
    a_mail,
    a_ticket,
    an_agents_mail,
    an_office,
)

CLOSED = Change(state=State.CLOSED, reason=Reason.UNCONFIRMED)
HERE = Known(thread=(a_ticket(State.CLOSED),))


def decided(
    mail: Mail, known: Known | None = None, *, since: timedelta | None = None, case: Case | None = None
) -> Decision:
    """Return what becomes of a mail that was written now; tickets are left open since so long ago."""
    wish = Import(NOW - since if since is not None else None)
    return decide_history(case or a_case(mail), known or Known(), wish)


def refused(mail: Mail) -> Mail:
    """Return the mail as our own host saw it: not from whom it says."""
    assert mail.sender is not None
    domain = mail.sender.addr.rpartition("@")[2]
    return replace(
        mail, authentication=(AuthenticationResult(host=HOST, dmarc=(("fail", domain),), above=HOST),)
    )


def test_a_customers_old_mail_becomes_a_closed_ticket_at_its_own_date() -> None:
    """It is closed without the customer's word; nothing is sent and nothing falls due."""
    decision = decided(a_mail())
    assert decision.verdict is Verdict.TICKET
    assert decision.opening is not None
    assert decision.opening.requester == CUSTOMER
    assert decision.change == replace(CLOSED, answered=False)
    assert [message.at for message in decision.messages] == [NOW]
    assert decision.chain == ""
    assert decision.letters == ()
    assert decision.alarms == ()


@pytest.mark.parametrize(
    ("age", "state"),
    [(timedelta(days=1), State.NEW), (timedelta(0), State.NEW), (-timedelta(1), State.CLOSED)],
)
def test_what_was_written_since_a_day_stays_open(age: timedelta, state: State) -> None:
    """Such a ticket is still to be worked on; the day itself counts."""
    change = decided(a_mail(), since=age).change
    assert change is not None
    assert change.state is state
    assert change.remind_at is None


def test_an_answered_ticket_that_stays_open_is_open() -> None:
    """Only one that nobody answered is new."""
    mail = replace(an_agents_mail(), to=(CUSTOMER,))
    change = decided(mail, HERE, since=timedelta(1)).change
    assert change == Change(state=State.OPEN, answered=True)


def test_a_customers_answer_goes_into_the_thread() -> None:
    """The ids in References of one who takes part continue the ticket, which is closed at the later date."""
    decision = decided(a_mail(kind=MailKind.REPLY), HERE)
    assert (decision.verdict, decision.ticket_id) == (Verdict.REPLY, 7)
    [message] = decision.messages
    assert (message.author, message.circle, message.mark) == (Author.CUSTOMER, Circle.PUBLIC, "")
    assert decision.change == CLOSED


def test_the_nearest_ticket_in_which_the_author_takes_part_is_continued() -> None:
    """A mail that names ids of several tickets goes where its author belongs."""
    others = replace(a_ticket(), id=8, requester=STRANGER)
    assert decided(a_mail(), Known(thread=(others, a_ticket()))).ticket_id == 7


@pytest.mark.parametrize("sender", [STRANGER, Address("other@elsewhere.example")])
def test_who_takes_no_part_is_shown_to_the_staff_alone(sender: Address) -> None:
    """A thread stays whole; its stranger neither joins nor moves it, nor gets an id into it."""
    decision = decided(a_mail(sender), HERE)
    assert decision.ticket_id == 7
    [message] = decision.messages
    assert (message.author, message.circle) == (Author.UNKNOWN, Circle.INTERNAL)
    assert message.mark
    assert decision.change is None
    assert decision.chain is None


def test_an_answer_to_the_customer_is_public() -> None:
    """The agent's words are the agent's, under the name that the desk knows."""
    mail = replace(an_agents_mail(), to=(CUSTOMER,))
    decision = decided(mail, HERE)
    [message] = decision.messages
    assert (message.author, message.circle, message.name) == (Author.AGENT, Circle.PUBLIC, ANN.name)
    assert decision.change == replace(CLOSED, answered=True)
    assert decision.chain == ""


def test_an_answer_among_the_staff_is_a_note() -> None:
    """What did not go to a customer is not shown as if it had; its id stands in the agent's own chain."""
    mail = replace(an_agents_mail(), to=(Address("bob@staff.example"),))
    decision = decided(mail, HERE)
    assert decision.messages[0].circle is Circle.INTERNAL
    assert decision.change == CLOSED
    assert decision.chain == ANN.address


def test_the_desks_own_address_answers_as_the_staff() -> None:
    """Before Postdesk, the staff answered out of the shared mailbox."""
    mail = replace(a_mail(Address(DESK.address, "Anna")), to=(CUSTOMER,))
    [message] = decided(mail, HERE).messages
    assert (message.author, message.name, message.addr) == (Author.AGENT, "Anna", DESK.address)


def test_a_mail_of_the_desk_itself_opens_no_ticket() -> None:
    """An acknowledgement of the help desk before us is nobody's request."""
    mail = replace(a_mail(Address(DESK.address)), to=(CUSTOMER,))
    assert decided(mail).verdict is Verdict.IGNORED


def test_an_agent_who_wrote_first_opened_the_customers_ticket() -> None:
    """Where the desk had a copy of it."""
    mail = replace(an_agents_mail(), to=(CUSTOMER,), cc=(Address(DESK.address),))
    decision = decided(mail)
    assert decision.opening is not None
    assert decision.opening.requester == CUSTOMER
    assert decision.opening.organisation == "Romashka"
    assert decision.messages[0].author is Author.AGENT
    assert decision.change == replace(CLOSED, answered=True)


def test_an_agents_request_to_the_desk_is_the_agents_own() -> None:
    """As it is with living mail."""
    decision = decided(an_agents_mail())
    assert decision.opening is not None
    assert decision.opening.requester.addr == ANN.address
    assert decision.messages[0].author is Author.CUSTOMER


def test_what_an_agent_wrote_past_the_desk_is_no_ticket() -> None:
    """An agent's mailbox holds more than the desk's mail, some of it nobody's business."""
    mail = replace(an_agents_mail(), to=(Address("friend@home.example"),))
    assert decided(mail).verdict is Verdict.IGNORED
    assert decided(mail).messages == ()


def test_numbers_in_subjects_prove_nothing() -> None:
    """They are another help desk's, whatever they look like."""
    assert decided(a_mail(subject="Re: [SUP-1042] Принтер", kind=MailKind.REPLY)).opening is not None


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (MailKind.BOUNCE, Verdict.BOUNCE),
        (MailKind.AUTO_REPLY, Verdict.AUTO_REPLY),
        (MailKind.RECEIPT, Verdict.RECEIPT),
    ],
)
@pytest.mark.parametrize("known", [Known(), HERE], ids=["alone", "in a thread"])
def test_what_machines_sent_is_filed(kind: MailKind, verdict: Verdict, known: Known) -> None:
    """It opens no ticket and moves none; in a thread it is shown to the staff."""
    mail = replace(a_mail(kind=kind), bounce=BounceReport(None, "5.1.1", "failed", None))
    decision = decided(mail, known)
    assert (decision.verdict, decision.opening, decision.change) == (verdict, None, None)
    assert [message.author for message in decision.messages] == [Author.SYSTEM] * len(known.thread)


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(kind=MailKind.LIST),
        a_mail(kind=MailKind.OWN),
        replace(a_mail(kind=MailKind.CALENDAR), calendar_method="reply"),
        replace(an_agents_mail(), kind=MailKind.LIST),
    ],
    ids=["list", "own", "calendar answer", "an agent's machine"],
)
def test_what_no_person_wrote_is_ignored_and_never_held(mail: Mail) -> None:
    """Held mail waits for a person, and the staff are told of it: nobody wants that of old mail."""
    assert decided(mail).verdict is Verdict.IGNORED


def test_a_desk_that_makes_tickets_of_machines_makes_none_of_old_ones() -> None:
    """Its setting is for what comes in now."""
    office = an_office(machines=Machines.TICKET)
    mail = a_mail(kind=MailKind.LIST)
    assert decided(mail, case=a_case(mail, office=office)).verdict is Verdict.IGNORED


def test_old_spam_is_no_request() -> None:
    """What the desk's filter had marked is ignored."""
    mail = replace(a_mail(), headers={"x-spam-flag": "YES"})
    case = a_case(mail, office=an_office(spam_header="X-Spam-Flag"))
    assert decided(mail, case=case).verdict is Verdict.IGNORED


def test_what_cannot_be_read_is_quarantined() -> None:
    """Nothing that was in the archive is lost."""
    mail = Mail(kind=MailKind.UNREADABLE, oddities=("too deep",))
    assert decided(mail) == Decision(verdict=Verdict.QUARANTINED, rule="unreadable: too deep")
    assert decided(a_mail(None)).verdict is Verdict.QUARANTINED


def test_a_mail_of_our_own_is_ignored() -> None:
    """A copy of what Postdesk sent stands in its outbox already."""
    assert decided(a_mail(), Known(ours=True)).verdict is Verdict.IGNORED


def test_the_copy_that_arrived_of_a_mail_that_was_sent_is_a_duplicate() -> None:
    """One author, one Message-ID: relays add to a mail on its way. The thread shows it once."""
    sent = EarlierMail(inbox_id=3, ticket_id=7, sender=CUSTOMER.addr, same_content=False)
    decision = decided(a_mail(), Known(namesakes=(sent,)))
    assert (decision.verdict, decision.ticket_id, decision.messages) == (Verdict.DUPLICATE, 7, ())


def test_another_authors_mail_of_the_same_id_is_a_mail_of_its_own() -> None:
    """Nobody can hide a mail behind an id that somebody else made."""
    sent = EarlierMail(inbox_id=3, ticket_id=7, sender=STRANGER.addr, same_content=False)
    assert decided(a_mail(), Known(namesakes=(sent,))).verdict is Verdict.TICKET


def test_a_forged_agent_answers_nobody() -> None:
    """Where our own host said that the mail is not the agent's, the staff see unproved words."""
    forged = refused(replace(an_agents_mail(), to=(CUSTOMER,)))
    [message] = decided(forged, HERE).messages
    assert (message.author, message.circle) == (Author.UNKNOWN, Circle.INTERNAL)
    assert decided(forged).verdict is Verdict.IGNORED


def test_a_forged_customer_is_marked() -> None:
    """The words stand in the thread with a warning; quoting them to anyone is refused by that."""
    assert decided(refused(a_mail()), HERE).messages[0].mark
    assert decided(refused(a_mail())).messages[0].mark


@pytest.mark.parametrize("alive", [frozenset({7}), frozenset()], ids=["alive", "newer mail"])
def test_a_ticket_that_goes_on_is_not_closed_by_its_past(alive: frozenset[int]) -> None:
    """Living mail, and mail written later, say how a ticket stands; an old answer only that there was one."""
    ticket = a_ticket(State.OPEN)
    if not alive:
        ticket = replace(ticket, changed_at=NOW + timedelta(hours=1))
    known = Known(thread=(ticket,), alive=alive)
    assert decided(a_mail(), known).change is None
    mail = replace(an_agents_mail(), to=(CUSTOMER,))
    assert decided(mail, known).change == Change(answered=True)


def test_colleagues_of_the_first_mail_take_part() -> None:
    """As with living mail: people of the requester's organisation, nobody else."""
    mail = replace(a_mail(), cc=(COLLEAGUE, STRANGER))
    opening = decided(mail).opening
    assert opening is not None
    assert opening.participants == (COLLEAGUE,)
