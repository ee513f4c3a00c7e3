"""Learning: the weights of a judge from the lessons of its course, by scikit-learn's logistic regression."""

import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from parsers.meaning.judge import Judge
from tests.lessons.course import Course
from tests.lessons.lesson import Lesson

# Where `make lessons` puts what is no part of Postdesk.
_PLACE = Path(sys.prefix) / "lessons"
# A sign that so many lessons share may mean something.
_LEAST = 4
_TENTHS = 10
_TURNS = 3
_MOST_STEPS = 1000

Signs = AbstractSet[str]


def weights(course: Course) -> str:
    """Return the file of a judge's weights: a line of labels, then a sign a line."""
    told = course.lessons()
    examples = _seen(course, told, course.others()) if course.first is None else _joined(_turns(course))
    head = f"! By `make lessons` of {len(told)} lessons, {course.digest}: signs, with weights in tenths"
    return f"{head}\n{_learned(examples, course.strength).written(course.lightest)}"


def opinions(course: Course) -> list[tuple[str, str, float]]:
    """Return of each lesson its label, and what a judge says, and how surely, that never learned from it."""
    turns = _turns(course)
    found: list[tuple[str, str, float]] = []
    for turn, examples in enumerate(turns):
        asked = [each for each in examples if each.told]
        judged = _learned(_joined(_left(turns, turn)), course.strength).judged([each.signs for each in asked])
        found += [(each.label, *said) for each, said in zip(asked, judged, strict=True)]
    return found


@dataclass(frozen=True, slots=True)
class _Example:
    """What a judge sees of a lesson, and what it is to say; ``told`` by somebody, not made of others."""

    signs: Signs
    label: str
    told: bool


@cache
def _turns(course: Course) -> list[list[_Example]]:
    """Return examples in parts that share no lesson.

    Who judges by another's opinions learns from opinions of what that one has never seen.
    """
    told, others = course.lessons(), course.others()
    firsts = _turns(course.first) if course.first else []
    return [
        _seen(course, told[turn::_TURNS], others[turn::_TURNS], _joined(_left(firsts, turn)))
        for turn in range(_TURNS)
    ]


def _seen(
    course: Course, told: Sequence[Lesson], others: Sequence[Lesson], first: Sequence[_Example] = ()
) -> list[_Example]:
    """Return what a judge sees of lessons, and of what is made of them; ``first`` has taught another."""
    signs = course.signs
    if course.first:
        judge = _learned(first, course.first.strength).written(course.first.lightest)
        signs = partial(course.seen_by, Judge(judge.encode))
    made = course.more(told, others)
    return [
        _Example(frozenset(map(sys.intern, signs(each.subject, each.text))), each.label, at < len(told))
        for at, each in enumerate((*told, *made))
    ]


def _joined(turns: Iterable[Sequence[_Example]]) -> list[_Example]:
    return [each for examples in turns for each in examples]


def _left(turns: Sequence[list[_Example]], turn: int) -> list[list[_Example]]:
    return [each for at, each in enumerate(turns) if at != turn]


def _learned(examples: Sequence[_Example], strength: float) -> "_Model":
    # What is made of lessons has no signs that these have not.
    common = Counter(sign for each in examples if each.told for sign in each.signs)
    known = {sign for sign, count in common.items() if count >= _LEAST}
    return _Model(known, [each.signs for each in examples], [each.label for each in examples], strength)


class _Model:
    """A logistic regression over signs."""

    def __init__(self, known: Signs, seen: Sequence[Signs], labels: Sequence[str], strength: float) -> None:
        self._signs = sorted(known)
        self._columns = {sign: at for at, sign in enumerate(self._signs)}
        learner = _library("sklearn.linear_model").LogisticRegression(C=strength, max_iter=_MOST_STEPS)
        self._fitted = learner.fit(self._matrix(seen), labels)
        self.labels = list(self._fitted.classes_)

    def judged(self, seen: Sequence[Signs]) -> list[tuple[str, float]]:
        """Return the likeliest label of each text."""
        shares = self._fitted.predict_proba(self._matrix(seen))
        return [(self.labels[row.argmax()], float(row.max())) for row in shares]

    def written(self, lightest: int) -> str:
        """Return the labels and the weights as a judge reads them, without the signs that hardly weigh."""
        told = [("[]", self._fitted.intercept_), *zip(self._signs, self._fitted.coef_.T, strict=True)]
        if len(self.labels) == 2:
            # Of two labels only the second one's weights are learned, against the first.
            told = [(sign, (0.0, *row)) for sign, row in told]
        written = [(sign, [round(_TENTHS * float(one)) for one in row]) for sign, row in told]
        lines = sorted(
            f"{sign}\t{' '.join(map(str, row))}"
            for sign, row in written
            if sign == "[]" or max(map(abs, row)) >= lightest
        )
        return "\n".join((" ".join(self.labels), *lines, ""))

    def _matrix(self, seen: Sequence[Signs]) -> Any:
        rows, columns = [], []
        for at, signs in enumerate(seen):
            known = [self._columns[sign] for sign in signs if sign in self._columns]
            rows += [at] * len(known)
            columns += known
        shape = (len(seen), len(self._signs))
        return _library("scipy.sparse").csr_matrix(([1.0] * len(rows), (rows, columns)), shape=shape)


def _library(name: str) -> Any:
    """Return a module that only learning needs. Raises SystemExit where it is not installed."""
    if str(_PLACE) not in sys.path:
        sys.path.append(str(_PLACE))
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise SystemExit(f"{name} is not installed; make lessons does it") from fault
