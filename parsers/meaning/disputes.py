"""How surely an answer says that something does not work, and what it says against the solution."""

import re
from collections import Counter
from collections.abc import Sequence

from parsers.meaning.answers import INTENTS, LEXICON, SPELLING, own_words
from parsers.meaning.lexicon import Hit, words

_FAILS = frozenset({"dispute", "failure"})
_WORKS = frozenset({"confirm", "close"})
_WEIGHTS = INTENTS.weights
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
# Sentences of nothing else are no argument.
_IDLE = frozenset({"thanks", "plain", "yes", "no", "now", "confirm", "affirm", "irony"})
_MOST = 500
# A sentence of so many words is more than courtesy.
_MOST_WORDS = 8


def sureness(hits: Sequence[Hit], counts: Counter[str], unknown: int) -> float | None:
    """Return how sure a dispute is, None where nothing fails."""
    if not counts["dispute"] and not counts["failure"]:
        if counts["unready"] and not counts["hedge"] and not counts["withdraw"]:
            return _WEIGHTS["dispute"]
        return _in_part(counts, unknown, denied=bool(hits) and hits[-1].label == "deny")
    first = next(hit.at for hit in hits if hit.label in _FAILS)
    if any(hit.label == "if" and hit.at < first for hit in hits) or counts["withdraw"]:
        return _WEIGHTS["dispute_doubted"]
    if not counts["confirm"] and not counts["close"]:
        return _WEIGHTS["dispute"]
    said = [hit for hit in hits if hit.label in _FAILS | _WORKS]
    ends = {hit.at + hit.length for hit in said if hit.label in _FAILS}
    # "Still not" and "works" side by side are one phrase.
    last = [hit for hit in said if hit.at not in ends or hit.label in _FAILS][-1]
    return _WEIGHTS["dispute_last" if last.label in _FAILS else "dispute_first"]


def _in_part(counts: Counter[str], unknown: int, *, denied: bool) -> float | None:
    """Return how sure a dispute is whose thing works, but not all of it, not always or not well.

    ``denied`` tells that a "not" comes last: "one works, two doesn't".
    """
    works = counts["confirm"] or counts["works"]
    if not works or any(counts[label] for label in ("close", "ask", "if", "status", "withdraw")):
        return None
    if counts["hedge"]:
        # "It was faster before" doubts nothing where it is slow now.
        return _WEIGHTS["dispute_but"] if counts["limit"] and counts["but"] else None
    if denied or counts["limit"] or (counts["but"] and counts["deny"]):
        return _WEIGHTS["dispute_last"]
    return _WEIGHTS["dispute_but"] if counts["but"] and unknown else None


def argument(written: str) -> str:
    """Return, as written and in one line, the sentences that say more than courtesy and a bare no."""
    told = ""
    for found in _SENTENCE.finditer(written):
        sentence = " ".join(found[0].split())
        if _says_more(sentence):
            told = f"{told} {sentence}".lstrip()
        if len(told) >= _MOST:
            break
    return told[:_MOST]


def _says_more(sentence: str) -> bool:
    row = SPELLING.mended(words(own_words(sentence, _MOST)))
    if len(row) > _MOST_WORDS:
        return True
    hits = tuple(LEXICON.hits(row))
    return sum(hit.length for hit in hits) < len(row) or any(hit.label not in _IDLE for hit in hits)
