"""The commands that staff write at the top of a mail: names in each language, and what holds of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from desk.mail import CommandLine, Language
from desk.names import SHORTEST, meant_by
from desk.states import Happening


class Command(StrEnum):
    """What an agent may tell the desk to do."""

    TAKE = "take"
    ASSIGN = "assign"
    TEAM = "team"
    WATCH = "watch"
    UNWATCH = "unwatch"
    ASK = "ask"
    RESOLVE = "resolve"
    OPTIONS = "options"
    HOLD = "hold"
    OPEN = "open"
    REJECT = "reject"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    KIND = "kind"
    PRIORITY = "priority"
    SUBJECT = "subject"
    ORG = "org"
    REQUESTER = "requester"
    CC = "cc"
    UNCC = "uncc"
    FOR = "for"
    MERGE = "merge"
    FILES = "files"
    STATUS = "status"
    SHOW = "show"
    LIST = "list"
    SPAM = "spam"
    UNDO = "undo"
    HELP = "help"


class Argument(StrEnum):
    """What stands behind a command on its line: nothing, what it needs or may have, or text.

    What is needed or allowed are names, words, numbers, days or addresses; a line is in one's own words, and
    so is a reason, which is for the staff.
    """

    NONE = "none"
    NEEDED = "needed"
    ALLOWED = "allowed"
    LINE = "line"
    REASON = "reason"
    TEXT = "text"


class Right(StrEnum):
    """Whose a command is: of everyone on the staff, of those who work on tickets, or of leads."""

    READ = "read"
    WORK = "work"
    LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds of a command.

    ``names`` are English, then Russian; the first of each is the one that people are shown. ``says`` tells
    that it says what the text beneath is: a mail can hold only one text. What is ``public`` reaches the
    customer, and so has no place at an address that never does. ``happening`` is what it makes happen to its
    ticket: the table of transitions says where it can. ``ticketless`` tells that it needs no ticket.
    """

    names: tuple[str, ...]
    argument: Argument = Argument.NONE
    says: bool = False
    public: bool = False
    happening: Happening | None = None
    right: Right = Right.WORK
    ticketless: bool = False


RULES: Mapping[Command, Rule] = {
    Command.TAKE: Rule(names=("take", "взять", "беру", "возьми"), happening=Happening.AGENT_TAKES),
    Command.ASSIGN: Rule(
        names=("assign", "назначить", "назначь", "исполнитель"),
        argument=Argument.NEEDED,
        happening=Happening.AGENT_TAKES,
    ),
    Command.TEAM: Rule(
        names=("team", "группа", "отдел"), argument=Argument.NEEDED, happening=Happening.AGENT_TAKES
    ),
    Command.WATCH: Rule(names=("watch", "следить"), right=Right.READ),
    Command.UNWATCH: Rule(names=("unwatch", "неследить", "не-следить"), right=Right.READ),
    Command.ASK: Rule(
        names=("ask", "спросить", "вопрос", "уточнить"),
        argument=Argument.TEXT,
        says=True,
        public=True,
        happening=Happening.AGENT_ASKS,
    ),
    Command.RESOLVE: Rule(
        names=("resolve", "resolved", "solved", "решено", "решение"),
        argument=Argument.TEXT,
        says=True,
        public=True,
        happening=Happening.AGENT_OFFERS,
    ),
    Command.OPTIONS: Rule(
        names=("options", "варианты"),
        argument=Argument.TEXT,
        says=True,
        public=True,
        happening=Happening.AGENT_ASKS,
    ),
    Command.HOLD: Rule(
        names=("hold", "отложить", "пауза"), argument=Argument.ALLOWED, happening=Happening.AGENT_HOLDS
    ),
    Command.OPEN: Rule(names=("open", "открыть", "вработу", "в-работу"), happening=Happening.AGENT_RESUMES),
    Command.REJECT: Rule(
        names=("reject", "отклонить"),
        argument=Argument.TEXT,
        says=True,
        public=True,
        happening=Happening.AGENT_REJECTS,
    ),
    Command.CLOSE: Rule(
        names=("close", "закрыть"),
        argument=Argument.TEXT,
        says=True,
        public=True,
        happening=Happening.AGENT_CLOSES,
    ),
    Command.REOPEN: Rule(
        names=("reopen", "переоткрыть"),
        argument=Argument.REASON,
        public=True,
        happening=Happening.AGENT_REOPENS,
    ),
    Command.NOTE: Rule(names=("note", "заметка"), argument=Argument.TEXT, says=True),
    Command.KIND: Rule(names=("kind", "type", "тип", "вид"), argument=Argument.NEEDED),
    Command.PRIORITY: Rule(names=("priority", "prio", "приоритет", "срочность"), argument=Argument.NEEDED),
    Command.SUBJECT: Rule(names=("subject", "subj", "тема"), argument=Argument.LINE),
    Command.ORG: Rule(
        names=("org", "organisation", "organization", "орг", "организация"), argument=Argument.NEEDED
    ),
    Command.REQUESTER: Rule(
        names=("requester", "заявитель"), argument=Argument.NEEDED, public=True, right=Right.LEAD
    ),
    Command.CC: Rule(names=("cc", "копия"), argument=Argument.NEEDED, public=True),
    Command.UNCC: Rule(names=("uncc", "убрать"), argument=Argument.NEEDED),
    Command.FOR: Rule(names=("for", "для", "за"), argument=Argument.NEEDED),
    Command.MERGE: Rule(
        names=("merge", "объединить", "слить"),
        argument=Argument.NEEDED,
        public=True,
        happening=Happening.AGENT_MERGES,
    ),
    Command.FILES: Rule(names=("files", "файлы", "вложения"), right=Right.READ),
    Command.STATUS: Rule(names=("status", "статус", "состояние"), right=Right.READ),
    Command.SHOW: Rule(
        names=("show", "показать", "покажи"), argument=Argument.ALLOWED, right=Right.READ, ticketless=True
    ),
    Command.LIST: Rule(
        names=("list", "список"), argument=Argument.ALLOWED, right=Right.READ, ticketless=True
    ),
    Command.SPAM: Rule(names=("spam", "спам"), happening=Happening.AGENT_DISCARDS, right=Right.LEAD),
    Command.UNDO: Rule(names=("undo", "отмена", "отменить")),
    Command.HELP: Rule(
        names=("help", "помощь", "справка", "команды"),
        argument=Argument.ALLOWED,
        right=Right.READ,
        ticketless=True,
    ),
}

NAMES: Mapping[str, Command] = {name: command for command, rule in RULES.items() for name in rule.names}

_MOST_NEAREST = 3
# So short a word means whatever begins so.
_MOST_BEGUN = 6


def command_of(word: str) -> Command | None:
    """Return the command of a name or of its beginning, if that begins no other's."""
    return meant_by(NAMES, word)


def words_of(lines: Iterable[CommandLine], below: str) -> str:
    """Return a mail's whole text: what stands behind a command that takes a text, and below them all."""
    known = ((command_of(line.word), line.argument) for line in lines)
    behind = (said for command, said in known if command and RULES[command].argument is Argument.TEXT)
    return "\n\n".join(filter(None, (*behind, below)))


def subjects_of(lines: Iterable[CommandLine]) -> tuple[str, ...]:
    """Return the subjects that a mail gives its ticket."""
    return tuple(line.argument for line in lines if command_of(line.word) is Command.SUBJECT)


def nearest(word: str) -> tuple[str, ...]:
    """Return names that come near to a word which is none, the nearest first, one of each command."""
    begun = [name for name in NAMES if name.startswith(word[:2])]
    once: dict[Command, str] = {}
    if len(word) < SHORTEST:
        for name in begun:
            once.setdefault(NAMES[name], name)
        return tuple(once.values())[:_MOST_BEGUN]
    for name in (*get_close_matches(word, NAMES, n=_MOST_NEAREST), *begun):
        once.setdefault(NAMES[name], name)
    return tuple(once.values())[:_MOST_NEAREST]


def shown_name(command: Command, language: Language) -> str:
    """Return the name of a command that people of this language are shown."""
    names = RULES[command].names
    return names[0] if language is Language.EN else next(name for name in names if not name.isascii())
