"""What a template may say: the facts of a draft as named texts, and the persons' words as blocks.

Only plain texts are handed out, each one line and harmless; an object with methods never is. Here too stands
what a mail must not say: nothing of the sender's where a letter is not whole, nothing internal to a
customer, no agent's address or key to anyone but that agent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.address import Address, with_tag
from desk.desks import ReplyAddress
from desk.letters import Audience, Draft, Letter
from desk.ticket import Author, Circle, Message, Question, Ticket
from responders import staff_variables
from responders.blocks import QUOTE, THREAD, WORDS, Block, Image, Quote, Words
from responders.clean import lines, one_line
from responders.mime import content_id, is_shown
from responders.quantities import date as date_in_words
from responders.quantities import days, size, wrote
from responders.subject import bare
from responders.words import FIELDS, NO_SUBJECT, NOTHING, kind_name, state_name

Value = str | bool | tuple[str, ...]

# Every variable of a template, and what it holds; empty where a mail has nothing of the kind.
VARIABLES: Mapping[str, str] = {
    "desk": "the desk's name, as in the sender's line",
    "address": "the desk's address",
    "number": "the ticket's number, `SUP-1042`",
    "subject": "the ticket's subject",
    "kind": "the kind of request in words",
    "kind_code": "the kind of request as a code, `mass_incident`",
    "state": "the ticket's state in words",
    "state_code": "the state as a code: `new`, `open`, `waiting`, `on_hold`, `resolved`, `closed`",
    "reason": "why a ticket is closed, as a code: `confirmed`, `withdrawn`, `not_a_fault`, `merged`, …",
    "created": "when the ticket was registered, in the desk's time zone",
    "days": "for how many days the solution has been waiting for a word, `3 days`",
    "assignees": "the agents who work on the ticket",
    "name": "the customer's name, where the mail goes to one customer whose name is known",
    "author": "who wrote the words: an agent's name; in mails to staff also a customer's",
    "signature": "the lines by which an agent has signed the words; empty where there are none (a list)",
    "topic": "what a mail to staff is about, as a code: `new_ticket`, `answer`, `disputed`, …",
    "whole": "false where nothing of the sender's may be repeated (acknowledgement)",
    "words": "the words that this mail brings, set line for line; alone in a line",
    "quote": "the words that are answered, shortened; alone in a line",
    "questions": "numbered questions that are open; in mails to staff also those answered (a list)",
    "missing": "what the customer was asked for and has not told yet, in words (a list)",
    "fields": "mails to staff: what the customers' mails told, `Version: 2.5` (a list)",
    "files": "names and sizes of the attachments carried along (a list)",
    "listed": "names and sizes of the attachments that are only named (a list)",
    "plus": "true where the reply address itself leads to the ticket",
    "note_address": "mails to staff: the agent's address for internal notes",
    "customer_address": "mails to staff: the agent's address for answers to the customer",
    "requester": "mails to staff: name and address of the requester",
    "by_phone": "mails to staff: true where no customer has an address, and can only be called back",
    "participants": "mails to staff: names and addresses of those who take part besides",
    "organisation": "mails to staff: the requester's organisation",
    "sender": "mails to staff: the address that wrote",
    "behind": "mails to staff: whom a mailing list names as the author of what it sends in its own name",
    "sent_by": "mails to staff: who sent or passed on the mail for its author",
    "in_copy": "mails to staff: who got the customer's mail as well and takes no part",
    "registered_by": "mails to staff: the agent who registered the request for the customer",
    "problems": "mails to staff: how many requests the mail seems to hold, where there are several",
    "priority": "mails to staff: the priority in words",
    "age": "mails to staff: how long ago the ticket was registered",
    "due": "mails to staff: what falls due, and when",
    "watchers": "mails to staff: the agents who watch the ticket",
    "thread": "mails to staff: the last messages of before, folded; alone in a line",
    "commands": "mails to staff: the commands most likely useful now, in one line",
    "reads": "true where the mail goes to an observer, who only reads and asks",
    "changes": "mails to staff: what an agent's mail changed, `State: New → In progress` (a list)",
    "tickets": "lists: the tickets, one a line (a list)",
    "nearest": "refusals: what may have been meant instead",
    "recipient": "mails to staff: the address that could not be reached",
    "fault": "mails to staff: what went wrong",
    "word": "mails to staff: the command, word, name or choice that is told of",
    "count": "how many: of a notice, shown of a list or thread that goes on, seconds that an answer waits",
    "day": "notices: the day on which something expires, `2027-03-01`",
    "inbox": "mails to staff: the number of a mail in the inbox",
    "related": "the number of another ticket: this one goes on from it, or, merged, in it",
    "why": "the reason as a code: `planned`, `outside`, `incompatible`, `other`; to staff `machine`, …",
    "ask_reason": "`1` where the customer said no more than that it does not work",
    "plural": "a function: `plural(count, 'day', 'days')`, in Russian three forms",
}

_FACTS = (
    "sender", "behind", "sent_by", "in_copy", "registered_by", "problems", "recipient", "fault", "word",
    "count", "day", "inbox", "related", "why", "ask_reason",
)  # fmt: skip
_STAFF_FACTS = frozenset({
    "sender", "behind", "sent_by", "in_copy", "registered_by", "problems", "recipient", "fault", "inbox",
})  # fmt: skip

# So much of a fact is told; a mail server's answer can be long.
_FACT = 500

# A display name longer than this is no name to greet by.
_GREETED = 40

# A quote is a reminder of what was said, not a copy of the thread.
_QUOTED_LINES = 15
_QUOTED_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Said:
    """What one mail says: the variables for its template, and the blocks of persons' words."""

    variables: Mapping[str, Value]
    slots: Mapping[str, Block]


def said(draft: Draft) -> Said:
    """Return what this draft has to say."""
    letter = draft.letter
    slots: dict[str, Block] = {}
    words = lines(letter.text) if letter.whole else ""
    if words:
        slots[WORDS] = Words(words, letter.for_staff, draft.styled, images(draft))
    if (quote := _quote(draft)) is not None:
        slots[QUOTE] = quote
    if letter.for_staff and (before := staff_variables.thread(draft)) is not None:
        slots[THREAD] = before
    variables = {
        **dict.fromkeys(VARIABLES, ""),
        **_of_letter(draft),
        **(_of_ticket(draft, draft.ticket) if draft.ticket else {}),
        "words": WORDS if WORDS in slots else "",
        "quote": QUOTE if QUOTE in slots else "",
        "thread": THREAD if THREAD in slots else "",
    }
    return Said(variables, slots)


def images(draft: Draft) -> tuple[Image, ...]:
    """Return the pictures that an agent has set into the text, as they are shown in it.

    Staff get a stranger's as files alone.
    """
    if draft.letter.for_staff or not draft.letter.author:
        return ()
    return tuple(
        Image(content_id(draft.message_id, place), one_line(file.name, 120))
        for place, file in enumerate(draft.files)
        if is_shown(file)
    )


def own_address(draft: Draft, audience: Audience) -> str:
    """Return where an agent writes to the customers, or to colleagues alone: only to that agent."""
    key, letter = draft.keys.get(audience, ""), draft.letter
    shown = key and letter.for_staff and not letter.reads and draft.desk.reply_address is ReplyAddress.PLUS
    return with_tag(draft.desk.address, key) if shown else ""


def _of_letter(draft: Draft) -> dict[str, Value]:
    letter, desk = draft.letter, draft.desk
    told = [name for name in _FACTS if letter.for_staff or name not in _STAFF_FACTS]
    facts = {name: one_line(letter.facts.get(name, ""), _FACT) for name in told if letter.whole}
    return {
        **facts,
        "desk": one_line(desk.name),
        "address": desk.address,
        "subject": one_line(letter.facts.get("subject", "")) if letter.whole else "",
        "name": _name(letter.to) if letter.whole and not letter.for_staff else "",
        "author": one_line(letter.author) if letter.whole else "",
        "signature": tuple(map(one_line, lines(letter.signature).split("\n"))) if letter.signature else (),
        "topic": letter.topic.value if letter.topic else "",
        "whole": letter.whole,
        "files": tuple(_file(file.name, len(file.data), draft) for file in draft.files),
        "listed": tuple(_file(ref.attachment.name, ref.attachment.size, draft) for ref in letter.listed),
        "questions": tuple(_question(question, letter) for question in letter.questions),
        "reads": letter.reads,
        "plus": desk.reply_address is ReplyAddress.PLUS,
        "note_address": own_address(draft, Audience.INTERNAL),
        "customer_address": own_address(draft, Audience.PUBLIC),
        **(staff_variables.of_letter(draft) if letter.for_staff else {}),
    }


def _of_ticket(draft: Draft, ticket: Ticket) -> dict[str, Value]:
    letter, desk, language = draft.letter, draft.desk, draft.letter.language
    public: dict[str, Value] = {
        "number": one_line(ticket.number),
        "kind": kind_name(ticket.kind, desk, language),
        "kind_code": ticket.kind.value,
        "state": state_name(ticket.state, desk, language),
        "state_code": ticket.state.value,
        "reason": one_line(letter.facts.get("reason") or (ticket.reason.value if ticket.reason else "")),
        "created": date_in_words(ticket.created_at, desk, language),
        "days": days(draft.date - ticket.resolved_at, language) if ticket.resolved_at else "",
        "assignees": one_line(", ".join(ticket.assignees)),
        "missing": tuple(FIELDS[language][field] for field in ticket.missing),
    }
    if letter.whole:
        public["subject"] = bare(ticket.subject, desk.prefix) or NO_SUBJECT[language]
    if not letter.for_staff:
        return public
    return public | {
        **staff_variables.of_ticket(draft, ticket),
        "requester": _person(ticket.requester),
        "by_phone": not any(person.addr for person in ticket.customers),
        "participants": one_line(", ".join(_person(person) for person in ticket.participants)),
        "organisation": one_line(ticket.organisation),
        "fields": tuple(
            f"{FIELDS[language][field]}: {one_line(value)}" for field, value in ticket.fields.items()
        ),
    }


def _question(question: Question, letter: Letter) -> str:
    asked = f"{question.number}. {one_line(question.text)}"
    if not letter.for_staff:
        return asked
    return f"{asked} → {one_line(question.answer) or NOTHING[letter.language]}"


def _name(to: tuple[Address, ...]) -> str:
    """Return the name to greet the one recipient by, or the empty string."""
    name = one_line(to[0].name) if len(to) == 1 else ""
    return name if len(name) <= _GREETED and "@" not in name and "/" not in name else ""


def _person(person: Address) -> str:
    named = f"{person.name} <{person.addr}>" if person.name and person.addr else person.name or person.addr
    return one_line(named)


def _file(name: str, count: int, draft: Draft) -> str:
    return f"{one_line(name, 120)} ({size(count, draft.letter.language)})"


def _quote(draft: Draft) -> Quote | None:
    """Return the message answered, shortened; an internal one never stands in a customer's mail."""
    letter, message = draft.letter, draft.letter.quote
    if message is None or not letter.whole:
        return None
    if message.circle is Circle.INTERNAL and not letter.for_staff:
        return None
    text = _short(lines(message.text))
    if not text:
        return None
    return Quote(wrote(_who(message, draft), message.at, draft.desk, letter.language), text)


def _who(message: Message, draft: Draft) -> str:
    """Return who said something; of an agent only the name, which is all that customers know."""
    if message.author in {Author.AGENT, Author.SYSTEM}:
        return one_line(message.name) or one_line(draft.desk.name)
    return one_line(message.name) or one_line(message.addr)


def _short(text: str) -> str:
    cut = "\n".join(text[:_QUOTED_CHARACTERS].split("\n")[:_QUOTED_LINES]).rstrip()
    return cut if cut == text else f"{cut}\n[…]"
