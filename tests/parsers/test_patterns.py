"""No regular expression of the project can be made to go back and forth: work grows as the text does."""

import re
import time

import pytest

from tests.patterns import Found, compiled
from tests.worst_cases import texts, worst_cases

PATTERNS = compiled()

# Of so many characters a quadratic pattern takes two million steps, and no step less than half a nanosecond.
_SIZE = 2000
_SURELY_LINEAR = 0.001
# Eight times the text is eight times the work of a linear pattern and 64 times that of a quadratic one. A
# repetition that is bounded looks quadratic below its bound, so a longer text has the last word.
_SIZES = (_SIZE, 4 * _SIZE)
_TIMES = 8
_MOST_GROWTH = 24


def _cost(found: Found, text: str, call: str) -> float:
    """Return the CPU seconds of one call."""
    given = text.encode("latin-1", "replace") if isinstance(found.pattern.pattern, bytes) else text
    begun = time.process_time()
    if call == "finditer":
        for _ in found.pattern.finditer(given):
            pass
    else:
        getattr(found.pattern, call)(given)
    return time.process_time() - begun


def _grows(found: Found, call: str, case: tuple[str, str], ending: int) -> bool:
    """Tell whether a text that is eight times as long takes far more than eight times as long."""
    for size in _SIZES:
        short, long = (list(texts(*case, length))[ending] for length in (size, _TIMES * size))
        least = min(_cost(found, short, call) for _ in range(3))
        if any(_cost(found, long, call) <= _MOST_GROWTH * least for _ in range(3)):
            return False
    return True


@pytest.mark.parametrize("found", PATTERNS, ids=lambda found: found.where)
def test_a_pattern_takes_its_worst_cases_in_linear_time(found: Found) -> None:
    """No text is worth more than its length to any pattern, in the way in which it is called.

    The engine counts no steps, so CPU time stands for them, and never by itself: a text that takes a
    suspicious while is compared with one of eight times its length. Linear work grows eightfold, quadratic
    64-fold; the bound lies a factor of almost three from both, and noise must hit six runs in a row.
    """
    for case in worst_cases(found.pattern):
        for ending, text in enumerate(texts(*case, _SIZE)):
            for call in found.calls:
                if _cost(found, text, call) > _SURELY_LINEAR:
                    assert not _grows(found, call, case, ending), (found.where, call, *case, text[-1])


def test_every_pattern_is_found() -> None:
    """The patterns of modules, of their tables, and those that functions write into a call are there."""
    places = {found.where for found in PATTERNS}

    assert {
        "parsers.characters.words._WORD",
        "parsers.text.footer_words._SCANNED",
        "parsers.machines.marks.RULES[0].value",
    } <= places
    assert any(place.startswith("parsers.characters.charset:") for place in places)


def test_a_quadratic_pattern_is_found_out() -> None:
    """What this file is for: a repetition that may begin at every letter of a text fails it."""
    quadratic = Found("here", re.compile(r"a+b"), ("search",))

    with pytest.raises(AssertionError):
        test_a_pattern_takes_its_worst_cases_in_linear_time(quadratic)
