"""An agent's orders: the command lines of a mail, checked as a whole before anything is done."""

from dataclasses import dataclass

from desk.commands import FINDINGS, HAPPENINGS, NAMES, PUBLIC, SAYING, Command, Finding
from desk.desks import Desk
from desk.letters import Topic
from desk.mail import CommandLine, Mail
from desk.people import Agent, Directory
from desk.states import transition
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a mail's orders cannot be carried out; ``word`` is what is at fault."""

    topic: Topic
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What an agent wants done: side orders, and what the text beneath them is."""

    text: str
    saying: Command | None = None
    take: bool = False
    files: bool = False
    assign: tuple[Agent, ...] = ()
    finding: Finding | None = None

    @property
    def silent(self) -> bool:
        """Tell whether there are only commands that need no text, and none."""
        return self.saying is None and not self.text and (self.take or self.files or bool(self.assign))


def read_orders(mail: Mail, directory: Directory, desk: Desk) -> Orders | Fault:
    """Return the orders at the top of an agent's text, or the first fault in them."""
    commands: list[tuple[Command, str]] = []
    for line in mail.commands:
        command = NAMES.get(line.word)
        if command is None or _has_needless_argument(command, line):
            return Fault(Topic.UNKNOWN_COMMAND, f"#{line.word} {line.argument}".strip())
        commands.append((command, line.argument))
    saying = [(command, argument) for command, argument in commands if command in SAYING]
    if len(saying) > 1:
        return Fault(Topic.ANSWERS_CONFLICT, ", ".join(f"#{command.value}" for command, _ in saying))
    assigned = _assigned([rest for command, rest in commands if command is Command.ASSIGN], directory, desk)
    if isinstance(assigned, Fault):
        return assigned
    said = _said(saying[0] if saying else None, mail.text_after_commands)
    if isinstance(said, Fault):
        return said
    finding, text = said
    return Orders(
        text=text,
        saying=saying[0][0] if saying else None,
        take=any(command is Command.TAKE for command, _ in commands),
        files=any(command is Command.FILES for command, _ in commands),
        assign=assigned,
        finding=finding,
    )


def _has_needless_argument(command: Command, line: CommandLine) -> bool:
    return command in {Command.TAKE, Command.FILES} and bool(line.argument)


def _said(saying: tuple[Command, str] | None, text: str) -> Fault | tuple[Finding | None, str]:
    """Return the finding of a rejection and the whole text; what stands behind a command belongs to it."""
    if saying is None:
        return None, text
    command, argument = saying
    if command is not Command.REJECT:
        return None, f"{argument}\n\n{text}".strip()
    word, _, rest = argument.partition(" ")
    if not word:
        return Fault(Topic.ARGUMENT_MISSING, "#reject")
    finding = FINDINGS.get(word.lower().strip(".,:;"))
    if finding is None:
        return Fault(Topic.UNKNOWN_REASON, word)
    return finding, f"{rest.strip()}\n\n{text}".strip()


def _assigned(arguments: list[str], directory: Directory, desk: Desk) -> tuple[Agent, ...] | Fault:
    found: dict[str, Agent] = {}
    for argument in arguments:
        names = [name.strip() for name in argument.split(",") if name.strip()]
        if not names:
            return Fault(Topic.ARGUMENT_MISSING, "#assign")
        for name in names:
            agent = _agent(name, directory, desk)
            if agent is None:
                return Fault(Topic.UNKNOWN_AGENT, name)
            found[agent.name] = agent
    return tuple(found.values())


def _agent(name: str, directory: Directory, desk: Desk) -> Agent | None:
    """Return the agent meant: by address, by whole name, or by a first name that only one has."""
    serving = directory.serving(desk.address)
    wanted = name.lower()
    exact = [agent for agent in serving if agent.has(name) or agent.name.lower() == wanted]
    first = [agent for agent in serving if agent.name.lower().split()[:1] == [wanted]]
    candidates = exact or first
    return candidates[0] if len(candidates) == 1 else None


def fault_in(orders: Orders, mail: Mail, ticket: Ticket, desk: Desk, *, internal: bool) -> Fault | None:
    """Return why these orders cannot be carried out on this ticket, or None."""
    given = {command for command in (orders.saying,) if command is not None}
    given |= {Command.TAKE} if orders.take else set()
    given |= {Command.ASSIGN} if orders.assign else set()
    if internal and given & PUBLIC:
        return Fault(Topic.INTERNAL_ADDRESS, f"#{(given & PUBLIC).pop().value}")
    if not internal and orders.saying is not Command.NOTE:
        if mail.shows_notification:
            return Fault(Topic.SHOWS_NOTIFICATION)
        if mail.misplaced_command:
            return Fault(Topic.MISPLACED_COMMAND, mail.misplaced_command)
    for command in sorted(given & HAPPENINGS.keys()):
        if transition(HAPPENINGS[command], ticket.state, frozenset()) is None:
            return Fault(Topic.TICKET_CLOSED, f"#{command.value}")
    if not orders.text and not orders.silent and _needs_text(orders, mail, desk):
        return Fault(Topic.TEXT_MISSING, f"#{orders.saying.value}" if orders.saying else "")
    return None


def _needs_text(orders: Orders, mail: Mail, desk: Desk) -> bool:
    if orders.saying is Command.RESOLVE:
        return desk.solution_comment_required
    if orders.saying is Command.REJECT:
        return False
    return orders.saying in {Command.ASK, Command.NOTE} or not mail.attachments
