"""Courses: what a judge of the parsers is taught, from which lessons, and by which signs."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parsers.machines import robot_signs
from parsers.meaning import hearing, requests, sequence
from parsers.meaning.judge import Judge, named
from parsers.meaning.language import detect
from tests.lessons.lesson import FOLDER, PHRASES, Lesson, lessons
from tests.lessons.mixing import mixed, none, persons

DATA = Path(__file__).parents[2] / "parsers" / "data"

_MIXING = Path(__file__).with_name("mixing.py")


def _phrases(table: str) -> Mapping[str, object]:
    read = tomllib.loads((DATA / f"{table}.toml").read_text(encoding="utf-8"))
    # What they weigh by rule is no sign.
    return {name: told for name, told in read.items() if name != "weights"}


def _nothing(_: Judge, __: str, ___: str) -> set[str]:
    return set()


@dataclass(frozen=True, slots=True)
class Course:
    """The name of a judge, its lessons, and how it sees them."""

    name: str
    files: tuple[Path, ...]
    columns: int
    signs: Callable[[str, str], set[str]]
    # Tables in which the phrases stand that are signs.
    tables: tuple[str, ...]
    # What other lessons are made of, each with its columns.
    besides: tuple[tuple[Path, int], ...] = ()
    # How far weights may go: the inverse of the strength by which large ones are held back.
    strength: float = 1.5
    # In tenths: a sign that weighs less for every label decides nothing.
    lightest: int = 2
    # Lessons that are made of others.
    more: Callable[[Sequence[Lesson], Sequence[Lesson]], Iterable[Lesson]] = none
    # The course of the judge by whose opinions this one judges, and the signs that those are.
    first: "Course | None" = None
    seen_by: Callable[[Judge, str, str], set[str]] = _nothing

    @property
    def weights(self) -> Path:
        """Where the judge's weights stand."""
        return DATA / f"{self.name}.weights"

    @property
    def digest(self) -> str:
        """What tells the lessons, the phrases that are signs, and the course's numbers from any others.

        It knows nothing of the code that makes signs of a text, or learns: who changes that in a way that
        moves weights has to know that lessons are due.
        """
        way = (self.columns, self.strength, self.lightest, list(map(_phrases, self.tables)))
        texts = (*self.files, *(path for path, _ in self.besides), _MIXING)
        told = (*(path.read_bytes() for path in texts), json.dumps(way, sort_keys=True).encode())
        return hashlib.sha256(b"\n".join(told)).hexdigest()[:16]

    def lessons(self) -> list[Lesson]:
        """Return all lessons, in their order."""
        return [lesson for path in self.files for lesson in lessons(path, self.columns)]

    def others(self) -> list[Lesson]:
        """Return what other lessons are made of."""
        return [lesson for path, columns in self.besides for lesson in lessons(path, columns)]


def _whole(_: str, text: str) -> set[str]:
    told = hearing.heard(text, detect(text))
    return set() if told is None else hearing.signs(told.said)


def _in_sequence(sayings: Judge, _: str, text: str) -> set[str]:
    told = hearing.heard(text, detect(text))
    return set() if told is None else sequence.signs(hearing.parts(told), sayings.opinion)


_REQUESTS = ((FOLDER / "kinds.txt", 3), (PHRASES / "kinds_practised.txt", 3))
_ANSWERS = (FOLDER / "intents.txt", PHRASES / "intents_practised.txt")
_SAYINGS = Course(
    "sayings",
    _ANSWERS,
    columns=2,
    besides=_REQUESTS,
    strength=1.0,
    lightest=4,
    signs=_whole,
    tables=("intents", "kinds"),
    more=mixed,
)

COURSES: Mapping[str, Course] = {
    course.name: course
    for course in (
        Course(
            "kinds",
            (FOLDER / "kinds.txt", FOLDER / "kinds_unsorted.txt", PHRASES / "kinds_practised.txt"),
            columns=3,
            strength=1.0,
            signs=requests.weighed,
            tables=("kinds",),
        ),
        _SAYINGS,
        Course(
            "intents",
            _ANSWERS,
            columns=2,
            besides=_REQUESTS,
            strength=1.0,
            signs=partial(_in_sequence, named("sayings")),
            tables=("intents", "kinds"),
            more=mixed,
            first=_SAYINGS,
            seen_by=_in_sequence,
        ),
        Course(
            "robots",
            (FOLDER / "robots.txt", PHRASES / "robots_practised.txt"),
            columns=3,
            besides=((FOLDER / "kinds.txt", 3), (FOLDER / "intents.txt", 2)),
            signs=robot_signs.weighed,
            tables=("robots",),
            more=persons,
        ),
    )
}
