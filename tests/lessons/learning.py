"""Learning: the weights of a judge from the lessons of its course, by scikit-learn's logistic regression."""

import importlib
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.lessons.course import Course
from tests.lessons.lesson import Lesson

# Where `make lessons` puts what is no part of Postdesk.
_PLACE = Path(sys.prefix) / "lessons"
# How far a weight may go: the inverse of the strength by which large ones are held back.
_STRENGTH = 1.5
# A sign that so many lessons share may mean something.
_LEAST = 4
_TENTHS = 10
_TURNS = 5
_MOST_STEPS = 1000

Signs = set[str]


def weights(course: Course) -> str:
    """Return the file of a judge's weights: a line of labels, then a sign a line."""
    told = course.lessons()
    model = _taught(course, told)
    head = f"! By `make lessons` of {len(told)} lessons, {course.digest}: signs, with weights in tenths"
    return "\n".join((head, " ".join(model.labels), *model.rows(course.lightest), ""))


def opinions(course: Course) -> list[tuple[str, str, float]]:
    """Return of each lesson its label, and what a judge says, and how surely, that never learned from it."""
    told = course.lessons()
    found: dict[int, tuple[str, str, float]] = {}
    for turn in range(_TURNS):
        model = _taught(course, [each for at, each in enumerate(told) if at % _TURNS != turn])
        asked = range(turn, len(told), _TURNS)
        judged = model.judged([course.signs(told[at].subject, told[at].text) for at in asked])
        found.update((at, (told[at].label, *said)) for at, said in zip(asked, judged, strict=True))
    return [found[at] for at in range(len(told))]


def _taught(course: Course, told: Sequence[Lesson]) -> "_Model":
    every = [*told, *course.more(told)]
    seen = [course.signs(each.subject, each.text) for each in every]
    # What is made of lessons has no signs that these have not.
    common = Counter(sign for signs in seen[: len(told)] for sign in signs)
    return _Model(
        {sign for sign, count in common.items() if count >= _LEAST}, seen, [each.label for each in every]
    )


class _Model:
    """A logistic regression over signs."""

    def __init__(self, known: Signs, seen: Sequence[Signs], labels: Sequence[str]) -> None:
        self._signs = sorted(known)
        self._columns = {sign: at for at, sign in enumerate(self._signs)}
        learner = _library("sklearn.linear_model").LogisticRegression(C=_STRENGTH, max_iter=_MOST_STEPS)
        self._fitted = learner.fit(self._matrix(seen), labels)
        self.labels = list(self._fitted.classes_)

    def judged(self, seen: Sequence[Signs]) -> list[tuple[str, float]]:
        """Return the likeliest label of each text."""
        shares = self._fitted.predict_proba(self._matrix(seen))
        return [(self.labels[row.argmax()], float(row.max())) for row in shares]

    def rows(self, lightest: int) -> list[str]:
        """Return the lines of a file of weights, without the signs that hardly weigh."""
        told = [("[]", self._fitted.intercept_), *zip(self._signs, self._fitted.coef_.T, strict=True)]
        if len(self.labels) == 2:
            # Of two labels only the second one's weights are learned, against the first.
            told = [(sign, (0.0, *row)) for sign, row in told]
        written = [(sign, [round(_TENTHS * float(one)) for one in row]) for sign, row in told]
        return [
            f"{sign}\t{' '.join(map(str, row))}"
            for sign, row in written
            if sign == "[]" or max(map(abs, row)) >= lightest
        ]

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
