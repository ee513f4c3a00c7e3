"""Courses: what a judge of the parsers is taught, from which lessons, and by which signs."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parsers.machines import robot_signs
from parsers.meaning import intents, requests
from parsers.meaning.language import detect
from tests.lessons.lesson import FOLDER, PHRASES, Lesson, lessons
from tests.lessons.mixing import mixed, none, persons

DATA = Path(__file__).parents[2] / "parsers" / "data"


@dataclass(frozen=True, slots=True)
class Course:
    """The name of a judge, its lessons, and how it sees them."""

    name: str
    files: tuple[Path, ...]
    columns: int
    signs: Callable[[str, str], set[str]]
    # What the others are made of besides.
    besides: tuple[Path, ...] = ()
    # In tenths: a sign that weighs less for every label decides nothing.
    lightest: int = 2
    # Lessons that are made of others.
    more: Callable[[Sequence[Lesson]], Iterable[Lesson]] = none

    @property
    def weights(self) -> Path:
        """Where the judge's weights stand."""
        return DATA / f"{self.name}.weights"

    @property
    def digest(self) -> str:
        """What tells the lessons from any others."""
        return hashlib.sha256(
            b"\n".join(path.read_bytes() for path in (*self.files, *self.besides))
        ).hexdigest()[:16]

    def lessons(self) -> list[Lesson]:
        """Return all lessons, in their order."""
        return [lesson for path in self.files for lesson in lessons(path, self.columns)]


COURSES: Mapping[str, Course] = {
    course.name: course
    for course in (
        Course(
            "kinds",
            (FOLDER / "kinds.txt", FOLDER / "kinds_unsorted.txt", PHRASES / "kinds_practised.txt"),
            columns=3,
            signs=requests.weighed,
        ),
        Course(
            "intents",
            (FOLDER / "intents.txt", PHRASES / "intents_practised.txt"),
            columns=2,
            besides=(FOLDER / "kinds.txt", PHRASES / "kinds_practised.txt"),
            lightest=4,
            signs=lambda _, text: intents.weighed(text, detect(text)),
            more=mixed,
        ),
        Course(
            "robots",
            (FOLDER / "robots.txt", PHRASES / "robots_practised.txt"),
            columns=3,
            besides=(FOLDER / "kinds.txt", FOLDER / "intents.txt"),
            signs=robot_signs.weighed,
            more=persons,
        ),
    )
}
