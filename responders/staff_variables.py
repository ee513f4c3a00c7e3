"""What only staff are told, in words: what changed, what is due, lists of tickets, commands, the thread."""

from datetime import datetime

from desk.changes import UNTIL
from desk.commands import shown_name
from desk.enquiries import WAITS
from desk.findings import Finding
from desk.letters import Draft, TicketLine
from desk.merging import CAME_IN, GOES_ON
from desk.reasons import HEARD, MUTED, SPARED
from desk.request import Priority, RequestKind
from desk.states import Happening, State
from desk.suggestions import READING, likely
from desk.ticket import Author, Circle, Event, Message, Ticket
from desk.topics import Topic
from responders.blocks import Quote, Thread
from responders.clean import lines, one_line
from responders.quantities import age, date, wrote
from responders.subject import bare
from responders.words import (
    ATTACHED,
    CHANGES,
    DUE,
    EARLIER,
    FINDINGS,
    INTERNAL,
    NOTHING,
    PRIORITIES,
    SENDERS,
    WAITING,
    kind_name,
    state_name,
)

_STATES = {state.value: state for state in State}
_KINDS = {kind.value: kind for kind in RequestKind}
_PRIORITIES = {priority.value: priority for priority in Priority}
# Of these a value is a person's words or name, whatever it says.
_PLAIN = frozenset({
    Happening.AGENT_TAKES.value, "watchers", "subject", "organisation", "requester", "participants",
    CAME_IN, GOES_ON, "reason",
})  # fmt: skip

# These have only happened: nothing stood in their place before.
_ALONE = frozenset({"reason", "finding", MUTED, SPARED, HEARD})

# A message of before is a reminder of what was said, not a copy of the thread.
_SHOWN_LINES = 15
_SHOWN_CHARACTERS = 1500


def of_letter(draft: Draft) -> dict[str, str | tuple[str, ...]]:
    """Return what a letter to staff says beside its ticket."""
    letter = draft.letter
    return {
        "changes": tuple(_changed(event, draft) for event in letter.changes),
        "tickets": tuple(_line(line, draft) for line in letter.tickets),
        "nearest": one_line(letter.facts.get("nearest", "")),
    }


def of_ticket(draft: Draft, ticket: Ticket) -> dict[str, str]:
    """Return what a letter to staff says of its ticket beside what customers may know."""
    language, desk = draft.letter.language, draft.desk
    wanted = READING if draft.letter.reads else likely(ticket)
    reached = ticket.state is State.ON_HOLD or any(person.addr for person in ticket.customers)
    due = "" if not reached or ticket.remind_at is None else DUE[language][ticket.state is State.ON_HOLD]
    return {
        "priority": PRIORITIES[language][ticket.priority],
        "age": age(draft.date - ticket.created_at, language),
        "due": due and due.format(date(ticket.remind_at or draft.date, desk, language)),
        "watchers": one_line(", ".join(ticket.watchers)),
        "commands": " · ".join(f"#{shown_name(command, language)}" for command in wanted),
    }


def thread(draft: Draft) -> Thread | None:
    """Return the messages of before, newest first; what the customers must not see says so."""
    language = draft.letter.language
    quotes = tuple(_quote(message, draft) for message in reversed(draft.letter.thread))
    return Thread(EARLIER[language], quotes) if quotes else None


def _quote(message: Message, draft: Draft) -> Quote:
    language = draft.letter.language
    who = one_line(message.name or message.addr) or one_line(draft.desk.name)
    above = wrote(who, message.at, draft.desk, language)
    above = f"{above} [{one_line(message.origin)}]" if message.origin else above
    hidden = f" [{INTERNAL[language]}]" if message.circle is Circle.INTERNAL else ""
    warning = f" ({one_line(message.mark)})" if message.mark and message.author is not Author.SYSTEM else ""
    text = lines(message.text)
    cut = "\n".join(text[:_SHOWN_CHARACTERS].split("\n")[:_SHOWN_LINES]).rstrip()
    shown = cut if cut == text else f"{cut}\n[…]"
    return Quote(f"{above}{hidden}{warning}", "\n".join(filter(None, (shown, _attached(message, draft)))))


def _attached(message: Message, draft: Draft) -> str:
    """Return the names of a message's files, where a ticket is shown."""
    if draft.letter.topic is not Topic.SHOWN or not message.attachments:
        return ""
    names = ", ".join(one_line(file.name, 120) for file in message.attachments)
    return f"[{ATTACHED[draft.letter.language]}: {names}]"


def _changed(event: Event, draft: Draft) -> str:
    """Return a change as a fact: ``State: New → In progress``."""
    language = draft.letter.language
    label = CHANGES[language].get(event.what) or CHANGES[language][Happening.AGENT_ANSWERS.value]
    if event.what == WAITS:
        until = date(datetime.fromisoformat(event.after), draft.desk, language)
        return f"{label}: {WAITING[language].format(who=one_line(event.before), until=until)}"
    before, after = (_value(event.what, value, draft) for value in (event.before, event.after))
    if event.what in _ALONE:
        return f"{label}: {after}"
    return f"{label}: {before} → {after}"


def _value(what: str, value: str, draft: Draft) -> str:
    """Return a value of a ticket in words; states stand behind every event that has no name of its own."""
    language, desk = draft.letter.language, draft.desk
    if not value:
        return NOTHING[language]
    if what == UNTIL:
        return date(datetime.fromisoformat(value), desk, language)
    if what == "finding":
        return FINDINGS[language][Finding(value)]
    if what in SENDERS[language]:
        return SENDERS[language][what].format(one_line(value))
    if what == "kind":
        return kind_name(_KINDS[value], desk, language)
    if what == "priority":
        return PRIORITIES[language][_PRIORITIES[value]]
    if value in _STATES and what not in _PLAIN:
        return state_name(_STATES[value], desk, language)
    return one_line(value)


def _line(line: TicketLine, draft: Draft) -> str:
    language, desk = draft.letter.language, draft.desk
    assigned = ", ".join(line.assignees) or NOTHING[language]
    told = (
        line.number,
        state_name(line.state, desk, language),
        PRIORITIES[language][line.priority],
        one_line(bare(line.subject, desk.prefix), 80),
        one_line(line.requester, 60),
        assigned,
        date(line.changed_at, desk, language),
    )
    return " · ".join(filter(None, told))
