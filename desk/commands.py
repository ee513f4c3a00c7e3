"""The commands that staff write at the top of a mail, by their names in each language."""

from enum import StrEnum

from desk.states import Happening


class Command(StrEnum):
    """What an agent may tell the desk to do."""

    TAKE = "take"
    ASSIGN = "assign"
    ASK = "ask"
    RESOLVE = "resolve"
    NOTE = "note"
    REJECT = "reject"
    FILES = "files"


class Finding(StrEnum):
    """Why a request is not a fault of the product."""

    PLANNED = "planned"
    OUTSIDE = "outside"
    INCOMPATIBLE = "incompatible"
    OTHER = "other"


NAMES: dict[str, Command] = {
    "take": Command.TAKE,
    "взять": Command.TAKE,
    "беру": Command.TAKE,
    "assign": Command.ASSIGN,
    "назначить": Command.ASSIGN,
    "ask": Command.ASK,
    "спросить": Command.ASK,
    "вопрос": Command.ASK,
    "resolve": Command.RESOLVE,
    "решено": Command.RESOLVE,
    "решение": Command.RESOLVE,
    "note": Command.NOTE,
    "заметка": Command.NOTE,
    "reject": Command.REJECT,
    "отклонить": Command.REJECT,
    "files": Command.FILES,
    "файлы": Command.FILES,
}

FINDINGS: dict[str, Finding] = {
    "planned": Finding.PLANNED,
    "плановые": Finding.PLANNED,
    "outside": Finding.OUTSIDE,
    "внешнее": Finding.OUTSIDE,
    "incompatible": Finding.INCOMPATIBLE,
    "несовместимо": Finding.INCOMPATIBLE,
    "other": Finding.OTHER,
    "другое": Finding.OTHER,
}

# Each of these says what the text beneath is; a mail can hold only one text.
SAYING = frozenset({Command.ASK, Command.RESOLVE, Command.NOTE, Command.REJECT})

# These reach the customer, and so have no place at an address that never does.
PUBLIC = frozenset({Command.ASK, Command.RESOLVE, Command.REJECT})

# What a command makes happen to its ticket; the table of transitions says where it can.
HAPPENINGS: dict[Command, Happening] = {
    Command.TAKE: Happening.AGENT_TAKES,
    Command.ASSIGN: Happening.AGENT_TAKES,
    Command.ASK: Happening.AGENT_ASKS,
    Command.RESOLVE: Happening.AGENT_OFFERS,
    Command.REJECT: Happening.AGENT_REJECTS,
}
