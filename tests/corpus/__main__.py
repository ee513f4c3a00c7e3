"""The proof on mails that others wrote: a folder of corpora read, judged and counted.

    make corpus DIR=../shared/mails
    make corpus-peers DIR=../shared/mails
    .venv/bin/python -m tests.corpus DIR [--wrong] [--corpus NAME] [--case ID] [--reader NAME | --peers]

``--wrong`` shows each expectation that is missed with what was wanted (``-``) and what was read (``+``);
``--corpus`` takes some corpora alone, ``--case`` some cases. ``--reader`` lets a library read instead, and
``--peers`` puts all of them beside Postdesk. It ends with 1 where Postdesk reads a case wrongly that does not
stand in ``known.toml``, or where too many of a corpus stand there; with 2 where there is nothing to read.
"""

import argparse
import signal
import sys
from pathlib import Path

from tests.corpus import progress
from tests.corpus.cases import corpora
from tests.corpus.judging import Outcome, Verdict, judged
from tests.corpus.known import known
from tests.corpus.peers.libraries import NotInstalled
from tests.corpus.readers import POSTDESK, READERS, Reader
from tests.corpus.table import beside, column, goals, table
from tests.corpus.telling import FAILING, crowds, needless, nothing, sentences, shown

_READ = FAILING | {Outcome.RIGHT, Outcome.UNTOLD}


def main(arguments: list[str] | None = None) -> int:
    """Judge a folder, print what came of it, and return the exit status."""
    given = _arguments(arguments)
    # A line of somebody's mail must not end the program, whatever the terminal can show.
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # it is a text file
    try:
        found = {reader.name: _judged(given, reader) for reader in _readers(given)}
    except NotInstalled as fault:
        print(fault, file=sys.stderr)
        return 2
    (first, (verdicts, told)), *_ = found.items()
    if not any(one.outcome in _READ for one in verdicts):
        print(*sentences(told), nothing(given.folder), sep="\n", file=sys.stderr)
        return 2
    excuses = known()
    if given.peers:
        print(beside({name: one for name, (one, _) in found.items()}, excuses))
        return 0
    if given.wrong or given.case:
        print(
            "\n\n".join(shown(one, excuses) for one in verdicts if one.outcome in FAILING or given.case),
            end="\n\n",
        )
    print(table(verdicts, excuses), goals(verdicts, excuses), sep="\n\n")
    if first != POSTDESK.name:
        # What a library reads wrongly fails nobody.
        return 0
    crowded = [] if given.case else crowds(verdicts, excuses)
    for one in sentences([*told, *needless(verdicts, excuses), *crowded]):
        print(one)
    return 1 if crowded or any(column(each, excuses) in FAILING for each in verdicts) else 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    wanted = argparse.ArgumentParser(prog="tests.corpus", description="Judge the reading of others' mails.")
    wanted.add_argument("folder", type=Path, metavar="DIR", help="a folder of corpora")
    wanted.add_argument("--wrong", action="store_true", help="show each wrong case")
    wanted.add_argument(
        "--corpus", action="append", metavar="NAME", help="this corpus alone; may be repeated"
    )
    wanted.add_argument("--case", action="append", metavar="ID", help="this case alone; may be repeated")
    one_or_all = wanted.add_mutually_exclusive_group()
    one_or_all.add_argument(
        "--reader", choices=READERS, default=POSTDESK.name, help="who reads; Postdesk unless told otherwise"
    )
    one_or_all.add_argument("--peers", action="store_true", help="the goals of every reader, as one table")
    return wanted.parse_args(arguments)


def _readers(given: argparse.Namespace) -> list[Reader]:
    return list(READERS.values()) if given.peers else [READERS[given.reader]]


def _judged(given: argparse.Namespace, reader: Reader) -> tuple[list[Verdict], list[str]]:
    verdicts: list[Verdict] = []
    told: list[str] = []
    for corpus in corpora(given.folder):
        if given.corpus and corpus.name not in given.corpus:
            continue
        told += corpus.faults
        wanted = [case for case in corpus.cases if not given.case or case.id in given.case]
        verdicts += (
            judged(case, given.folder, reader)
            for case in progress.told(f"{reader.name}, {corpus.name}", wanted)
        )
    return verdicts, told + [sentence for verdict in verdicts for sentence in verdict.told]


if __name__ == "__main__":
    # Whoever looks at the first lines alone closes the pipe; that is no fault.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
