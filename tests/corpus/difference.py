"""What was wanted, what was read instead, and the two side by side."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.corpus.reading import Reading

# To compare two long texts takes the square of their lines.
_COMPARED = 2000
_LINES = 60
_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that was missed."""

    wanted: str
    found: str

    def shown(self) -> str:
        """Return the difference as lines: what is missing after ``-``, what is too much after ``+``."""
        before, after = (text.splitlines()[:_COMPARED] for text in (self.wanted, self.found))
        told = difflib.unified_diff(before, after, n=2, lineterm="")
        lines = [f"{line[:1]} {line[1:_WIDTH]}" for line in list(told)[2:] if line[:2] != "@@"]
        # Two that differ by their line ends alone look the same.
        lines = lines or [f"- {self.wanted!r:.{_WIDTH}}", f"+ {self.found!r:.{_WIDTH}}"]
        shown = lines[:_LINES]
        left = len(lines) - len(shown)
        return "\n".join([*shown, f"  ({left} more lines)"] if left else shown)


# Says None where the reading is as the value wants it. A value that makes no sense makes it raise.
Judge = Callable[[Any, "Reading"], Difference | None]


def unless(right: bool, wanted: object, found: object) -> Difference | None:
    """Return nothing where it is right, else the difference."""
    return None if right else Difference(str(wanted), str(found))
