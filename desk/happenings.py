"""What a customer's mail means in the state of the ticket it has reached."""

from desk import gate
from desk.address import Address, fold
from desk.case import Case
from desk.mail import Intent
from desk.states import Condition, Happening, State, Transition, transition
from desk.ticket import Ticket

# A reader's guess below its threshold counts as "writes anything else".
INTENT_THRESHOLD = 0.8

# A bare "yes" may answer any question; of a solution we asked just this, and it is a confirmation.
BARE_YES_THRESHOLD = 0.6

HAPPENINGS: dict[Intent, Happening] = {
    Intent.CONFIRM: Happening.CONFIRMS,
    Intent.DISPUTE: Happening.DISAGREES,
    Intent.WITHDRAW: Happening.WITHDRAWS,
    Intent.THANKS: Happening.THANKS,
    Intent.STATUS: Happening.ASKS_STATUS,
    # Which variant was taken is for staff to read.
    Intent.CHOICE: Happening.WRITES,
    Intent.NONE: Happening.WRITES,
}

# What wakes nobody once the ticket is closed.
FILED_WHEN_CLOSED = frozenset({Happening.CONFIRMS, Happening.WITHDRAWS})

# So few words hold no reason for a disagreement, and nothing beside a yes.
BARE_WORDS = 2


def happening(case: Case, ticket: Ticket) -> tuple[Happening, Transition | None]:
    """Return what this mail means in this state; what the table does not know is "anything else"."""
    holding = _conditions(case, ticket)
    meant = _meant(case, ticket)
    row = transition(meant, ticket.state, holding)
    return (meant, row) if row else (Happening.WRITES, transition(Happening.WRITES, ticket.state, holding))


def is_bare(case: Case) -> bool:
    """Tell whether a mail says so little that there is no reason in it."""
    return len(case.mail.visible_text.split()) <= BARE_WORDS


def is_unsure_thanks(case: Case, ticket: Ticket) -> bool:
    """Tell whether the author perhaps only thanks, where there is nothing to do but to reopen."""
    thanks = case.mail.intent is Intent.THANKS and case.mail.intent_confidence < INTENT_THRESHOLD
    return thanks and ticket.state in {State.RESOLVED, State.CLOSED}


def answered(case: Case, ticket: Ticket) -> Address | None:
    """Return the author as the ticket knows them, never as this mail writes them.

    None is answered who only represents the others, or whose mail must not be answered by a machine.
    """
    sender = fold(case.sender.addr)
    known = next((who for who in ticket.customers if fold(who.addr) == sender), None)
    return None if gate.unanswerable(case) else known


def _meant(case: Case, ticket: Ticket) -> Happening:
    """Return what the author wants; unsure never closes."""
    mail = case.mail
    if mail.intent_confidence < _threshold(case, ticket):
        return Happening.WRITES
    meant = HAPPENINGS[mail.intent]
    # Who sends a file has more to say than "thanks" or "yes"; a signature's picture is no file.
    if meant in {Happening.THANKS, Happening.CONFIRMS} and _has_real_file(case):
        return Happening.WRITES
    # To a question of ours "it works" and "no need" are answers, and no more.
    if meant in FILED_WHEN_CLOSED and ticket.state is State.WAITING and not mail.explicit:
        return Happening.WRITES
    # The status is told to those who take part, where they can be answered; else staff read the question.
    if meant is Happening.ASKS_STATUS and answered(case, ticket) is None:
        return Happening.WRITES
    return meant


def _threshold(case: Case, ticket: Ticket) -> float:
    bare_yes = case.mail.intent is Intent.CONFIRM and is_bare(case) and ticket.state is State.RESOLVED
    return BARE_YES_THRESHOLD if bare_yes else INTENT_THRESHOLD


def _has_real_file(case: Case) -> bool:
    return any(not attachment.type.startswith("image/") for attachment in case.mail.attachments)


def _conditions(case: Case, ticket: Ticket) -> frozenset[Condition]:
    closed_at = ticket.closed_at or ticket.changed_at
    reopenable = case.now - closed_at <= case.office.desk.reopen_period
    return frozenset(
        condition
        for condition, holds in ((Condition.ANSWERED, ticket.answered), (Condition.REOPENABLE, reopenable))
        if holds
    )
