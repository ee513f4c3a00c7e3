"""Staff and organisations: who is whom, and who serves where."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.mail import Language
from desk.people import Agent, Directory, Organisation, Role
from desk.ticket import Ticket
from tests.desk.builders import ANN, BOB, CHIEF, COLLEAGUE, CUSTOMER, DESK, OFFICE, SALES, a_ticket

CARL = Agent(name="Carl Orr", addresses=("carl@staff.example",), desks=("Sales@Example.org",))
DIRECTORY = Directory((ANN, BOB, CARL))


@pytest.mark.parametrize(
    ("addr", "agent"),
    [
        ("ann@staff.example", ANN),
        ("ANN@Staff.Example", ANN),
        ("b.ray@home.example", BOB),
        ("ann+home@staff.example", None),
        # T06: homographs are not staff.
        ("\u0430nn@staff.example", None),
        ("ann@\u0455taff.example", None),
        ("ann@staff\uff0eexample", None),
        ("ann@\u017ftaff.example", None),
        ("", None),
    ],
)
def test_an_agent_is_known_by_exactly_the_configured_addresses(addr: str, agent: Agent | None) -> None:
    """A plus-form or a look-alike of an agent's address is not the agent."""
    assert DIRECTORY.agent(addr, DESK.address) is agent


def test_an_agent_of_another_desk_is_no_agent_here() -> None:
    """Whoever serves only the sales desk is staff there, and a customer everywhere else."""
    assert DIRECTORY.agent(CARL.address, SALES.address) is CARL
    assert DIRECTORY.agent(CARL.address, DESK.address) is None
    assert DIRECTORY.serving(DESK.address) == (ANN, BOB)


def test_an_agent_is_written_to_at_the_first_address() -> None:
    """Of several addresses the first is the stored one."""
    assert BOB.address == "bob@staff.example"


def test_operators_hear_of_faults_and_all_do_where_none_is_named() -> None:
    """What the operator must know is never told to nobody."""
    assert DIRECTORY.operators(Language.EN) == (ANN,)
    nobody = Directory((replace(ANN, role=Role.AGENT), BOB))
    assert nobody.operators(Language.EN) == nobody.agents
    reading = replace(BOB, role=Role.OBSERVER)
    assert reading not in Directory((replace(ANN, role=Role.AGENT), reading)).operators(Language.EN)


def test_an_agent_is_found_by_the_exact_name() -> None:
    """Names in the store are whole names, spelled as configured."""
    assert DIRECTORY.named("Ann Lee") is ANN
    assert DIRECTORY.named("ann lee") is None


def test_the_first_known_agent_among_addresses_gives_the_language() -> None:
    """A notice to several people takes the language of the first that is an agent."""
    assert DIRECTORY.language(["x@y.example", BOB.address, ANN.address]) is Language.RU
    assert DIRECTORY.language(["x@y.example"]) is None


ONE = Organisation(name="One", domains=("shared.example",))
TWO = Organisation(name="Two", addresses=("Boss@Shared.Example",), representatives=("rep@else.example",))


@pytest.mark.parametrize(
    ("addr", "name"),
    [
        ("a@shared.example", "One"),
        ("boss@shared.example", "Two"),
        ("REP@else.example", "Two"),
        ("a@sub.shared.example", None),
        ("a@notshared.example", None),
        ("shared.example", None),
        ("", None),
    ],
)
def test_an_organisation_is_known_by_address_before_domain(addr: str, name: str | None) -> None:
    """A named address outweighs its domain; a part or a child of a domain is not the domain."""
    found = Directory((), (ONE, TWO)).organisation(addr)
    assert (found.name if found else None) == name


def test_only_named_representatives_represent() -> None:
    """To belong to an organisation is not to speak for it."""
    organisation = OFFICE.organisation(CUSTOMER.addr)
    assert organisation is not None
    assert organisation.represented_by(CHIEF.addr.upper())
    assert not organisation.represented_by(COLLEAGUE.addr)


def test_unknown_customers_belong_to_nobody() -> None:
    """Two people at a public provider are strangers to each other."""
    assert OFFICE.organisation("a@gmail.example") is None


@pytest.mark.parametrize(
    ("assignees", "told"),
    [
        ((), (ANN, BOB)),
        (("Bob Ray",), (BOB,)),
        (("Bob Ray", "Somebody Else"), (BOB,)),
        # All who were assigned have left.
        (("Somebody Else",), (ANN, BOB)),
    ],
)
def test_the_assignees_are_told_else_every_agent_of_the_desk(
    assignees: tuple[str, ...], told: tuple[Agent, ...]
) -> None:
    """News of a ticket never goes to nobody because its agents have left."""
    assert OFFICE.assigned(assignees) == told


@pytest.mark.parametrize(
    ("addr", "own"),
    [
        ("support@example.org", True),
        ("Support+anything@Example.ORG", True),
        ("sales@example.org", True),
        ("shop+x@example.org", True),
        ("support@evil.example", False),
        ("support@example.org.evil.example", False),
        ("", False),
    ],
)
def test_every_address_of_every_desk_is_our_own(addr: str, own: bool) -> None:
    """Aliases and plus-forms of all desks are ours; look-alikes are not."""
    assert OFFICE.is_own(addr) is own


@pytest.mark.parametrize(
    ("ticket", "addr", "takes_part"),
    [
        (a_ticket(), "IVAN@customer.example", True),
        (a_ticket(), COLLEAGUE.addr, False),
        (replace(a_ticket(), participants=(Address(COLLEAGUE.addr.upper()),)), COLLEAGUE.addr, True),
        (a_ticket(), "", False),
    ],
)
def test_the_requester_and_the_participants_take_part(ticket: Ticket, addr: str, takes_part: bool) -> None:
    """Who takes part is told by address, whatever the letters' case."""
    assert ticket.takes_part(addr) is takes_part
