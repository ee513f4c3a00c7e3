"""Why a command closed a ticket or opened it again: told to staff, and kept in the history."""

from desk.address import fold
from desk.case import Case
from desk.commands import Command
from desk.orders import Orders
from desk.people import Agent
from desk.states import Reason
from desk.ticket import Event, Ticket

# What is told of the sender of a mail that is no request, or was none until now.
MUTED, SPARED, HEARD = "muted", "spared", "heard"


def reasons(case: Case, agent: Agent, ticket: Ticket, orders: Orders) -> tuple[Event, ...]:
    """Return the lines of history that say why these orders were given, and whom they silence."""
    told: list[tuple[str, str]] = []
    if orders.finding is not None:
        told.append(("finding", orders.finding.value))
    for order in orders.others:
        if order.command is Command.REOPEN:
            told.append(("reason", order.argument))
            if ticket.reason is Reason.SPAM:
                told.append((HEARD, fold(ticket.requester.addr)))
        if order.command is Command.SPAM:
            known = case.office.organisation(ticket.requester.addr) is not None
            told.append((SPARED if known else MUTED, fold(ticket.requester.addr)))
    return tuple(case.event(what, after=after, by=agent.name) for what, after in told if after)
