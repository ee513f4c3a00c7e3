"""What a customer's answer wants, read from its visible text; unsure where anything stands against it."""

from collections import Counter
from collections.abc import Sequence

from desk.mail import Intent, Language
from parsers.answers import LEXICON, own_words
from parsers.lexicon import Hit, words

# No more is read than these characters of the writer's own; more words, or a longer text, make all unsure.
_MOST = 1500
_MOST_TEXT = 64 * 1024
_LONG = 40
_NONE = (Intent.NONE, 0.0)


def intent(text: str, language: Language | None) -> tuple[Intent, float]:
    """Return what an answer wants and how sure that is, from 0 to 1.

    A confirmation or withdrawal is sure only where every word is known and none stands against it: no
    negation, condition, question, doubt, and nothing else that is asked for.
    """
    own = own_words(text[:_MOST_TEXT], 2 * _MOST)
    row = words(own[:_MOST])
    if not row:
        return _NONE
    wanted, sureness = _judged(row)
    if len(text) > _MOST_TEXT or len(own) > _MOST or len(row) > _LONG:
        sureness *= 0.7
    if language is None and len(row) > 6:
        # Another language may give these words another sense.
        sureness *= 0.8
    return (wanted, round(sureness, 2)) if sureness > 0 else _NONE


def _judged(row: Sequence[str]) -> tuple[Intent, float]:
    """Return the intent of a row of words, by the first judge that has an opinion."""
    hits = tuple(LEXICON.hits(row))
    counts = Counter(hit.label for hit in hits)
    unknown = len(row) - sum(hit.length for hit in hits)
    for judge in (_dispute, _refusal, _withdrawal, _confirmation, _question, _gratitude):
        verdict = judge(hits, counts, unknown)
        if verdict is not None:
            return verdict
    return _NONE


def _dispute(hits: Sequence[Hit], counts: Counter[str], _: int) -> tuple[Intent, float] | None:
    """Judge by words that something does not work: what is said last counts."""
    if not counts["dispute"]:
        return None
    if counts["if"]:
        return Intent.DISPUTE, 0.5
    if not counts["confirm"] and not counts["close"]:
        return Intent.DISPUTE, 0.9 if not counts["withdraw"] else 0.5
    said = [hit for hit in hits if hit.label in ("dispute", "confirm", "close")]
    ends = {hit.at + hit.length for hit in said if hit.label == "dispute"}
    # "Still not" and "works" side by side are one phrase.
    last = [hit for hit in said if hit.at not in ends][-1]
    return Intent.DISPUTE, 0.85 if last.label == "dispute" else 0.6


def _refusal(_: Sequence[Hit], counts: Counter[str], unknown: int) -> tuple[Intent, float] | None:
    """Judge a bare "no"."""
    others = set(counts) - {"no", "plain"}
    if not counts["no"]:
        return None
    return Intent.DISPUTE, 0.9 if not others and not unknown else 0.5


def _withdrawal(_: Sequence[Hit], counts: Counter[str], unknown: int) -> tuple[Intent, float] | None:
    """Judge by words that nothing is wanted any more."""
    if not counts["withdraw"]:
        return None
    return Intent.WITHDRAW, _settled(counts, unknown)


def _confirmation(_: Sequence[Hit], counts: Counter[str], unknown: int) -> tuple[Intent, float] | None:
    """Judge by words that it works; a bare "yes" may answer anything."""
    if counts["confirm"] or counts["close"]:
        unknown += 0 if counts["close"] else counts["object"]
        return Intent.CONFIRM, _settled(counts, unknown)
    if counts["yes"] and not unknown and not set(counts) - {"yes", "plain", "thanks"}:
        return Intent.CONFIRM, 0.6
    return None


def _settled(counts: Counter[str], unknown: int) -> float:
    """Return how sure words are that settle a ticket, by what stands beside them."""
    if any(counts[label] for label in ("if", "but", "hedge", "deny", "ask", "status")):
        return 0.4
    # "It works" may answer a question of ours; who speaks of closing means the ticket.
    sureness = 0.95 if counts["close"] or counts["withdraw"] else 0.9
    return max(0.2, sureness - 0.2 * unknown)


def _question(_: Sequence[Hit], counts: Counter[str], unknown: int) -> tuple[Intent, float] | None:
    """Judge by words that ask how the matter stands."""
    if not counts["status"]:
        return None
    against = counts["if"] + counts["deny"]
    return Intent.STATUS, max(0.3, 0.95 - 0.1 * max(0, unknown - 1) - 0.2 * against)


def _gratitude(_: Sequence[Hit], counts: Counter[str], unknown: int) -> tuple[Intent, float] | None:
    """Judge by thanks, which are nothing else only where nothing else is said."""
    if not counts["thanks"]:
        return None
    if set(counts) - {"thanks", "plain"}:
        return Intent.THANKS, 0.4
    return Intent.THANKS, max(0.3, 0.95 - 0.25 * unknown)
