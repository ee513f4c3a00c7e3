"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desk.mail import Intent, Language
from parsers.meaning import choices, disputes
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
# More unknown words are a tale that may hold anything.
_MOST_LIGHT = 3
_SETTLING = frozenset({Intent.CONFIRM, Intent.WITHDRAW})
_AGAINST = ("if", "but", "hedge", "deny", "ask", "status", "limit", "irony", "failure", "unready")
_AGAINST_NOW = (*_AGAINST, "past")

# What tells that a "no" is said of the solution, and what tells that it may answer something else.
_REASON = ("but", "deny", "limit", "trouble")
_NO_REASON = ("confirm", "works", "close", "ask", "hedge", "if", "status", "withdraw")
_ENTIRE = {
    "yes": (Intent.CONFIRM, WEIGHTS["bare_yes"]),
    "no": (Intent.DISPUTE, WEIGHTS["dispute"]),
    "withdraw": (Intent.WITHDRAW, WEIGHTS["close"]),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer wants, how sure that is from 0 to 1, and the words that decided."""

    intent: Intent
    confidence: float
    evidence: tuple[str, ...] = ()
    argument: str = ""
    choice: int | None = None


NOTHING = Meaning(Intent.NONE, 0.0)

# An opinion: what is wanted, how surely, and the labels that say so.
_Verdict = tuple[Intent, float, tuple[str, ...]]


def intent(text: str, language: Language | None, subject: str = "") -> Meaning:
    """Return what an answer wants.

    A confirmation or withdrawal is sure only where every word is known and none stands against it: no
    negation, condition, question, doubt, and nothing else that is asked for. A word of the ``subject`` is
    known; where the ticket itself is named to be closed, or works and is to be closed, so are a few words
    that only tell what was done.
    """
    own = own_words(text[:_MOST_TEXT], _MOST + 100)
    told = words(own[:_MOST])
    if not told:
        return NOTHING
    long = len(text) > _MOST_TEXT or len(own) > _MOST or len(told) > _LONG
    share = WEIGHTS["long"] if long else 1.0
    row = SPELLING.mended(in_cyrillic(told[:_LONG], SPELLING))
    if language is None and len(row) > 6:
        # Another language may give these words another sense.
        share *= WEIGHTS["foreign"]
    said = utterance(row, own[:_MOST], language, subject[:_MOST])
    return _chosen(row) or _entire(row) or _meaning(said, own[:_MOST], share)


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
    """Return what a row of words means, by the first judge that has an opinion."""
    for judge in (_dispute, _refusal, _withdrawal, _confirmation, _question, _gratitude):
        verdict = judge(said)
        if verdict is not None:
            wanted, sureness, labels = verdict
            if wanted is Intent.DISPUTE and said.counts["dispute"]:
                # Who begins with a dispute goes on to say why.
                share = 1.0
            sureness = round(sureness * share, 2)
            if sureness <= 0 or (wanted in _SETTLING and sureness < WEIGHTS["decided"]):
                return NOTHING
            argument = disputes.argument(own) if wanted is Intent.DISPUTE else ""
            return Meaning(wanted, sureness, said.evidence(labels), argument)
    return NOTHING


def _dispute(said: Utterance) -> _Verdict | None:
    """Judge by words that something does not work: what is said last counts."""
    sureness = disputes.sureness(said.hits, said.counts, len(said.unknown))
    return None if sureness is None else (Intent.DISPUTE, sureness, ("dispute", "failure", "limit"))


def _refusal(said: Utterance) -> _Verdict | None:
    """Judge a "no" alone or with its reason, and thanks with a "but" of some thing behind them."""
    counts = said.counts
    plainly = not any(counts[label] for label in _NO_REASON)
    if not counts["no"]:
        thanked = (
            counts["but"] and (counts["thanks"] or counts["yes"]) and (counts["thing"] or counts["trouble"])
        )
        return (
            (Intent.DISPUTE, WEIGHTS["dispute_but"], ("but",))
            if thanked and plainly and said.unknown
            else None
        )
    bare = not set(counts) - {"no", "plain"} and not said.unknown
    reasoned = plainly and said.hits[0].label == "no" and any(counts[label] for label in _REASON)
    return Intent.DISPUTE, WEIGHTS["dispute" if bare or reasoned else "dispute_doubted"], ("no",)


def _withdrawal(said: Utterance) -> _Verdict | None:
    """Judge by words that nothing is wanted any more."""
    if not said.counts["withdraw"]:
        return None
    named = any(hit.label == "withdraw" and said.names_ticket(hit) for hit in said.hits)
    # What a ticket was about may be told with the reason; what stands right behind may be all that is meant.
    strange = said.things_beside("withdraw", bare=False) if named else said.counts["thing"]
    light = said.light(len(said.row) if named else 0)
    sureness = _settled(said, WEIGHTS["close"], strange, light - said.behind("withdraw"), _AGAINST)
    return Intent.WITHDRAW, sureness, ("withdraw",)


def _confirmation(said: Utterance) -> _Verdict | None:
    """Judge by words that it works; a bare "yes" may answer anything."""
    counts = said.counts
    if counts["close"]:
        # What is to be closed may be a door or an account.
        works = counts["confirm"] or counts["works"]
        strange = said.things_beside("close", bare=True) if works else counts["thing"]
        named = any(
            hit.label == "close" and (said.names_ticket(hit) or said.is_clause(hit)) for hit in said.hits
        )
        light = said.light(len(said.row) if works or named else 0)
        sureness = _settled(said, WEIGHTS["close"], strange, light - said.behind("close"))
        return Intent.CONFIRM, sureness, ("close", "confirm")
    if counts["confirm"]:
        sureness = _settled(said, WEIGHTS["confirm"], counts["object"], said.light_before("confirm", "works"))
        return Intent.CONFIRM, sureness, ("confirm", "works")
    if counts["works"]:
        sure = counts["thanks"] or counts["yes"] or counts["now"]
        strange = counts["object"] + counts["trouble"]
        base = WEIGHTS["confirm" if sure else "works_alone"]
        return (
            Intent.CONFIRM,
            _settled(said, base, strange, said.light_before("confirm", "works")),
            ("works", "now", "yes", "thanks"),
        )
    if counts["yes"] and not said.unknown and not set(counts) - {"yes", "plain", "thanks", "now"}:
        return Intent.CONFIRM, WEIGHTS["bare_yes"], ("yes",)
    return None


def _settled(
    said: Utterance,
    sureness: float,
    strange: int,
    light: Collection[int] = (),
    against: Sequence[str] = _AGAINST_NOW,
) -> float:
    """Return how sure words are that settle a ticket, by what stands beside them.

    ``light`` are the places of unknown words that take little from it.
    """
    if any(said.counts[label] for label in against):
        return WEIGHTS["doubted"]
    few = len(light) if len(light) <= _MOST_LIGHT else 0
    return sureness - WEIGHTS["unknown"] * (len(said.unknown) - few + strange) - WEIGHTS["told"] * few


def _question(said: Utterance) -> _Verdict | None:
    """Judge by words that ask how the matter stands."""
    if not said.counts["status"]:
        return None
    against = (said.counts["if"] + said.counts["deny"]) * WEIGHTS["status_against"]
    unknown = max(0, len(said.unknown) - 3) * WEIGHTS["status_unknown"]
    return Intent.STATUS, max(0.3, WEIGHTS["status"] - unknown - against), ("status",)


def _gratitude(said: Utterance) -> _Verdict | None:
    """Judge by thanks, which are nothing else only where nothing else is said."""
    if not said.counts["thanks"]:
        return None
    if set(said.counts) - {"thanks", "plain", "now"}:
        return Intent.THANKS, WEIGHTS["doubted"], ("thanks",)
    light = len(said.light(len(said.row)))
    unknown = (len(said.unknown) - light) * WEIGHTS["thanks_unknown"] + light * WEIGHTS["told"]
    return Intent.THANKS, max(0.3, WEIGHTS["thanks"] - unknown), ("thanks",)
