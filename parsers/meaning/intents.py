"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.mail import Intent, Language
from parsers.meaning import choices, disputes, judge, rulings
from parsers.meaning.answers import INTENTS, SPELLING, WHOLE, own_words
from parsers.meaning.lexicon import words
from parsers.meaning.transliteration import in_cyrillic
from parsers.meaning.utterances import Utterance, utterance

WEIGHTS = INTENTS.weights

# No more is looked at than these characters of the writer's own, and understood than these words; where
# there is more, all but a dispute is unsure.
_MOST = 600
_MOST_TEXT = 64 * 1024
_LONG = 40
_MOST_EVIDENCE = 5
_SETTLING = frozenset({Intent.CONFIRM, Intent.WITHDRAW})
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

    A confirmation or withdrawal is sure only where every word is known and none stands against it: no
    negation, condition, question, doubt, and nothing else that is asked for. A word of the ``subject`` is
    known; where the ticket itself is named to be closed, or works and is to be closed, so are a few words
    that only tell what was done. All else is weighed together with what the rules for phrases say.
    """
    heard = _heard(text, language, subject)
    if heard is None:
        return NOTHING
    ruled = _ruled(heard)
    known = not heard.said.unknown and ruled.intent is not Intent.NONE
    # What no lesson was like is left to the rules, as is what they know word for word.
    plain = known or ruled.intent is Intent.CHOICE or heard.share < 1
    meant = ruled if plain else _weighed(heard, ruled)
    return replace(meant, explicit=meant.intent in _SETTLING and _speaks_of_the_ticket(heard.said))


def _speaks_of_the_ticket(said: Utterance) -> bool:
    return bool(said.counts["close"]) or any(
        hit.label == "withdraw" and said.names_ticket(hit) for hit in said.hits
    )


def weighed(text: str, language: Language | None) -> set[str]:
    """Return all that is weighed of an answer: what a judge learns by."""
    heard = _heard(text, language, "")
    return set() if heard is None else _all_signs(heard.said, _ruled(heard))


@dataclass(frozen=True, slots=True)
class _Heard:
    """The writer's own words, what they say, and what a long or foreign text leaves of any sureness."""

    own: str
    said: Utterance
    share: float


def _heard(text: str, language: Language | None, subject: str) -> _Heard | None:
    own = own_words(text[:_MOST_TEXT], _MOST + 100, subject[:_MOST])
    told = words(own[:_MOST])
    if not told:
        return None
    long = len(text) > _MOST_TEXT or len(own) > _MOST or len(told) > _LONG
    share = WEIGHTS["long"] if long else 1.0
    row = SPELLING.mended(in_cyrillic(told[:_LONG], SPELLING))
    if language is None and len(row) > 6:
        # Another language may give these words another sense.
        share *= WEIGHTS["foreign"]
    return _Heard(own[:_MOST], utterance(row, own[:_MOST], language, subject[:_MOST]), share)


def _ruled(heard: _Heard) -> Meaning:
    """Return what an answer means by the rules alone."""
    row = heard.said.row
    return _chosen(row) or _entire(row) or _meaning(heard.said, heard.own, heard.share)


def _weighed(heard: _Heard, ruled: Meaning) -> Meaning:
    """Return what all signs of an answer speak for; what the rules say is one of them."""
    told = _all_signs(heard.said, ruled)
    shares = _JUDGE.opinion(told)
    wanted = Intent(max(shares, key=shares.__getitem__))
    sureness = round(shares[wanted], 2)
    if ruled.intent in _SETTLING:
        # The rules count every word: what they settle is but doubted.
        return ruled if shares[ruled.intent] >= WEIGHTS["unlikely"] else NOTHING
    if wanted in _SETTLING:
        # Words that no rule knows may hold another wish: they settle nothing, however likely it looks.
        return NOTHING
    if wanted is ruled.intent:
        return replace(ruled, confidence=sureness)
    number = choices.only(heard.said.row) if wanted is Intent.CHOICE else None
    if wanted is Intent.NONE or (wanted is Intent.CHOICE and number is None):
        return NOTHING
    argument = disputes.argument(heard.own) if wanted is Intent.DISPUTE else ""
    return Meaning(wanted, sureness, _JUDGE.deciding(told, wanted, _MOST_EVIDENCE), argument, number)


def _all_signs(said: Utterance, ruled: Meaning) -> set[str]:
    verdict = f"={ruled.intent.value}"
    return {
        *judge.signs(said.row, [hit.label for hit in said.hits]),
        verdict,
        f"{verdict} {ruled.confidence:.1f}",
    }


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
