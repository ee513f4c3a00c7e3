"""The signs that a sentence makes, by rows of ``robots.toml``: groups that are in it, groups that are not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.machines.robot_sentences import TABLE, Sentence

# What is denied is denied within a clause; until when may stand in another.
_NO = "no"
_ANYWHERE = frozenset(["figure", "weekday", "until", "from"])


@dataclass(frozen=True, slots=True)
class _Row:
    """What makes a sign: groups that are asked for, all of them, and groups that are forbidden."""

    sign: str
    asked: frozenset[str]
    forbidden: frozenset[str]


def _rows(told: Mapping[str, tuple[str, ...]]) -> Mapping[str, list[_Row]]:
    """Return rows by the rarest group that each asks for: few are ever looked at."""
    rows = [
        _Row(
            sign,
            frozenset(name for name in row.split() if not name.startswith("!")),
            frozenset(name[1:] for name in row.split() if name.startswith("!")),
        )
        for sign, each in told.items()
        for row in each
    ]
    often = Counter(name for row in rows for name in row.asked)
    by_group: dict[str, list[_Row]] = {}
    for row in rows:
        by_group.setdefault(min(row.asked, key=lambda name: (often[name], name)), []).append(row)
    return by_group


_SIGNS = _rows(TABLE.signs)


def signs(sentence: Sentence) -> set[str]:
    """Return the signs that a sentence makes."""
    return {
        row.sign
        for group in sentence.groups
        for row in _SIGNS.get(group, ())
        if row.asked <= sentence.groups and _is_made(row, sentence)
    }


def _is_made(row: _Row, sentence: Sentence) -> bool:
    if _NO not in row.asked:
        return not row.forbidden & sentence.groups
    near = row.asked - _ANYWHERE
    return any(near <= clause and not row.forbidden & clause for clause in sentence.clauses)
