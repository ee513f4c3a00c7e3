"""An agent's orders: the command lines of a mail, read as a whole before anything is done."""

from dataclasses import dataclass

from desk.commands import (
    NAMES,
    RULES,
    Argument,
    Command,
    Right,
    command_of,
    nearest,
)
from desk.desks import Desk
from desk.findings import Finding, read_finding
from desk.mail import CommandLine, Mail
from desk.office import Office
from desk.people import Agent, Role
from desk.states import State, transition
from desk.ticket import Ticket
from desk.topics import Topic
from desk.whole_mails import whole_mail


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a mail's orders cannot be carried out: what is at fault, and what may have been meant instead."""

    topic: Topic
    word: str = ""
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One command and what stands behind it."""

    command: Command
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What an agent wants done: what the text is, and everything else in the order written."""

    text: str
    saying: Command | None = None
    finding: Finding | None = None
    others: tuple[Order, ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command that is given."""
        said = () if self.saying is None else (self.saying,)
        return (*said, *(order.command for order in self.others))

    @property
    def silent(self) -> bool:
        """Tell whether there are only commands that need no text, and none."""
        return self.saying is None and not self.text and bool(self.others)

    @property
    def undoes(self) -> bool:
        """Tell whether this takes back what waits, and does nothing else."""
        return self.commands == (Command.UNDO,)

    @property
    def ticketless(self) -> bool:
        """Tell whether these orders need no ticket."""
        return bool(self.commands) and all(RULES[command].ticketless for command in self.commands)


def read_orders(mail: Mail) -> Orders | Fault:
    """Return the orders at the top of an agent's text, or the first fault in them."""
    orders: list[Order] = []
    for line in mail.commands:
        order = _order(line)
        if isinstance(order, Fault):
            return order
        orders.append(order)
    saying = [order for order in orders if RULES[order.command].says]
    moving = [order for order in orders if _moves(order.command)]
    asking = ([order for order in orders if order.command is command] for command in _ONCE)
    for exclusive in (saying, moving, *asking):
        if len(exclusive) > 1:
            named = dict.fromkeys(f"#{order.command.value}" for order in exclusive)
            return Fault(Topic.ANSWERS_CONFLICT, ", ".join(named))
    text = mail.text_after_commands
    if Order(Command.REOPEN) in orders:
        if saying or not text:
            return Fault(Topic.ARGUMENT_MISSING, "#reopen")
        # What stands below is its reason, for the staff alone.
        orders[orders.index(Order(Command.REOPEN))], text = Order(Command.REOPEN, text), ""
    said = _said(saying[0] if saying else None, text)
    if isinstance(said, Fault):
        return said
    finding, text = said
    return Orders(
        text=text,
        saying=saying[0].command if saying else None,
        finding=finding,
        others=tuple(order for order in orders if order not in saying),
    )


def _order(line: CommandLine) -> Order | Fault:
    command = command_of(line.word)
    if command is None:
        return Fault(Topic.UNKNOWN_COMMAND, f"#{line.word}", nearest(line.word))
    argument = RULES[command].argument
    if argument is Argument.NONE and line.argument:
        return Fault(Topic.NEEDLESS_ARGUMENT, f"#{line.word} {line.argument}")
    if argument in _MISSED and not line.argument:
        return Fault(Topic.ARGUMENT_MISSING, f"#{command.value}")
    if line.second and command is not Command.NOTE:
        return Fault(Topic.SECOND_COMMAND, line.second)
    return Order(command, line.argument)


# Of these a mail can hold one: one ticket is shown, one list is sent, a ticket has one of each.
_ONCE = (
    Command.SHOW, Command.LIST, Command.KIND, Command.PRIORITY, Command.SUBJECT, Command.ORG,
    Command.REQUESTER,
)  # fmt: skip

# Of what a command wants these may not be left out.
_MISSED = frozenset({Argument.NEEDED, Argument.LINE})


def _moves(command: Command) -> bool:
    """Tell whether a command says in which state the ticket is to stand; whoever takes one says nothing."""
    happening = RULES[command].happening
    return happening is not None and command not in ASSIGNING


# By these a ticket comes into someone's hands, together with whatever else is ordered.
ASSIGNING = frozenset({Command.TAKE, Command.ASSIGN, Command.TEAM})


# Of less there is nothing to choose.
_FEWEST_VARIANTS = 2


def _said(saying: Order | None, text: str) -> Fault | tuple[Finding | None, str]:
    """Return the finding of a rejection and the whole text; what stands behind a command belongs to it."""
    if saying is None:
        return None, text
    if saying.command is not Command.REJECT:
        return None, f"{saying.argument}\n\n{text}".strip()
    if not saying.argument:
        return Fault(Topic.ARGUMENT_MISSING, "#reject")
    found = read_finding(saying.argument)
    if found is None:
        return Fault(Topic.UNKNOWN_REASON, saying.argument.partition(" ")[0])
    finding, rest = found
    return finding, f"{rest}\n\n{text}".strip()


def fault_in(
    orders: Orders, mail: Mail, ticket: Ticket, office: Office, agent: Agent, *, internal: bool
) -> Fault | None:
    """Return why these orders cannot be carried out on this ticket, or None."""
    return (
        forbidden(orders, office, agent, ticket)
        or _strayed(orders, mail, internal=internal)
        or _untimely(orders, ticket)
        or _wordless(orders, mail, office.desk, internal=internal)
    )


def forbidden(orders: Orders, office: Office, agent: Agent, ticket: Ticket | None = None) -> Fault | None:
    """Return what this agent may not order, or None; an answer or a note is work, too.

    Of a request of the agent's own that agent says whose it is.
    """
    leads = office.directory.leads(office.desk.address)
    own = ticket is not None and agent.has(ticket.requester.addr)
    for command in orders.commands:
        if RULES[command].right is Right.LEAD and agent not in leads and not (own and command in _OWN):
            return Fault(Topic.FOR_LEADS, f"#{command.value}")
        if RULES[command].right is not Right.READ and agent.role is Role.OBSERVER:
            return Fault(Topic.FOR_READING, f"#{command.value}")
    if agent.role is Role.OBSERVER and not orders.silent:
        return Fault(Topic.FOR_READING)
    return None


# What one who does not lead may order of a request of one's own.
_OWN = frozenset({Command.REQUESTER})


def _strayed(orders: Orders, mail: Mail, *, internal: bool) -> Fault | None:
    """Return what must not go where this mail goes."""
    if Command.FOR in orders.commands:
        return Fault(Topic.FOR_NEW, "#for")
    public = [command for command in orders.commands if RULES[command].public]
    if internal and public:
        return Fault(Topic.INTERNAL_ADDRESS, f"#{public[0].value}")
    if not internal and orders.saying is not Command.NOTE:
        if mail.shows_notification:
            return Fault(Topic.SHOWS_NOTIFICATION)
        if mail.misplaced_command:
            return Fault(Topic.MISPLACED_COMMAND, mail.misplaced_command)
        whole = "" if orders.silent else whole_mail(mail)
        if whole:
            return Fault(Topic.ATTACHED_MAIL, whole)
        return None
    last = _last_line(orders.text)
    return Fault(Topic.MISPLACED_COMMAND, last) if last else None


def _last_line(note: str) -> str:
    """Return the command that the last line of a note names, or the empty string: it was meant as one.

    Above it may stand what was copied, such as a program's remarks.
    """
    word = next(iter(note.rpartition("\n")[2].split()), "").lower()
    return word if word.startswith("#") and word[1:] in NAMES else ""


def _untimely(orders: Orders, ticket: Ticket) -> Fault | None:
    """Return the first command that a ticket in this state does not know; one that is reopened is open."""
    for command in sorted(orders.commands):
        happening = RULES[command].happening
        reopened = Command.REOPEN in orders.commands and command is not Command.REOPEN
        state = State.OPEN if reopened else ticket.state
        if happening is not None and transition(happening, state, frozenset()) is None:
            closed = state is State.CLOSED
            return Fault(Topic.TICKET_CLOSED if closed else Topic.WRONG_STATE, f"#{command.value}")
    return None


def _wordless(orders: Orders, mail: Mail, desk: Desk, *, internal: bool) -> Fault | None:
    """Return what lacks its text, or has one that would go to whom nothing is sent."""
    if Command.SPAM in orders.commands and orders.saying is None and orders.text:
        return Fault(Topic.NEEDLESS_TEXT, "#spam")
    if orders.saying is Command.OPTIONS and len(mail.numbered) < _FEWEST_VARIANTS:
        return Fault(Topic.VARIANTS_MISSING, "#options")
    if orders.text or orders.silent or not _needs_text(orders, mail, desk, internal=internal):
        return None
    return Fault(Topic.TEXT_MISSING, f"#{orders.saying.value}" if orders.saying else "")


def _needs_text(orders: Orders, mail: Mail, desk: Desk, *, internal: bool) -> bool:
    if orders.saying is Command.RESOLVE:
        return desk.solution_comment_required
    if orders.saying is Command.REJECT:
        return orders.finding is Finding.OTHER
    has_files = not all(file.logo for file in mail.attachments)
    if orders.saying is None:
        # An empty answer to the customers is given back (returning.py).
        return internal and not has_files
    return orders.saying is not Command.NOTE or not has_files
