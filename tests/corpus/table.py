"""The table of the corpora, and the figures of the goals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.corpus.expectations import Goal
from tests.corpus.judging import Outcome, Verdict

_COLUMNS = ("corpus", "kind", "cases", "right", "wrong", "unreadable", "excused")
_WIDTHS = (20, 10, 6, 6, 6, 11, 8, 9)
# Those of the columns of words.
_LEFT = frozenset(_WIDTHS[:2])


def table(verdicts: Iterable[Verdict], known: Mapping[str, str]) -> str:
    """Return a line for each corpus and kind, and one for all of them.

    A last column counts the cases of which the reader can tell nothing, where there are such.
    """
    rows: dict[tuple[str, str], Counter[str]] = {}
    for verdict in verdicts:
        for row in ((verdict.case.corpus, verdict.case.kind), ("all", "")):
            rows.setdefault(row, Counter())[column(verdict, known)] += 1
    sums = rows.pop(("all", ""), Counter())
    columns = (*_COLUMNS, Outcome.UNTOLD) if sums[Outcome.UNTOLD] else _COLUMNS
    return "\n".join(
        [
            _line(*columns),
            *(_counted(columns, *row, rows[row]) for row in sorted(rows)),
            _counted(columns, "all", "", sums),
        ]
    )


def goals(verdicts: Sequence[Verdict], known: Mapping[str, str]) -> str:
    """Return a line for each goal: of how many cases it speaks, how many are right, how many are excused."""
    return "\n".join([_GOAL_HEADING, *(_goal(goal, verdicts, known) for goal in Goal)])


def column(verdict: Verdict, known: Mapping[str, str]) -> str:
    """Return the column that counts this case: one that is right needs no excuse."""
    wrong = verdict.outcome in {Outcome.WRONG, Outcome.UNREADABLE}
    return "excused" if wrong and verdict.case.id in known else verdict.outcome


_GOAL_HEADING = f"{'goal':42}{'cases':>6}{'right':>7}{'excused':>9}{'share':>9}"


def beside(verdicts: Mapping[str, Sequence[Verdict]], known: Mapping[str, str]) -> str:
    """Return a table in Markdown: of each goal the share of each reader, and of how many cases it is."""
    rows = [["goal", *verdicts], ["---"] * (len(verdicts) + 1)]
    for goal in Goal:
        shares = (_share(*_sums(goal, found, known)) for found in verdicts.values())
        rows.append([goal, *shares])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _share(cases: int, right: int, excused: int) -> str:
    """Return the share of what is not excused, rounded in nobody's favour."""
    judged = cases - excused
    return f"{1000 * right // judged / 10} % of {judged}" if judged else "-"


def _goal(goal: Goal, verdicts: Sequence[Verdict], known: Mapping[str, str]) -> str:
    """Return the line of a goal; its share is that of what is not excused."""
    cases, right, excused = _sums(goal, verdicts, known)
    share = _share(cases, right, excused).partition(" of ")[0]
    return f"{goal:42}{cases:>6}{right:>7}{excused:>9}{share:>9}"


def _sums(goal: Goal, verdicts: Sequence[Verdict], known: Mapping[str, str]) -> tuple[int, int, int]:
    """Return of how many cases a goal speaks, how many of them are right, how many are excused."""
    cases = right = excused = 0
    for verdict in verdicts:
        met = [one.difference is None for one in verdict.findings if one.goal is goal]
        if not met:
            continue
        cases += 1
        if all(met) and verdict.outcome is not Outcome.UNREADABLE:
            right += 1
        elif verdict.case.id in known:
            excused += 1
    return cases, right, excused


def _counted(columns: Sequence[str], corpus: str, kind: str, counts: Counter[str]) -> str:
    total = sum(counts[one] for one in columns[3:])
    return _line(corpus, kind, total, *(counts[one] for one in columns[3:]))


def _line(*cells: object) -> str:
    first, *rest = (
        f"{cell:<{width}}" if width in _LEFT else f"{cell:>{width}}"
        for cell, width in zip(cells, _WIDTHS, strict=False)
    )
    return "".join((first, *rest)).rstrip()
