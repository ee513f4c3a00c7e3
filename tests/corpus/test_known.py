"""Known wrong cases have reasons, and are few."""

import re
import tomllib

from tests.corpus.cases import Case
from tests.corpus.difference import Difference
from tests.corpus.expectations import Goal
from tests.corpus.judging import Finding, Outcome, Verdict
from tests.corpus.known import KNOWN, known, too_many
from tests.corpus.table import goals, table
from tests.corpus.telling import crowds, needless


def verdict(name: str, outcome: Outcome, goal: Goal = Goal.PARSE) -> Verdict:
    """Return a verdict on a case of our own."""
    missed = Difference("a", "b") if outcome is Outcome.WRONG else None
    case = Case(name, name.partition("/")[0], "mail", "eml", "parse", {})
    return Verdict(case, outcome, (Finding("subject", goal, missed),))


def test_each_known_case_has_a_reason() -> None:
    """The reason cites what decides: a section of an RFC, the README of the corpora, or a contradiction."""
    cited = re.compile(r"(?:RFC \d{3,4}, \d[\d.]*|README of the corpora|contradiction)\b.*: \S")
    assert [name for name, reason in known().items() if not cited.match(f"{reason}")] == []


def test_each_known_case_is_one_of_a_corpus() -> None:
    """None stands there twice, and each is named by its corpus."""
    with KNOWN.open("rb") as opened:
        names = [row["id"] for row in tomllib.load(opened)["case"]]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w.-]+/.+", name) for name in names)


def test_a_corpus_with_too_many_excuses_is_told() -> None:
    """Of which one, in a sentence; a known case that became right is told as well."""
    verdicts = [verdict("own/one", Outcome.WRONG), verdict("own/two", Outcome.RIGHT)]
    excuses = {"own/one": "RFC 1, 2: x", "own/two": "RFC 1, 2: x", "else/one": "RFC 1, 2: x"}

    assert crowds(verdicts, excuses) == ["of own more than one case of twenty is excused"]
    assert list(needless(verdicts, excuses)) == ["own/two is right, and needs no line in known.toml any more"]


def test_more_than_one_of_twenty_is_too_many() -> None:
    """A small corpus has no excuse at all."""
    assert too_many({"large": (20, 1), "larger": (39, 2), "small": (19, 1), "good": (19, 0)}) == [
        "larger",
        "small",
    ]


def test_a_known_case_is_excused_where_it_is_wrong_alone() -> None:
    """One that became right is counted as right."""
    verdicts = [
        verdict("own/one", Outcome.WRONG),
        verdict("own/two", Outcome.RIGHT),
        verdict("own/three", Outcome.WRONG),
    ]
    rows = table(verdicts, {"own/one": "RFC 1", "own/two": "RFC 2"}).splitlines()

    assert rows[1].split() == ["own", "parse", "3", "1", "1", "0", "1"]
    assert rows[-1].split() == ["all", "3", "1", "1", "0", "1"]


def test_the_share_of_a_goal_is_that_of_what_is_not_excused() -> None:
    """Cases that say nothing of a goal do not count for it."""
    verdicts = [
        verdict("own/one", Outcome.WRONG),
        verdict("own/two", Outcome.RIGHT),
        verdict("own/three", Outcome.WRONG),
    ]
    rows = goals(verdicts, {"own/one": "RFC 1"}).splitlines()

    assert rows[-1].split()[-5:] == ["3", "1", "1", "50.0", "%"]
    assert rows[1].split()[-1] == "-"
