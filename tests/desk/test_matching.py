"""Whose ticket a mail belongs to, and what its author may do there."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.case import Case
from desk.facts import Facts, KnownKey
from desk.letters import Audience
from desk.mail import Mail, MailKind
from desk.matching import Standing, match
from desk.ticket import Ticket
from desk.trust import Mark
from tests.desk.builders import (
    ANN,
    CHIEF,
    COLLEAGUE,
    CUSTOMER,
    HOST,
    KEY,
    OFFICE,
    STRANGER,
    a_case,
    a_key,
    a_mail,
    a_pointer,
    a_ticket,
    believed,
    key_facts,
)

OTHER_KEY = "z" * 26


def another_ticket() -> Ticket:
    """Return a ticket of somebody else's."""
    return replace(a_ticket(), id=8, number="SUP-1043", requester=Address("other@else.example"))


def doubted(mail: Mail) -> Mail:
    """Return the mail as one of which our host says that it is forged."""
    assert mail.sender is not None
    host = replace(believed(mail.sender.addr), dmarc=(("fail", "customer.example"),))
    return replace(mail, authentication=(host,))


def by_key(ticket: Ticket, person: str = CUSTOMER.addr, *, replaced: bool = False) -> Facts:
    """Return the facts of a mail that came to a customer's key."""
    return Facts(keys=(replace(a_key(ticket, Audience.CUSTOMER, person), replaced=replaced),))


def by_id(*tickets: Ticket) -> Facts:
    """Return the facts of a mail with ids of these tickets in its References."""
    return Facts(pointers=tuple(a_pointer(ticket) for ticket in tickets))


def by_received_id(*tickets: Ticket) -> Facts:
    """Return the facts of a mail with ids of mails that came in, of these tickets, in its References."""
    return Facts(pointers=tuple(a_pointer(ticket, ours=False) for ticket in tickets))


def by_number(*tickets: Ticket) -> Facts:
    """Return the facts of a mail with the numbers of these tickets in its subject."""
    return Facts(numbered=tickets)


NONE, PASSED, FAILED = (a_mail(), a_mail(passed=True), doubted(a_mail()))
TICKET = a_ticket()
FULL, TEXT = Standing.FULL, Standing.TEXT

# Evidence, and what one who takes part may do by it under the marks none, pass and fail.
EVIDENCE = (
    ("key in the address", by_key(TICKET), (FULL, FULL, TEXT)),
    ("key in the address", by_key(TICKET, ""), (FULL, FULL, TEXT)),
    ("key in the address", by_key(TICKET, replaced=True), (FULL, FULL, TEXT)),
    ("id in References", by_id(TICKET), (FULL, FULL, TEXT)),
    ("id of a received mail in References", by_received_id(TICKET), (TEXT, FULL, TEXT)),
    ("number in the subject", by_number(TICKET), (TEXT, FULL, TEXT)),
)


@pytest.mark.parametrize("mail", [NONE, PASSED, FAILED], ids=[Mark.NONE, Mark.PASS, Mark.FAIL])
@pytest.mark.parametrize(("rule", "facts", "standings"), EVIDENCE)
def test_one_who_takes_part_reaches_the_ticket(
    mail: Mail, rule: str, facts: Facts, standings: tuple[Standing, ...]
) -> None:
    """Key and id of ours act unless our host says forged; what others know, too, acts only with a pass."""
    found = match(a_case(mail, facts))
    assert (found.ticket, found.rule) == (TICKET, rule)
    assert found.standing is standings[[NONE, PASSED, FAILED].index(mail)]


@pytest.mark.parametrize(
    "mail",
    [
        replace(NONE, kind=MailKind.LIST),
        replace(NONE, kind=MailKind.CALENDAR),
        replace(NONE, kind=MailKind.UNREADABLE),
        replace(NONE, automatic=("no-reply sender",)),
    ],
)
def test_what_is_not_surely_a_persons_adds_text_only(mail: Mail) -> None:
    """Not even a key lets a machine close or reopen."""
    assert match(a_case(mail, by_key(TICKET))).standing is Standing.MACHINE


@pytest.mark.parametrize("sender", [STRANGER, COLLEAGUE, Address("ivan@evil.example", "Иван Петров")])
@pytest.mark.parametrize("facts", [by_id(TICKET), by_number(TICKET)])
def test_an_id_or_a_number_lets_no_stranger_in(sender: Address, facts: Facts) -> None:
    """Who takes no part gets a new ticket; only staff see what it may continue."""
    found = match(a_case(a_mail(sender, passed=True), facts))
    assert (found.ticket, found.hints) == (None, ("SUP-1042",))


@pytest.mark.parametrize("sender", [CUSTOMER, COLLEAGUE, CHIEF])
@pytest.mark.parametrize("facts", [by_key(TICKET, COLLEAGUE.addr), by_id(TICKET)])
def test_requester_participant_and_representative_are_let_in(sender: Address, facts: Facts) -> None:
    """Those who take part, and who may confirm for them, reach the ticket by key and by id."""
    ticket = replace(TICKET, participants=(COLLEAGUE,))
    known = replace(
        facts,
        keys=tuple(replace(key, ticket=ticket) for key in facts.keys),
        pointers=tuple(replace(pointer, ticket=ticket) for pointer in facts.pointers),
    )
    found = match(a_case(a_mail(sender), known))
    assert (found.ticket, found.standing) == (ticket, FULL)


def test_an_answer_to_a_customers_answer_to_our_mail_acts() -> None:
    """A mail of ours further up in References proves as much as one that is answered directly."""
    pointers = (a_pointer(TICKET, ours=False), a_pointer(TICKET))
    assert match(a_case(a_mail(), Facts(pointers=pointers))).standing is FULL


def test_a_mail_of_ours_in_another_ticket_proves_nothing_in_this_one() -> None:
    """Who knows what we sent in one ticket need not be who opened the next."""
    pointers = (a_pointer(TICKET, ours=False), a_pointer(SECOND))
    found = match(a_case(a_mail(), Facts(pointers=pointers)))
    assert (found.ticket, found.standing) == (TICKET, TEXT)


def test_a_mail_without_any_address_takes_part_nowhere() -> None:
    """Two mails without a sender do not belong together for that."""
    nobody = replace(TICKET, requester=Address(""))
    assert match(a_case(a_mail(None), by_id(nobody))).ticket is None


def test_a_key_under_a_strangers_from_adds_text_and_is_replaced() -> None:
    """A forwarded key brings words to staff; it is not handed out again."""
    found = match(a_case(a_mail(STRANGER), by_key(TICKET)))
    assert (found.ticket, found.standing, found.replaced_keys) == (TICKET, Standing.STRANGER, (KEY,))


def test_a_replaced_key_under_a_strangers_from_leads_nowhere() -> None:
    """A key that was seen under another's From before is known too widely to let a stranger write."""
    found = match(a_case(a_mail(STRANGER), by_key(TICKET, replaced=True)))
    assert (found.ticket, found.hints, found.replaced_keys) == (None, ("SUP-1042",), ())


def test_a_key_that_all_customers_share_under_a_strangers_from_is_replaced() -> None:
    """The key of a mail to several customers is a key as well."""
    found = match(a_case(a_mail(STRANGER), by_key(TICKET, "")))
    assert (found.standing, found.replaced_keys) == (Standing.STRANGER, (KEY,))


@pytest.mark.parametrize(
    ("audience", "person", "replaced"),
    [
        (Audience.CUSTOMER, CUSTOMER.addr, ()),
        (Audience.CUSTOMER, "", ()),
        (Audience.CUSTOMER, COLLEAGUE.addr, (KEY,)),
        (Audience.PUBLIC, ANN.address, (KEY,)),
        (Audience.INTERNAL, ANN.address, (KEY,)),
    ],
)
def test_a_customer_with_anothers_key_acts_as_a_customer_and_the_key_is_replaced(
    audience: Audience, person: str, replaced: tuple[str, ...]
) -> None:
    """An agent's key in a customer's hands is no more than the customer's own word."""
    found = match(a_case(a_mail(), key_facts(TICKET, audience, person)))
    assert (found.standing, found.replaced_keys) == (FULL, replaced)


def test_an_agents_key_under_a_strangers_from_is_a_strangers_word() -> None:
    """It neither answers nor commands, and the agent gets a new key."""
    found = match(a_case(a_mail(STRANGER), key_facts(TICKET, Audience.PUBLIC, ANN.address)))
    assert (found.standing, found.replaced_keys) == (Standing.STRANGER, (KEY,))


def test_keys_of_two_tickets_are_a_conflict() -> None:
    """Nobody but a person can say which ticket was meant."""
    second = replace(a_key(another_ticket(), Audience.CUSTOMER, CUSTOMER.addr), key=OTHER_KEY)
    found = match(a_case(a_mail(), Facts(keys=(a_key(TICKET, Audience.CUSTOMER, CUSTOMER.addr), second))))
    assert (found.conflict, found.ticket, found.hints) == (True, None, ("SUP-1042", "SUP-1043"))


def test_two_keys_of_one_ticket_are_no_conflict() -> None:
    """A reply to two mails of the same ticket belongs to that ticket."""
    second = replace(a_key(TICKET, Audience.CUSTOMER, ""), key=OTHER_KEY)
    found = match(a_case(a_mail(), Facts(keys=(a_key(TICKET, Audience.CUSTOMER, CUSTOMER.addr), second))))
    assert (found.conflict, found.ticket) == (False, TICKET)


def test_a_release_key_belongs_to_no_ticket() -> None:
    """A key that frees a held mail leads a customer nowhere."""
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=ANN.address, ticket=None, held=3)
    assert match(a_case(a_mail(), Facts(keys=(key,)))).ticket is None


MINE, THEIRS = TICKET, another_ticket()
SECOND = replace(TICKET, id=9, number="SUP-1044")
ORDER = (
    ("the key before the id", replace(by_key(MINE), pointers=by_id(SECOND).pointers), MINE),
    ("the key before the number", replace(by_key(MINE), numbered=(SECOND,)), MINE),
    ("the id before the number", replace(by_id(MINE), numbered=(SECOND,)), MINE),
    ("the first id of one's own", by_id(THEIRS, MINE, SECOND), MINE),
    ("the first number of one's own", by_number(THEIRS, MINE, SECOND), MINE),
    ("an id of another's, a number of one's own", replace(by_id(THEIRS), numbered=(MINE,)), MINE),
    ("nothing of one's own", replace(by_id(THEIRS), numbered=(THEIRS,)), None),
)


@pytest.mark.parametrize(("facts", "ticket"), [row[1:] for row in ORDER], ids=[row[0] for row in ORDER])
def test_the_strongest_evidence_decides(facts: Facts, ticket: Ticket | None) -> None:
    """Key, then ids from the nearest, then number; what the sender has no right to is passed over."""
    assert match(a_case(a_mail(passed=True), facts)).ticket == ticket


def test_staff_see_each_ticket_pointed_at_once() -> None:
    """Hints name every ticket that key, ids and number pointed at, none twice."""
    facts = replace(by_id(TICKET, THEIRS), numbered=(TICKET,))
    assert match(a_case(a_mail(STRANGER), facts)).hints == ("SUP-1042", "SUP-1043")


def test_a_mail_that_points_at_nothing_has_no_hints() -> None:
    """A number or an id that this desk never gave says nothing."""
    found = match(a_case(a_mail(STRANGER, subject="Re: [SUP-999999]")))
    assert (found.ticket, found.hints, found.rule) == (None, (), "continues no ticket")


def test_a_stand_in_for_a_missing_sender_adds_text_only() -> None:
    """A mail without a true sender, freed by a person, is believed no more for that."""
    case: Case = a_case(a_mail(None), by_key(TICKET), OFFICE).with_sender(CUSTOMER)
    assert HOST in case.office.desk.authentication_hosts
    assert match(case).standing is TEXT
