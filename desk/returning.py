"""What an agent would not want to have sent: looked for before words go to customers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from desk.address import fold
from desk.case import Case
from desk.letters import Topic
from desk.orders import Orders
from desk.people import Agent
from desk.ticket import Author, Circle, Message, Ticket

# An answer of a colleague's is news for so long to one who answers as well.
JUST_NOW = timedelta(minutes=10)

# So many words in a row that stand in a note are no chance; a shorter note is known by all its words, but
# for the shortest.
_WORDS_IN_A_ROW = 6
_SHORTEST_NOTE = 3


# What holds a whole mail, by its type or its name.
_MAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_ENDS = (".eml", ".msg")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why words are given back to their author: what it is, the words at fault, what was said meanwhile."""

    topic: Topic
    word: str = ""
    thread: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is about to go to the customers of a ticket, as it then stands."""

    case: Case
    agent: Agent
    ticket: Ticket
    orders: Orders
    text: str


def doubt(words: Words) -> Doubt | None:
    """Return the first reason to ask the author once more, or None."""
    return next((found for look in _DOUBTS if (found := look(words)) is not None), None)


def _empty(words: Words) -> Doubt | None:
    wordless = not words.text and words.orders.saying is None and not words.case.mail.attachments
    return Doubt(Topic.EMPTY) if wordless else None


def _lacks_file(words: Words) -> Doubt | None:
    promised = words.case.mail.promised_file
    return Doubt(Topic.NO_ATTACHMENT, promised) if promised and not words.case.mail.attachments else None


def _attaches_mail(words: Words) -> Doubt | None:
    """Look for a whole mail among the files: it may be ours to the staff, with all that stands in it."""
    mails = (
        f.name for f in words.case.mail.attachments if f.type in _MAILS or f.name.lower().endswith(_ENDS)
    )
    name = next(mails, None)
    return None if name is None else Doubt(Topic.ATTACHED_MAIL, name)


def _names_another(words: Words) -> Doubt | None:
    """Look for the address of another customer, and for the number of another ticket, whosever it is."""
    return next((Doubt(Topic.ANOTHERS, found) for found in _others(words)), None)


def _others(words: Words) -> Iterator[str]:
    office, ticket = words.case.office, words.ticket
    organisation = office.organisation(ticket.requester.addr)
    for addr in words.case.mail.mentioned:
        known = addr in words.case.facts.known_customers or office.organisation(addr) is not None
        same = organisation is not None and organisation.includes(addr)
        if known and not same and not ticket.takes_part(addr):
            yield addr
    for other in words.case.facts.mentioned:
        if ticket.id not in {other.id, other.merged_into}:
            yield other.number


def _internal(words: Words) -> Doubt | None:
    said = f" {' '.join(_words(words.text))} "
    listed = words.case.office.desk.internal_words
    found = next((word for word in listed if f" {' '.join(_words(word))} " in said), None)
    return None if found is None else Doubt(Topic.INTERNAL_WORD, found)


def _goes_directly(words: Words) -> Doubt | None:
    """Look for customers beside the desk among those it is written to.

    Where the desk stands in Cc alone, the agent meant to write to them directly.
    """
    mail, desk = words.case.mail, words.case.office.desk
    if not any(desk.owns(to.addr) for to in mail.to):
        return None
    written = {fold(person.addr) for person in (*mail.to, *mail.cc)}
    direct = [who.addr for who in words.ticket.customers if fold(who.addr) in written]
    return Doubt(Topic.REPLY_ALL, ", ".join(direct)) if direct else None


def _has_no_address(words: Words) -> Doubt | None:
    """Look for a customer who called, and can only be called back; whoever says send has done so."""
    if any(customer.addr for customer in words.ticket.customers):
        return None
    return Doubt(Topic.BY_PHONE, words.ticket.requester.name)


def _tells_note(words: Words) -> Doubt | None:
    told = (words.text, words.case.mail.attached_text)
    return next((doubt for text in told if (doubt := _repeats(words, text)) is not None), None)


def _repeats(words: Words, text: str) -> Doubt | None:
    """Look for what a note of this ticket says in a text."""
    said = _words(text)
    for note in words.case.facts.notes.get(words.ticket.id, ()):
        noted = _words(note)
        length = min(_WORDS_IN_A_ROW, len(noted))
        if length < _SHORTEST_NOTE:
            continue
        rows = {tuple(noted[at : at + length]) for at in range(len(noted) - length + 1)}
        for at in range(len(said) - length + 1):
            if tuple(said[at : at + length]) in rows:
                return Doubt(Topic.TELLS_NOTE, " ".join(said[at : at + length]))
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _answered_already(words: Words) -> Doubt | None:
    """Look for what a colleague said a moment ago, or is about to say."""
    case, ticket = words.case, words.ticket
    for waiting in case.facts.waiting.get(ticket.id, ()):
        if waiting.agent != words.agent.name:
            message = Message(
                author=Author.AGENT,
                circle=Circle.PUBLIC,
                name=waiting.agent,
                addr="",
                text=waiting.text,
                at=case.now,
            )
            return Doubt(Topic.ANSWERED_MEANWHILE, waiting.agent, (message,))
    last = next(iter(reversed(case.facts.history.get(ticket.id, ()))), None)
    if last is None or last.author is not Author.AGENT or last.name == words.agent.name:
        return None
    recent = timedelta(0) <= case.now - last.at < JUST_NOW
    return Doubt(Topic.ANSWERED_MEANWHILE, last.name, (last,)) if recent else None


_DOUBTS: tuple[Callable[[Words], Doubt | None], ...] = (
    _empty,
    _lacks_file,
    _attaches_mail,
    _names_another,
    _internal,
    _has_no_address,
    _goes_directly,
    _tells_note,
    _answered_already,
)
