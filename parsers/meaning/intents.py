"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.mail import Intent, Language
from parsers.meaning import choices, disputes, opinions, rulings
from parsers.meaning.answers import INTENTS, WHOLE
from parsers.meaning.hearing import Heard, heard
from parsers.meaning.opinions import SETTLING, Opinion
from parsers.meaning.utterances import Utterance

_WEIGHTS = INTENTS.weights

_ENTIRE = {
    "yes": (Intent.CONFIRM, _WEIGHTS["bare_yes"]),
    "no": (Intent.DISPUTE, _WEIGHTS["dispute"]),
    "withdraw": (Intent.WITHDRAW, _WEIGHTS["bare_yes"]),
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


NOTHING = Meaning(Intent.NONE, 0.0)


def intent(text: str, language: Language | None, subject: str = "") -> Meaning:
    """Return what an answer wants.

    Rules for phrases tell where they are sure of it and it is not unlikely by all words together; else these
    tell, and where they may settle a ticket, what its sentences say one after the other. A word of the
    ``subject`` is known.
    """
    answer = heard(text, language, subject)
    if answer is None:
        return NOTHING
    ruled = _ruled(answer)
    # What no lesson was like is left to the rules.
    is_by_rules = ruled.intent is Intent.CHOICE or not answer.judged
    meant = ruled if is_by_rules else _weighed(answer, ruled)
    return replace(meant, explicit=meant.intent in SETTLING and _speaks_of_the_ticket(answer.said))


def _speaks_of_the_ticket(said: Utterance) -> bool:
    """Tell whether the ticket itself is to be closed or taken back: what is closed may be an account."""
    return any(
        (hit.label in {"close", "withdraw"} and said.names_ticket(hit))
        or (hit.label == "close" and said.is_clause(hit))
        for hit in said.hits
    )


def _ruled(answer: Heard) -> Meaning:
    """Return what an answer means by the rules alone."""
    row = answer.said.row
    brief = _chosen(row) or _entire(row)
    if brief is not None:
        return replace(brief, confidence=round(brief.confidence * answer.share, 2))
    return _meaning(answer.said, answer.written, answer.share)


def _weighed(answer: Heard, ruled: Meaning) -> Meaning:
    """Return what all signs of an answer speak for, where the rules do not object."""
    opinion = opinions.opinion(answer)
    known = not answer.said.unknown
    if ruled.intent in SETTLING:
        if (known or not opinion.asks) and opinions.settling(opinion.shares) >= _WEIGHTS["unlikely"]:
            return _agreed(answer.said, ruled, opinion)
    elif ruled.confidence >= _WEIGHTS["known"] and _is_backed(ruled, opinion, known=known):
        return ruled
    sureness = opinions.sureness(answer, opinion)
    if opinion.wanted is ruled.intent:
        return replace(ruled, confidence=max(sureness, ruled.confidence) if known else sureness)
    return _meant(answer, opinion.wanted, sureness)


def _agreed(said: Utterance, ruled: Meaning, opinion: Opinion) -> Meaning:
    """Return what the rules say, which looked at each word; as sure as it is likely where that is more.

    What is to be closed may be a door or an account, what is not needed a call.
    """
    another = said.things_in("withdraw") if ruled.intent is Intent.WITHDRAW else said.counts["close"]
    agreed = not said.unknown and opinion.wanted is ruled.intent and not another
    surer = agreed and ruled.confidence >= _WEIGHTS["ruled"] and opinion.share >= _WEIGHTS["agreed"]
    return replace(ruled, confidence=round(opinion.share, 2)) if surer else ruled


def _is_backed(ruled: Meaning, opinion: Opinion, *, known: bool) -> bool:
    """Tell whether what rules are sure of is likely enough: of words that they all know it may be less.

    A dispute that is likeliest as well is as sure as the rules are: thanks may mock, a complaint does not.
    """
    share = opinion.shares[ruled.intent]
    if ruled.intent is Intent.DISPUTE and opinion.wanted is Intent.DISPUTE:
        return ruled.confidence > share
    if known:
        return share >= _WEIGHTS["backed_known"]
    return share >= _WEIGHTS["backed"] and opinion.share < _WEIGHTS["left_open"]


def _meant(answer: Heard, wanted: Intent, sureness: float) -> Meaning:
    number = choices.only(answer.said.row) if wanted is Intent.CHOICE else None
    if wanted is Intent.NONE or number == 0:
        return NOTHING
    argument = disputes.argument(answer.written) if wanted is Intent.DISPUTE else ""
    return Meaning(wanted, sureness, opinions.deciding(answer, wanted), argument, number)


def _chosen(row: Sequence[str]) -> Meaning | None:
    """Return the variant that an answer takes, None where it takes none."""
    choice = choices.chosen(row)
    if choice is None:
        return None
    number, word, unknown = choice
    sureness = _WEIGHTS["choice"] - unknown * _WEIGHTS["choice_unknown"]
    return Meaning(Intent.CHOICE, round(sureness, 2), (word,), choice=number)


def _entire(row: Sequence[str]) -> Meaning | None:
    """Return what a few words mean that are all that is said."""
    hit = next(WHOLE.hits(row), None)
    if hit is None or hit.length < len(row):
        return None
    said = (" ".join(row),)
    return Meaning(*_ENTIRE[hit.label], said)


def _meaning(said: Utterance, written: str, share: float) -> Meaning:
    """Return what a row of words means by the rules for phrases."""
    ruling = rulings.ruling(said)
    if ruling is None:
        return NOTHING
    wanted, sureness, labels = ruling
    if wanted is Intent.DISPUTE and said.counts["dispute"]:
        # Who begins with a dispute goes on to say why.
        share = 1.0
    sureness = round(sureness * share, 2)
    if sureness <= 0 or (wanted in SETTLING and sureness < _WEIGHTS["decided"]):
        return NOTHING
    argument = disputes.argument(written) if wanted is Intent.DISPUTE else ""
    return Meaning(wanted, sureness, said.evidence(labels), argument)
