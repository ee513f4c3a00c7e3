"""What an agent would not want to have sent: looked for before words go to customers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from desk.address import fold
from desk.case import Case
from desk.enclosures import enclosed
from desk.facts import Facts
from desk.holding import RETURNED, TIME
from desk.orders import Orders
from desk.people import Agent
from desk.ticket import Author, Circle, Message, Ticket, joined
from desk.topics import Topic

# An answer of a colleague's is news for so long to one who answers as well.
JUST_NOW = timedelta(minutes=10)

# So many words in a row that stand in a note are no chance; a shorter note is known by all its words, but
# for the shortest.
_WORDS_IN_A_ROW = 6
_SHORTEST_NOTE = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why words are given back to their author: what it is, the words at fault, what was said meanwhile."""

    topic: Topic
    word: str = ""
    thread: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is about to go to the customers of a ticket, as it stood ``before`` and then stands.

    ``text`` is None where nothing is said to them.
    """

    case: Case
    agent: Agent
    before: Ticket
    ticket: Ticket
    orders: Orders
    text: str | None


def doubt(words: Words) -> Doubt | None:
    """Return the first reason to ask the author once more, or None.

    Whoever has said that words are to be sent has answered the reason that was told, and those before it.
    """
    looks = _DOUBTS if words.text is not None else {Topic.OUTSIDER: _lets_in}
    unasked = list(looks)[_asked(words.case.facts, list(looks)) :]
    return next((found for topic in unasked if (found := looks[topic](words)) is not None), None)


def _asked(facts: Facts, topics: list[Topic]) -> int:
    """Return how many of these were looked for before this mail was freed."""
    if not facts.released or not facts.held_by.startswith((f"{TIME}: ", f"{RETURNED}: ")):
        return 0
    told = facts.held_by.removeprefix(f"{RETURNED}: ").partition(" ")[0]
    return topics.index(Topic(told)) + 1 if told in topics else len(topics)


def _lets_in(words: Words) -> Doubt | None:
    """Look for one who would read the words of another organisation's customers."""
    office = words.case.office
    organisation = office.organisation(words.before.requester.addr)
    strangers = [
        f"{who.addr} ({other.name})"
        for who in joined(words.before, words.ticket)
        if (other := office.organisation(who.addr)) is not None and organisation is not None
        if other != organisation
    ]
    return Doubt(Topic.OUTSIDER, ", ".join(strangers)) if strangers else None


def _empty(words: Words) -> Doubt | None:
    wordless = not words.text and words.orders.saying is None and not enclosed(words.case)
    return Doubt(Topic.EMPTY) if wordless else None


def _lacks_file(words: Words) -> Doubt | None:
    promised = words.case.mail.promised_file
    return Doubt(Topic.NO_ATTACHMENT, promised) if promised and not enclosed(words.case) else None


def _names_another(words: Words) -> Doubt | None:
    """Look for the address of another customer, and for the number of another ticket, whosever it is."""
    found = ", ".join(dict.fromkeys(_others(words)))
    return Doubt(Topic.ANOTHERS, found) if found else None


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
    said = f" {' '.join(_words(words.text or ''))} "
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
    if words.ticket.requester.addr:
        return None
    return Doubt(Topic.BY_PHONE, words.ticket.requester.name)


def _tells_note(words: Words) -> Doubt | None:
    told = (words.text or "", words.case.mail.attached_text)
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


# In the order in which they are asked.
_DOUBTS: Mapping[Topic, Callable[[Words], Doubt | None]] = {
    Topic.OUTSIDER: _lets_in,
    Topic.EMPTY: _empty,
    Topic.NO_ATTACHMENT: _lacks_file,
    Topic.ANOTHERS: _names_another,
    Topic.INTERNAL_WORD: _internal,
    Topic.BY_PHONE: _has_no_address,
    Topic.REPLY_ALL: _goes_directly,
    Topic.TELLS_NOTE: _tells_note,
    Topic.ANSWERED_MEANWHILE: _answered_already,
}
