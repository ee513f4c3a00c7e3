"""The proof on mails that others wrote: a folder of corpora read, judged and counted.

    make corpus DIR=../shared/mails
    .venv/bin/python -m tests.corpus DIR [--wrong] [--corpus NAME] [--case ID]

``--wrong`` shows each expectation that is missed with what was wanted (``-``) and what was read (``+``);
``--corpus`` takes some corpora alone, ``--case`` some cases. It ends with 1 where a case is wrong that does
not stand in ``known.toml``, or where too many of a corpus stand there; with 2 where there is nothing to read.
"""

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.corpus.cases import corpora
from tests.corpus.judging import Outcome, Verdict, judged
from tests.corpus.known import known, too_many
from tests.corpus.table import column, goals, table

_FAILING = frozenset({Outcome.WRONG, Outcome.UNREADABLE})


def main(arguments: list[str] | None = None) -> int:
    """Judge a folder, print what came of it, and return the exit status."""
    given = _arguments(arguments)
    # A line of somebody's mail must not end the program, whatever the terminal can show.
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # it is a text file
    verdicts, told = _judged(given)
    if not verdicts:
        print(f"No case to read in {given.folder}", file=sys.stderr)
        return 2
    excuses = known()
    if given.wrong or given.case:
        print(
            "\n\n".join(_shown(one) for one in verdicts if one.outcome in _FAILING or given.case), end="\n\n"
        )
    print(table(verdicts, excuses), goals(verdicts, excuses), sep="\n\n")
    return _ended(verdicts, excuses, told)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    wanted = argparse.ArgumentParser(prog="tests.corpus", description="Judge the reading of others' mails.")
    wanted.add_argument("folder", type=Path, metavar="DIR", help="a folder of corpora")
    wanted.add_argument("--wrong", action="store_true", help="show each wrong case")
    wanted.add_argument(
        "--corpus", action="append", metavar="NAME", help="this corpus alone; may be repeated"
    )
    wanted.add_argument("--case", action="append", metavar="ID", help="this case alone; may be repeated")
    return wanted.parse_args(arguments)


def _judged(given: argparse.Namespace) -> tuple[list[Verdict], list[str]]:
    verdicts: list[Verdict] = []
    told: list[str] = []
    for corpus in corpora(given.folder):
        if given.corpus and corpus.name not in given.corpus:
            continue
        told += corpus.faults
        wanted = (case for case in corpus.cases if not given.case or case.id in given.case)
        verdicts += (judged(case, given.folder) for case in wanted)
    return verdicts, told + [sentence for verdict in verdicts for sentence in verdict.told]


def _shown(verdict: Verdict) -> str:
    """Return a case with all that is wrong in it."""
    missed = [one for one in verdict.findings if one.difference]
    shown = [f"  {one.key}:\n{_indented(one.difference.shown())}" for one in missed if one.difference]
    return "\n".join([f"{verdict.case.id}: {verdict.outcome} ({verdict.case.raw_path})", *shown])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _ended(verdicts: list[Verdict], excuses: dict[str, str], told: Iterable[str]) -> int:
    """Tell what else is to be known, and return the exit status."""
    columns = {one.case.id: column(one, excuses) for one in verdicts}
    cases = Counter(one.case.corpus for one in verdicts)
    excused = Counter(one.case.corpus for one in verdicts if columns[one.case.id] == "excused")
    crowded = too_many({name: (cases[name], excused[name]) for name in cases})
    needless = [one for one in excuses if columns.get(one) == "right"]
    for sentence, times in sorted(Counter(told).items()):
        print(f"told: {sentence}" + (f" ({times} times)" if times > 1 else ""))
    for one in needless:
        print(f"told: {one} is right, and needs no line in known.toml any more")
    for name in crowded:
        print(f"told: of {name} more than one case of twenty is excused")
    failing = {one for one in columns.values() if one in _FAILING}
    return 1 if failing or crowded else 0


if __name__ == "__main__":
    # Whoever looks at the first lines alone closes the pipe; that is no fault.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
