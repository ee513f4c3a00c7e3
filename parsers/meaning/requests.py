"""What kind of request a mail is: by its form lines, else by its tags, else by what is said in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desk.request import RequestKind
from parsers.meaning import judge
from parsers.meaning.lexicon import Hit, Lexicon, words
from parsers.meaning.spelling import Spelling
from parsers.meaning.tables import table
from parsers.meaning.transliteration import in_cyrillic
from parsers.text.lines import is_quoted, split

_TABLE = table("kinds")
WEIGHTS = _TABLE.weights
_LEXICON = Lexicon(_TABLE.phrases)
_SPELLING = Spelling(*_LEXICON.words())
_JUDGE = judge.named("kinds")
_NAMED = {
    " ".join(name.split()): RequestKind(kind)
    for kind, told in _TABLE.names.items()
    for name in told.split(",")
}

_MOST = 1600
_MOST_WORDS = 180
_MOST_EVIDENCE = 5
# The word between a subject and a text keeps a phrase from reaching over.
_PARTING = "|"
_PARTS = re.compile(r"[/|,;()\[\]]| - | – | — | или | or ")
_FORWARDED = r"(?:(?:re|fwd?|fw|ответ|пересл)\s?:\s?){0,5}"
# A subject may begin as a form line does. "Problem:" begins too many others, "Error:" as well.
_SUBJECT = re.compile(rf"{_FORWARDED}\[?(?P<name>[^\W\d_][\w \-]{{3,40}}?)\s?[\]:.]", re.IGNORECASE)
_TAG = re.compile(r"\[([^\[\]\n]{2,40})\]|#([^\W\d_][\w\-]{2,30})")
_AMBIGUOUS_AS_TAG = frozenset({"проблема", "problem"})
_AMBIGUOUS_AS_TITLE = _AMBIGUOUS_AS_TAG | {"change", "изменение", "обслуживание", "предложение", "service"}
_AMBIGUOUS_IN_SUBJECT = _AMBIGUOUS_AS_TITLE | {"ошибка", "сбой", "вопрос", "question", "вопросы", "idea"}
# Subjects that say nothing of what the text is about.
_EMPTY_TITLES = frozenset({"вопрос", "question", "quick question", "help", "помогите", "help ?", "вопрос ?"})
_AMBIGUOUS_HINTS = _AMBIGUOUS_AS_TAG | {"wish"}

_NEGATED = ("negated", "negated_before", "contrary")
_WISHED = ("addition", "wish")
# Beside these a question may be no question, and words of trouble may tell none.
_NO_QUESTION = ("trouble", "wish", "addition", "ponder", "polite", "why", "if", "fine")
_NO_TROUBLE = ("fine", "if", "condition", "mark", "wish", "ponder")


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a request, how sure that is from 0 to 1, and the words that decided."""

    kind: RequestKind
    confidence: float
    evidence: tuple[str, ...] = ()


UNSORTED = Kind(RequestKind.UNSORTED, 0.0)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The phrases found in a subject and the beginning of a text."""

    row: Sequence[str]
    hits: Sequence[Hit]
    counts: Counter[str]

    def as_kind(self, kind: RequestKind, sureness: float, *labels: str) -> Kind:
        """Return a kind with the phrases of these labels as its evidence."""
        told = (" ".join(self.row[hit.at : hit.at + hit.length]) for hit in self.hits if hit.label in labels)
        return Kind(kind, sureness, tuple(dict.fromkeys(told))[:_MOST_EVIDENCE])


def request_kind(subject: str, text: str, fields: Mapping[str, str], addresses: Iterable[str] = ()) -> Kind:
    """Return the kind of a request.

    ``fields`` are the form lines of ``parsers.forms.fields``: a type named there is sure. ``addresses`` are
    those it was sent to: the part behind a plus may name the kind. Signs that point to two kinds, and
    conditions, make it unsure; unsorted with 0 where nothing tells.
    """
    named = _named(fields.get("type", ""))
    if named is not None:
        return Kind(named, 1.0, (fields["type"],))
    told = _tagged(subject[:_MOST]) or _hinted(addresses)
    return told or _weighed(_signs(subject, text), subject)


def weighed(subject: str, text: str) -> set[str]:
    """Return all that is weighed of a subject and a text without form lines: what a judge learns by."""
    signs = _signs(subject, text)
    return _all_signs(signs, _judged(signs, subject))


def likelihood(text: str) -> float:
    """Return how likely a text is a request of the kind that it most looks like, from 0 to 1."""
    shares = _JUDGE.opinion(weighed("", text))
    return max(share for label, share in shares.items() if label != RequestKind.UNSORTED)


def _weighed(signs: _Signs, subject: str) -> Kind:
    """Return the kind that all signs together speak for; what the rules say is one of them."""
    ruled = _judged(signs, subject)
    told = _all_signs(signs, ruled)
    shares = _JUDGE.opinion(told)
    label = max(shares, key=shares.__getitem__)
    sureness = round(shares[label], 2)
    if sureness < WEIGHTS["unlikely"] and ruled.confidence > WEIGHTS["one_doubt"]:
        # All words together leave it open.
        return ruled
    if label == RequestKind.UNSORTED:
        return UNSORTED
    if ruled.confidence <= WEIGHTS["one_doubt"] and _is_contrary(signs):
        # Signs that point to two kinds leave it to a person.
        sureness = min(sureness, WEIGHTS["one_doubt"])
    if label == ruled.kind:
        # Two who agree are surer than the less sure of them.
        return replace(ruled, confidence=max(sureness, round((sureness + ruled.confidence) / 2, 2)))
    return Kind(RequestKind(label), sureness, _JUDGE.deciding(told, label, _MOST_EVIDENCE))


def _is_contrary(signs: _Signs) -> bool:
    """Tell whether a question or a condition stands beside a failure or a change, or wishes but ask."""
    counts = signs.counts
    fails, asks = counts["failure"] + counts["outage"], counts["question"] + counts["if"]
    return bool((fails or counts["change"] or counts["wish"] or counts["addition"]) and asks) or bool(
        counts["ponder"] and counts["mark"]
    )


def _all_signs(signs: _Signs, ruled: Kind) -> set[str]:
    verdict = f"={ruled.kind.value}"
    return {
        *judge.signs(signs.row, [hit.label for hit in signs.hits]),
        verdict,
        f"{verdict} {ruled.confidence:.1f}",
    }


def _named(value: str) -> RequestKind | None:
    """Return the one kind that a form line's value names; a list of choices left as it was names none."""
    parts = [" ".join(words(part)) for part in (value, *_PARTS.split(value))]
    found = {_NAMED[part] for part in parts if part in _NAMED}
    return found.pop() if len(found) == 1 else None


def _tagged(subject: str) -> Kind | None:
    """Return the kind that a subject begins with, or has as its one tag: ``[bug]``, ``#bug``."""
    match = _SUBJECT.match(subject)
    name = " ".join(match["name"].lower().split()) if match else ""
    if name in _NAMED and name not in _AMBIGUOUS_IN_SUBJECT:
        return Kind(_NAMED[name], WEIGHTS["tagged"], (name,))
    tags = (" ".join(words(tag[1] or tag[2])) for tag in _TAG.finditer(subject))
    return _one_of(tag for tag in tags if tag not in _AMBIGUOUS_AS_TAG)


def _hinted(addresses: Iterable[str]) -> Kind | None:
    """Return the kind that the part behind a plus names: ``support+bug@``."""
    hints = (address.partition("@")[0].partition("+")[2].lower() for address in addresses)
    return _one_of(hint for hint in hints if hint not in _AMBIGUOUS_HINTS)


def _one_of(names: Iterable[str]) -> Kind | None:
    """Return the kind that these names name, None where it is none or not one."""
    known = [name for name in names if name in _NAMED]
    if len({_NAMED[name] for name in known}) != 1:
        return None
    return Kind(_NAMED[known[0]], WEIGHTS["tagged"], (known[0],))


def _signs(subject: str, text: str) -> _Signs:
    """Return the signs of a subject and of the beginning of a text."""
    own = "\n".join(line for line in split(text[:_MOST]) if not is_quoted(line))
    told = [in_cyrillic(words(said)[:_MOST_WORDS], _SPELLING) for said in (subject[:_MOST], own)]
    if told[1] and " ".join(told[0]) in _EMPTY_TITLES:
        told[0] = ()
    row = _SPELLING.mended([*told[0], _PARTING, *told[1]])
    hits = tuple(_LEXICON.hits(row))
    return _Signs(row, hits, Counter(hit.label for hit in hits))


def _judged(signs: _Signs, subject: str) -> Kind:
    """Return the kind that the signs point to."""
    counts = signs.counts
    fails = counts["failure"] + counts["outage"]
    asks, serves = counts["question"], counts["service"]
    # "Add" and "a button" are a change together, where nobody asks how.
    changes = counts["change"] + (
        0 if asks or serves else min(sum(counts[label] for label in _WISHED), counts["part"])
    )
    trouble = bool(counts["trouble"] and not counts["fine"])
    if fails:
        kind = RequestKind.MASS_INCIDENT if _hits_many(counts) else RequestKind.INCIDENT
        # "Several users" may be a mass incident or not yet.
        some = counts["some"] and kind is RequestKind.INCIDENT
        # "Tell me why it fails" asks for no lesson, and a subject may but name what fails.
        asks = 0 if counts["why"] else asks
        serves = serves and not _only_titled(signs, "service")
        contrary = bool(changes) + bool(asks) + bool(serves) + bool(counts["fine"]) + bool(some)
        sureness = _doubted("failure" if fails == 1 else "failures", counts, contrary)
        return signs.as_kind(kind, sureness, "failure", "outage", "many")
    if changes:
        labels = ("change", "addition", "wish", "part")
        return signs.as_kind(
            RequestKind.DEVELOPMENT, _doubted("change", counts, bool(serves) + trouble), *labels
        )
    if asks or serves:
        contrary = bool(counts["wish"] or counts["ponder"]) + trouble
        sureness = _doubted("question" if asks else "service", counts, contrary)
        return signs.as_kind(RequestKind.CONSULTATION, sureness, "question", "service")
    return _titled(subject, counts) or _negated(signs) or _asked(signs) or _guessed(signs)


def _only_titled(signs: _Signs, label: str) -> bool:
    """Tell whether phrases of a label stand in the subject alone, and the text tells of a failure."""
    text = signs.row.index(_PARTING)
    told = {hit.label for hit in signs.hits if hit.at > text}
    return label not in told and not told.isdisjoint(("failure", "outage"))


def _hits_many(counts: Counter[str]) -> bool:
    """Tell whether what fails, fails for many."""
    return bool(counts["outage"] or counts["many"]) and not counts["one"]


def _doubted(weight: str, counts: Counter[str], contrary: int) -> float:
    """Return how sure a kind is when so many signs point elsewhere; a condition makes all of it supposed."""
    supposed = counts["if"] or (counts["condition"] and counts["mark"] and weight.startswith("failure"))
    doubts = contrary + bool(supposed)
    return WEIGHTS[weight] if not doubts else WEIGHTS["one_doubt" if doubts == 1 else "many_doubts"]


def _titled(subject: str, counts: Counter[str]) -> Kind | None:
    """Return the kind that is all a subject says, where nothing is said against it."""
    name = " ".join(words(subject))
    if name not in _NAMED or name in _AMBIGUOUS_AS_TITLE or counts["fine"] or counts["if"]:
        return None
    return Kind(_NAMED[name], WEIGHTS["titled"], (name,))


def _negated(signs: _Signs) -> Kind | None:
    """Return that something fails, where it does not do what it is for and nothing speaks against it."""
    counts = signs.counts
    if not any(counts[label] for label in _NEGATED) or any(counts[label] for label in _NO_TROUBLE):
        return None
    kind = RequestKind.MASS_INCIDENT if _hits_many(counts) else RequestKind.INCIDENT
    return signs.as_kind(kind, WEIGHTS["negated"], *_NEGATED, "many")


def _asked(signs: _Signs) -> Kind | None:
    """Return that something is asked, where a sentence asks and tells of nothing that fails or is wished."""
    counts = signs.counts
    if not (counts["asking"] and counts["mark"]) or any(counts[label] for label in _NO_QUESTION):
        return None
    return signs.as_kind(RequestKind.CONSULTATION, WEIGHTS["asked"], "asking")


def _guessed(signs: _Signs) -> Kind:
    """Return the kind that weak signs point to; one alone is never above the threshold."""
    counts = signs.counts
    if counts["trouble"] > 1 and not any(counts[label] for label in _NO_TROUBLE):
        return signs.as_kind(RequestKind.INCIDENT, WEIGHTS["troubles"], "trouble")
    if counts["trouble"] and not counts["fine"]:
        doubted = counts["wish"] or counts["if"] or counts["condition"]
        return signs.as_kind(RequestKind.INCIDENT, WEIGHTS["weaker" if doubted else "weak"], "trouble")
    if counts["wish"] or counts["addition"] or counts["ponder"]:
        return signs.as_kind(RequestKind.DEVELOPMENT, WEIGHTS["weak"], "wish", "addition", "ponder")
    if counts["polite"] or counts["why"]:
        return signs.as_kind(RequestKind.CONSULTATION, WEIGHTS["weaker"], "polite", "why")
    return UNSORTED
