"""Sequence: what the sentences of an answer say, one after the other, as signs for the judge of the whole.

A fault that is told before good news is a tale, behind it it is news; what one sentence asks for, no other
takes back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

# How likely each label is of a text.
Shares = Mapping[str, float]

# A share is told by those of these that it reaches.
_STEPS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 0.985)
_LENGTHS = (1, 2, 3, 5, 8, 12, 20, 30, 50)
_MOST_COUNTED = 5
_EDGE = "^"
# Of what settles a ticket one sentence may be enough.
_SETTLING = ("confirm", "withdraw")


@dataclass(frozen=True, slots=True)
class Parts:
    """The signs of an answer, of its sentences and of its clauses; how many words it has.

    ``unknown`` counts those words that no table has.
    """

    whole: set[str]
    sentences: Sequence[set[str]]
    clauses: Sequence[set[str]]
    length: int
    unknown: int


def signs(parts: Parts, opinion: Callable[[set[str]], Shares]) -> set[str]:
    """Return what may be learned of what an answer's parts say, each by this opinion."""
    whole = opinion(parts.whole)
    likeliest = _likeliest(whole)
    found = {f"whole={likeliest}", *_reached("whole", whole), *_counted(parts, likeliest)}
    for name, row in (("sentence", parts.sentences), ("clause", parts.clauses)):
        found |= _of_row(name, [opinion(part) for part in row] or [whole], likeliest)
    return found


def _of_row(name: str, parts: Sequence[Shares], likeliest: str) -> set[str]:
    row = [_likeliest(part) for part in parts]
    surest = max(range(len(parts)), key=lambda at: sum(parts[at][label] for label in _SETTLING))
    found = {f"{name}s={min(len(parts), _MOST_COUNTED)}"}
    found |= _reached(f"most {name}", _most(parts))
    found |= _reached(f"first {name}", parts[0]) | _reached(f"last {name}", parts[-1])
    found |= _reached(f"{name} before", _most(parts[:surest]))
    found |= _reached(f"{name} behind", _most(parts[surest + 1 :]))
    found.update(f"{name} {one}>{two}" for one, two in pairwise((_EDGE, *row, _EDGE)))
    found.update(f"{name} {one}&{two}" for one, two in combinations(sorted(set(row)), 2))
    found.add(f"{name}s {'only' if set(row) == {likeliest} else 'not only'} {likeliest}")
    return found


def _counted(parts: Parts, likeliest: str) -> set[str]:
    unknown = f"unknown={min(parts.unknown, _MOST_COUNTED)}"
    return {unknown, f"{unknown} {likeliest}", *(f"words>{step}" for step in _LENGTHS if parts.length > step)}


def _likeliest(shares: Shares) -> str:
    return max(shares, key=shares.__getitem__)


def _most(parts: Sequence[Shares]) -> Shares:
    """Return the largest share of each label."""
    return {label: max(part[label] for part in parts) for label in parts[0]} if parts else {}


def _reached(name: str, shares: Shares) -> set[str]:
    return {f"{name} {label} {step}" for label, share in shares.items() for step in _STEPS if share >= step}
