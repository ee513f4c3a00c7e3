"""Who is believed to be an agent, and what is held."""

from dataclasses import replace

import pytest

from desk.address import Address
from desk.deciding import decide
from desk.facts import EarlierMail, Facts
from desk.letters import Audience, Template
from desk.mail import CommandLine, Language, MailKind
from desk.people import Directory
from desk.ticket import Author
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, by_own_key, nothing_done
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    KEY,
    OFFICE,
    STRANGER,
    a_case,
    a_key,
    a_mail,
    a_pointer,
    a_ticket,
    an_agents_mail,
    believed,
    key_facts,
    letter_of,
    order,
    sent,
)

PUBLIC, INTERNAL = Audience.PUBLIC, Audience.INTERNAL


FORGED = replace(believed(TO_ANN), dmarc=(("fail", "staff.example"),))


UNPROVED = (
    ("nothing", Facts()),
    ("a number", Facts(numbered=(a_ticket(),))),
    ("an id of the customers' chain", Facts(pointers=(a_pointer(a_ticket()),))),
    ("an id of the agent's chain", Facts(pointers=(a_pointer(a_ticket(), TO_ANN),))),
    ("a colleague's key", key_facts(a_ticket(), PUBLIC, TO_BOB)),
    ("a customer's key", key_facts(a_ticket(), Audience.CUSTOMER, IVAN)),
    ("a key shared by the customers", key_facts(a_ticket(), Audience.CUSTOMER, "")),
    ("a replaced key", Facts(keys=(replace(a_key(a_ticket(), PUBLIC, TO_ANN), replaced=True),))),
    (
        "an earlier Message-ID",
        Facts(
            earlier=(
                EarlierMail(inbox_id=1, ticket_id=7, sender=TO_ANN, same_content=False, ticket=a_ticket()),
            )
        ),
    ),
)


@pytest.mark.parametrize("facts", [row[1] for row in UNPROVED], ids=[row[0] for row in UNPROVED])
@pytest.mark.parametrize("commands", [(), order("resolve"), order("nonsense")])
def test_a_forged_agent_does_nothing_and_the_agent_is_asked(
    facts: Facts, commands: tuple[CommandLine, ...]
) -> None:
    """Without the agent's own key or a pass the mail is held, and the stored address gets one mail."""
    decision = decide(a_case(an_agents_mail("Готово.", commands=commands), facts))
    assert decision.verdict is Verdict.HELD
    assert nothing_done(decision)
    assert sent(decision) == [f"held_mail {TO_ANN}"]
    letter = letter_of(decision, Template.HELD)
    assert (letter.audience, letter.person) == (Audience.RELEASE, TO_ANN)
    assert (letter.facts["inbox"], letter.text) == ("1", "Готово.")


def test_a_held_mail_is_told_to_the_stored_address_in_the_agents_language() -> None:
    """Whichever of the agent's addresses was forged, the first one is asked."""
    mail = a_mail(Address("b.ray@home.example"), "Готово.")
    letter = letter_of(decide(a_case(mail)), Template.HELD)
    assert letter.to == (Address(TO_BOB, BOB.name),)
    assert letter.language is Language.RU


@pytest.mark.parametrize(("before", "letters"), [(4, 1), (5, 0)])
def test_a_forger_cannot_fill_an_agents_mailbox(before: int, letters: int) -> None:
    """More than five requests a day are not sent to one agent; the mails are held all the same."""
    decision = decide(a_case(an_agents_mail(), Facts(held_letters_last_day=before)))
    assert decision.verdict is Verdict.HELD
    assert len(decision.letters) == letters


@pytest.mark.parametrize(
    ("facts", "passed", "rule"),
    [
        (key_facts(a_ticket(), PUBLIC, TO_ANN), False, "agent's own public key"),
        (Facts(pointers=(a_pointer(a_ticket(), TO_ANN),)), True, "agent, id in References"),
        (Facts(pointers=(a_pointer(a_ticket(), ""),)), True, "agent, id in References"),
    ],
)
def test_the_agents_own_key_or_a_pass_is_enough(facts: Facts, rule: str, *, passed: bool) -> None:
    """Either of the two lets an agent answer."""
    decision = decide(a_case(an_agents_mail(passed=passed), facts))
    assert (decision.verdict, decision.rule, decision.ticket_id) == (Verdict.REPLY, rule, 7)
    assert sent(decision) == [f"reply {IVAN}"]


def test_what_our_host_calls_forged_is_held_even_with_a_key() -> None:
    """A leaked key does not outweigh the host's word that From is forged."""
    mail = replace(an_agents_mail(), authentication=(FORGED,))
    decision = by_own_key(mail)
    assert decision.verdict is Verdict.HELD
    assert nothing_done(decision)


def test_an_agent_may_write_from_any_of_the_agents_addresses() -> None:
    """The key belongs to the person, not to one address; whose ticket it is hears what was said."""
    mail = a_mail(Address("b.ray@home.example"), "Смотрю.", kind=MailKind.REPLY)
    decision = decide(a_case(mail, key_facts(a_ticket(), PUBLIC, TO_BOB)))
    assert sent(decision) == [f"reply {IVAN}", f"replied {TO_ANN}"]
    assert decision.messages[0].addr == TO_BOB


@pytest.mark.parametrize(
    ("reply_to", "held"),
    [
        (STRANGER, True),
        (Address("ann@staff.example"), False),
        (Address("support+x@example.org"), False),
        (None, False),
    ],
)
@pytest.mark.parametrize("proof", ["key", "pass"])
def test_an_agent_whose_from_and_reply_to_disagree_is_held(
    reply_to: Address | None, proof: str, *, held: bool
) -> None:
    """An answer that goes elsewhere than to the agent is not surely the agent's."""
    mail = replace(an_agents_mail(passed=proof == "pass"), reply_to=reply_to)
    facts = key_facts(a_ticket(), PUBLIC, TO_ANN)
    decision = decide(a_case(mail, facts))
    assert (decision.verdict is Verdict.HELD) is held
    assert nothing_done(decision) is held


def test_an_agent_who_left_is_no_agent_any_more() -> None:
    """The right is looked at when the mail comes, not when the key was made (T16)."""
    office = replace(OFFICE, directory=Directory((BOB,)))
    for audience in (PUBLIC, INTERNAL):
        mail = an_agents_mail("#resolve", commands=order("resolve"), passed=True)
        decision = by_own_key(mail, audience=audience, office=office)
        assert decision.change is None
        assert sent(decision) == [f"unknown_author {TO_BOB}"]
        assert decision.messages[0].author is Author.UNKNOWN
        assert decision.replaced_keys == (KEY,)


def test_an_agent_who_moved_to_another_desk_is_no_agent_here() -> None:
    """Serving the sales desk gives no right at the support desk."""
    office = replace(OFFICE, directory=Directory((replace(ANN, desks=("sales@example.org",)), BOB)))
    assert by_own_key(an_agents_mail(passed=True), office=office).messages[0].author is Author.UNKNOWN


@pytest.mark.parametrize("sender", [CUSTOMER, STRANGER])
def test_an_agents_key_in_other_hands_commands_nothing(sender: Address) -> None:
    """Neither customer nor stranger acts as the agent whose key they hold; the key is replaced."""
    mail = a_mail(sender, "Готово.", commands=order("resolve"), passed=True)
    decision = by_own_key(mail)
    assert decision.change is None
    assert all(letter.for_staff for letter in decision.letters)
    assert decision.replaced_keys == (KEY,)


@pytest.mark.parametrize(
    ("audience", "person", "replaced"),
    [
        (PUBLIC, TO_BOB, (KEY,)),
        (INTERNAL, TO_BOB, (KEY,)),
        (Audience.CUSTOMER, IVAN, (KEY,)),
        (Audience.CUSTOMER, "", ()),
        (PUBLIC, TO_ANN, ()),
    ],
)
@pytest.mark.parametrize("passed", [True, False])
def test_anothers_key_under_an_agents_from_is_replaced(
    audience: Audience, person: str, replaced: tuple[str, ...], *, passed: bool
) -> None:
    """A key that shows up under another person's From is not handed out again."""
    decision = decide(a_case(an_agents_mail(passed=passed), key_facts(a_ticket(), audience, person)))
    assert decision.replaced_keys == replaced


@pytest.mark.parametrize(("takes_part", "replaced"), [(False, ()), (True, (KEY,))])
def test_a_key_shown_to_a_colleague_who_takes_part_is_replaced(
    replaced: tuple[str, ...], *, takes_part: bool
) -> None:
    """Others at the agent's own domain count as colleagues, but not those who are customers of the ticket."""
    dora = Address("dora@staff.example", "Dora")
    ticket = replace(a_ticket(), participants=(dora,) if takes_part else ())
    for mail in (replace(an_agents_mail(), cc=(dora,)), replace(an_agents_mail(), to=(dora,))):
        assert by_own_key(mail, ticket).replaced_keys == replaced
    assert by_own_key(replace(an_agents_mail(), cc=(STRANGER,)), ticket).replaced_keys == (KEY,)
    requested = replace(a_ticket(), requester=dora) if takes_part else a_ticket()
    assert by_own_key(replace(an_agents_mail(), cc=(dora,)), requested).replaced_keys == replaced
