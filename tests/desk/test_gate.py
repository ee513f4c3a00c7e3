"""The one gate: which mails are answered automatically, and which letters may leave."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from desk import gate
from desk.address import Address
from desk.case import Case
from desk.desks import Limits
from desk.envelope import Source
from desk.facts import Facts
from desk.letters import FOR_STAFF, WRITTEN_BY_AGENTS, Letter, Template
from desk.mail import Language, MailKind
from desk.office import Office
from desk.topics import Topic
from tests.desk.builders import (
    ANN,
    CUSTOMER,
    DESK,
    OFFICE,
    SALES,
    a_case,
    a_mail,
    a_ticket,
    an_office,
    believed,
)


def with_header(name: str, value: str, office: Office = OFFICE) -> Case:
    """Return the case of a customer's mail with one more header."""
    return a_case(replace(a_mail(), headers=MappingProxyType({name: value})), office=office)


def test_an_ordinary_mail_is_acknowledged() -> None:
    """Nothing speaks against answering a customer, believed or not."""
    assert gate.silence(a_case(a_mail())) == ""
    assert gate.silence(a_case(a_mail(passed=True))) == ""


def a_stale_case() -> Case:
    """Return the case of a customer's mail out of an old mailbox."""
    case = a_case(a_mail(passed=True))
    return replace(case, envelope=replace(case.envelope, source=Source.IMAP, stale=True))


FORGED = replace(believed(CUSTOMER.addr), dmarc=(("fail", "customer.example"),))
SILENT = (
    ("not exactly one plain address", a_case(a_mail(None))),
    ("says this mail is not from it", a_case(replace(a_mail(), authentication=(FORGED,)))),
    ("null return path", a_case(a_mail(), return_path="")),
    ("lay in its mailbox for over a day", a_stale_case()),
    ("marks of a machine: no-reply sender", a_case(replace(a_mail(), automatic=("no-reply sender",)))),
    ("marks of a machine", a_case(replace(a_mail(), automatic=("List-Id: x", "Precedence: bulk")))),
    ("calendar invitation", a_case(replace(a_mail(), calendar_method="REQUEST"))),
    ("not surely a person's mail: list", a_case(a_mail(kind=MailKind.LIST))),
    ("not surely a person's mail: calendar", a_case(a_mail(kind=MailKind.CALENDAR))),
    ("not surely a person's mail: own", a_case(a_mail(kind=MailKind.OWN))),
    ("a desk of ours", a_case(a_mail(Address("Support+x@example.org")))),
    ("a desk of ours", a_case(a_mail(Address("shop@example.org")))),
    ("cannot be written to", a_case(a_mail(Address("ivan..petrov@customer.example")))),
    ("limit of acknowledgements", a_case(a_mail(), Facts(acknowledgements_last_hour=5))),
    ("limit of automatic mail", a_case(a_mail(), Facts(automatic_last_hour=300))),
    ("asks for no automatic answer", with_header("x-auto-response-suppress", "All")),
    ("asks for no automatic answer", with_header("x-auto-response-suppress", "DR, RN,AutoReply")),
    ("asks for no automatic answer", with_header("x-auto-response-suppress", "oof , DR")),
    ("marked as spam", with_header("x-spam", "Yes", an_office(spam_header="X-Spam"))),
)


@pytest.mark.parametrize(("why", "case"), SILENT, ids=[row[0] for row in SILENT])
def test_no_mail_that_must_not_be_answered_is_acknowledged(why: str, case: Case) -> None:
    """Every reason for silence is told in words."""
    assert why in gate.silence(case)


ALMOST = (
    a_case(a_mail(), Facts(acknowledgements_last_hour=4, automatic_last_hour=299)),
    with_header("x-auto-response-suppress", "DR, RN, NRN"),
    with_header("x-auto-response-suppress", ""),
    with_header("x-spam", "Yes"),
)


@pytest.mark.parametrize("case", ALMOST)
def test_what_only_looks_like_a_reason_silences_nothing(case: Case) -> None:
    """Below the limits, with other wishes, or with a header nobody named, a mail is answered."""
    assert gate.silence(case) == ""


@pytest.mark.parametrize(
    ("value", "spam"),
    [
        ("Yes", True),
        ("YES, score=9.1", True),
        ("true", True),
        ("1", True),
        ("spam", True),
        ("", False),
        ("No", False),
        ("no, score=-1.2 required=5", False),
        ("No score=0.1", False),
        ("NO; x", False),
        ("false", False),
        ("0", False),
        ("0.1 / 15.0", False),
        ("Nothing", True),
    ],
)
def test_the_named_spam_header_silences_by_its_first_word(value: str, spam: bool) -> None:
    """A filter says no in several forms; whatever else it says is spam."""
    case = with_header("x-spam-status", value, an_office(spam_header="X-Spam-Status"))
    assert bool(gate.silence(case)) is spam


def test_limits_of_acknowledgements_do_not_silence_other_answers() -> None:
    """Who may not be acknowledged for the number of requests may still ask for the status of one."""
    case = a_case(a_mail(), Facts(acknowledgements_last_hour=5))
    assert gate.silence(case) != ""
    assert gate.unanswerable(case) == ""


def a_letter(template: Template, *to: Address, author: str = "") -> Letter:
    """Return a letter to the customer, or to others."""
    return Letter(template=template, language=Language.EN, to=to or (CUSTOMER,), author=author)


TICKET_LIMIT, DESK_LIMIT, STAFF_LIMIT = (
    gate.Counts(ticket_last_day=20),
    gate.Counts(desk_last_hour=300),
    gate.Counts(notices_last_day=200),
)


# What an agent is told of words that did not go out; else they would be lost without anybody's knowing.
GIVING_BACK = frozenset({Template.RETURNED, Template.REFUSAL})


@pytest.mark.parametrize("template", Template)
def test_each_form_of_letter_stays_under_its_own_limits(template: Template) -> None:
    """Agents' words always leave; automatic mail stops at ticket's and desk's limits, notices at theirs."""
    letter = a_letter(template)
    leaves = [gate.open_for(letter, OFFICE, counts) for counts in (TICKET_LIMIT, DESK_LIMIT, STAFF_LIMIT)]
    if template in WRITTEN_BY_AGENTS:
        assert leaves == [True, True, True]
    elif template in FOR_STAFF:
        assert leaves == [True, True, template in GIVING_BACK]
        assert not gate.open_for(letter, OFFICE, gate.Counts(notices_last_day=600))
    else:
        assert leaves == [False, False, True]


@pytest.mark.parametrize("template", Template)
def test_below_the_limits_every_letter_leaves(template: Template) -> None:
    """The last mail before a limit still leaves."""
    counts = gate.Counts(ticket_last_day=19, desk_last_hour=299, notices_last_day=199)
    assert gate.open_for(a_letter(template), OFFICE, counts)


def test_the_limits_are_those_of_the_office() -> None:
    """An operator may set every limit."""
    office = replace(OFFICE, limits=Limits(automatic_per_ticket_day=1))
    assert not gate.open_for(a_letter(Template.STATUS), office, gate.Counts(ticket_last_day=1))


def test_an_agents_words_in_a_closing_note_always_leave() -> None:
    """The customer hears what the agent wrote, whatever was sent before."""
    assert gate.open_for(a_letter(Template.CLOSED, author="Ann Lee"), OFFICE, TICKET_LIMIT)


def test_what_a_customer_wrote_makes_a_notice_no_agents_word() -> None:
    """A notification bears its author's name and stays under its limit all the same."""
    assert not gate.open_for(a_letter(Template.NOTIFICATION, author="Ivan"), OFFICE, STAFF_LIMIT)


@pytest.mark.parametrize("addr", ["support@example.org", "SALES+x@example.org", "shop@example.org"])
@pytest.mark.parametrize("template", [Template.REPLY, Template.ACKNOWLEDGEMENT, Template.NOTIFICATION])
def test_nothing_is_ever_sent_to_an_address_of_ours(template: Template, addr: str) -> None:
    """A letter to a desk of ours does not leave; among other recipients the desk is left out."""
    letter = a_letter(template, Address(addr))
    assert not gate.open_for(letter, OFFICE, gate.Counts())
    assert gate.passed((letter,), OFFICE, gate.Counts()) == ()
    [both] = gate.passed((a_letter(template, Address(addr), CUSTOMER),), OFFICE, gate.Counts())
    assert both.to == (CUSTOMER,)


def test_what_cannot_be_written_to_is_left_out() -> None:
    """An address that no mail system takes stops no mail to the others."""
    [letter] = gate.passed(
        (a_letter(Template.REPLY, CUSTOMER, Address("a..b@c.example"), Address("")),), OFFICE, gate.Counts()
    )
    assert letter.to == (CUSTOMER,)


def test_a_letter_to_nobody_does_not_leave() -> None:
    """Without a recipient there is no mail."""
    nobody = replace(a_letter(Template.REPLY), to=())
    assert not gate.open_for(nobody, OFFICE, gate.Counts())
    assert gate.passed((nobody,), OFFICE, gate.Counts()) == ()


def test_the_operator_hears_of_the_desks_limit() -> None:
    """A reached limit of the whole desk is an alarm, told with address and number."""
    assert gate.alarms(OFFICE, gate.Counts(desk_last_hour=299)) == ()
    [alarm] = gate.alarms(OFFICE, DESK_LIMIT)
    assert alarm.topic is Topic.LIMIT_REACHED
    assert dict(alarm.facts) == {"count": "300", "sender": DESK.address}
    [other] = gate.alarms(replace(OFFICE, desk=SALES), DESK_LIMIT)
    assert other.once != alarm.once


def test_a_tickets_own_counts_are_looked_at() -> None:
    """What left in a ticket counts for that ticket; a new one begins at nothing."""
    ticket = replace(a_ticket(), automatic_last_day=3, notices_last_day=4)
    expected = gate.Counts(desk_last_hour=5, ticket_last_day=3, notices_last_day=4)
    assert gate.Counts.of(ticket, 5) == expected
    assert gate.Counts.of(None, 5) == gate.Counts(desk_last_hour=5)


def test_staff_are_written_to_under_the_desks_limit_reached() -> None:
    """A flood of strangers' mail does not cut the staff off."""
    letter = a_letter(Template.NOTIFICATION, Address(ANN.address))
    assert gate.open_for(letter, OFFICE, DESK_LIMIT)
