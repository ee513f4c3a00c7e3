"""The table of the corpora, and the figures of the goals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.corpus.expectations import Goal
from tests.corpus.judging import Outcome, Verdict

_COLUMNS = ("corpus", "kind", "cases", "right", "wrong", "unreadable", "excused")
_WIDTHS = (20, 10, 6, 6, 6, 11, 8)


def table(verdicts: Iterable[Verdict], known: Mapping[str, str]) -> str:
    """Return a line for each corpus and kind, and one for all of them."""
    rows: dict[tuple[str, str], Counter[str]] = {}
    for verdict in verdicts:
        for row in ((verdict.case.corpus, verdict.case.kind), ("all", "")):
            rows.setdefault(row, Counter())[column(verdict, known)] += 1
    sums = rows.pop(("all", ""), Counter())
    return "\n".join(
        [_line(*_COLUMNS), *(_counted(*row, rows[row]) for row in sorted(rows)), _counted("all", "", sums)]
    )


def goals(verdicts: Sequence[Verdict], known: Mapping[str, str]) -> str:
    """Return a line for each goal: of how many cases it speaks, how many are right, how many are excused."""
    return "\n".join([_GOAL_HEADING, *(_goal(goal, verdicts, known) for goal in Goal)])


def column(verdict: Verdict, known: Mapping[str, str]) -> str:
    """Return the column that counts this case: one that is right needs no excuse."""
    wrong = verdict.outcome in {Outcome.WRONG, Outcome.UNREADABLE}
    return "excused" if wrong and verdict.case.id in known else verdict.outcome


_GOAL_HEADING = f"{'goal':42}{'cases':>6}{'right':>7}{'excused':>9}{'share':>9}"


def _goal(goal: Goal, verdicts: Sequence[Verdict], known: Mapping[str, str]) -> str:
    """Return the line of a goal; its share is that of what is not excused."""
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
    judged = cases - excused
    share = f"{100 * right / judged:.1f} %" if judged else "-"
    return f"{goal:42}{cases:>6}{right:>7}{excused:>9}{share:>9}"


def _counted(corpus: str, kind: str, counts: Counter[str]) -> str:
    total = sum(counts[one] for one in ("right", "wrong", "unreadable", "excused"))
    return _line(corpus, kind, total, *(counts[one] for one in _COLUMNS[3:]))


def _line(*cells: object) -> str:
    first, *rest = (
        f"{cell:<{width}}" if width > 8 and width != 11 else f"{cell:>{width}}"
        for cell, width in zip(cells, _WIDTHS, strict=True)
    )
    return "".join((first, *rest)).rstrip()
