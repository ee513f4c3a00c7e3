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
from tests.desk.acts import IVAN, TO_ANN, TO_BOB, by_own_key
from tests.desk.builders import (
    ANN,
    BOB,
    KEY,
    STRANGER,
    a_case,
    a_file,
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
    return decide(a_case(an_agents_mail(text, agent=agent), Facts(keys=(key,), held=frozenset({3}))))


SENDING = (
    "send",
    "Send.",
    "SEND!\n\nAnn",
    "\n  отправить \n-- \nБоб",
    "«Отправь»",
    "Send it",
    "Yes, send it as is.",
    "Send please\n\nAnn Lee\nSenior engineer",
    "Отправить как есть",
    "Да, отправляй",
)


@pytest.mark.parametrize("text", SENDING)
def test_the_word_send_releases(text: str) -> None:
    """Beside it stands nothing that says more; it frees the held mail and does nothing else."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases, decision.letters) == (Verdict.COMMAND, 3, ())


@pytest.mark.parametrize("text", ["", "send me the original, please", "What is it? I send it later."])
def test_other_words_release_nothing(text: str) -> None:
    """They are kept for a person to read; nobody is answered, who may be a program."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases, decision.letters) == (Verdict.HELD, None, ())


UNCLEAR = (
    "do not send",
    "Don't send it",
    "Send nothing!",
    "sender",
    "No.",
    "Нет, не надо",
    "forget it",
    "Yes please, go ahead just as it is.",
    "Sned",
    "не отправлять",
    "да",
    "Yes\n\nAnn",
    f"send\n\n{'The old bill was wrong, here is another one. ' * 3}",
)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_may_mean_send_or_not_is_asked_again(text: str) -> None:
    """It frees nothing, and goes to no customer as an answer either."""
    decision = a_release(text)
    assert (decision.verdict, decision.releases, decision.messages) == (Verdict.COMMAND, None, ())
    assert sent(decision) == [f"unclear {TO_ANN}"]
    ticket = a_ticket()
    returned = replace(a_pointer(ticket, TO_ANN), message_id="returned@example.org", frees=3)
    mail = replace(an_agents_mail(text), in_reply_to=returned.message_id, authentication=(believed(TO_ANN),))
    answer = decide(a_case(mail, Facts(pointers=(returned,), held=frozenset({3}))))
    assert (answer.releases, sent(answer)) == (None, [f"unclear {TO_ANN}"])


def test_send_with_a_file_is_asked_about() -> None:
    """It was the file that was missing; by that word alone it would be lost."""
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=TO_ANN, ticket=None, held=3)
    mail = replace(an_agents_mail("send"), attachments=(a_file(),))
    assert sent(decide(a_case(mail, Facts(keys=(key,), held=frozenset({3}))))) == [f"unclear {TO_ANN}"]


def test_nobody_releases_with_anothers_release_key() -> None:
    """A release key works for its agent alone, and not for a customer."""
    assert a_release("send", agent=BOB).releases is None
    assert a_release("send", person=TO_BOB).releases is None
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=TO_ANN, ticket=None, held=3)
    assert decide(a_case(a_mail(text="send"), Facts(keys=(key,)))).releases is None


def test_a_word_of_release_that_is_not_proved_frees_nothing() -> None:
    """Neither under a From that our host calls forged, nor by a key that others have seen; nobody is told."""
    key = KnownKey(key=KEY, audience=Audience.RELEASE, person=TO_ANN, ticket=None, held=3)
    forged = replace(an_agents_mail("send"), authentication=(FORGED,))
    for mail, known in ((forged, key), (an_agents_mail("send"), replace(key, replaced=True))):
        decision = decide(a_case(mail, Facts(keys=(known,), held=frozenset({3}))))
        assert (decision.verdict, decision.releases, decision.letters) == (Verdict.HELD, None, ())


@pytest.mark.parametrize(
    ("chain", "answered", "releases"),
    [
        (TO_ANN, "returned@example.org", 3),
        (TO_BOB, "returned@example.org", None),
        (TO_ANN, "another@example.org", None),
    ],
)
def test_send_frees_by_its_ids_what_was_given_back_to_its_writer_in_the_mail_it_answers(
    chain: str, answered: str, releases: int | None
) -> None:
    """Neither a colleague's words nor those of another mail in the thread."""
    returned = replace(a_pointer(a_ticket(), chain), message_id="returned@example.org", frees=3)
    mail = replace(an_agents_mail("send", passed=True), in_reply_to=answered)
    assert decide(a_case(mail, Facts(pointers=(returned,), held=frozenset({3})))).releases == releases


def test_send_at_the_internal_address_is_a_note() -> None:
    """No customer would read it, and colleagues may mean anything by it."""
    assert by_own_key(an_agents_mail("send"), audience=Audience.INTERNAL).messages[0].text == "send"


@pytest.mark.parametrize("internal", [True, False])
def test_words_for_colleagues_alone_stay_inside_when_their_author_is_asked_again(*, internal: bool) -> None:
    """Other words in answer to that are a note, too."""
    pointer = replace(a_pointer(a_ticket(), TO_ANN), message_id="r@example.org", frees=3, internal=internal)
    mail = replace(an_agents_mail("да", passed=True), in_reply_to=pointer.message_id)
    [letter] = decide(a_case(mail, Facts(pointers=(pointer,), held=frozenset({3})))).letters
    assert letter.audience is (Audience.INTERNAL if internal else Audience.RELEASE)


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
