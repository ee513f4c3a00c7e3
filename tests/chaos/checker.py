"""The checker: the promises, each as a rule over the evidence of an experiment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from daemon.sending.delivery import MOST_UNDER_WAY
from desk.envelope import Source
from desk.letters import Template
from desk.verdicts import Verdict
from storage.outbox import DeliveryState
from tests.chaos.evidence import Copy, Evidence, Given, Row

# As every desk of ours is configured.
FIRST_NUMBER = 1001

Rule = Callable[[Evidence], Iterator[str]]


def lost(evidence: Evidence) -> Iterator[str]:
    """Every mail answered with 250, and every one touched in its mailbox, is in the inbox."""
    there = {row.content_key for row in evidence.kept.rows}
    for mail in evidence.given:
        if mail.taken and mail.content_key not in there:
            yield f"mail {mail.number}, taken by {mail.way}, is not in the inbox"


def undecided(evidence: Evidence) -> Iterator[str]:
    """Every mail in the inbox has a verdict."""
    for row in evidence.kept.rows:
        if row.verdict is None:
            yield f"row {row.id} has no verdict"


def misjudged(evidence: Evidence) -> Iterator[str]:
    """Every mail has the verdict it is to have, once; its twins are known as such."""
    for mail, rows in _by_mail(evidence):
        verdicts = [row.verdict for row in rows if row.verdict not in {None, Verdict.DUPLICATE}]
        if rows and verdicts != [mail.expected]:
            yield f"mail {mail.number} is to be {mail.expected} once, and is {verdicts}"


def multiplied(evidence: Evidence) -> Iterator[str]:
    """No mail has more rows than attempts that may have brought it; out of a mailbox it is taken once."""
    for mail, rows in _by_mail(evidence):
        most = 1 if mail.way is Source.IMAP else mail.taken + mail.unsure
        if len(rows) > most:
            yield f"mail {mail.number} has {len(rows)} rows for {most} attempts"


def invented(evidence: Evidence) -> Iterator[str]:
    """The inbox holds nothing that was not given."""
    known = {mail.content_key for mail in evidence.given}
    for row in evidence.kept.rows:
        if row.content_key not in known:
            yield f"row {row.id} is of a mail that nobody gave"


def misnumbered(evidence: Evidence) -> Iterator[str]:
    """Of each desk, ticket numbers begin with the first, and are unique and without gaps."""
    found = defaultdict(list)
    for ticket in evidence.kept.tickets:
        prefix, _, number = ticket.rpartition("-")
        found[prefix].append(int(number))
    for prefix, numbers in found.items():
        for given, due in zip(sorted(numbers), count(FIRST_NUMBER), strict=False):
            if given != due:
                yield f"{prefix}-{given} stands where {prefix}-{due} is due"
                break


def opened_twice(evidence: Evidence) -> Iterator[str]:
    """Every ticket is of a mail of its own."""
    opening = sum(row.verdict is Verdict.TICKET for row in evidence.kept.rows)
    if len(evidence.kept.tickets) != opening:
        yield f"{opening} mails have opened {len(evidence.kept.tickets)} tickets"


def unacknowledged(evidence: Evidence) -> Iterator[str]:
    """Every ticket has exactly one acknowledgement."""
    letters = evidence.kept.letters
    found = Counter(each.ticket for each in letters if each.template is Template.ACKNOWLEDGEMENT)
    for number in evidence.kept.tickets:
        if found[number] != 1:
            yield f"{number} has {found[number]} acknowledgements"


def unended(evidence: Evidence) -> Iterator[str]:
    """Every delivery has ended, and well; every letter has one."""
    for each in evidence.kept.deliveries:
        if each.state is not DeliveryState.SENT:
            yield f"{each.message_id} to {each.recipient} is {each.state}"
    for message_id in {each.message_id for each in evidence.kept.letters} - {
        each.message_id for each in evidence.kept.deliveries
    }:
        yield f"{message_id} goes to nobody"


def unsent(evidence: Evidence) -> Iterator[str]:
    """The relay has what the outbox says that it took."""
    arrived = {(copy.message_id, copy.recipient) for copy in evidence.copies}
    for each in evidence.kept.deliveries:
        if each.state is DeliveryState.SENT and (each.message_id, each.recipient) not in arrived:
            yield f"the relay never got {each.message_id} to {each.recipient}"


def unknown(evidence: Evidence) -> Iterator[str]:
    """The relay has nothing that the outbox does not know."""
    known = {(each.message_id, each.recipient) for each in evidence.kept.deliveries}
    for copy in evidence.copies:
        if (copy.message_id, copy.recipient) not in known:
            yield f"the outbox does not know {copy.message_id} to {copy.recipient}"


def doubled(evidence: Evidence) -> Iterator[str]:
    """The relay has a mail twice only where its answer was lost: on the line, or with its hearer."""
    last = _last_words(evidence)
    for copies in _by_delivery(evidence.copies):
        for place, copy in copies[:-1]:
            if copy.answered and place not in last:
                yield f"{copy.message_id} to {copy.recipient} came again though its answer was heard"


def reworded(evidence: Evidence) -> Iterator[str]:
    """Under one Message-ID the relay gets the same bytes each time."""
    digests = defaultdict(set)
    for copy in evidence.copies:
        digests[copy.message_id].add(copy.digest)
    for message_id, found in digests.items():
        if len(found) > 1:
            yield f"{message_id} has {len(found)} wordings"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        lost,
        undecided,
        misjudged,
        multiplied,
        invented,
        misnumbered,
        opened_twice,
        unacknowledged,
        unended,
        unsent,
        unknown,
        doubled,
        reworded,
    )
}


def violations(evidence: Evidence) -> dict[str, list[str]]:
    """Return every breach, under the name of the rule that it breaks; empty where every promise was kept."""
    found = {name: list(rule(evidence)) for name, rule in RULES.items()}
    return {name: breaches for name, breaches in found.items() if breaches}


def copies_too_many(evidence: Evidence) -> int:
    """Return how many mails came to the relay again."""
    return sum(len(copies) - 1 for copies in _by_delivery(evidence.copies))


def _by_mail(evidence: Evidence) -> Iterator[tuple[Given, Sequence[Row]]]:
    rows = defaultdict(list)
    for row in evidence.kept.rows:
        rows[row.content_key].append(row)
    for mail in evidence.given:
        yield mail, rows[mail.content_key]


def _by_delivery(copies: Sequence[Copy]) -> list[list[tuple[int, Copy]]]:
    """Return the copies of each delivery with their places in the order of arrival."""
    found = defaultdict(list)
    for place, copy in enumerate(copies):
        found[copy.message_id, copy.recipient].append((place, copy))
    return list(found.values())


def _last_words(evidence: Evidence) -> frozenset[int]:
    """Return the places of the copies whose answers a daemon may not have written down.

    Those are the last that it handed over before it was killed or cut off, at most as many as it has under
    way at once: it writes down how deliveries ended in the order in which it learns of it.
    """
    lives = defaultdict(list)
    for place, copy in enumerate(evidence.copies):
        lives[copy.life].append(place)
    ends = [(life, len(evidence.copies)) for life in evidence.killed]
    return frozenset(
        place
        for life, end in (*ends, *evidence.cut_off)
        for place in [place for place in lives[life] if place < end][-MOST_UNDER_WAY:]
    )
