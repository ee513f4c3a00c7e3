"""What people do in the stories of the rules, and what came of it."""

from desk.deciding import decide
from desk.decisions import Decision
from desk.letters import FOR_STAFF, Audience, Template
from desk.mail import CommandLine, Intent, Mail, MailKind
from desk.office import Office
from desk.states import Reason, State
from desk.ticket import Ticket
from desk.topics import Topic
from tests.desk.builders import (
    ANN,
    BOB,
    CUSTOMER,
    OFFICE,
    a_case,
    a_mail,
    a_ticket,
    an_agents_mail,
    key_facts,
)

IVAN, TO_ANN, TO_BOB = CUSTOMER.addr, ANN.address, BOB.address


def reply(intent: Intent = Intent.NONE, text: str = "Как и говорили", confidence: float = 0.95) -> Mail:
    """Return the customer's answer, surely meant unless said otherwise."""
    return a_mail(text=text, intent=intent, confidence=confidence, kind=MailKind.REPLY)


def answered(ticket: Ticket, mail: Mail, office: Office = OFFICE) -> Decision:
    """Return the decision for an answer to the customer's own key."""
    return decide(a_case(mail, key_facts(ticket, Audience.CUSTOMER, IVAN), office))


def change_of(decision: Decision) -> tuple[State | None, Reason | None]:
    """Return the state and the reason a decision sets."""
    change = decision.change
    return (None, None) if change is None else (change.state, change.reason)


def by_own_key(
    mail: Mail, ticket: Ticket | None = None, audience: Audience = Audience.PUBLIC, office: Office = OFFICE
) -> Decision:
    """Return the decision for Ann's mail to her own key."""
    return decide(a_case(mail, key_facts(ticket or a_ticket(), audience, TO_ANN), office))


def nothing_done(decision: Decision) -> bool:
    """Tell whether a decision neither changes a ticket nor speaks to a customer."""
    untouched = not decision.messages and not decision.events and decision.opening is None
    return untouched and decision.change is None and all(x.for_staff for x in decision.letters)


def nothing_but_staff(decision: Decision) -> bool:
    """Tell whether every letter goes to staff."""
    return all(letter.template in FOR_STAFF for letter in decision.letters)


def lines(*commands: str) -> tuple[CommandLine, ...]:
    """Return command lines such as ``assign bob``."""
    return tuple(CommandLine(*line.split(" ", 1)) for line in commands)


def given(
    *commands: str,
    text: str = "Текст",
    ticket: Ticket | None = None,
    audience: Audience = Audience.PUBLIC,
    office: Office = OFFICE,
    **facts: object,
) -> Decision:
    """Return the decision for Ann's mail with these commands to her own key."""
    mail = an_agents_mail(text, commands=lines(*commands))
    known = key_facts(ticket or a_ticket(), audience, TO_ANN, **facts)
    return decide(a_case(mail, known, office))


def refusal(decision: Decision) -> tuple[Topic | None, str]:
    """Return topic and word of a refusal that is all a decision does."""
    [letter] = decision.letters
    assert letter.template is Template.REFUSAL
    assert (decision.messages, decision.events, decision.change, decision.opening) == ((), (), None, None)
    return letter.topic, letter.facts["word"]


def untouched(decision: Decision) -> bool:
    """Tell whether nobody is written to and nothing changes."""
    return decision.letters == () and decision.change is None and decision.opening is None


def does_nothing(decision: Decision) -> bool:
    """Tell whether nobody is written to and no ticket is opened, changed or added to."""
    added = decision.messages or decision.events or decision.letters
    return not added and decision.change is None and decision.opening is None
