"""Mail that came before: the same mail again, and another mail under the same Message-ID."""

from desk.address import fold
from desk.case import Case
from desk.decisions import Decision
from desk.telling import to_staff
from desk.ticket import Author, Circle
from desk.topics import Topic
from desk.verdicts import Verdict


def decide_twin(case: Case) -> Decision | None:
    """Return the decision for a mail that this desk has already, whatever way it came; else None."""
    for earlier in case.facts.earlier:
        if earlier.same_content:
            rule = f"twin of mail {earlier.inbox_id}"
            return Decision(verdict=Verdict.DUPLICATE, rule=rule, ticket_id=earlier.ticket_id)
    return None


def decide_namesake(case: Case) -> Decision | None:
    """Return the decision for another mail of the same author and Message-ID as one in a ticket; else None.

    It is filed in that ticket with a warning, unacknowledged: perhaps a relay changed it on the way,
    perhaps somebody wants to be taken for the author.
    """
    sender = _author(case)
    for earlier in case.facts.earlier:
        if earlier.ticket is not None and earlier.sender == sender:
            warning = f"same Message-ID as mail {earlier.inbox_id}, other content"
            return Decision(
                verdict=Verdict.REPLY,
                rule=warning,
                ticket_id=earlier.ticket.id,
                messages=(case.message(Author.UNKNOWN, Circle.INTERNAL, case.text, warning),),
                letters=to_staff(case, Topic.ANSWER, earlier.ticket, facts={"why": "namesake"}),
                silence="the same Message-ID came before",
            )
    return None


def flag(case: Case) -> str:
    """Return the warning about a Message-ID that somebody else used before, or the empty string."""
    sender = _author(case)
    others = any(earlier.sender != sender for earlier in case.facts.earlier)
    return "its Message-ID came from someone else before" if others else ""


def _author(case: Case) -> str:
    """Return whose From a mail bears: of what a web form wrote, the form's."""
    return fold((case.form or case.sender).addr)
