"""What an agent asks to be told: answered by mail to that agent alone, and nothing changes by it."""

from collections.abc import Mapping, Sized
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.address import fold
from desk.case import Case
from desk.commands import Command, command_of
from desk.letters import Audience, Letter, Template, TicketLine
from desk.mail import Mail
from desk.names import addressed, meant_by, words_near
from desk.orders import Fault, Order
from desk.people import Agent
from desk.telling import to_agent
from desk.ticket import Event, Ticket
from desk.topics import Topic

# What is told of an answer that is still to be sent: by whom, and when it goes.
WAITS = "waits"

# So many tickets stand in one list, and so many messages of one are shown: more would not be read. Where
# there are more, the store hands out one more, and the answer says so.
MOST_TICKETS = 50
MOST_MESSAGES = 30


class Scope(StrEnum):
    """Which tickets of the desk a list holds; none of them is closed."""

    MINE = "mine"
    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"


SCOPES: Mapping[str, Scope] = {
    "": Scope.MINE,
    "mine": Scope.MINE,
    "my": Scope.MINE,
    "мои": Scope.MINE,
    "all": Scope.ALL,
    "все": Scope.ALL,
    "open": Scope.OPEN,
    "открытые": Scope.OPEN,
    "вработе": Scope.OPEN,
    "в работе": Scope.OPEN,
    "waiting": Scope.WAITING,
    "ожидающие": Scope.WAITING,
    "ждут": Scope.WAITING,
}


_NAMED_SCOPES = {word: scope for word, scope in SCOPES.items() if word}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the store is asked for because of a mail's commands: a list of tickets, one with its thread.

    Without a ``number`` the one is meant that the mail reaches. ``target`` is the number of the ticket into
    which another is to be merged. ``files`` tells that the last files are wanted,
    ``customer`` is the folded address for which an agent writes.
    """

    scope: Scope | None = None
    shows: bool = False
    number: str = ""
    target: str = ""
    files: bool = False
    customer: str = ""


def wanted(mail: Mail, prefix: str) -> Wanted:
    """Return what this mail's commands want to know; a number alone is of the desk with this prefix."""
    scope, shows, number, target, files = None, False, "", "", False
    customer = "" if mail.forwarded is None else fold(mail.forwarded.sender.addr)
    for line in mail.commands:
        command = command_of(line.word)
        if command is Command.LIST:
            scope = meant_by(SCOPES, line.argument)
        if command is Command.SHOW:
            shows, number = True, _number(line.argument, prefix)
        if command is Command.MERGE:
            target = _number(line.argument, prefix)
        if command is Command.FOR:
            customer = next((fold(one.addr) for one in addressed(line.argument)), "")
        files = files or command is Command.FILES
    return Wanted(scope, shows, number, target, files, customer)


def _number(argument: str, prefix: str) -> str:
    number = argument.strip("[]#№ ").upper()
    own = number.removeprefix(prefix).lstrip(" -")
    if own.isascii() and own.isdecimal():
        return f"{prefix}-{own.lstrip('0')}"
    return "-".join(number.split())


def answers(
    case: Case, agent: Agent, ticket: Ticket | None, orders: tuple[Order, ...]
) -> tuple[Letter, ...] | Fault:
    """Return the mails that tell an agent what these orders ask for, or why that cannot be told."""
    letters: list[Letter] = []
    for order in orders:
        tell = _ANSWERS.get(order.command)
        told = None if tell is None else tell(case, agent, ticket, order.argument)
        if isinstance(told, Fault):
            return told
        if told is not None:
            letters.append(told)
    return tuple(letters)


def _files(case: Case, agent: Agent, ticket: Ticket | None, argument: str) -> Letter | Fault:
    files = () if ticket is None else case.facts.files.get(ticket.id, ())
    if not files:
        return Fault(Topic.NO_FILES, "#files")
    letter = to_agent(agent, Template.NOTIFICATION, Topic.FILES, audience=Audience.PUBLIC)
    return replace(letter, files=files)


def _status(case: Case, agent: Agent, ticket: Ticket | None, argument: str) -> Letter:
    return replace(to_agent(agent, Template.NOTIFICATION, Topic.STATUS), changes=_waiting(case, ticket))


def _show(case: Case, agent: Agent, ticket: Ticket | None, argument: str) -> Letter | Fault:
    """Return the ticket that is asked for, under its own number: it need not be the one written to."""
    shown = case.facts.shown
    if shown is None:
        return Fault(Topic.UNKNOWN_TICKET, argument) if argument else Fault(Topic.ARGUMENT_MISSING, "#show")
    thread = case.facts.thread
    letter = to_agent(agent, Template.NOTIFICATION, Topic.SHOWN, facts=_cut(thread, MOST_MESSAGES))
    return replace(letter, thread=thread[-MOST_MESSAGES:], ticket_id=shown.id, changes=_waiting(case, shown))


def _cut(found: Sized, most: int) -> dict[str, str]:
    """Return what tells of how many of those found there is word, where that is not of all."""
    return {"count": str(most)} if len(found) > most else {}


def _waiting(case: Case, ticket: Ticket | None) -> tuple[Event, ...]:
    """Return whose answers wait in the outgoing hold, and until when."""
    waiting = () if ticket is None else case.facts.waiting.get(ticket.id, ())
    return tuple(Event(what=WAITS, before=one.agent, after=one.due_at.isoformat()) for one in waiting)


def _list(case: Case, agent: Agent, ticket: Ticket | None, argument: str) -> Letter | Fault:
    scope = meant_by(SCOPES, argument)
    if scope is None:
        return Fault(Topic.UNKNOWN_LIST, argument, words_near(_NAMED_SCOPES, argument, agent.language))
    lines = tuple(
        TicketLine(
            number=each.number,
            subject=each.subject,
            state=each.state,
            priority=each.priority,
            requester=each.requester.name or each.requester.addr,
            assignees=each.assignees,
            changed_at=each.changed_at,
        )
        for each in case.facts.listing[:MOST_TICKETS]
    )
    letter = to_agent(agent, Template.LISTING, Topic.LISTED)
    facts = {"why": scope.value, **_cut(case.facts.listing, MOST_TICKETS)}
    return replace(letter, tickets=lines, facts=facts)


def _help(case: Case, agent: Agent, ticket: Ticket | None, argument: str) -> Letter:
    return to_agent(agent, Template.MANUAL, Topic.MANUAL)


_ANSWERS = {
    Command.FILES: _files,
    Command.STATUS: _status,
    Command.SHOW: _show,
    Command.LIST: _list,
    Command.HELP: _help,
}
