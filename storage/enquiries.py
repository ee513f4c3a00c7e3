"""What an agent's commands ask to be told: the tickets of a list, one ticket's thread."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from desk.desks import Desk
from desk.enquiries import Scope, wanted
from desk.facts import Facts
from desk.mail import Mail
from desk.people import Agent
from desk.states import State
from desk.ticket import Ticket
from storage.threads import latest
from storage.tickets import by_number, listing

# So many tickets stand in one list, and so many messages of one are shown: more would not be read.
MOST_TICKETS = 50
MOST_MESSAGES = 30

_ALIVE = (State.NEW, State.OPEN, State.WAITING, State.ON_HOLD, State.RESOLVED)
_STATES: Mapping[Scope, tuple[State, ...]] = {
    Scope.MINE: _ALIVE,
    Scope.ALL: _ALIVE,
    Scope.OPEN: (State.NEW, State.OPEN),
    Scope.WAITING: (State.WAITING, State.ON_HOLD, State.RESOLVED),
}


def with_answers(c: Connection, facts: Facts, mail: Mail, agent: Agent, desk: Desk, now: datetime) -> Facts:
    """Return the facts with what this agent's mail asks for, of this desk alone."""
    asked = wanted(mail)
    if asked.scope is not None:
        mine = agent.name if asked.scope is Scope.MINE else None
        found = listing(
            c,
            now,
            desk=desk.address,
            states=_STATES[asked.scope],
            assignee=mine,
            limit=MOST_TICKETS,
        )
        facts = replace(facts, listing=tuple(found))
    shown = by_number(c, asked.number, now) if asked.number else _reached(facts) if asked.shows else None
    if shown is not None and shown.desk == desk.address:
        facts = replace(facts, shown=shown, thread=latest(c, shown.id, MOST_MESSAGES))
    return facts


def _reached(facts: Facts) -> Ticket | None:
    """Return the ticket that a mail without a number means: of its key, else of what it answers."""
    keyed = (key.ticket for key in facts.keys if key.ticket is not None)
    return next(iter((*keyed, *(pointer.ticket for pointer in facts.pointers), *facts.numbered)), None)
