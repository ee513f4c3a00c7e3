"""Courses: what a judge of the parsers is taught, from which lessons, and by which signs."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parsers.meaning import intents, requests
from parsers.meaning.language import detect
from tests.lessons.lesson import FOLDER, Lesson, lessons
from tests.lessons.mixing import mixed, none

PARSERS = Path(__file__).parents[1] / "parsers" / "phrases"
DATA = Path(__file__).parents[2] / "parsers" / "data"


@dataclass(frozen=True, slots=True)
class Course:
    """The name of a judge, its lessons, and how it sees them."""

    name: str
    files: tuple[Path, ...]
    columns: int
    signs: Callable[[str, str], set[str]]
    # Lessons that are made of others.
    more: Callable[[Sequence[Lesson]], Iterable[Lesson]] = none

    @property
    def weights(self) -> Path:
        """Where the judge's weights stand."""
        return DATA / f"{self.name}.weights"

    @property
    def digest(self) -> str:
        """What tells the lessons from any others."""
        return hashlib.sha256(b"\n".join(path.read_bytes() for path in self.files)).hexdigest()[:16]

    def lessons(self) -> list[Lesson]:
        """Return all lessons, in their order."""
        return [lesson for path in self.files for lesson in lessons(path, self.columns)]


COURSES: Mapping[str, Course] = {
    course.name: course
    for course in (
        Course(
            "kinds",
            (FOLDER / "kinds.txt", FOLDER / "kinds_unsorted.txt", PARSERS / "kinds_practised.txt"),
            columns=3,
            signs=requests.weighed,
        ),
        Course(
            "intents",
            (FOLDER / "intents.txt", PARSERS / "intents_practised.txt"),
            columns=2,
            signs=lambda _, text: intents.weighed(text, detect(text)),
            more=mixed,
        ),
    )
}
