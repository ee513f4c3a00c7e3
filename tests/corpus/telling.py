"""What is told of a judged folder beside its tables: each wrong case, and what else is to be known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from daemon.terminal import block, one_line
from tests.corpus.judging import Outcome, Verdict
from tests.corpus.known import too_many
from tests.corpus.table import column

FAILING = frozenset({Outcome.WRONG, Outcome.UNREADABLE})


def shown(verdict: Verdict, excuses: Mapping[str, str]) -> str:
    """Return a case with all that is wrong in it, and the reason where that is known."""
    name, found = verdict.case.id, column(verdict, excuses)
    why = f": {excuses[name]}" if found == "excused" else ""
    lines = [one_line(f"{name}: {found} ({verdict.case.raw_path}){why}")]
    for one in verdict.findings:
        if one.difference:
            lines += [f"  {one_line(one.key)}:", block(one.difference.shown(), "    ")]
    return "\n".join(lines)


def nothing(folder: Path) -> str:
    """Return why there is nothing to read in a folder."""
    if not folder.is_dir():
        return f"{folder} is no folder"
    if not any(folder.glob("*.jsonl")):
        return f"{folder} holds no corpus: no file NAME.jsonl"
    return f"No case to read in {folder}"


def sentences(told: Iterable[str]) -> Iterator[str]:
    """Yield each sentence once, and how often it was told; strangers' words in it are only shown."""
    for one, times in sorted(Counter(told).items()):
        yield one_line(f"told: {one}") + (f" ({times} times)" if times > 1 else "")


def needless(verdicts: Sequence[Verdict], excuses: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each known case that is right by now."""
    found: dict[str, set[str]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.case.id, set()).add(column(verdict, excuses))
    for name in excuses:
        if found.get(name) == {Outcome.RIGHT}:
            yield f"{name} is right, and needs no line in known.toml any more"


def crowds(verdicts: Sequence[Verdict], excuses: Mapping[str, str]) -> list[str]:
    """Return a sentence for each corpus of which more is excused than may be."""
    cases = Counter(one.case.corpus for one in verdicts)
    excused = Counter(one.case.corpus for one in verdicts if column(one, excuses) == "excused")
    counts = {name: (cases[name], excused[name]) for name in cases}
    return [f"of {name} more than one case of twenty is excused" for name in too_many(counts)]
