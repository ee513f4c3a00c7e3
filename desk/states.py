"""The life of a ticket: states, what can happen, and the one table of transitions."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a ticket is closed."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    NOT_A_FAULT = "not_a_fault"
    MERGED = "merged"
    NO_CONTRACT = "no_contract"
    UNCONFIRMED = "unconfirmed"
    SPAM = "spam"


class Happening(StrEnum):
    """What can happen to a ticket."""

    AGENT_TAKES = "agent takes or is assigned"
    AGENT_ANSWERS = "agent answers"
    AGENT_ASKS = "agent asks for information"
    AGENT_HOLDS = "agent puts on hold"
    AGENT_OFFERS = "agent offers the solution"
    AGENT_REJECTS = "agent finds it is not a fault"
    AGENT_MERGES = "agent merges"
    AGENT_RESUMES = "agent goes on with it"
    AGENT_DISCARDS = "agent finds it is no request"
    AGENT_REOPENS = "agent reopens"
    AGENT_CLOSES = "agent closes without the customer's word"
    CONFIRMS = "confirms"
    THANKS = "only says thanks"
    DISAGREES = "disagrees"
    WITHDRAWS = "withdraws"
    ASKS_STATUS = "asks for the status"
    ANSWERS_PARTLY = "answers a part of what was asked"
    WRITES = "writes anything else"
    HOLD_OVER = "the hold is over"
    REMINDERS_OVER = "reminders have run out"


class Condition(StrEnum):
    """What else must hold for a row of the table."""

    ALWAYS = "always"
    ANSWERED = "after a public reply"
    REOPENABLE = "within the reopen period"
    DESK_CLOSES = "where the desk closes unconfirmed tickets"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: in state ``before``, this happening leads to ``after``; None leaves the state as it is."""

    happening: Happening
    before: State
    after: State | None
    condition: Condition = Condition.ALWAYS
    reason: Reason | None = None


_ALIVE = (State.NEW, State.OPEN, State.WAITING, State.ON_HOLD, State.RESOLVED)


def _rows(
    happening: Happening,
    before: tuple[State, ...],
    after: State | None,
    condition: Condition = Condition.ALWAYS,
    reason: Reason | None = None,
) -> tuple[Transition, ...]:
    return tuple(Transition(happening, state, after, condition, reason) for state in before)


# What is not in the table does not happen: the customer's word then counts as "writes anything else",
# an agent's command is refused. The first row that holds decides.
TRANSITIONS: tuple[Transition, ...] = (
    *_rows(Happening.AGENT_TAKES, (State.NEW,), State.OPEN),
    *_rows(Happening.AGENT_TAKES, _ALIVE[1:], None),
    *_rows(Happening.AGENT_ANSWERS, _ALIVE[:4], State.OPEN),
    *_rows(Happening.AGENT_ANSWERS, (State.RESOLVED, State.CLOSED), None),
    *_rows(Happening.AGENT_ASKS, _ALIVE, State.WAITING),
    *_rows(Happening.AGENT_HOLDS, _ALIVE, State.ON_HOLD),
    *_rows(Happening.AGENT_OFFERS, _ALIVE, State.RESOLVED),
    *_rows(Happening.AGENT_REJECTS, _ALIVE, State.CLOSED, reason=Reason.NOT_A_FAULT),
    *_rows(Happening.AGENT_MERGES, _ALIVE, State.CLOSED, reason=Reason.MERGED),
    *_rows(Happening.AGENT_RESUMES, (State.NEW, State.OPEN, State.WAITING, State.ON_HOLD), State.OPEN),
    *_rows(Happening.AGENT_DISCARDS, _ALIVE, State.CLOSED, reason=Reason.SPAM),
    *_rows(Happening.AGENT_REOPENS, (State.RESOLVED, State.CLOSED), State.OPEN),
    *_rows(Happening.AGENT_CLOSES, _ALIVE, State.CLOSED, reason=Reason.UNCONFIRMED),
    *_rows(Happening.CONFIRMS, (State.RESOLVED,), State.CLOSED, reason=Reason.CONFIRMED),
    *_rows(Happening.CONFIRMS, _ALIVE[1:4], State.CLOSED, Condition.ANSWERED, Reason.CONFIRMED),
    *_rows(Happening.CONFIRMS, (State.CLOSED,), None),
    *_rows(Happening.THANKS, (State.RESOLVED, State.CLOSED), None),
    *_rows(Happening.DISAGREES, (State.RESOLVED,), State.OPEN),
    *_rows(Happening.WITHDRAWS, _ALIVE, State.CLOSED, reason=Reason.WITHDRAWN),
    *_rows(Happening.WITHDRAWS, (State.CLOSED,), None),
    *_rows(Happening.ASKS_STATUS, (*_ALIVE, State.CLOSED), None),
    *_rows(Happening.ANSWERS_PARTLY, (State.WAITING,), None),
    *_rows(Happening.WRITES, (State.NEW, State.OPEN, State.ON_HOLD), None),
    *_rows(Happening.WRITES, (State.WAITING, State.RESOLVED), State.OPEN),
    *_rows(Happening.WRITES, (State.CLOSED,), State.OPEN, Condition.REOPENABLE),
    *_rows(Happening.HOLD_OVER, (State.ON_HOLD,), State.OPEN),
    *_rows(
        Happening.REMINDERS_OVER,
        (State.WAITING, State.RESOLVED),
        State.CLOSED,
        Condition.DESK_CLOSES,
        Reason.UNCONFIRMED,
    ),
    *_rows(Happening.REMINDERS_OVER, (State.WAITING, State.RESOLVED), None),
)


def transition(happening: Happening, state: State, holding: frozenset[Condition]) -> Transition | None:
    """Return the row of the table for this happening, or None where it cannot happen.

    ``holding`` are the conditions that are fulfilled; ``always`` always is.
    """
    return next(
        (
            row
            for row in TRANSITIONS
            if row.happening is happening
            and row.before is state
            and (row.condition is Condition.ALWAYS or row.condition in holding)
        ),
        None,
    )
