"""Rulings: what an answer wants by the phrases in it; unsure where anything stands against it."""

from collections import Counter
from collections.abc import Collection, Sequence

from desk.mail import Intent
from parsers.meaning import disputes
from parsers.meaning.answers import INTENTS
from parsers.meaning.utterances import Utterance

_WEIGHTS = INTENTS.weights
# More unknown words are a tale that may hold anything.
_MOST_LIGHT = 3
_SHORT = 2
# What takes certainty from a withdrawal, and from a confirmation, which speaks of here and now.
AGAINST = (
    "if",
    "but",
    "hedge",
    "deny",
    "ask",
    "order",
    "status",
    "limit",
    "irony",
    "failure",
    "unready",
    "terms",
)
AGAINST_NOW = (*AGAINST, "past", "apart")

# What tells that a "no" is said of the solution, and what tells that it may answer something else.
_REASON = ("but", "deny", "limit", "trouble")
_NO_REASON = ("confirm", "affirm", "works", "close", "ask", "hedge", "if", "status", "withdraw")

# What is wanted, how surely, and the labels of the phrases that say so.
Ruling = tuple[Intent, float, tuple[str, ...]]


def ruling(said: Utterance) -> Ruling | None:
    """Return what the first rule says that has something to say."""
    rules = (_dispute, _refusal, _withdrawal, _confirmation, _question, _gratitude)
    return next((told for rule in rules if (told := rule(said)) is not None), None)


def _dispute(said: Utterance) -> Ruling | None:
    """Judge by words that something does not work: what is said last counts."""
    sureness = disputes.sureness(said.hits, said.counts, len(said.unknown))
    return None if sureness is None else (Intent.DISPUTE, sureness, ("dispute", "failure", "limit"))


def _refusal(said: Utterance) -> Ruling | None:
    """Judge a "no" alone or with its reason, and thanks with a "but" of some thing behind them."""
    counts = said.counts
    plainly = not any(counts[label] for label in _NO_REASON)
    if not counts["no"]:
        thanked = (
            counts["but"] and (counts["thanks"] or counts["yes"]) and (counts["thing"] or counts["trouble"])
        )
        return (
            (Intent.DISPUTE, _WEIGHTS["dispute_but"], ("but",))
            if thanked and plainly and said.unknown
            else None
        )
    bare = not set(counts) - {"no", "plain"} and not said.unknown
    reasoned = plainly and said.hits[0].label == "no" and any(counts[label] for label in _REASON)
    return Intent.DISPUTE, _WEIGHTS["dispute" if bare or reasoned else "dispute_doubted"], ("no",)


def _withdrawal(said: Utterance) -> Ruling | None:
    """Judge by words that nothing is wanted any more."""
    if not said.counts["withdraw"]:
        return None
    named = any(hit.label == "withdraw" and said.names_ticket(hit) for hit in said.hits)
    # What a ticket was about may be told with the reason; what stands right behind may be all that is meant.
    strange = said.things_beside("withdraw", bare=False) if named else said.counts["thing"]
    strange += said.counts["trouble"]
    light = said.light(len(said.row) if named else 0)
    sureness = _settled(said, _WEIGHTS["close"], strange, light - said.behind("withdraw"), AGAINST)
    if said.drops_another():
        sureness = min(sureness, _WEIGHTS["doubted"])
    return Intent.WITHDRAW, sureness, ("withdraw",)


def _confirmation(said: Utterance) -> Ruling | None:
    """Judge by words that it works; a bare "yes" may answer anything."""
    counts = said.counts
    if counts["close"]:
        # What is to be closed may be a door or an account.
        works = counts["confirm"] or counts["works"]
        strange = said.things_beside("close", bare=True) if works else counts["thing"]
        strange += counts["trouble"]
        named = any(
            hit.label == "close" and (said.names_ticket(hit) or said.is_clause(hit)) for hit in said.hits
        )
        light = said.light(len(said.row) if works or named else 0)
        sureness = _settled(said, _WEIGHTS["close"], strange, light - said.behind("close"))
        return Intent.CONFIRM, sureness, ("close", "confirm")
    if counts["confirm"]:
        sureness = _settled(
            said,
            _WEIGHTS["confirm"],
            _strange(counts),
            said.light_before("confirm", "works"),
        )
        return Intent.CONFIRM, sureness, ("confirm", "works")
    if counts["works"]:
        sure = any(counts[label] for label in ("thanks", "yes", "now", "affirm"))
        base = _WEIGHTS["confirm" if sure else "works_alone"]
        return (
            Intent.CONFIRM,
            _settled(said, base, _strange(counts), said.light_before("confirm", "works")),
            ("works", "now", "yes", "thanks"),
        )
    if counts["affirm"] and said.is_only("affirm", "yes", "thanks", "now"):
        return Intent.CONFIRM, _WEIGHTS["confirm"], ("affirm",)
    if counts["yes"] and not said.unknown and not set(counts) - {"yes", "plain", "thanks", "now"}:
        return Intent.CONFIRM, _WEIGHTS["bare_yes"], ("yes", "thanks", "now")
    return None


def _strange(counts: Counter[str]) -> int:
    """Return how many words stand beside "it works" that may name what was asked for."""
    return counts["object"] + counts["about"] + counts["trouble"]


def _settled(
    said: Utterance,
    sureness: float,
    strange: int,
    light: Collection[int] = (),
    against: Sequence[str] = AGAINST_NOW,
) -> float:
    """Return how sure words are that settle a ticket, by what stands beside them.

    ``light`` are the places of unknown words that take little from it.
    """
    if len(said.row) <= _SHORT and (said.unknown or strange):
        # Of two words the other one may be what was confirmed, or closed.
        return 0.0
    if any(said.counts[label] for label in against):
        return _WEIGHTS["doubted"]
    light = set(light) - said.told_apart()
    few = len(light) if len(light) <= _MOST_LIGHT else 0
    return sureness - _WEIGHTS["unknown"] * (len(said.unknown) - few + strange) - _WEIGHTS["told"] * few


def _question(said: Utterance) -> Ruling | None:
    """Judge by words that ask how the matter stands."""
    if not said.counts["status"]:
        return None
    against = (said.counts["if"] + said.counts["deny"]) * _WEIGHTS["status_against"]
    unknown = max(0, len(said.unknown) - 3) * _WEIGHTS["status_unknown"]
    return Intent.STATUS, max(_WEIGHTS["least"], _WEIGHTS["status"] - unknown - against), ("status",)


def _gratitude(said: Utterance) -> Ruling | None:
    """Judge by thanks, which are nothing else only where nothing else is said."""
    if not said.counts["thanks"]:
        return None
    if set(said.counts) - {"thanks", "plain", "now"}:
        return Intent.THANKS, _WEIGHTS["doubted"], ("thanks",)
    light = len(said.light(len(said.row)))
    unknown = (len(said.unknown) - light) * _WEIGHTS["thanks_unknown"] + light * _WEIGHTS["told"]
    return Intent.THANKS, max(_WEIGHTS["least"], _WEIGHTS["thanks"] - unknown), ("thanks",)
