"""The release of a held mail by its agent."""

from dataclasses import replace

import pytest

from desk.deciding import decide
from desk.decisions import Decision
from desk.facts import Facts, KnownKey
from desk.letters import Audience
from desk.mail import Mail
from desk.people import Agent
from desk.verdicts import Verdict
from tests.desk.acts import IVAN, TO_ANN, TO_BOB
from tests.desk.builders import (
    ANN,
    BOB,
    KEY,
    STRANGER,
    a_case,
    a_mail,
    a_pointer,
    a_ticket,
    an_agents_mail,
    believed,
    sent,
)

FORGED = replace(believed(TO_ANN), dmarc=(("fail", "staff.example"),))


def a_release(text: str, agent: Agent = ANN, person: str = TO_ANN) -> Decision:
    """Return the decision for an answer to a release request of mail 3."""
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=person, ticket=None, held=3)
    return decide(a_case(an_agents_mail(text, agent=agent), Facts(keys=(key,))))


@pytest.mark.parametrize("text", ["send", "Send.", "SEND!\n\nAnn", "\n  отправить \n-- \nБоб", "«Отправь»"])
def test_the_single_word_send_releases(text: str) -> None:
    """The word alone in the first line frees the held mail and does nothing else."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases, decision.letters) == (Verdict.COMMAND, 3, ())


@pytest.mark.parametrize(
    "text", ["", "no", "do not send", "send me the original", "Send nothing!", "sender", "не отправить", "да"]
)
def test_anything_but_the_single_word_releases_nothing(text: str) -> None:
    """What is not exactly the word is kept for a person to read."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases) == (Verdict.HELD, None)


def test_nobody_releases_with_anothers_release_key() -> None:
    """A release key works for its agent alone, and not for a customer."""
    assert a_release("send", agent=BOB).releases is None
    assert a_release("send", person=TO_BOB).releases is None
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=TO_ANN, ticket=None, held=3)
    assert decide(a_case(a_mail(text="send"), Facts(keys=(key,)))).releases is None


RELEASED_MAILS = (
    an_agents_mail(),
    replace(an_agents_mail(), reply_to=STRANGER),
    replace(an_agents_mail(), authentication=(FORGED,)),
)


@pytest.mark.parametrize("mail", RELEASED_MAILS)
def test_a_released_mail_acts_as_the_agents(mail: Mail) -> None:
    """Once freed it answers the customer, whatever it was held for."""
    facts = Facts(pointers=(a_pointer(a_ticket(), TO_ANN),), released=TO_ANN)
    decision = decide(a_case(mail, facts))
    assert sent(decision) == [f"reply {IVAN}"]
