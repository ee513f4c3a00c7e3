"""The commands that a notification suggests: those most likely wanted next."""

from collections.abc import Mapping

from desk.commands import Command
from desk.states import State
from desk.ticket import Ticket

# What is most likely wanted next, by the state in which a ticket stands.
LIKELY: Mapping[State, tuple[Command, ...]] = {
    State.NEW: (Command.TAKE, Command.ASSIGN, Command.ASK, Command.RESOLVE, Command.NOTE, Command.HELP),
    State.OPEN: (Command.ASK, Command.RESOLVE, Command.NOTE, Command.ASSIGN, Command.STATUS, Command.HELP),
    State.WAITING: (Command.RESOLVE, Command.OPEN, Command.NOTE, Command.CLOSE, Command.HELP),
    State.ON_HOLD: (Command.OPEN, Command.ASK, Command.RESOLVE, Command.NOTE, Command.HELP),
    State.RESOLVED: (Command.REOPEN, Command.NOTE, Command.CLOSE, Command.HELP),
    State.CLOSED: (Command.REOPEN, Command.NOTE, Command.HELP),
}

# What one wants who only reads.
READING = (Command.STATUS, Command.SHOW, Command.LIST, Command.WATCH, Command.HELP)


def likely(ticket: Ticket) -> tuple[Command, ...]:
    """Return the commands that are most likely wanted next; what nobody has, somebody may take."""
    free = () if ticket.assignees or ticket.state is State.CLOSED else (Command.TAKE,)
    return tuple(dict.fromkeys((*free, *LIKELY[ticket.state])))
