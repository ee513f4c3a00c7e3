r"""Lessons: texts with what a careful person reads in them, one a line: ``label|subject|text``.

Those of two columns are answers. They were written for the purpose, in many voices and for many trades; a
line's end within a text is ``\n``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
# What the rules of the parsers were practised on.
PHRASES = FOLDER.parent / "parsers" / "phrases"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text, and the label that it is to get."""

    label: str
    subject: str
    text: str


def lessons(path: Path, columns: int) -> Iterator[Lesson]:
    """Yield the lessons of a file with so many columns. Raises ValueError with the line that has fewer."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        told = [column.strip().replace("\\n", "\n") for column in line.split("|", columns - 1)]
        if len(told) != columns:
            raise ValueError(f"{path.name}:{number} has fewer than {columns} columns")
        yield Lesson(told[0], told[1] if columns > 2 else "Re:", told[-1])
