"""Whose each command is, and which of them reach a customer."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.commands import RULES
from desk.deciding import decide
from desk.decisions import Decision
from desk.letters import Audience
from desk.people import Agent, Directory, Role
from desk.ticket import Ticket
from desk.topics import Topic
from tests.desk.acts import IVAN, TO_ANN, given, lines, refusal
from tests.desk.builders import ANN, BOB, COLLEAGUE, CUSTOMER, OFFICE, a_case, a_mail, a_ticket, key_facts

# Of each command, written so that nothing else is wrong with it: whose it is, and whether it is public.
TABLE = {
    "take": ("work", False),
    "assign Ann Lee": ("work", False),
    "team network": ("work", False),
    "watch": ("read", False),
    "unwatch": ("read", False),
    "ask": ("work", True),
    "resolve": ("work", True),
    "options": ("work", True),
    "hold": ("work", False),
    "open": ("work", False),
    "reject planned": ("work", True),
    "close": ("work", True),
    "reopen It came back.": ("work", True),
    "note": ("work", False),
    "kind incident": ("work", False),
    "priority high": ("work", False),
    "subject Scanner": ("work", False),
    "org romashka": ("work", False),
    f"requester {COLLEAGUE.addr}": ("lead", True),
    f"cc {COLLEAGUE.addr}": ("work", True),
    "uncc chief@customer.example": ("work", False),
    "for petra@other.example": ("work", False),
    "merge SUP-1043": ("work", True),
    "files": ("read", False),
    "status": ("read", False),
    "show": ("read", False),
    "list": ("read", False),
    "spam": ("lead", False),
    "undo": ("work", False),
    "help": ("read", False),
}
WITH_TEXT = {"ask", "resolve", "options", "reject", "close", "note"}
OF_RIGHTS = {Topic.FOR_READING, Topic.FOR_LEADS}

OBSERVER = replace(ANN, role=Role.OBSERVER)
WORKER = replace(ANN, role=Role.AGENT)
LEAD = replace(ANN, role=Role.LEAD)
CHIEF = replace(BOB, role=Role.LEAD)

TICKET = replace(a_ticket(), participants=(Address("chief@customer.example"),))
OWN = replace(TICKET, requester=Address(TO_ANN, ANN.name), participants=())


def word_of(line: str) -> str:
    """Return the name of the command on this line."""
    return line.split()[0]


def gives(ann: Agent, line: str, ticket: Ticket = TICKET, audience: Audience = Audience.PUBLIC) -> Decision:
    """Return the decision on what Ann orders at a desk where Bob leads."""
    office = replace(OFFICE, directory=Directory((ann, CHIEF), OFFICE.directory.organisations))
    text = "Why?" if word_of(line) in WITH_TEXT else ""
    return given(line, text=text, ticket=ticket, audience=audience, office=office, shown=ticket)


def topics(decision: Decision) -> set[Topic | None]:
    """Return what the letters of a decision are about."""
    return {letter.topic for letter in decision.letters}


def test_the_table_holds_every_command() -> None:
    """Each once, so that a new one is not forgotten."""
    assert sorted(map(word_of, TABLE)) == sorted(command.value for command in RULES)


@pytest.mark.parametrize("line", TABLE)
def test_an_observer_only_reads(line: str) -> None:
    """Whatever changes a ticket or speaks to somebody is refused, of a request of the observer's own, too."""
    whose = TABLE[line][0]
    fault = (Topic.FOR_LEADS if whose == "lead" else Topic.FOR_READING, f"#{word_of(line)}")
    if whose == "read":
        told = gives(OBSERVER, line)
        assert not topics(told) & OF_RIGHTS
        assert [letter.to[0].addr for letter in told.letters] == [TO_ANN]
    else:
        assert refusal(gives(OBSERVER, line)) == fault
        assert topics(gives(OBSERVER, line, OWN)) <= OF_RIGHTS


def test_an_observer_answers_and_notes_nothing() -> None:
    """Without a command either, at neither address."""
    office = replace(OFFICE, directory=Directory((OBSERVER, CHIEF)))
    for audience in (Audience.PUBLIC, Audience.INTERNAL):
        assert refusal(given(audience=audience, office=office)) == (Topic.FOR_READING, "")


@pytest.mark.parametrize("line", TABLE)
def test_who_works_on_tickets_gives_all_but_a_leads_commands(line: str) -> None:
    """Another may lead there; whose an own request is, its author says."""
    whose, word = TABLE[line][0], word_of(line)
    if whose == "lead":
        assert refusal(gives(WORKER, line)) == (Topic.FOR_LEADS, f"#{word}")
    else:
        assert not topics(gives(WORKER, line)) & OF_RIGHTS
    assert (Topic.FOR_LEADS in topics(gives(WORKER, line, OWN))) is (word == "spam")
    assert not topics(gives(LEAD, line)) & OF_RIGHTS


@pytest.mark.parametrize("line", TABLE)
def test_a_requester_gives_no_command(line: str) -> None:
    """In a customer's mail its line is words, whoever has passed every proof."""
    said = f"#{line}\nWhy?"
    mail = a_mail(CUSTOMER, said, passed=True, commands=lines(line))
    decision = decide(a_case(mail, key_facts(TICKET, Audience.CUSTOMER, IVAN)))
    assert (decision.change, [message.text for message in decision.messages]) == (None, [said])


@pytest.mark.parametrize("line", TABLE)
def test_what_reaches_the_customer_is_refused_at_the_internal_address(line: str) -> None:
    """Nothing that is sent there leaves the staff side."""
    decision = gives(LEAD, line, audience=Audience.INTERNAL)
    assert all(letter.for_staff for letter in decision.letters)
    if TABLE[line][1]:
        assert refusal(decision) == (Topic.INTERNAL_ADDRESS, f"#{word_of(line)}")
    else:
        assert Topic.INTERNAL_ADDRESS not in topics(decision)


@pytest.mark.parametrize("line", [line for line, (_, public) in TABLE.items() if not public])
def test_what_is_not_public_writes_to_no_customer(line: str) -> None:
    """At the address of those that are public neither."""
    assert all(letter.for_staff for letter in gives(LEAD, line).letters)
