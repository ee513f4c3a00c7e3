"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.mail import Intent, Language
from parsers.meaning import choices, disputes, judge, rulings, sequence
from parsers.meaning.answers import INTENTS, SPELLING, WHOLE, own_words
from parsers.meaning.lexicon import words
from parsers.meaning.points import clauses, sentences
from parsers.meaning.requests import likelihood
from parsers.meaning.transliteration import in_cyrillic
from parsers.meaning.utterances import Utterance, utterance

WEIGHTS = INTENTS.weights

# No more is looked at than these characters of the writer's own, and understood than these words; where
# there is more, all but a dispute is unsure.
_MOST = 600
_MOST_TEXT = 64 * 1024
_LONG = 40
_MOST_WORDS = 100
# So few words are hardly of a language.
_FEW = 6
_MOST_EVIDENCE = 5
_SETTLING = frozenset({Intent.CONFIRM, Intent.WITHDRAW})
# What may take back, or go beyond, what is said beside it.
_DOUBTS = ("if", "but", "hedge", "deny", "ask", "status", "limit", "unready")
_ENTIRE = {
    "yes": (Intent.CONFIRM, WEIGHTS["bare_yes"]),
    "no": (Intent.DISPUTE, WEIGHTS["dispute"]),
    "withdraw": (Intent.WITHDRAW, WEIGHTS["bare_yes"]),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer wants, how sure that is from 0 to 1, and the words that decided.

    ``choice`` is the number of the variant taken, None where it is named otherwise. ``explicit`` tells that
    the ticket itself is to be closed or taken back, in so many words.
    """

    intent: Intent
    confidence: float
    evidence: tuple[str, ...] = ()
    argument: str = ""
    choice: int | None = None
    explicit: bool = False


# The signs of a phrase that orders, and of those that close a ticket or take it back.
_ORDER = "[order]"
_CLOSING = frozenset({"[close]", "[withdraw]"})
NOTHING = Meaning(Intent.NONE, 0.0)

# The first tells what words say, wherever they stand; the second, what it comes to that one is said before
# the other.
_SAYINGS = judge.named("sayings")
_JUDGE = judge.named("intents")


def intent(text: str, language: Language | None, subject: str = "") -> Meaning:
    """Return what an answer wants.

    Rules for phrases tell where they are sure of it and it is not unlikely by all words together; else these
    tell, and where they may settle a ticket, what its sentences say one after the other. A word of the
    ``subject`` is known.
    """
    heard = _heard(text, language, subject)
    if heard is None:
        return NOTHING
    ruled = _ruled(heard)
    # What no lesson was like is left to the rules.
    plain = ruled.intent is Intent.CHOICE or not heard.judged
    meant = ruled if plain else _weighed(heard, ruled)
    return replace(meant, explicit=meant.intent in _SETTLING and _speaks_of_the_ticket(heard.said))


def _speaks_of_the_ticket(said: Utterance) -> bool:
    """Tell whether the ticket itself is to be closed or taken back: what is closed may be an account."""
    return any(
        (hit.label in {"close", "withdraw"} and said.names_ticket(hit))
        or (hit.label == "close" and said.is_clause(hit))
        for hit in said.hits
    )


def weighed(text: str, language: Language | None) -> sequence.Parts | None:
    """Return all that is weighed of an answer: what judges learn by. None where nothing is said."""
    heard = _heard(text, language, "")
    return None if heard is None else _parts(heard)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The writer's own words, what they say, and what a long or foreign text leaves of any sureness.

    ``judged`` tells that all of it was read, and in a language that is.
    """

    own: str
    said: Utterance
    share: float
    judged: bool
    language: Language | None


def _heard(text: str, language: Language | None, subject: str) -> _Heard | None:
    heard = _read(own_words(text[:_MOST_TEXT], _MOST + 100, subject[:_MOST]), language, subject)
    if heard is None or len(text) <= _MOST_TEXT:
        return heard
    return replace(heard, share=heard.share * WEIGHTS["long"], judged=False)


def _read(own: str, language: Language | None, subject: str) -> _Heard | None:
    told = words(own[:_MOST])
    if not told:
        return None
    cut = len(own) > _MOST or len(told) > _MOST_WORDS
    share = WEIGHTS["long"] if cut or len(told) > _LONG else 1.0
    row = SPELLING.mended(in_cyrillic(told[:_MOST_WORDS], SPELLING))
    foreign = language is None and len(row) > _FEW
    if foreign:
        # Another language may give these words another sense.
        share *= WEIGHTS["foreign"]
    said = utterance(row, own[:_MOST], language, subject[:_MOST])
    return _Heard(own[:_MOST], said, share, not (cut or foreign), language)


def _ruled(heard: _Heard) -> Meaning:
    """Return what an answer means by the rules alone."""
    row = heard.said.row
    brief = _chosen(row) or _entire(row)
    if brief is not None:
        return replace(brief, confidence=round(brief.confidence * heard.share, 2))
    return _meaning(heard.said, heard.own, heard.share)


@dataclass(frozen=True, slots=True)
class _Opinion:
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


def _opinion(heard: _Heard) -> _Opinion:
    first = _SAYINGS.opinion(_all_signs(heard.said))
    if _settling(first) < WEIGHTS["settling"]:
        return _Opinion(first, first, asks=False)
    parts = _parts(heard)
    shares = _JUDGE.opinion(sequence.signs(parts, _SAYINGS.opinion))
    return _Opinion(first, shares, _asks(heard.own, parts))


def _weighed(heard: _Heard, ruled: Meaning) -> Meaning:
    """Return what all signs of an answer speak for, where the rules do not object."""
    opinion = _opinion(heard)
    known = not heard.said.unknown
    if ruled.intent in _SETTLING:
        if (known or not opinion.asks) and _settling(opinion.shares) >= WEIGHTS["unlikely"]:
            return _agreed(heard.said, ruled, opinion)
    elif ruled.confidence >= WEIGHTS["known"] and _is_backed(ruled, opinion, known=known):
        return ruled
    sureness = _sureness(heard, opinion)
    if opinion.wanted is ruled.intent:
        return replace(ruled, confidence=max(sureness, ruled.confidence) if known else sureness)
    return _meant(heard, opinion.wanted, sureness)


def _agreed(said: Utterance, ruled: Meaning, opinion: _Opinion) -> Meaning:
    """Return what the rules say, which looked at each word; as sure as it is likely where that is more.

    What is to be closed may be a door or an account.
    """
    agreed = not said.unknown and opinion.wanted is ruled.intent and not said.counts["close"]
    surer = agreed and ruled.confidence >= WEIGHTS["ruled"] and opinion.share >= WEIGHTS["agreed"]
    return replace(ruled, confidence=round(opinion.share, 2)) if surer else ruled


def _is_backed(ruled: Meaning, opinion: _Opinion, *, known: bool) -> bool:
    """Tell whether what rules are sure of is likely enough: of words that they all know it may be less."""
    share = opinion.shares[ruled.intent]
    if known:
        return share >= WEIGHTS["backed_known"]
    return share >= WEIGHTS["backed"] and opinion.share < WEIGHTS["left_open"]


def _sureness(heard: _Heard, opinion: _Opinion) -> float:
    """Return how sure what is likeliest is."""
    share = opinion.share
    if opinion.wanted in _SETTLING:
        share = _settled(heard, share, asks=opinion.asks)
    if opinion.wanted is Intent.THANKS:
        # The words may mock; nobody is waked by thanks.
        share = min(share, opinion.first[Intent.THANKS])
    return round(share, 2)


def _meant(heard: _Heard, wanted: Intent, sureness: float) -> Meaning:
    number = choices.only(heard.said.row) if wanted is Intent.CHOICE else None
    if wanted is Intent.NONE or number == 0:
        return NOTHING
    argument = disputes.argument(heard.own) if wanted is Intent.DISPUTE else ""
    evidence = _SAYINGS.deciding(_all_signs(heard.said), wanted, _MOST_EVIDENCE)
    return Meaning(wanted, sureness, evidence, argument, number)


def _parts(heard: _Heard) -> sequence.Parts:
    def signs(point: str) -> set[str]:
        read = _read(point, heard.language, "")
        return set() if read is None else _all_signs(read.said)

    said = heard.said
    return sequence.Parts(
        _all_signs(said),
        [signs(sentence) for sentence in sentences(heard.own)],
        [signs(clause) for clause in clauses(heard.own)],
        len(said.row),
        len(said.unknown),
    )


def _settled(heard: _Heard, share: float, *, asks: bool) -> float:
    """Return how sure a confirmation or withdrawal is that is so likely, by what stands beside it."""
    sureness = math.pow(share, WEIGHTS["caution"])
    is_tale = sum(1 for _ in sentences(heard.own)) > 1
    beside = any(heard.said.counts[label] for label in _DOUBTS)
    doubted = beside and share < WEIGHTS["undoubted_told" if is_tale else "undoubted"]
    # Rules that know every word and settle nothing have their reason.
    return min(sureness, WEIGHTS["doubted"]) if asks or doubted or not heard.said.unknown else sureness


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
    return 1 - _settling(shares) - shares[Intent.THANKS] > WEIGHTS["open"]


def _is_request(point: str) -> bool:
    return len(words(point)) >= WEIGHTS["request_words"] and likelihood(point) > WEIGHTS["request"]


def _settling(shares: sequence.Shares) -> float:
    return sum(shares[label] for label in _SETTLING)


def _all_signs(said: Utterance) -> set[str]:
    return judge.signs(said.row, [hit.label for hit in said.hits])


def _chosen(row: Sequence[str]) -> Meaning | None:
    """Return the variant that an answer takes, None where it takes none."""
    choice = choices.chosen(row)
    if choice is None:
        return None
    number, word, unknown = choice
    sureness = WEIGHTS["choice"] - unknown * WEIGHTS["choice_unknown"]
    return Meaning(Intent.CHOICE, round(sureness, 2), (word,), choice=number)


def _entire(row: Sequence[str]) -> Meaning | None:
    """Return what a few words mean that are all that is said."""
    hit = next(WHOLE.hits(row), None)
    if hit is None or hit.length < len(row):
        return None
    said = (" ".join(row),)
    return Meaning(*_ENTIRE[hit.label], said)


def _meaning(said: Utterance, own: str, share: float) -> Meaning:
    """Return what a row of words means by the rules for phrases."""
    ruling = rulings.ruling(said)
    if ruling is None:
        return NOTHING
    wanted, sureness, labels = ruling
    if wanted is Intent.DISPUTE and said.counts["dispute"]:
        # Who begins with a dispute goes on to say why.
        share = 1.0
    sureness = round(sureness * share, 2)
    if sureness <= 0 or (wanted in _SETTLING and sureness < WEIGHTS["decided"]):
        return NOTHING
    argument = disputes.argument(own) if wanted is Intent.DISPUTE else ""
    return Meaning(wanted, sureness, said.evidence(labels), argument)
