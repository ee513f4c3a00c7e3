"""Teaching: the judges of the parsers learn their weights anew from the lessons.

    make lessons

writes ``parsers/data/NAME.weights`` and prints what the judges make of lessons that they have not learned.
"""

from collections import Counter
from collections.abc import Sequence

from tests.lessons.course import COURSES
from tests.lessons.learning import opinions, weights

_SURENESSES = (0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Teach every judge, and print a table of each."""
    for course in COURSES.values():
        print(f"{course.name}: learning", flush=True)
        _print(opinions(course))
        course.weights.write_text(weights(course), encoding="utf-8")
        print(f"{course.name}: {course.weights} is written\n", flush=True)


def _print(found: Sequence[tuple[str, str, float]]) -> None:
    for sureness in _SURENESSES:
        decided = [(label, said) for label, said, sure in found if sure >= sureness]
        right = sum(label == said for label, said in decided)
        print(
            f"  from {sureness}: {len(decided) / len(found):6.1%} decided, {right / len(decided):6.1%} right"
        )
    wrong = Counter((label, said) for label, said, sure in found if label != said and sure >= _SURENESSES[1])
    for (label, said), count in wrong.most_common():
        print(f"  {count:4} that are {label} were taken for {said}")


if __name__ == "__main__":
    main()
