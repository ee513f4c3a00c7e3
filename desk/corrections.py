"""What each command makes of a ticket besides its text: the ticket as it then stands, or the fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from desk.address import Address, fold, is_addr_spec
from desk.assigning import assigned
from desk.case import Case
from desk.commands import RULES, Command
from desk.names import MOST_CANDIDATES, addressed, folded, meant_by, only, words_near
from desk.orders import ASSIGNING, Fault, Orders
from desk.people import Agent
from desk.reminding import moved
from desk.request import KIND_WORDS, PRIORITY_WORDS
from desk.signing import scrubbed
from desk.states import State, transition
from desk.ticket import Ticket
from desk.topics import Topic
from desk.until import until

# What takes the organisation away from a ticket.
NOBODY = frozenset({"-", "—", "none", "нет"})
# What parts customers' addresses.
_PIECES = re.compile("[,;]")

Correct = Callable[[Case, Agent, Ticket, str], Ticket | Fault]


def corrected(case: Case, agent: Agent, ticket: Ticket, orders: Orders) -> Ticket | Fault:
    """Return the ticket as it stands when these orders are carried out, or the first fault in them."""
    assigning = [order for order in orders.others if order.command in ASSIGNING]
    after = assigned(case, agent, ticket, assigning) if assigning else ticket
    for order in orders.others:
        if isinstance(after, Fault):
            return after
        correct = _CORRECT.get(order.command)
        if correct is not None:
            after = correct(case, agent, after, order.argument)
        elif order.command not in ASSIGNING:
            after = _moved(case, after, order.command)
    return after


def _moved(case: Case, ticket: Ticket, command: Command) -> Ticket:
    """Return the ticket in the state to which a command brings it; one that only asks moves nothing."""
    happening = RULES[command].happening
    row = None if happening is None else transition(happening, ticket.state, frozenset())
    return ticket if row is None else moved(ticket, row, case.office.desk, case.now)


def _hold(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    """Return the ticket on hold, until the day that is named if there is one."""
    held = _moved(case, ticket, Command.HOLD)
    if not argument:
        return held
    back = until(argument, case.now, ZoneInfo(case.office.desk.time_zone))
    return Fault(Topic.UNKNOWN_DAY, argument) if back is None else replace(held, remind_at=back)


def _merge(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    """Return the ticket closed; its conversation goes on in another one of the same customers.

    Who takes part in one takes part in the other or is its requester's colleague, else they would read what
    is not theirs.
    """
    target = case.facts.target
    if target is None:
        return Fault(Topic.UNKNOWN_TICKET, argument)
    if target.id == ticket.id:
        return Fault(Topic.ITSELF, argument)
    mutual = all(_may_read(case, who, target) for who in ticket.customers)
    if not mutual or not all(_may_read(case, who, ticket) for who in target.customers):
        return Fault(Topic.OTHERS_TICKET, argument)
    if target.state is State.CLOSED:
        return Fault(Topic.CLOSED_TARGET, argument)
    return replace(_moved(case, ticket, Command.MERGE), merged_into=target.id)


def _may_read(case: Case, who: Address, ticket: Ticket) -> bool:
    """Tell whether a ticket is a customer's own or a colleague's; callers without an address are not one."""
    organisation = case.office.organisation(ticket.requester.addr)
    return bool(who.addr) and (
        ticket.takes_part(who.addr) or (organisation is not None and organisation.includes(who.addr))
    )


def _watch(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket:
    return replace(ticket, watchers=tuple(dict.fromkeys((*ticket.watchers, agent.name))))


def _unwatch(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket:
    return replace(ticket, watchers=tuple(name for name in ticket.watchers if name != agent.name))


def _kind(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    desk = case.office.desk
    own = {folded(name): kind for names in desk.kind_names.values() for kind, name in names.items()}
    kind = meant_by({**KIND_WORDS, **own}, argument)
    if kind is None:
        return Fault(Topic.UNKNOWN_KIND, argument, words_near(KIND_WORDS, argument, agent.language))
    return replace(ticket, kind=kind)


def _priority(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    priority = meant_by(PRIORITY_WORDS, argument)
    if priority is None:
        return Fault(Topic.UNKNOWN_PRIORITY, argument, words_near(PRIORITY_WORDS, argument, agent.language))
    return replace(ticket, priority=priority)


def _subject(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket:
    return replace(ticket, subject=scrubbed(argument, case))


def _organisation(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    wanted = folded(argument)
    if wanted in NOBODY:
        return replace(ticket, organisation="")
    known = {folded(one.name): one.name for one in case.office.directory.organisations}
    name = known.get(wanted) or only(whole for key, whole in known.items() if key.startswith(wanted))
    if name is None:
        near = get_close_matches(wanted, known, cutoff=0.4) or list(known)
        return Fault(
            Topic.UNKNOWN_ORGANISATION, argument, tuple(known[key] for key in near)[:MOST_CANDIDATES]
        )
    return replace(ticket, organisation=name)


def _requester(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    """Return the ticket of another customer; of those before, the new one's colleagues alone stay."""
    found = customers(case, argument)
    if isinstance(found, Fault):
        return found
    if len(found) > 1:
        return Fault(Topic.NO_ADDRESS, argument)
    if fold(found[0].addr) == fold(ticket.requester.addr):
        return ticket
    organisation = case.office.organisation(found[0].addr)
    others = tuple(
        each
        for each in ticket.participants
        if organisation is not None
        and organisation.includes(each.addr)
        and fold(each.addr) != fold(found[0].addr)
    )
    return replace(
        ticket,
        # Of an agent's own request it was the agent's.
        subject=scrubbed(ticket.subject, case),
        requester=found[0],
        participants=others,
        organisation=organisation.name if organisation else "",
    )


def _cc(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    if case.office.agent(ticket.requester.addr) is not None:
        # One mail goes to all of them, and would show the agent's own address.
        return Fault(Topic.AGENTS_REQUEST, argument)
    found = customers(case, argument)
    if isinstance(found, Fault):
        return found
    new = tuple(one for one in found if not ticket.takes_part(one.addr))
    return replace(ticket, participants=(*ticket.participants, *new))


def _uncc(case: Case, agent: Agent, ticket: Ticket, argument: str) -> Ticket | Fault:
    leaving = {fold(one.addr) for one in addressed(argument)}
    staying = tuple(one for one in ticket.participants if fold(one.addr) not in leaving)
    if not leaving or len(staying) + len(leaving) != len(ticket.participants):
        return Fault(Topic.NO_PARTICIPANT, argument, tuple(one.addr for one in ticket.participants))
    return replace(ticket, participants=staying)


def customers(case: Case, argument: str) -> tuple[Address, ...] | Fault:
    """Return the customers whom a command names, each with the name before the address; none is of ours.

    Before the first address a name may hold a comma: behind it each piece is one, or all is refused.
    """
    office, found = case.office, addressed(argument)
    pieces = _PIECES.split(argument.partition("@")[2])[1:]
    nameless = next((piece for piece in pieces if piece.strip() and "@" not in piece), "")
    if nameless:
        # Close to its comma it is of an address mistyped: "petra@other,example".
        return Fault(Topic.NO_ADDRESS, nameless.strip() if nameless[0].isspace() else argument)
    for one in found:
        if not is_addr_spec(one.addr) or office.is_own(one.addr) or office.agent(one.addr) is not None:
            return Fault(Topic.NO_ADDRESS, one.addr)
    named = tuple(replace(one, name=scrubbed(one.name, case)) for one in found)
    return named or Fault(Topic.NO_ADDRESS, argument)


_CORRECT: Mapping[Command, Correct] = {
    Command.HOLD: _hold,
    Command.MERGE: _merge,
    Command.WATCH: _watch,
    Command.UNWATCH: _unwatch,
    Command.KIND: _kind,
    Command.PRIORITY: _priority,
    Command.SUBJECT: _subject,
    Command.ORG: _organisation,
    Command.REQUESTER: _requester,
    Command.CC: _cc,
    Command.UNCC: _uncc,
}
