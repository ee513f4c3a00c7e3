"""The life of a ticket, row by row of the design's table."""

from dataclasses import replace

import pytest

import desk.states
from desk.states import TRANSITIONS, Happening, State, Transition, transition
from tests.desk.stories import STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_each_story_ends_as_the_design_says(story: Story) -> None:
    """What happens to a ticket leads where the design's table says."""
    assert story.holds()


def _broken(row: Transition) -> list[tuple[Transition, ...]]:
    others = [*(state for state in State if state is not row.after and state is not row.before)]
    wrong = [*others, row.before if row.after is not None else State.OPEN]
    swapped = [replace(row, after=after) for after in wrong if after is not (row.after or row.before)]
    at = TRANSITIONS.index(row)
    tables = [(*TRANSITIONS[:at], other, *TRANSITIONS[at + 1 :]) for other in swapped]
    return [*tables, (*TRANSITIONS[:at], *TRANSITIONS[at + 1 :])]


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.happening.value} on {row.before.value}")
def test_breaking_any_row_fails_a_story(row: Transition, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row of the table can be changed or dropped without some story noticing."""
    for table in _broken(row):
        monkeypatch.setattr(desk.states, "TRANSITIONS", table)
        assert not all(story.holds() for story in STORIES), table


def test_what_is_not_in_the_table_does_not_happen() -> None:
    """A happening without a row for a state has no transition."""
    assert transition(Happening.DISAGREES, State.CLOSED, frozenset()) is None
