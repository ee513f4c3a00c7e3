"""What may be the number of a ticket in a text."""

import pytest

from storage.terms import MOST_POSSIBLE, bare_numbers, possible_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("as in SUP-1042.", "SUP-1042"),
        ("as in sup-1042", "SUP-1042"),
        ("another desk's SAL-7", "SAL-7"),
        ("a telephone's dash: SUP–1042", "SUP-1042"),
        ("a no-break hyphen: SUP\u20111042", "SUP-1042"),
        ("SUP 1042", "SUP-1042"),
        ("SUP1042", "SUP-1042"),
        ("в обращении ОБР-12", "ОБР-12"),
        ("(SUP-0042)", "SUP-42"),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, number: str) -> None:
    """By people and by their programs, of whatever desk."""
    assert number in possible_numbers(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("see ticket 1002.", ("SUP-1002",)),
        ("Request no. 1002, Ticket #7", ("SUP-1002", "SUP-7")),
        ("как в обращении № 1002", ("SUP-1002",)),
        ("по заявке 1002", ("SUP-1002",)),
        ("1002 tickets, see page 1002", ()),
        ("ticket 1002-b", ()),
    ],
)
def test_a_number_may_lack_its_prefix(text: str, number: tuple[str, ...]) -> None:
    """Behind the word for what it numbers it is one of this desk's."""
    assert bare_numbers(text, "SUP") == number


def test_no_more_are_looked_for_than_a_text_can_mean() -> None:
    """Each is looked up in the store."""
    assert len(possible_numbers(" ".join(f"A-{n}" for n in range(1000)))) == MOST_POSSIBLE
    assert possible_numbers("x" * 100_000 + "-1") == ()
