"""How likely an answer wants what: by all its words, and by what its sentences say one after the other."""

import math
from dataclasses import dataclass

from desk.mail import Intent
from parsers.meaning import hearing, judge, sequence
from parsers.meaning.answers import INTENTS
from parsers.meaning.hearing import Heard
from parsers.meaning.lexicon import words
from parsers.meaning.points import clauses, is_of_several, sentences
from parsers.meaning.requests import likelihood
from parsers.meaning.rulings import AGAINST, AGAINST_NOW

_WEIGHTS = INTENTS.weights
SETTLING = frozenset({Intent.CONFIRM, Intent.WITHDRAW})
# Of what rules hold against it: orders are looked for clause by clause; what failed, was or mocks may be told
# before the good news, and is weighed with it.
_WEIGHED = {"order", "failure", "irony", "past"}
_DOUBTS = {
    Intent.CONFIRM: frozenset(AGAINST_NOW) - _WEIGHED,
    Intent.WITHDRAW: frozenset(AGAINST) - _WEIGHED,
}
# What limits it, in whatever sentence it stands: in part something works, and is not wanted at all.
_LIMITS = {
    Intent.CONFIRM: ("if", "limit", "unready", "terms", "apart"),
    Intent.WITHDRAW: ("if", "unready", "terms"),
}
# The signs of a phrase that orders, and of those that close a ticket or take it back.
_ORDER = "[order]"
_CLOSING = frozenset({"[close]", "[withdraw]"})
_MOST_EVIDENCE = 5
# The first tells what words say, wherever they stand; the second, what it comes to that one is said before
# the other.
_SAYINGS = judge.named("sayings")
_JUDGE = judge.named("intents")


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely each label is, by an answer's words alone and after all; whether it likely asks for more."""

    first: sequence.Shares
    shares: sequence.Shares
    asks: bool

    @property
    def wanted(self) -> Intent:
        """What is likeliest."""
        return Intent(max(self.shares, key=self.shares.__getitem__))

    @property
    def share(self) -> float:
        """How likely that is."""
        return self.shares[self.wanted]


def opinion(answer: Heard) -> Opinion:
    """Return how likely each label is of an answer.

    Its sentences are asked about only where it may settle a ticket.
    """
    first = _SAYINGS.opinion(hearing.signs(answer.said))
    if settling(first) < _WEIGHTS["settling"]:
        return Opinion(first, first, asks=False)
    parts = hearing.parts(answer)
    shares = _JUDGE.opinion(sequence.signs(parts, _SAYINGS.opinion))
    return Opinion(first, shares, _asks(answer.own, parts))


def sureness(answer: Heard, found: Opinion) -> float:
    """Return how sure what is likeliest is, from 0 to 1."""
    share = found.share
    if found.wanted in SETTLING:
        share = _cautious(answer, found)
    if found.wanted is Intent.THANKS:
        # The words may mock; nobody is waked by thanks.
        share = min(share, found.first[Intent.THANKS])
    return round(share, 2)


def _cautious(answer: Heard, found: Opinion) -> float:
    """Return how sure a confirmation or withdrawal is that is so likely, by what stands beside it."""
    share = found.share
    counts = answer.said.counts
    limited = any(counts[label] for label in _LIMITS[found.wanted])
    bar = "undoubted_limited" if limited else "undoubted_told" if is_of_several(answer.own) else "undoubted"
    beside = any(counts[label] for label in _DOUBTS[found.wanted])
    doubted = beside and share < _WEIGHTS[bar]
    sureness = math.pow(share, _WEIGHTS["caution_said" if answer.said.says_so() else "caution"])
    # Rules that know every word and settle nothing have their reason.
    is_dropped = found.wanted is Intent.WITHDRAW
    another = answer.said.drops_another() if is_dropped else answer.said.tells_own_act()
    unsure = found.asks or doubted or another or not answer.said.unknown
    return min(sureness, _WEIGHTS["doubted"]) if unsure else sureness


def _asks(own: str, parts: sequence.Parts) -> bool:
    """Tell whether a clause orders, or a sentence or what is said last likely asks for something.

    That is by what it says as an answer, and by what it says as a request.
    """
    if any(_ORDER in signs for signs in parts.clauses):
        return True
    said = list(zip(clauses(own), parts.clauses, strict=True))
    # What closes the ticket asks for that.
    told = zip(sentences(own), parts.sentences, strict=True)
    asking = (each for each in told if _CLOSING.isdisjoint(each[1]))
    return any(_is_open(signs) and _is_request(point) for point, signs in (*asking, *said[-1:]))


def _is_open(signs: set[str]) -> bool:
    shares = _SAYINGS.opinion(signs)
    return 1 - settling(shares) - shares[Intent.THANKS] > _WEIGHTS["open"]


def _is_request(point: str) -> bool:
    return len(words(point)) >= _WEIGHTS["request_words"] and likelihood(point) > _WEIGHTS["request"]


def settling(shares: sequence.Shares) -> float:
    """Return how likely it is that a ticket is to be closed or taken back."""
    return sum(shares[label] for label in SETTLING)


def deciding(answer: Heard, wanted: Intent) -> tuple[str, ...]:
    """Return the words of an answer that speak most for a label."""
    return _SAYINGS.deciding(hearing.signs(answer.said), wanted, _MOST_EVIDENCE)
