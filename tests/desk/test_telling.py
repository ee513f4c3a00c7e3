"""Telling: to whom a letter goes, in which language, with whose key, with which files."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.case import Case
from desk.letters import Audience, FileRef, Template
from desk.mail import Language
from desk.people import Directory, Role
from desk.telling import carried_or_listed, to_agent, to_customer, to_customers, to_staff
from desk.ticket import Author, Circle
from desk.topics import Topic
from tests.desk.builders import ANN, BOB, COLLEAGUE, CUSTOMER, OFFICE, a_case, a_file, a_mail, a_ticket


def case_with(*sizes: int) -> Case:
    """Return the case of a mail with attachments of these sizes."""
    return a_case(replace(a_mail(), attachments=tuple(a_file(size) for size in sizes)))


@pytest.mark.parametrize(
    ("sizes", "carried"),
    [
        ((), ()),
        ((10_000_000,), (10_000_000,)),
        ((10_000_001,), ()),
        ((5_000_000, 5_000_000), (5_000_000, 5_000_000)),
        ((6_000_000, 6_000_000), (6_000_000,)),
        ((12_000_000, 3_000, 11_000_000, 1_000), (3_000, 1_000)),
        ((7_000_000, 2_000_000, 4_000_000), (2_000_000, 4_000_000)),
    ],
)
def test_as_many_attachments_are_carried_as_10_mb_hold(
    sizes: tuple[int, ...], carried: tuple[int, ...]
) -> None:
    """The smallest first, shown in the order of the mail; the others are named."""
    case = case_with(*sizes)
    files, listed = carried_or_listed(case.files)
    assert tuple(ref.attachment.size for ref in files) == carried
    assert sorted((*carried, *(ref.attachment.size for ref in listed))) == sorted(sizes)
    for letter in to_staff(case, Topic.ANSWER, a_ticket()):
        assert (letter.files, letter.listed) == (files, listed)


def test_a_file_is_named_by_its_mail() -> None:
    """The bytes are read from the inbox when they are needed."""
    [ref] = case_with(5).files
    assert ref == FileRef(1, a_file(5))


def test_a_logo_stays_with_its_mail() -> None:
    """Staff see what says something; the thread names every file, and `#files` sends them."""
    logo = replace(a_file(type_="image/png", name="logo.png"), inline=True, decoration=True)
    case = a_case(replace(a_mail(), attachments=(a_file(), logo)))
    assert [ref.attachment for ref in case.files] == [a_file()]
    assert case.message(Author.CUSTOMER, Circle.PUBLIC, "x").attachments == (a_file(), logo)


@pytest.mark.parametrize(("language", "words"), [(Language.EN, "is encrypted (PGP)"), (Language.RU, "(PGP)")])
def test_a_mail_that_nobody_can_read_says_so(language: Language, words: str) -> None:
    """A thread and a letter without a word would look like a fault of ours."""
    case = a_case(replace(a_mail(), visible_text="", sealed="PGP", language=language))
    assert words in case.text
    assert all(letter.text == case.text for letter in to_staff(case, Topic.ANSWER, a_ticket()))
    assert a_case(replace(a_mail(), sealed="PGP")).text == a_mail().visible_text
    assert a_case(replace(a_mail(), visible_text="")).text == ""


def test_each_agent_is_told_in_a_letter_of_ones_own() -> None:
    """With one's own key, in one's own language, never by a list."""
    letters = to_staff(a_case(a_mail()), Topic.NEW_TICKET, None)
    assert [[to.addr for to in letter.to] for letter in letters] == [[ANN.address], [BOB.address]]
    assert [letter.person for letter in letters] == [ANN.address, BOB.address]
    assert [letter.language for letter in letters] == [Language.EN, Language.RU]
    assert {letter.audience for letter in letters} == {Audience.PUBLIC}
    assert {(letter.author, letter.text) for letter in letters} == {(CUSTOMER.name, a_mail().visible_text)}


@pytest.mark.parametrize("addr", [*BOB.addresses, BOB.address.upper()])
def test_the_author_is_not_told_of_ones_own_mail(addr: str) -> None:
    """An agent who writes hears nothing of it, whichever address it came from."""
    case = a_case(a_mail(replace(CUSTOMER, addr=addr)))
    assert [letter.person for letter in to_staff(case, Topic.NOTE, None)] == [ANN.address]


def test_a_sender_without_a_name_is_told_by_address() -> None:
    """Staff always see who wrote."""
    [letter, _] = to_staff(a_case(a_mail(replace(CUSTOMER, name=""))), Topic.ANSWER, None)
    assert letter.author == CUSTOMER.addr
    assert letter.facts["sender"] == CUSTOMER.addr


def test_what_from_shows_is_told_where_there_is_no_true_sender() -> None:
    """A mail without one true sender shows staff what it claims."""
    case = a_case(replace(a_mail(None), shown_sender="a@b.example, c@d.example"))
    assert to_staff(case, Topic.NEW_TICKET, None)[0].facts["sender"] == "a@b.example, c@d.example"


def test_without_any_agent_nobody_is_told() -> None:
    """A desk without staff still takes mail."""
    case = replace(a_case(a_mail()), office=replace(OFFICE, directory=Directory()))
    assert to_staff(case, Topic.NEW_TICKET, None) == ()


@pytest.mark.parametrize(
    ("but", "to", "person"),
    [
        ((), (CUSTOMER, COLLEAGUE), ""),
        ((CUSTOMER.addr,), (COLLEAGUE,), COLLEAGUE.addr),
        ((CUSTOMER.addr, COLLEAGUE.addr), (), ""),
    ],
)
def test_customers_get_one_mail_together(but: tuple[str, ...], to: tuple[object, ...], person: str) -> None:
    """The key of a mail to several belongs to all of them, that of a mail to one to that one."""
    ticket = replace(a_ticket(), participants=(COLLEAGUE,))
    letter = to_customers(ticket, Template.REPLY, but=frozenset(but))
    assert (letter.to, letter.person) == (to, person)
    assert (letter.audience, letter.language) == (Audience.CUSTOMER, ticket.language)


def test_keys_belong_to_folded_addresses() -> None:
    """A key's person is found again however an address is written."""
    assert to_customer(replace(CUSTOMER, addr="Ivan@X.example"), Language.RU, Template.STATUS).person == (
        "ivan@x.example"
    )
    loud = replace(ANN, addresses=("ANN@Staff.example",))
    letter = to_agent(loud, Template.RECEIPT, Topic.DONE)
    assert (letter.person, letter.to[0].addr) == ("ann@staff.example", "ANN@Staff.example")
    assert letter.audience is Audience.INTERNAL


def test_staff_are_told_of_several_requests_in_one_mail() -> None:
    """So that they can split it; of one request there is nothing to say."""
    for count, told in ((0, None), (1, None), (3, "3")):
        [letter, _] = to_staff(a_case(replace(a_mail(), problems=count)), Topic.NEW_TICKET, None)
        assert letter.facts.get("problems") == told


@pytest.mark.parametrize(
    ("role", "asked", "got"),
    [
        (Role.OBSERVER, Audience.PUBLIC, Audience.INTERNAL),
        (Role.OBSERVER, Audience.RELEASE, Audience.RELEASE),
        (Role.AGENT, Audience.PUBLIC, Audience.PUBLIC),
    ],
)
def test_an_observer_gets_no_key_that_reaches_customers(role: Role, asked: Audience, got: Audience) -> None:
    """Whatever the letter says."""
    letter = to_agent(replace(ANN, role=role), Template.NOTIFICATION, Topic.ANSWER, audience=asked)
    assert letter.audience is got


def test_an_agent_reads_an_own_request_as_a_customer() -> None:
    """What colleagues say of it among themselves is told to its author only as one who works on it."""
    own = replace(a_ticket(), requester=Address("b.ray@home.example"), assignees=())
    assert OFFICE.concerned(own) == (ANN,)
    assert OFFICE.concerned(replace(own, watchers=(BOB.name,))) == (ANN, BOB)
    assert OFFICE.concerned(replace(own, assignees=(BOB.name,))) == (BOB,)
