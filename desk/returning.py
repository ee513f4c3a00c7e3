"""What an agent would not want to have sent: looked for before words go to customers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from desk.address import Address, fold
from desk.case import Case
from desk.enclosures import enclosed
from desk.facts import Facts
from desk.holding import MEANWHILE, RETURNED, TIME
from desk.names import whole
from desk.office import Office
from desk.orders import Orders
from desk.people import Agent
from desk.signing import scrubbed
from desk.ticket import Author, Circle, Message, Ticket, joined
from desk.topics import Topic

# An answer of a colleague's is news for so long to one who answers as well.
JUST_NOW = timedelta(minutes=10)

# So many words in a row that stand in a note are no chance; a shorter note is known by all its words, but
# for the shortest.
_WORDS_IN_A_ROW = 6
_SHORTEST_NOTE = 3

_WORD = re.compile(r"\w+")
# So many letters of what is at fault are told.
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why words are given back to their author: what it is, the words at fault, what was said meanwhile."""

    topic: Topic
    word: str = ""
    thread: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is about to go to the customers of a ticket, as it stood ``before`` and then stands.

    ``text`` is None where nothing is said to them: then a new subject alone may reach them later.
    """

    case: Case
    agent: Agent
    before: Ticket
    ticket: Ticket
    orders: Orders
    text: str | None

    @property
    def shown(self) -> tuple[str, ...]:
        """What they would read: the words, short texts beside them, a new subject, the names of files."""
        subject = () if self.ticket.subject == self.before.subject else (self.ticket.subject,)
        if self.text is None:
            return subject
        names = (ref.attachment.name for ref in enclosed(self.case))
        return (self.text, self.case.mail.attached_text, *subject, *names)


def doubt(words: Words) -> Doubt | None:
    """Return the first reason to ask the author once more, or None.

    Whoever has said that words are to be sent has answered the reason that was told, and those before it.
    """
    if _readers_changed(words):
        return Doubt(Topic.CHANGED_MEANWHILE)
    topics = list(_DOUBTS) if words.text is not None else [Topic.OUTSIDER, *(_SECRETS if words.shown else ())]
    unasked = topics[_asked(words.case.facts, topics) :]
    return next((found for topic in unasked if (found := _DOUBTS[topic](words)) is not None), None)


def secret(words: Words) -> Doubt | None:
    """Return the first that these words tell and the customers are not to know, or None."""
    return next((found for topic in _SECRETS if (found := _DOUBTS[topic](words)) is not None), None)


def internal_word(words: Words) -> Doubt | None:
    """Look for words that the desk lists, and in files for what is taken out of texts."""
    for word in words.case.office.desk.internal_words:
        pattern = whole(word)
        if any(pattern.search(text) for text in words.shown):
            return Doubt(Topic.INTERNAL_WORD, word)
    attached = words.case.mail.attached_text if words.text is not None else ""
    kept = set(scrubbed(attached, words.case).split())
    traces = next((word for word in attached.split() if word not in kept), None)
    return None if traces is None else Doubt(Topic.INTERNAL_WORD, traces[:_LONGEST_SHOWN])


def strangers(office: Office, requester: Address, others: Iterable[Address]) -> tuple[str, ...]:
    """Return those of other organisations than the requester's, each with the organisation's name."""
    organisation = office.organisation(requester.addr)
    return tuple(
        f"{who.addr} ({other.name})"
        for who in others
        if (other := office.organisation(who.addr)) is not None and organisation is not None
        if other != organisation
    )


def _asked(facts: Facts, topics: list[Topic]) -> int:
    """Return how many of these were looked for before this mail was freed."""
    if not facts.released or not facts.held_by.startswith((f"{TIME}: ", f"{RETURNED}: ")):
        return 0
    held_by = facts.held_by.removeprefix(f"{RETURNED}: ")
    if held_by == MEANWHILE and Topic.TELLS_NOTE in topics:
        # While it waited, its words did not change: what others wrote did.
        return topics.index(Topic.TELLS_NOTE)
    told = held_by.partition(" ")[0]
    if told == Topic.CHANGED_MEANWHILE:
        # It may have come between any two of them.
        return 0
    return topics.index(Topic(told)) + 1 if told in topics else len(topics)


def _readers_changed(words: Words) -> bool:
    """Tell whether who reads the ticket was changed after the author was asked about these words."""
    facts = words.case.facts
    joined, asked = facts.joined.get(words.before.id), facts.held_at
    if words.text is None or joined is None or asked is None or facts.released == TIME:
        return False
    return asked < joined


def _lets_in(words: Words) -> Doubt | None:
    """Look for one who would read the words of another organisation's customers."""
    before, after = words.before, words.ticket
    found = strangers(words.case.office, before.requester, joined(before, after))
    return Doubt(Topic.OUTSIDER, ", ".join(found)) if found else None


def _empty(words: Words) -> Doubt | None:
    wordless = not words.text and words.orders.saying is None and not enclosed(words.case)
    return Doubt(Topic.EMPTY) if wordless else None


def _lacks_file(words: Words) -> Doubt | None:
    promised = words.case.mail.promised_file
    return Doubt(Topic.NO_ATTACHMENT, promised) if promised and not enclosed(words.case) else None


def _seems_ours(words: Words) -> Doubt | None:
    return Doubt(Topic.SEEMS_NOTIFICATION) if words.case.mail.seems_notification else None


def _names_another(words: Words) -> Doubt | None:
    """Look for the address of another customer, and for the number of another ticket, whosever it is."""
    found = ", ".join(dict.fromkeys(_others(words)))
    return Doubt(Topic.ANOTHERS, found) if found else None


def _others(words: Words) -> Iterator[str]:
    office, ticket = words.case.office, words.ticket
    organisation = office.organisation(ticket.requester.addr)
    # A note may name whom it will.
    shown = fold("\n".join(words.shown)) if words.text is None else None
    for addr in words.case.mail.mentioned:
        known = addr in words.case.facts.known_customers or office.organisation(addr) is not None
        same = organisation is not None and organisation.includes(addr)
        if known and not same and not ticket.takes_part(addr) and (shown is None or addr in shown):
            yield addr
    for other in words.case.facts.mentioned:
        digits = other.number.rpartition("-")[2]
        if ticket.id not in {other.id, other.merged_into} and (shown is None or digits in shown):
            yield other.number


def _goes_directly(words: Words) -> Doubt | None:
    """Look for customers beside the desk among those it is written to.

    Where the desk stands in Cc alone, the agent meant to write to them directly.
    """
    mail, desk = words.case.mail, words.case.office.desk
    if not any(desk.owns(to.addr) for to in mail.to):
        return None
    written = _written_to(words)
    direct = [who.addr for who in words.ticket.customers if fold(who.addr) in written]
    return Doubt(Topic.REPLY_ALL, ", ".join(direct)) if direct else None


def _written_to(words: Words) -> frozenset[str]:
    """Return the addresses that the agent wrote to."""
    return frozenset(fold(person.addr) for person in (*words.case.mail.to, *words.case.mail.cc))


def _has_no_address(words: Words) -> Doubt | None:
    """Look for a customer who called, and can only be called back; whoever says send has done so."""
    if words.ticket.requester.addr:
        return None
    return Doubt(Topic.BY_PHONE, words.ticket.requester.name)


def _tells_note(words: Words) -> Doubt | None:
    return next((doubt for text in words.shown if (doubt := _repeats(words, text)) is not None), None)


def _repeats(words: Words, text: str) -> Doubt | None:
    """Look for what a note of this ticket says in a text."""
    found = list(_WORD.finditer(text))
    said = [word[0].lower() for word in found]
    for note in words.case.facts.notes.get(words.ticket.id, ()):
        noted = [word.lower() for word in _WORD.findall(note)]
        length = min(_WORDS_IN_A_ROW, len(noted))
        if length < _SHORTEST_NOTE:
            continue
        rows = {tuple(noted[at : at + length]) for at in range(len(noted) - length + 1)}
        for at in range(len(said) - length + 1):
            if tuple(said[at : at + length]) in rows:
                shown = text[found[at].start() : found[at + length - 1].end()]
                return Doubt(Topic.TELLS_NOTE, " ".join(shown.split())[:_LONGEST_SHOWN])
    return None


def _answered_already(words: Words) -> Doubt | None:
    """Look for what a colleague said a moment ago, or is about to say, where these words are still to go."""
    case, ticket = words.case, words.ticket
    written = _written_to(words)
    if all(fold(who.addr) in written for who in ticket.customers if who.addr):
        return None
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
    Topic.SEEMS_NOTIFICATION: _seems_ours,
    Topic.ANOTHERS: _names_another,
    Topic.INTERNAL_WORD: internal_word,
    Topic.BY_PHONE: _has_no_address,
    Topic.REPLY_ALL: _goes_directly,
    Topic.TELLS_NOTE: _tells_note,
    Topic.ANSWERED_MEANWHILE: _answered_already,
}

_SECRETS = (Topic.ANOTHERS, Topic.INTERNAL_WORD, Topic.TELLS_NOTE)
