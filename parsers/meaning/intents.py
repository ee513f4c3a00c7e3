"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desk.mail import Intent, Language
from parsers.meaning import choices, disputes, judge, rulings
from parsers.meaning.answers import INTENTS, SPELLING, WHOLE, own_words
from parsers.meaning.lexicon import words
from parsers.meaning.points import points
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
_OPEN = tuple(frozenset(Intent) - _SETTLING - {Intent.THANKS})
# What may take back, or go beyond, what is said beside it.
_DOUBTS = ("if", "but", "ask", "status", "limit", "unready")
_ENTIRE = {
    "yes": (Intent.CONFIRM, WEIGHTS["bare_yes"]),
    "no": (Intent.DISPUTE, WEIGHTS["dispute"]),
    "withdraw": (Intent.WITHDRAW, WEIGHTS["bare_yes"]),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer wants, how sure that is from 0 to 1, and the words that decided.

    ``explicit`` tells that the ticket itself is to be closed or taken back, in so many words.
    """

    intent: Intent
    confidence: float
    evidence: tuple[str, ...] = ()
    argument: str = ""
    choice: int | None = None
    explicit: bool = False


NOTHING = Meaning(Intent.NONE, 0.0)

_JUDGE = judge.Judge("intents")


def intent(text: str, language: Language | None, subject: str = "") -> Meaning:
    """Return what an answer wants.

    Where every word is known, rules for phrases tell; all else is weighed together. A word of the ``subject``
    is known. Where not all are, it is a confirmation or withdrawal only if no sentence or clause of it, taken
    alone, likely asks for something or finds fault; the likelier one does, the less sure it is.
    """
    heard = _heard(text, language, subject)
    if heard is None:
        return NOTHING
    ruled = _ruled(heard)
    known = not heard.said.unknown and ruled.intent not in _SETTLING and ruled.confidence >= WEIGHTS["known"]
    # What no lesson was like is left to the rules, as is what they know word for word, and surely.
    plain = known or ruled.intent is Intent.CHOICE or not heard.judged
    meant = ruled if plain else _weighed(heard, ruled)
    return replace(meant, explicit=meant.intent in _SETTLING and _speaks_of_the_ticket(heard.said))


def _speaks_of_the_ticket(said: Utterance) -> bool:
    """Tell whether the ticket itself is to be closed or taken back: what is closed may be an account."""
    return any(
        (hit.label in {"close", "withdraw"} and said.names_ticket(hit))
        or (hit.label == "close" and said.is_clause(hit))
        for hit in said.hits
    )


def weighed(text: str, language: Language | None) -> set[str]:
    """Return all that is weighed of an answer: what a judge learns by."""
    heard = _heard(text, language, "")
    return set() if heard is None else _all_signs(heard.said)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The writer's own words, what they say, and what a long or foreign text leaves of any sureness.

    ``judged`` tells that it is neither longer than any lesson nor foreign.
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
    return _chosen(row) or _entire(row) or _meaning(heard.said, heard.own, heard.share)


def _weighed(heard: _Heard, ruled: Meaning) -> Meaning:
    """Return what all signs of an answer speak for, where the rules do not object."""
    told = _all_signs(heard.said)
    shares = _JUDGE.opinion(told)
    wanted = Intent(max(shares, key=shares.__getitem__))
    sureness = round(shares[wanted], 2)
    if ruled.intent in _SETTLING:
        return _doubted(heard, ruled, shares)
    if ruled.intent is not Intent.NONE and sureness < WEIGHTS["settled"]:
        # All words together leave it open.
        return ruled
    if wanted in _SETTLING:
        sureness = _settled(heard, sureness)
    if wanted is ruled.intent:
        return replace(ruled, confidence=sureness)
    number = choices.only(heard.said.row) if wanted is Intent.CHOICE else None
    if wanted is Intent.NONE or not sureness or (wanted is Intent.CHOICE and number is None):
        return NOTHING
    argument = disputes.argument(heard.own) if wanted is Intent.DISPUTE else ""
    return Meaning(wanted, sureness, _JUDGE.deciding(told, wanted, _MOST_EVIDENCE), argument, number)


def _doubted(heard: _Heard, ruled: Meaning, shares: Mapping[str, float]) -> Meaning:
    """Return what is left of a confirmation or withdrawal by the rules, which looked at each word."""
    known = not heard.said.unknown
    likely = sum(shares[label] for label in _SETTLING)
    if likely < WEIGHTS["unlikely"] or (not known and _openness(heard) > WEIGHTS["open"]):
        return NOTHING
    # What is to be closed may be a door or an account.
    agreed = known and not heard.said.counts["close"] and ruled.confidence >= WEIGHTS["settled"]
    sureness = round(max(shares.values()), 2)
    if agreed and sureness >= WEIGHTS["agreed"]:
        return replace(ruled, confidence=max(ruled.confidence, sureness))
    return ruled


def _settled(heard: _Heard, sureness: float) -> float:
    """Return how sure a confirmation or withdrawal is of which no rule knows, 0 where it may be none."""
    doubted = any(heard.said.counts[label] for label in _DOUBTS)
    openness = _openness(heard)
    # Rules that know every word and settle nothing have their reason.
    unsure = not heard.said.unknown or openness > WEIGHTS["open"]
    if unsure or sureness < WEIGHTS["settled_doubted" if doubted else "settled"]:
        return 0.0
    return min(sureness, round(1 - openness * WEIGHTS["openness"], 2))


def _openness(heard: _Heard) -> float:
    """Return how likely a sentence or clause of an answer, taken alone, asks for something or finds fault."""
    return max((_open_share(point, heard.language) for point in points(heard.own)), default=0.0)


def _open_share(point: str, language: Language | None) -> float:
    heard = _read(point, language, "")
    if heard is None:
        return 0.0
    shares = _JUDGE.opinion(_all_signs(heard.said))
    openness = sum(shares[label] for label in _OPEN)
    # A clause of a tale is no request, a fault is an answer as well: only both together tell.
    told = openness > WEIGHTS["half_open"] and len(heard.said.row) >= WEIGHTS["request_words"]
    return 1.0 if told and likelihood(point) > WEIGHTS["request"] else openness


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
