"""What is known beside the facts where an agent writes: what commands ask, and what must not be told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select

from desk.commands import subjects_of, words_of
from desk.desks import Desk
from desk.enquiries import MOST_MESSAGES, MOST_TICKETS, Scope, wanted
from desk.facts import Facts
from desk.letters import FileRef
from desk.mail import Mail
from desk.people import Agent
from desk.states import State
from desk.ticket import Author, Ticket
from storage import waiting
from storage.facts import spoken_before
from storage.tables import ADDR_LENGTH, customers, tickets
from storage.terms import bare_numbers, numbers_in, possible_numbers
from storage.threads import last_joined, last_notes, latest
from storage.tickets import by_number, get, listing, load

_ALIVE = (State.NEW, State.OPEN, State.WAITING, State.ON_HOLD, State.RESOLVED)
_STATES: Mapping[Scope, tuple[State, ...]] = {
    Scope.MINE: _ALIVE,
    Scope.ALL: _ALIVE,
    Scope.OPEN: (State.NEW, State.OPEN),
    Scope.WAITING: (State.WAITING, State.ON_HOLD, State.RESOLVED),
}


def with_agent_s(c: Connection, facts: Facts, mail: Mail, agent: Agent, desk: Desk, now: datetime) -> Facts:
    """Return the facts with all that is known beside them where this agent writes."""
    return _with_secrets(c, _with_answers(c, facts, mail, agent, desk, now), mail, desk, now)


def _with_secrets(c: Connection, facts: Facts, mail: Mail, desk: Desk, now: datetime) -> Facts:
    """Return the facts with what of others' must not be told to the customers of this mail's ticket."""
    known = (*(key.ticket for key in facts.keys), *(pointer.ticket for pointer in facts.pointers))
    reached = tuple({ticket.id for ticket in (*known, *facts.numbered) if ticket is not None})
    text = words_of(mail.commands, mail.text_after_commands)
    names = "\n".join((*subjects_of(mail.commands), *(file.name for file in mail.attachments)))
    # In a file stand numbers of all kinds.
    beside = numbers_in(f"{names}\n{mail.attached_text}", desk.prefix)
    numbers = (
        *numbers_in(text, desk.prefix),
        *possible_numbers(text),
        *bare_numbers(text, desk.prefix),
        *beside,
    )
    tickets_named = c.scalars(_NUMBERED, {"sought": list(numbers)}).all() if numbers else ()
    addrs = [addr[:ADDR_LENGTH] for addr in mail.mentioned]
    return replace(
        facts,
        notes=last_notes(c, reached),
        joined=last_joined(c, reached),
        mentioned=tuple(load(c, tickets_named, now).values()),
        known_customers=frozenset(c.scalars(_KNOWN, {"sought": addrs})) if addrs else frozenset(),
    )


# Built once: making a statement costs more than running it.
_SOUGHT: BindParameter[Sequence[str]] = bindparam("sought", expanding=True)
_NUMBERED = select(tickets.c.id).where(tickets.c.number.in_(_SOUGHT))
_KNOWN = select(customers.c.folded).where(customers.c.folded.in_(_SOUGHT)).distinct()


def _with_answers(c: Connection, facts: Facts, mail: Mail, agent: Agent, desk: Desk, now: datetime) -> Facts:
    """Return the facts with what this agent's mail asks for, of this desk alone."""
    asked = wanted(mail, desk.prefix)
    if asked.scope is not None:
        mine = agent.name if asked.scope is Scope.MINE else None
        found = listing(
            c,
            now,
            desk=desk.address,
            states=_STATES[asked.scope],
            assignee=mine,
            limit=MOST_TICKETS + 1,
        )
        facts = replace(facts, listing=tuple(found))
    target = _named(c, asked.target, now) if asked.target else None
    if target is not None and target.desk == desk.address:
        theirs = waiting.of_tickets(c, (target.id,))
        facts = replace(facts, target=target, waiting={**facts.waiting, **theirs})
    shown = _named(c, asked.number, now) if asked.number else _reached(facts) if asked.shows else None
    if shown is not None and shown.desk == desk.address:
        waits = {**facts.waiting, **waiting.of_tickets(c, (shown.id,))}
        facts = replace(facts, shown=shown, thread=latest(c, shown.id, MOST_MESSAGES + 1), waiting=waits)
    if asked.customer:
        facts = replace(facts, spoken_before=spoken_before(c, asked.customer))
    reached = _reached(facts) if asked.files else None
    return facts if reached is None else replace(facts, files=_with_newer(c, facts, reached))


def _with_newer(c: Connection, facts: Facts, ticket: Ticket) -> Mapping[int, tuple[FileRef, ...]]:
    """Return the customers' last files, and those of the staff's last message with any, where it is newer."""
    filed = [said for said in latest(c, ticket.id, MOST_MESSAGES) if said.attachments and said.inbox_id]
    if not filed or filed[-1].author is Author.CUSTOMER:
        return facts.files
    newer = tuple(FileRef(filed[-1].inbox_id or 0, file) for file in filed[-1].attachments)
    return {**facts.files, ticket.id: (*facts.files.get(ticket.id, ()), *newer)}


def _named(c: Connection, number: str, now: datetime) -> Ticket | None:
    """Return the ticket of a number; of one that was merged, that in which it goes on."""
    found = by_number(c, number, now)
    return found if found is None or found.merged_into is None else get(c, found.merged_into, now)


def _reached(facts: Facts) -> Ticket | None:
    """Return the ticket that a mail without a number means: of its key, else of what it answers."""
    keyed = (key.ticket for key in facts.keys if key.ticket is not None)
    return next(iter((*keyed, *(pointer.ticket for pointer in facts.pointers), *facts.numbered)), None)
